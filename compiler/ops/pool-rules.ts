/**
 * What pools share: a window over an image f32[batch, height, width, channels], for each channel alone, taking only what lies
 * in the image. Attributes in the graph are explicit: `size` and `strides` are [height, width], `padding` is
 * [top, left, bottom, right].
 */
import type { Builder } from "../ir/builder.ts";
import type { Attrs, Node } from "../ir/node.ts";
import { type Dim, formatType, isStatic, productOf, type TensorType } from "../ir/type.ts";
import type { LayerAttr, LayerAttrs } from "./definition/layer.ts";
import type { KernelSize } from "./definition/lowering.ts";
import { type AttrSpec, isError, type SignatureError } from "./definition/signature.ts";
import { notF32 } from "./rules.ts";
import { atLeastOne, pairOf, placesIn, resolvePadding, STRIDE, type Window } from "./window-rules.ts";

/** What a pool's call takes in a model's text. */
export const POOL_ATTRS: readonly AttrSpec[] = [
  {
    name: "size",
    kind: "pair",
    doc: "of the window: a number or [height, width]",
    check: atLeastOne,
  },
  { name: "stride", kind: "pair", doc: `${STRIDE.doc}; the size if left out`, optional: true, check: atLeastOne },
  {
    name: "padding",
    kind: "padding",
    doc: "places around it that windows reach and pass over: `same`, `valid`, a number, [top, left, bottom, right], or along one axis [left, right]",
    default: "valid",
  },
];

/** What its node has. */
export const WINDOW_ATTRS: readonly AttrSpec[] = [
  { name: "size", kind: "numbers", doc: "[height, width] of the window" },
  { name: "strides", kind: "numbers", doc: "[height, width] from one window to the next" },
  { name: "padding", kind: "numbers", doc: "[top, left, bottom, right] places around x" },
];

export const COUNT_INCLUDE_PAD: AttrSpec = {
  name: "count_include_pad",
  kind: "bool",
  doc: "divide by the window's size also where it reaches beyond the image; else by what it takes",
  default: false,
};

/** What a gradient's node has besides, where x is no operand. */
export const INPUT: AttrSpec = { name: "input", kind: "numbers", doc: "[height, width] of x" };

const numbersOf = (attrs: Attrs, name: string) => attrs[name] as readonly number[];

function windowOf(attrs: Attrs): Window {
  return { size: numbersOf(attrs, "size"), strides: numbersOf(attrs, "strides"), dilations: [1, 1] };
}

/** Shape rule of a pool. */
export function inferPool(name: string) {
  return ([x]: readonly TensorType[], attrs: Attrs): TensorType | SignatureError => {
    const wrong = notF32(name, [x!]);
    if (wrong !== undefined) return wrong;
    const { shape } = x!;
    const [batch, height, width, channels] = shape as readonly [Dim, number, number, number];
    if (shape.length !== 4 || !isStatic(shape.slice(1))) {
      return { code: "shape-mismatch", error: `${name} expects rank 4, got ${formatType(x!)}`, operand: 0 };
    }
    const padding = numbersOf(attrs, "padding");
    // Else a window might lie outside of the image.
    if (padding.some((places, side) => places >= numbersOf(attrs, "size")[side % 2]!)) {
      const error = `${name}'s padding must be less than its size`;
      return { code: "bad-attribute", error, attr: "padding" };
    }
    const places = placesIn(name, [height, width], padding, windowOf(attrs));
    return "error" in places ? places : { dtype: "f32", shape: [batch, ...places, channels] };
  };
}

/** Shape rule of a pool's gradient by its operand `dy`, the last one: x's shape. */
export function inferPoolGradient(name: string) {
  return (types: readonly TensorType[], attrs: Attrs): TensorType | SignatureError => {
    const dy = types.at(-1)!;
    const [batch, , , channels] = dy.shape as readonly [Dim, number, number, number];
    const x: TensorType = { dtype: "f32", shape: [batch, ...numbersOf(attrs, "input"), channels] };
    const y = inferPool(name)([x], attrs);
    if ("error" in y) return y;
    if (formatType(y) === formatType(dy)) return x;
    const error = `${name} expects the gradient of ${formatType(y)}, got ${formatType(dy)}`;
    return { code: "shape-mismatch", error, operand: types.length - 1 };
  };
}

/** One window: the place of its result and those of what it takes, counted in pixels of either image. */
export interface Pixels {
  readonly place: number;
  readonly pixels: readonly number[];
}

