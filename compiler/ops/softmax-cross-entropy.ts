import type { Node } from "../ir/node.ts";
import { BATCH, f32, formatType, i32, sameType } from "../ir/type.ts";
import { defineLayer, defineOp } from "./define.ts";
import type { OperandSpec, SignatureError } from "./definition/signature.ts";
import { isShare } from "./loss-rules.ts";
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
  // dlogits = slope · dy, a row
  // dlabel = (log Σ exp logits − logits) · dy; with l the loss of uniform labels 1/n, log Σ exp logits = l + Σ logits / n
  gradient: (b, { operands: [logits, label] }, dy) => {
    const [rows, columns] = logits!.type.shape;
    const dyColumn = b.reshape(dy, [rows!, 1]);
    const dlogits = b.mul(b.op("softmax_cross_entropy_slope", [logits!, label!]), dyColumn);
    if (label!.type.dtype === "i32") return [dlogits, null];
    const uniform = b.op("broadcast", [b.constant(1 / (columns as number))], { shape: logits!.type.shape });
    const loss = b.reshape(b.op(NAME, [logits!, uniform]), [rows!, 1]);
    const logSum = b.add(loss, b.op("reduce_mean", [logits!], { axes: [1], keep_dims: true }));
    return [dlogits, b.mul(b.sub(logSum, logits!), dyColumn)];
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

const OPERANDS: readonly OperandSpec[] = [
  { name: "logits", doc: "f32[batch, classes], before softmax" },
  { name: "label", doc: "i32[batch] class numbers, or f32[batch, classes] probabilities" },
  {
    name: "class_weights",
    doc: "f32[classes], or a list of numbers: how much each class counts; with class numbers the mean is by weight",
    optional: true,
    list: true,
  },
];

export const softmaxCrossEntropy = defineLayer({
  name: NAME,
  doc: "Softmax and cross entropy in one: the mean over rows of `−Σ label · log softmax(logits)`.",
  operands: OPERANDS,
  attrs: [
    {
      name: "label_smoothing",
      kind: "float",
      doc: "the share of every label that is spread over all classes: `label · (1 − s) + s / classes`",
      default: 0,
      check: isShare,
    },
  ],
  // As PyTorch: weights of class numbers are those of the labels' classes, whatever smoothing does to the labels.
  expand: ({ b }, [logits, label, weights], attrs) => {
    const wrong = inferScoresAndLabels(NAME, [logits!.type, label!.type]) ?? unfitWeights(logits!, weights);
    if (wrong !== undefined) return wrong;
    const smoothing = attrs.label_smoothing as number;
    if (smoothing === 0 && weights === undefined) return b.op("reduce_mean", [b.op(NAME, [logits!, label!])]);
    const classes = logits!.type.shape[1] as number;
    const isIndex = label!.type.dtype === "i32";
    const shares = isIndex ? b.op("one_hot", [label!], { classes }) : label!;
    const kept = smoothing === 0 ? shares : b.mul(shares, b.constant(1 - smoothing));
    const smoothed = smoothing === 0 ? kept : b.add(kept, b.constant(smoothing / classes));
    const rows = b.op(NAME, [logits!, weights === undefined ? smoothed : b.mul(smoothed, weights)]);
    if (weights === undefined || !isIndex) return b.op("reduce_mean", [rows]);
    return b.div(b.op("reduce_sum", [rows]), b.op("reduce_sum", [b.mul(shares, weights)]));
  },
});

function unfitWeights(logits: Node, weights: Node | undefined): SignatureError | undefined {
  const expected = f32(logits.type.shape[1]!);
  if (weights === undefined || sameType(weights.type, expected)) return undefined;
  const [got, fitting] = [formatType(weights.type), formatType(expected)];
  const error = `${NAME} expects class_weights ${fitting}, one a class, got ${got}`;
  return { code: "shape-mismatch", error, operand: 2, label: got };
}
