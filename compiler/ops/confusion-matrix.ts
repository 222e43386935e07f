import { BATCH, f32, i32 } from "../ir/type.ts";
import { defineMetric, defineOp } from "./define.ts";
import { CLASS_OPERANDS, firstLargest } from "./metric-rules.ts";
import { inferScoresAndLabels, rowsAndColumns } from "./rules.ts";

const NAME = "confusion_matrix";

export const confusionMatrixOp = defineOp({
  name: NAME,
  doc: "How many rows of each label (the result's row) have their largest score, the first of equals, in each column; rows of NaN alone count nowhere.",
  operands: [
    { name: "scores", doc: "f32[m, n]" },
    { name: "label", doc: "i32[m] class numbers, or f32[m, n], of which the largest counts" },
  ],
  attrs: [],
  infer: (types) => {
    const wrong = inferScoresAndLabels(NAME, types);
    return wrong ?? f32(types[0]!.shape[1]!, types[0]!.shape[1]!);
  },
  evaluate: ({ operands: [scores, label] }) => {
    const [rows, columns] = scores!.shape as [number, number];
    const counts = new Float64Array(columns * columns);
    for (let row = 0; row < rows; row++) {
      const actual = label!.shape.length === 1 ? label!.data[row]! : firstLargest(label!.data, row, columns);
      const predicted = firstLargest(scores!.data, row, columns);
      if (actual >= 0 && actual < columns && predicted >= 0) counts[actual * columns + predicted]!++;
    }
    return counts;
  },
  gradient: "none",
  lower: {
    kind: "kernel",
    kernel: ([, label]) => (label!.dtype === "i32" ? "confusion_index" : "confusion_dense"),
    operandLayouts: ([, label]) => ["panels", label!.dtype === "i32" ? "rows" : "panels"],
    resultLayout: "rows",
    sizes: ([scores]) => rowsAndColumns(scores!.shape),
  },
  internal: true,
  examples: [
    { types: [f32(BATCH, 3), i32(BATCH)], data: ["normal", "index"] },
    { types: [f32(40, 18), i32(40)], data: ["normal", "index"] },
    { types: [f32(33, 5), f32(33, 5)], data: ["normal", "one_hot"] },
  ],
});

export const confusionMatrix = defineMetric({
  name: NAME,
  doc: "How many examples of each class (row) were taken for each class (column), by their largest score; `inlay eval --confusion` shows it.",
  operands: CLASS_OPERANDS,
  attrs: [],
  expand: (b, operands) => {
    const wrong = inferScoresAndLabels(
      NAME,
      operands.map((operand) => operand.type),
    );
    return wrong ?? { kind: "confusion", sums: b.op(NAME, operands) };
  },
});
