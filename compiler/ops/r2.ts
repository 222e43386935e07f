import { BATCH, f32, formatType } from "../ir/type.ts";
import { defineMetric, defineOp } from "./define.ts";
import { REGRESSION_OPERANDS, unlikePair } from "./loss-rules.ts";
import { notF32 } from "./rules.ts";

export const regressionSums = defineOp({
  name: "regression_sums",
  doc: "What r2 is made of: count, `Σ (p − t)²`, `Σ t`, `Σ t²`, each of the last two as a float32 and the float32 that is left over.",
  operands: [
    { name: "prediction", doc: "f32[m]" },
    { name: "target", doc: "f32[m]" },
  ],
  attrs: [],
  infer: (types) => notF32("r2", types) ?? f32(6),
  evaluate: ({ operands: [prediction, target] }) => {
    const sums = [0, 0, 0];
    for (const [i, value] of target!.data.entries()) {
      sums[0]! += (prediction!.data[i]! - value) ** 2;
      sums[1]! += value;
      sums[2]! += value * value;
    }
    // Two float32 hold a float64 well enough for Σ t² − (Σ t)² / count, of which little may be left.
    const parts = sums.slice(1).flatMap((sum) => [Math.fround(sum), sum - Math.fround(sum)]);
    return [target!.data.length, sums[0]!, ...parts];
  },
  gradient: "none",
  lower: {
    kind: "kernel",
    kernel: "regression_sums",
    operandLayouts: ["rows", "rows"],
    resultLayout: "rows",
    sizes: ([prediction]) => [prediction!.shape[0]!],
  },
  internal: true,
  examples: [{ types: [f32(BATCH), f32(BATCH)] }, { types: [f32(37), f32(37)] }],
});

export const r2 = defineMetric({
  name: "r2",
  doc: "Coefficient of determination, `1 − Σ (target − prediction)² / Σ (target − mean target)²`, over all examples of an evaluation.",
  operands: [
    { name: "prediction", doc: "f32[batch] or f32[batch, 1]" },
    { name: "target", doc: "f32, the same shape" },
  ],
  attrs: [],
  expand: (b, [prediction, target]) => {
    const wrong = unlikePair("r2", REGRESSION_OPERANDS, [prediction!, target!]);
    if (wrong !== undefined) return wrong;
    const [rows, ...rest] = prediction!.type.shape;
    if (rows === undefined || rest.some((size) => size !== 1)) {
      const error = `r2 expects one value a row, f32[batch] or f32[batch, 1], got ${formatType(prediction!.type)}`;
      return { code: "shape-mismatch", error, operand: 0 };
    }
    const flat = [prediction!, target!].map((operand) => b.reshape(operand, [rows]));
    return { kind: "r2", sums: b.op("regression_sums", flat) };
  },
});
