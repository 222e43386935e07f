import { BATCH, f32, productOf } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { inferReduce, REDUCE_ATTRS, reducedAxes, sumOver } from "./rules.ts";

export const reduceMean = defineOp({
  name: "reduce_mean",
  doc: "Mean over axes.",
  operands: [{ name: "x", doc: "f32, any shape" }],
  attrs: REDUCE_ATTRS,
  infer: inferReduce("reduce_mean"),
  evaluate: ({ operands: [x], attrs }) => {
    const sums = sumOver(x!.shape, reducedAxes(x!.shape, attrs)!, (i) => x!.data[i]!);
    const count = x!.data.length / sums.length;
    return sums.map((sum) => sum / count);
  },
  // each of m averaged elements gets dy / m
  gradient: (b, { operands: [x], attrs }, dy) => {
    const { shape } = x!.type;
    const axes = reducedAxes(shape, attrs)!;
    const kept = shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim));
    const count = b.count([productOf(axes.map((axis) => shape[axis]!))]);
    return [b.op("broadcast", [b.reshape(b.div(dy, count), kept)], { shape })];
  },
  lower: {
    kind: "reduce",
    axes: ([x], attrs) => reducedAxes(x!.shape, attrs)!,
    init: 0,
    step: (v, sum, [x]) => v.add(sum, x!),
    combine: (v, a, b) => v.add(a, b),
    finish: (v, sum, count) => v.div(sum, count),
  },
  examples: [
    { types: [f32(BATCH, 7)] },
    { types: [f32(BATCH, 33)], attrs: { axes: [0], keep_dims: false } },
    { types: [f32(BATCH, 21)], attrs: { axes: [-1], keep_dims: true } },
    { types: [f32(3, 5, 6)], attrs: { axes: [0, 2], keep_dims: false } },
    { types: [f32(BATCH)] },
  ],
});
