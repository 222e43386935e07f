import { BATCH, f32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { evaluateReduce, keptDims, sumLike } from "./reduce-rules.ts";
import { inferReduce, REDUCE_ATTRS, reducedAxes } from "./rules.ts";

export const reduceProd = defineOp({
  name: "reduce_prod",
  doc: "Product over axes.",
  operands: [{ name: "x", doc: "f32, any shape" }],
  attrs: REDUCE_ATTRS,
  infer: inferReduce("reduce_prod"),
  evaluate: evaluateReduce(1, (a, b) => a * b),
  // dxᵢ = dy · the product of the others: Π / xᵢ with zeros taken for 1, but 0 where another element is 0
  gradient: (b, y, dy) => {
    const x = y.operands[0]!;
    const zero = b.op("equal", [x, b.constant(0)]);
    const factors = b.add(x, zero);
    const product = keptDims(b, y, b.op("reduce_prod", [factors], y.attrs));
    const otherZeros = b.sub(sumLike(b, y, zero), zero);
    const alone = b.op("equal", [otherZeros, b.constant(0)]);
    return [b.mul(b.mul(alone, b.div(product, factors)), keptDims(b, y, dy))];
  },
  lower: {
    kind: "reduce",
    axes: ([x], attrs) => reducedAxes(x!.shape, attrs)!,
    init: 1,
    step: (v, product, [x]) => v.mul(product, x!),
    combine: (v, a, b) => v.mul(a, b),
    finish: (_v, product) => product,
  },
  examples: [
    { types: [f32(BATCH, 7)], attrs: { axes: [1], keep_dims: false } },
    { types: [f32(BATCH, 9)], attrs: { axes: [0], keep_dims: false } },
    { types: [f32(BATCH, 5)], attrs: { axes: [-1], keep_dims: true } },
    { types: [f32(3, 5, 6)], attrs: { axes: [1], keep_dims: false } },
    { types: [f32(3, 2, 4)], attrs: { axes: [0, 2], keep_dims: true } },
    { types: [f32(BATCH)] },
  ],
});
