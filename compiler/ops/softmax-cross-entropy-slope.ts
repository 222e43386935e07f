import { BATCH, f32, i32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { inferScoresAndLabels, rowsAndColumns } from "./rules.ts";

const NAME = "softmax_cross_entropy_slope";

export const softmaxCrossEntropySlope = defineOp({
  name: NAME,
  doc: "The derivative of softmax_cross_entropy by its logits, a row: `softmax(logits) · Σ label − label`.",
  operands: [
    { name: "logits", doc: "f32[m, n]" },
    { name: "label", doc: "i32[m] class numbers, or f32[m, n] probabilities" },
  ],
  attrs: [],
  infer: (types) => inferScoresAndLabels(NAME, types) ?? types[0]!,
  evaluate: ({ operands: [logits, label], shape }) => {
    const [rows, columns] = shape as [number, number];
    return Array.from({ length: rows }, (_, row) => {
      const scores = [...logits!.data.subarray(row * columns, (row + 1) * columns)];
      const largest = Math.max(...scores);
      const powers = scores.map((score) => Math.exp(score - largest));
      const sum = powers.reduce((total, power) => total + power, 0);
      const isIndex = label!.shape.length === 1;
      const labelAt = (i: number) => (isIndex ? Number(label!.data[row] === i) : label!.data[row * columns + i]!);
      const total = isIndex ? 1 : scores.reduce((sum, _, i) => sum + labelAt(i), 0);
      return powers.map((power, i) => (power / sum) * total - labelAt(i));
    }).flat();
  },
  gradient: "none",
  lower: {
    kind: "kernel",
    kernel: ([, label]) => `${NAME}_${label!.dtype === "i32" ? "index" : "dense"}`,
    operandLayouts: ([, label]) => ["panels", label!.dtype === "i32" ? "rows" : "panels"],
    resultLayout: "panels",
    sizes: ([logits]) => rowsAndColumns(logits!.shape),
    together: {
      op: "softmax_cross_entropy",
      kernel: ([, label]) => `softmax_cross_entropy_and_slope_${label!.dtype === "i32" ? "index" : "dense"}`,
    },
  },
  internal: true,
  examples: [
    { types: [f32(BATCH, 10), i32(BATCH)], data: ["normal", "index"] },
    { types: [f32(5, 33), i32(5)], data: ["normal", "index"] },
    { types: [f32(BATCH, 10), f32(BATCH, 10)], data: ["normal", "one_hot"] },
    { types: [f32(BATCH, 17), f32(BATCH, 17)], data: ["normal", "probability"] },
  ],
});
