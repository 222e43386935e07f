import { BATCH, f32, i32 } from "../ir/type.ts";
import { defineMetric, defineOp } from "./define.ts";
import { CLASS_OPERANDS, firstLargest } from "./metric-rules.ts";
import { inferScoresAndLabels, rowsAndColumns } from "./rules.ts";

export const correctPredictions = defineOp({
  name: "correct_predictions",
  doc: "The number of rows whose largest score (the first of equals) is the label's class.",
  operands: [
    { name: "scores", doc: "f32[m, n]" },
    { name: "label", doc: "i32[m] class numbers, or f32[m, n], of which the largest counts" },
  ],
  attrs: [],
  infer: (types) => inferScoresAndLabels("accuracy", types) ?? f32(),
  evaluate: ({ operands: [scores, label] }) => {
    const [rows, columns] = scores!.shape as [number, number];
    let correct = 0;
    for (let row = 0; row < rows; row++) {
      const expected = label!.shape.length === 1 ? label!.data[row]! : firstLargest(label!.data, row, columns);
      if (firstLargest(scores!.data, row, columns) === expected) correct++;
    }
    return [correct];
  },
  gradient: "none",
  lower: {
    kind: "kernel",
    kernel: ([, label]) => (label!.dtype === "i32" ? "accuracy_index" : "accuracy_dense"),
    operandLayouts: ([, label]) => ["panels", label!.dtype === "i32" ? "rows" : "panels"],
    resultLayout: "rows",
    sizes: ([scores]) => rowsAndColumns(scores!.shape),
  },
  internal: true,
  examples: [
    { types: [f32(BATCH, 3), i32(BATCH)], data: ["normal", "index"] },
    { types: [f32(40, 5), f32(40, 5)], data: ["normal", "one_hot"] },
    { types: [f32(33, 17), f32(33, 17)], data: ["normal", "probability"] },
  ],
});

export const accuracy = defineMetric({
  name: "accuracy",
  doc: "The share of rows whose largest score is the label's class.",
  operands: CLASS_OPERANDS,
  attrs: [],
  expand: (b, operands) => {
    const types = operands.map((operand) => operand.type);
    const wrong = inferScoresAndLabels("accuracy", types);
    return wrong ?? { sum: b.op("correct_predictions", operands), count: b.count([types[0]!.shape[0]!]) };
  },
});
