import { BATCH, f32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { inferReduce, REDUCE_ATTRS, reducedAxes, sumOver } from "./rules.ts";

export const reduceSum = defineOp({
  name: "reduce_sum",
  doc: "Sum over axes.",
  operands: [{ name: "x", doc: "f32, any shape" }],
  attrs: REDUCE_ATTRS,
  infer: inferReduce("reduce_sum"),
  evaluate: ({ operands: [x], attrs }) => sumOver(x!.shape, reducedAxes(x!.shape, attrs)!, (i) => x!.data[i]!),
  // every reduced element gets the sum's gradient
  gradient: (b, { operands: [x], attrs }, dy) => {
    const axes = reducedAxes(x!.type.shape, attrs)!;
    const kept = x!.type.shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim));
    return [b.op("broadcast", [b.reshape(dy, kept)], { shape: x!.type.shape })];
  },
  lower: {
    kind: "reduce",
    axes: ([x], attrs) => reducedAxes(x!.shape, attrs)!,
    init: 0,
    step: (v, sum, [x]) => v.add(sum, x!),
    combine: (v, a, b) => v.add(a, b),
    finish: (_v, sum) => sum,
  },
  examples: [
    { types: [f32(BATCH, 7)] },
    { types: [f32(BATCH, 33)], attrs: { axes: [0], keep_dims: false } },
    { types: [f32(BATCH, 21)], attrs: { axes: [-1], keep_dims: true } },
    { types: [f32(3, 5, 6)], attrs: { axes: [1], keep_dims: false } },
    { types: [f32(BATCH, 2, 5, 6)], attrs: { axes: [1, 2], keep_dims: true } },
    { types: [f32(3, 5, 6)], attrs: { axes: [0, 2], keep_dims: true } },
    { types: [f32(BATCH)] },
  ],
});
