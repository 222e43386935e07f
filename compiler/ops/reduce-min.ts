import { BATCH, f32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { evaluateReduce, shareAmongTies } from "./reduce-rules.ts";
import { inferReduce, REDUCE_ATTRS, reducedAxes } from "./rules.ts";

export const reduceMin = defineOp({
  name: "reduce_min",
  doc: "Smallest element over axes; NaN if any is.",
  operands: [{ name: "x", doc: "f32, any shape" }],
  attrs: REDUCE_ATTRS,
  infer: inferReduce("reduce_min"),
  evaluate: evaluateReduce(Infinity, Math.min),
  // dy in equal shares to all elements that are the result
  gradient: (b, y, dy) => [shareAmongTies(b, y, dy)],
  lower: {
    kind: "reduce",
    axes: ([x], attrs) => reducedAxes(x!.shape, attrs)!,
    init: Infinity,
    step: (v, extreme, [x]) => v.min(extreme, x!),
    combine: (v, a, b) => v.min(a, b),
    finish: (_v, extreme) => extreme,
  },
  examples: [
    { types: [f32(BATCH, 7)] },
    { types: [f32(BATCH, 33)], attrs: { axes: [0], keep_dims: false } },
    { types: [f32(BATCH, 21)], attrs: { axes: [-1], keep_dims: true } },
    { types: [f32(3, 5, 6)], attrs: { axes: [1], keep_dims: false } },
    { types: [f32(3, 5, 6)], attrs: { axes: [0, 2], keep_dims: true } },
    { types: [f32(BATCH)] },
  ],
});
