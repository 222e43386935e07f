import { BATCH, f32, i32 } from "../ir/type.ts";
import { defineLayer, defineOp } from "./define.ts";
import { inferScoresAndLabels, rowsAndColumns } from "./rules.ts";

const NAME = "softmax_cross_entropy";

/** The loss a row. */
export const softmaxCrossEntropyOp = defineOp({
  name: NAME,
  doc: "Cross entropy a row, `Σ label · (log Σ exp logits − logits)`, computed from `logits − max logits`.",
  operands: [
    { name: "logits", doc: "f32[m, n]" },
    { name: "label", doc: "i32[m] class numbers, or f32[m, n] probabilities" },
  ],
  attrs: [],
  infer: (types) => inferScoresAndLabels(NAME, types) ?? f32(types[0]!.shape[0]!),
  evaluate: ({ operands: [logits, label] }) => {
    const [rows, columns] = logits!.shape as [number, number];
    return Array.from({ length: rows }, (_, row) => {
      const scores = logits!.data.subarray(row * columns, (row + 1) * columns);
      const largest = Math.max(...scores);
      const logSum = largest + Math.log(scores.reduce((sum, score) => sum + Math.exp(score - largest), 0));
      if (label!.shape.length === 1) return logSum - scores[label!.data[row]!]!;
      return scores.reduce((loss, score, i) => loss + label!.data[row * columns + i]! * (logSum - score), 0);
    });
  },
  // dlogits = (softmax(logits) · Σlabel − label) · dy, a row; a class number is a one-hot row, whose sum is 1
  // dlabel = (log Σ exp logits − logits) · dy; with l the loss of uniform labels 1/n, log Σ exp logits = l + Σ logits / n
  gradient: (b, { operands: [logits, label] }, dy) => {
    const [rows, columns] = logits!.type.shape;
    const softmax = b.op("softmax", [logits!]);
    const dyColumn = b.reshape(dy, [rows!, 1]);
    if (label!.type.dtype === "i32") {
      const oneHot = b.op("one_hot", [label!], { classes: columns! as number });
      return [b.mul(b.sub(softmax, oneHot), dyColumn), null];
    }
    const sum = b.op("reduce_sum", [label!], { axes: [1], keep_dims: true });
    const uniform = b.op("broadcast", [b.constant(1 / (columns as number))], { shape: logits!.type.shape });
    const loss = b.reshape(b.op(NAME, [logits!, uniform]), [rows!, 1]);
    const logSum = b.add(loss, b.op("reduce_mean", [logits!], { axes: [1], keep_dims: true }));
    return [b.mul(b.sub(b.mul(softmax, sum), label!), dyColumn), b.mul(b.sub(logSum, logits!), dyColumn)];
  },
  lower: {
    kind: "kernel",
    kernel: ([, label]) => (label!.dtype === "i32" ? `${NAME}_index` : `${NAME}_dense`),
    operandLayouts: ([, label]) => ["panels", label!.dtype === "i32" ? "rows" : "panels"],
    resultLayout: "rows",
    sizes: ([logits]) => rowsAndColumns(logits!.shape),
  },
  internal: true,
  examples: [
    { types: [f32(BATCH, 10), i32(BATCH)], data: ["normal", "index"] },
    { types: [f32(5, 33), i32(5)], data: ["normal", "index"] },
    { types: [f32(BATCH, 10), f32(BATCH, 10)], data: ["normal", "one_hot"] },
    { types: [f32(BATCH, 17), f32(BATCH, 17)], data: ["normal", "probability"] },
  ],
});

export const softmaxCrossEntropy = defineLayer({
  name: NAME,
  doc: "Softmax and cross entropy in one: the mean over rows of `−Σ label · log softmax(logits)`.",
  operands: [
    { name: "logits", doc: "f32[batch, classes], before softmax" },
    { name: "label", doc: "i32[batch] class numbers, or f32[batch, classes] probabilities" },
  ],
  attrs: [],
  expand: ({ b }, operands) => {
    const types = operands.map((operand) => operand.type);
    const wrong = inferScoresAndLabels(NAME, types);
    return wrong ?? b.op("reduce_mean", [b.op(NAME, operands)]);
  },
});
