import { BATCH, f32, i32 } from "../ir/type.ts";
import { defineMetric, defineOp } from "./define.ts";
import { inferScoresAndLabels, rowsAndColumns } from "./rules.ts";

/** Index of the largest element, the first of equals. */
function argMax(values: Float64Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}

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
    const row = (data: Float64Array, i: number) => data.subarray(i * columns, (i + 1) * columns);
    let correct = 0;
    for (let i = 0; i < rows; i++) {
      const expected = label!.shape.length === 1 ? label!.data[i]! : argMax(row(label!.data, i));
      if (argMax(row(scores!.data, i)) === expected) correct++;
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
  operands: [
    { name: "scores", doc: "f32[batch, classes]: logits or probabilities" },
    { name: "label", doc: "i32[batch] class numbers, or f32[batch, classes] one-hot" },
  ],
  attrs: [],
  expand: (b, operands) => {
    const types = operands.map((operand) => operand.type);
    const wrong = inferScoresAndLabels("accuracy", types);
    return wrong ?? { sum: b.op("correct_predictions", operands), count: b.count([types[0]!.shape[0]!]) };
  },
});
