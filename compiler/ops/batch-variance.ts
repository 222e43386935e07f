import { BATCH, f32, productOf, sameDim } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { leadingAxes, notF32, sumOver } from "./rules.ts";

export const batchVariance = defineOp({
  name: "batch_variance",
  doc: "Biased variance of each channel (last axis) about a given mean: `σ² = Σ (x − μ)² / m`; the second of two passes.",
  operands: [
    { name: "x", doc: "f32[…, c]" },
    { name: "mean", doc: "f32[c], as batch_mean gives it" },
  ],
  attrs: [],
  infer: (types) => {
    const [x, mean] = types;
    if (x!.shape.length < 2)
      return { code: "shape-mismatch", error: "batch_variance expects rank 2 or more", operand: 0 };
    if (mean!.shape.length === 1 && sameDim(mean!.shape[0]!, x!.shape.at(-1)!)) {
      return notF32("batch_variance", types) ?? { dtype: "f32", shape: mean!.shape };
    }
    return { code: "shape-mismatch", error: "batch_variance expects one mean a channel", operand: 1 };
  },
  evaluate: ({ operands: [x, mean] }) => {
    const channels = mean!.data.length;
    const count = x!.data.length / channels;
    const squares = (i: number) => (x!.data[i]! - mean!.data[i % channels]!) ** 2;
    return sumOver(x!.shape, leadingAxes(x!.shape), squares).map((sum) => sum / count);
  },
  // dx = 2 (x − μ) dy / m;  dμ = −Σ of that (0 where μ is the batch's mean)
  gradient: (b, { operands: [x, mean] }, dy) => {
    const count = b.count([productOf(x!.type.shape.slice(0, -1))]);
    const dx = b.mul(b.sub(x!, mean!), b.div(b.mul(dy, b.constant(2)), count));
    return [dx, b.mul(dx, b.constant(-1))];
  },
  lower: {
    kind: "reduce",
    axes: ([x]) => leadingAxes(x!.shape),
    init: 0,
    step: (v, sum, [x, mean]) => {
      const deviation = v.sub(x!, mean!);
      return v.madd(deviation, deviation, sum);
    },
    combine: (v, a, b) => v.add(a, b),
    finish: (v, sum, count) => v.div(sum, count),
  },
  examples: [{ types: [f32(BATCH, 7), f32(7)] }, { types: [f32(BATCH, 3, 17), f32(17)] }],
});