/** The windows over an image of concrete shape, in the order of their results. */
export function* windowsOver(image: readonly number[], attrs: Attrs): Iterable<Pixels> {
  const [images, height, width] = image as readonly [number, number, number];
  const [top, left] = numbersOf(attrs, "padding") as readonly [number, number];
  const [strideY, strideX] = numbersOf(attrs, "strides") as readonly [number, number];
  const [sizeY, sizeX] = numbersOf(attrs, "size") as readonly [number, number];
  const [rows, columns] = placesIn("", [height, width], numbersOf(attrs, "padding"), windowOf(attrs)) as [
    number,
    number,
  ];
  const inside = (first: number, size: number, end: number) =>
    Array.from({ length: size }, (_, i) => first + i).filter((at) => at >= 0 && at < end);
  let place = 0;
  for (let image = 0; image < images; image++) {
    for (let row = 0; row < rows; row++) {
      const ys = inside(row * strideY - top, sizeY, height);
      for (let column = 0; column < columns; column++) {
        const xs = inside(column * strideX - left, sizeX, width);
        yield { place: place++, pixels: ys.flatMap((y) => xs.map((x) => (image * height + y) * width + x)) };
      }
    }
  }
}

/** What each of a window's places counts in its mean. */
export function shareOf(pixels: readonly number[], attrs: Attrs): number {
  const [sizeY, sizeX] = numbersOf(attrs, "size") as readonly [number, number];
  return 1 / (attrs.count_include_pad === true ? sizeY * sizeX : pixels.length);
}

/** Arguments of the kernels of runtime-as/pools.ts. */
export function poolSizes(x: TensorType, y: TensorType, attrs: Attrs): readonly KernelSize[] {
  const [batch, height, width, channels] = x.shape as readonly [Dim, number, number, number];
  const [, rows, columns] = y.shape as readonly number[];
  const [top, left] = numbersOf(attrs, "padding") as readonly [number, number];
  const planes = productOf([batch, Math.ceil(channels / 16)]);
  return [
    planes,
    height,
    width,
    rows!,
    columns!,
    ...numbersOf(attrs, "size"),
    ...numbersOf(attrs, "strides"),
    top,
    left,
  ];
}

/**
 * The call in a model's text as a node, whose attributes are explicit. f32[batch, length, channels] is an image of one row;
 * `rest` are attributes of this pool alone.
 */
export function expandPool(
  b: Builder,
  name: string,
  x: Node,
  given: LayerAttrs,
  rest: Attrs = {},
): Node | SignatureError {
  const { shape } = x.type;
  const wrong = notImageOrLine(name, x.type);
  if (wrong !== undefined) return wrong;
  const isLine = shape.length === 3;
  const image = isLine ? b.reshape(x, [shape[0]!, 1, ...shape.slice(1)]) : x;
  const list = isLine && ["size", "stride"].find((attr) => typeof given[attr] === "object");
  if (list) return { code: "bad-attribute", error: `${name}'s ${list} along one axis is a number`, attr: list };
  const sides = isLine ? ["left", "right"] : ["top", "left", "bottom", "right"];
  if (Array.isArray(given.padding) && given.padding.length !== sides.length) {
    const error = `${name}'s padding as a list is [${sides.join(", ")}] here`;
    return { code: "bad-attribute", error, attr: "padding" };
  }
  const pair = (attr: LayerAttr | undefined) => (isLine ? [1, attr as number] : pairOf(attr));
  const [size, strides] = [pair(given.size), pair(given.stride ?? given.size)];
  const [height, width] = image.type.shape.slice(1) as [number, number];
  const around = isLine ? onLine(given.padding) : given.padding;
  const padding = resolvePadding(around, [height, width], { size, strides, dilations: [1, 1] });
  const attrs = { ...rest, size, strides, padding };
  const type = inferPool(name)([image.type], attrs);
  if (isError(type)) return type;
  const y = b.op(name, [image], attrs);
  return isLine ? b.reshape(y, [shape[0]!, ...type.shape.slice(2)]) : y;
}

function onLine(padding: LayerAttr | undefined): LayerAttr | undefined {
  if (typeof padding === "string") return padding;
  const [left, right] = pairOf(padding);
  return [0, left, 0, right];
}

/** The call of a reduction over all pixels. */
export function expandGlobalPool(b: Builder, name: string, reduction: string, x: Node): Node | SignatureError {
  const axes = x.type.shape.slice(1, -1).map((_, i) => i + 1);
  return notImageOrLine(name, x.type) ?? b.op(reduction, [x], { axes, keep_dims: false });
}

function notImageOrLine(name: string, type: TensorType): SignatureError | undefined {
  const { shape } = type;
  const isOne = (shape.length === 3 || shape.length === 4) && isStatic(shape.slice(1));
  if (isOne) return notF32(name, [type]);
  const forms = "f32[batch, height, width, channels] or f32[batch, length, channels]";
  const error = `${name} expects ${forms}, got ${formatType(type)}`;
  return { code: "shape-mismatch", error, operand: 0, label: formatType(type) };
}
