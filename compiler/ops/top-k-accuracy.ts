import { BATCH, f32, i32 } from "../ir/type.ts";
import { defineMetric, defineOp } from "./define.ts";
import type { OperandSpec } from "./definition/signature.ts";
import { CLASS_OPERANDS, firstLargest } from "./metric-rules.ts";
import { inferScoresAndLabels, rowsAndColumns } from "./rules.ts";

const K = {
  name: "k",
  kind: "int",
  doc: "how many of the largest scores count",
  check: (value: number) => (value >= 1 ? undefined : "must be at least 1"),
} as const;

const OPERANDS: readonly OperandSpec[] = [
  { name: "scores", doc: "f32[m, n]" },
  { name: "label", doc: "i32[m] class numbers, or f32[m, n], of which the largest counts" },
];

export const topKHits = defineOp({
  name: "top_k_hits",
  doc: "The number of rows in which the label's class is among the k largest scores; of equals the first are larger, NaN is never among them.",
  operands: OPERANDS,
  attrs: [K],
  infer: (types, attrs) => {
    const wrong = inferScoresAndLabels("top_k_accuracy", types);
    if (wrong !== undefined) return wrong;
    const classes = types[0]!.shape[1] as number;
    if ((attrs.k as number) < classes) return f32();
    const error = `top_k_accuracy of ${classes} classes needs k below ${classes}: otherwise it is always 1`;
    return { code: "bad-attribute", error, attr: "k" };
  },
  evaluate: ({ operands: [scores, label], attrs }) => {
    const [rows, columns] = scores!.shape as [number, number];
    let hits = 0;
    for (let row = 0; row < rows; row++) {
      const own = scores!.data.subarray(row * columns, (row + 1) * columns);
      const index = label!.shape.length === 1 ? label!.data[row]! : firstLargest(label!.data, row, columns);
      const score = own[index]!;
      const above = own.filter((value, column) => value > score || (value === score && column < index)).length;
      if (!Number.isNaN(score) && above < (attrs.k as number)) hits++;
    }
    return [hits];
  },
  gradient: "none",
  lower: {
    kind: "kernel",
    kernel: ([, label]) => (label!.dtype === "i32" ? "top_k_index" : "top_k_dense"),
    operandLayouts: ([, label]) => ["panels", label!.dtype === "i32" ? "rows" : "panels"],
    resultLayout: "rows",
    sizes: ([scores], attrs) => [...rowsAndColumns(scores!.shape), attrs.k as number],
  },
  internal: true,
  examples: [
    { types: [f32(BATCH, 7), i32(BATCH)], attrs: { k: 2 }, data: ["normal", "index"] },
    { types: [f32(40, 19), i32(40)], attrs: { k: 5 }, data: ["normal", "index"] },
    { types: [f32(33, 17), f32(33, 17)], attrs: { k: 3 }, data: ["normal", "one_hot"] },
  ],
});

export const topKAccuracy = defineMetric({
  name: "top_k_accuracy",
  doc: "The share of rows in which the label's class is among the k largest scores, the first of equals being larger.",
  operands: CLASS_OPERANDS,
  attrs: [{ ...K, default: 5 }],
  expand: (b, operands, attrs) => {
    const types = operands.map((operand) => operand.type);
    const wrong = topKHits.infer(types, attrs);
    if ("error" in wrong) return wrong;
    return { sum: b.op("top_k_hits", operands, attrs), count: b.count([types[0]!.shape[0]!]) };
  },
});
