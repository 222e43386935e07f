/**
 * What resample and its gradient share: an axis of x read at other places. In panels an axis before the last has runs of 16
 * channels behind it, in rows of one: the kernels see [outer, size, inner] either way.
 */
import type { Attrs } from "../ir/node.ts";
import { productOf, type Shape, type TensorType } from "../ir/type.ts";
import type { KernelSize, Layout } from "./definition/lowering.ts";
import type { AttrSpec, SignatureError } from "./definition/signature.ts";
import { around, staticAxis, withSize } from "./pieces-rules.ts";
import { notF32 } from "./rules.ts";

/** In the order of runtime-as/resample.ts. */
const MODES = ["nearest", "linear", "reflect"];

export const RESAMPLE_ATTRS: readonly AttrSpec[] = [
  { name: "axis", kind: "int", doc: "the axis, not the batch" },
  {
    name: "mode",
    kind: "string",
    oneOf: MODES,
    doc: "how places lie on the axis: see `resize`, and `pad` for reflect",
  },
  { name: "before", kind: "int", doc: "for reflect: the places before the first element", default: 0 },
];

/** Shape rule: the axis gets the size that attribute `wanted` says, `places` or, for the gradient, `size`. */
export function inferResample(name: string, wanted: "places" | "size") {
  return (types: readonly TensorType[], attrs: Attrs): TensorType | SignatureError => {
    const [x] = types as readonly [TensorType];
    const found = staticAxis(name, x, attrs.axis as number);
    if (found.error !== undefined) return found;
    const given = attrs[wanted] as number;
    const [size, places] = wanted === "places" ? [found.size, given] : [given, found.size];
    const before = attrs.before as number;
    if (attrs.mode === "reflect" && (places < before + size || Math.max(before, places - before - size) >= size)) {
      return { code: "bad-attribute", error: `${name} cannot mirror ${size} elements on ${places} places` };
    }
    return notF32(name, types) ?? { dtype: "f32", shape: withSize(x.shape, found.axis, given) };
  };
}

/** Where `place` of `places` lies on an axis of `size` elements: the element before it, and the weight of the next. */
export function positionOf(place: number, places: number, size: number, attrs: Attrs) {
  const center = ((place + 0.5) * size) / places;
  if (attrs.mode === "nearest") return { element: Math.floor(center), weight: 0 };
  if (attrs.mode === "linear") {
    const position = Math.min(Math.max(center - 0.5, 0), size - 1);
    return { element: Math.floor(position), weight: position - Math.floor(position) };
  }
  const away = Math.abs(place - (attrs.before as number));
  return { element: away < size ? away : 2 * (size - 1) - away, weight: 0 };
}

/** Calls `term` with every element of the long form, one of x that it is made of, and that one's weight. */
export function eachResampled(
  x: readonly number[],
  y: readonly number[],
  attrs: Attrs,
  term: (x: number, y: number, weight: number) => void,
): void {
  const axis = attrs.axis as number;
  const product = (sizes: readonly number[]) => sizes.reduce((a, b) => a * b, 1);
  const [outer, inner] = [product(x.slice(0, axis)), product(x.slice(axis + 1))];
  const [size, places] = [x[axis]!, y[axis]!];
  for (let place = 0; place < places; place++) {
    const { element, weight } = positionOf(place, places, size, attrs);
    for (let o = 0; o < outer; o++) {
      for (let i = 0; i < inner; i++) {
        const [from, to] = [(o * size + element) * inner + i, (o * places + place) * inner + i];
        term(from, to, 1 - weight);
        if (weight > 0) term(from + inner, to, weight);
      }
    }
  }
}

const isLast = (shape: Shape, attrs: Attrs) => (attrs.axis as number) === shape.length - 1;

export function resampleLayout(shape: Shape, attrs: Attrs): Layout {
  return isLast(shape, attrs) ? "rows" : "panels";
}

/** Arguments of the kernels. */
export function resampleSizes({ shape }: TensorType, places: number, attrs: Attrs): readonly KernelSize[] {
  const axis = attrs.axis as number;
  const columns = shape.at(-1) as number;
  const { outer, inner } = around(isLast(shape, attrs) ? shape : shape.slice(0, -1), axis);
  const panels = isLast(shape, attrs) ? [1, 1] : [Math.ceil(columns / 16), 16];
  const size = shape[axis] as number;
  return [
    productOf([outer, panels[0]!]),
    size,
    places,
    inner * panels[1]!,
    MODES.indexOf(attrs.mode as string),
    attrs.before as number,
  ];
}
