import type { Builder } from "../ir/builder.ts";
import type { Attrs, Node } from "../ir/node.ts";
import type { Shape } from "../ir/type.ts";
import { defineLayer, defineOp } from "./define.ts";
import { ALPHA, betaOf, drawing, notSamples, ones, uniforms } from "./mixing-rules.ts";
import { COUNTERS, notCounters, SITE } from "./random-rules.ts";

const NAME = "cutmix";

const DRAWN = [ALPHA, SITE, { name: "shape", kind: "shape", doc: "[batch, 1]" }] as const;

/**
 * The box's first and last place along an axis of `size`, f32[batch, 1] each: as wide as √(1 − λ) of the axis with λ of
 * Beta(α, α), around a place drawn uniformly, cut off at the edges. Both axes of one site have the same λ.
 */
function range(b: Builder, [seed, step]: readonly Node[], attrs: Attrs, axis: 0 | 1, size: number): [Node, Node] {
  const draw = uniforms(b, seed!, step!, attrs);
  const rest = b.sub(b.constant(1), betaOf(b, draw(0), draw(1), attrs.alpha as number));
  const whole = (x: Node, factor: number) => b.op("floor", [b.mul(x, b.constant(factor))]);
  const half = whole(b.op("sqrt", [rest]), size / 2);
  const centre = whole(draw(2 + axis), size);
  const within = (x: Node) => b.op("minimum", [b.op("maximum", [x, b.constant(0)]), b.constant(size)]);
  return [within(b.sub(centre, half)), within(b.add(centre, half))];
}

/** The node before specialization. */
export const cutmixOp = defineOp({
  name: NAME,
  doc: "Images with the counters by which boxes of their partners are put into them; specialization replaces it by paste_box, or by x.",
  operands: [{ name: "x", doc: "f32[batch, height, width, channels]" }, ...COUNTERS],
  attrs: DRAWN,
  infer: (types) => notSamples(NAME, types[0]!, 4) ?? notCounters(NAME, types, 1) ?? types[0]!,
  evaluate: ({ operands: [x] }) => x!.data,
  gradient: "none",
  lower: { kind: "leaf" },
  internal: true,
  specialize: (b, { operands: [x, ...counters], attrs }, entry) => {
    if (entry !== "train") return { value: x!, updates: [] };
    const [, height, width] = x!.type.shape as [unknown, number, number];
    const [top, bottom] = range(b, counters, attrs, 0, height);
    const [left, right] = range(b, counters, attrs, 1, width);
    return { value: b.op("paste_box", [x!, b.op("reverse_batch", [x!]), top, left, bottom, right]), updates: [] };
  },
  examples: [],
});

export const cutmixWeight = defineOp({
  name: "cutmix_weight",
  doc: "In training the share of each image that its box leaves, elsewhere 1.",
  operands: COUNTERS,
  attrs: [
    ...DRAWN,
    { name: "height", kind: "int", doc: "of the images" },
    { name: "width", kind: "int", doc: "of the images" },
  ],
  infer: (types, { shape }) => notCounters("cutmix_weight", types, 0) ?? { dtype: "f32", shape: shape as Shape },
  evaluate: ({ shape }) => new Float64Array(shape[0]!).fill(1),
  gradient: "none",
  lower: { kind: "leaf" },
  internal: true,
  specialize: (b, { operands, attrs }, entry) => {
    if (entry !== "train") return { value: ones(b, attrs), updates: [] };
    const [height, width] = [attrs.height as number, attrs.width as number];
    const [top, bottom] = range(b, operands, attrs, 0, height);
    const [left, right] = range(b, operands, attrs, 1, width);
    const area = b.mul(b.sub(bottom, top), b.sub(right, left));
    return { value: b.sub(b.constant(1), b.mul(area, b.constant(1 / (height * width)))), updates: [] };
  },
  examples: [],
});

export const cutmix = defineLayer({
  name: NAME,
  doc: "CutMix (Yun et al., 2019) in training: `mixed, weight = cutmix(image, alpha: 1)` puts a box of its partner, the batch in reverse order, into each image, and gives the share of the image that is left, for `blend` to mix the labels by; elsewhere x and 1.",
  operands: [{ name: "x", doc: "f32[batch, height, width, channels]" }],
  attrs: [{ ...ALPHA, default: 1 }],
  expand: (scope, [x], given) => {
    const wrong = notSamples(NAME, x!.type, 4);
    if (wrong !== undefined) return wrong;
    const drawn = drawing(scope, x!);
    const attrs = { ...drawn.attrs, alpha: given.alpha as number };
    const [, height, width] = x!.type.shape as [unknown, number, number];
    const weight = scope.b.op("cutmix_weight", drawn.operands, { ...attrs, height, width });
    return [scope.b.op(NAME, [x!, ...drawn.operands], attrs), weight];
  },
});
