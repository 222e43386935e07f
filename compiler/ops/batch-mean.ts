import { BATCH, f32, productOf } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { leadingAxes, notF32, sumOver } from "./rules.ts";

export const batchMean = defineOp({
  name: "batch_mean",
  doc: "Mean of each channel (last axis) over all other axes: `μ = Σ x / m`.",
  operands: [{ name: "x", doc: "f32[…, c]" }],
  attrs: [],
  infer: (types) => {
    const [x] = types;
    if (x!.shape.length >= 2) return notF32("batch_mean", types) ?? { dtype: "f32", shape: x!.shape.slice(-1) };
    return { code: "shape-mismatch", error: "batch_mean expects rank 2 or more", operand: 0 };
  },
  evaluate: ({ operands: [x] }) => {
    const count = x!.data.length / x!.shape.at(-1)!;
    return sumOver(x!.shape, leadingAxes(x!.shape), (i) => x!.data[i]!).map((sum) => sum / count);
  },
  // dx = dy / m
  gradient: (b, { operands: [x] }, dy) => {
    const shape = x!.type.shape;
    return [b.op("broadcast", [b.div(dy, b.count([productOf(shape.slice(0, -1))]))], { shape })];
  },
  lower: {
    kind: "reduce",
    axes: ([x]) => leadingAxes(x!.shape),
    init: 0,
    step: (v, sum, [x]) => v.add(sum, x!),
    combine: (v, a, b) => v.add(a, b),
    finish: (v, sum, count) => v.div(sum, count),
  },
  examples: [{ types: [f32(BATCH, 7)] }, { types: [f32(BATCH, 3, 17)] }],
});
