/** What metrics of classes share: operands, the counts that precision, recall and f1 are made of, and their definition. */
import type { Builder } from "../ir/builder.ts";
import type { MetricKind } from "../ir/graph.ts";
import type { Attrs, Node } from "../ir/node.ts";
import { formatType } from "../ir/type.ts";
import { defineMetric } from "./define.ts";
import type { OperandSpec, SignatureError } from "./definition/signature.ts";
import type { MetricDef } from "./definition/train-block.ts";
import { unlikePair } from "./loss-rules.ts";
import { inferScoresAndLabels } from "./rules.ts";

export const CLASS_OPERANDS: readonly OperandSpec[] = [
  { name: "scores", doc: "f32[batch, classes]: logits or probabilities" },
  { name: "label", doc: "i32[batch] class numbers, or f32[batch, classes] one-hot" },
];

/** Two classes told by one score a row, or several. */
export const SCORE_OPERANDS: readonly OperandSpec[] = [
  { name: "scores", doc: "f32[batch] or f32[batch, 1] for two classes, f32[batch, classes] for more" },
  { name: "label", doc: "for two classes f32 of the same shape, 0 or 1; for more i32[batch], or f32 one-hot" },
];

/** The column of a row's largest element, the first of equals, NaN passed over; −1 where all are NaN. */
export function firstLargest(data: Float64Array, row: number, columns: number): number {
  let best = -1;
  for (let column = 0; column < columns; column++) {
    const value = data[row * columns + column]!;
    if (best < 0 ? !Number.isNaN(value) : value > data[row * columns + best]!) best = column;
  }
  return best;
}

/** Whether there is one score a row. */
export function isBinary({ type: { shape } }: Node): boolean {
  return shape.length < 2 || (shape.length === 2 && shape[1] === 1);
}

/** What is wrong with SCORE_OPERANDS and the attribute `class`; undefined when they fit. */
export function unfitScores(name: string, operands: readonly Node[], attrs: Attrs): SignatureError | undefined {
  const [scores, label] = operands;
  if (!isBinary(scores!)) {
    const wrong = inferScoresAndLabels(name, [scores!.type, label!.type]);
    const classes = scores!.type.shape[1] as number;
    const one = attrs.class as number | undefined;
    if (wrong !== undefined || one === undefined || (one >= 0 && one < classes)) return wrong;
    return { code: "bad-attribute", error: `class must be from 0 to ${classes - 1}, got ${one}`, attr: "class" };
  }
  if (scores!.type.shape.length === 0) {
    const error = `${name} expects a score a row, got ${formatType(scores!.type)}`;
    return { code: "shape-mismatch", error, operand: 0 };
  }
  return unlikePair(name, SCORE_OPERANDS, operands) ?? notOfOne(name, "class", attrs);
}

/** The error of an attribute that only several classes have. */
function notOfOne(name: string, attr: string, attrs: Attrs): SignatureError | undefined {
  if (attrs[attr] === undefined) return undefined;
  return { code: "bad-attribute", error: `${name} has one score a row here: ${attr} is for several classes`, attr };
}

/** The scores of one class, and 1 where it is the label, both f32[batch]. */
export function oneClass(b: Builder, scores: Node, label: Node, index: number): readonly [Node, Node] {
  const classes = scores.type.shape[1] as number;
  const pick = unit(b, classes, index);
  const oneHot = label.type.dtype === "i32" ? b.op("one_hot", [label], { classes }) : label;
  const column = (x: Node) => b.op("reduce_sum", [b.mul(x, pick)], { axes: [1] });
  return [column(scores), column(oneHot)];
}

/** f32[size]: 1 at the index, 0 elsewhere. */
function unit(b: Builder, size: number, index: number): Node {
  const values = Array.from({ length: size }, (_, i) => (i === index ? 1 : 0));
  return { ...b.constant(0), attrs: { values }, type: { dtype: "f32", shape: [size] } };
}

// ---- precision, recall, f1 -------------------------------------------------------------------------------------------

/** Of the class in question, f32[]: rightly found, found in all, there in all. */
export interface Counts {
  readonly hits: Node;
  readonly predicted: Node;
  readonly actual: Node;
}

export interface ClassMetric {
  readonly name: string;
  readonly doc: string;
  readonly ratio: (b: Builder, counts: Counts) => { readonly sum: Node; readonly count: Node };
  /** The mean over classes, which the host makes of the confusion matrix. */
  readonly macro: MetricKind;
}

/** A metric of two classes, of one of several, or averaged over several. */
export function defineClassMetric({ name, doc, ratio, macro }: ClassMetric): MetricDef {
  return defineMetric({
    name,
    doc,
    operands: SCORE_OPERANDS,
    attrs: [
      {
        name: "threshold",
        kind: "float",
        doc: "for one score a row, needed: scores above it mean 1; 0.5 of probabilities is 0 of logits",
        optional: true,
      },
      { name: "class", kind: "int", doc: "of several classes, the one to measure", optional: true },
      {
        name: "average",
        kind: "string",
        oneOf: ["macro", "micro"],
        doc: "over several classes: `macro` (what is meant if left out), the mean of each class's own; `micro`, of all counts together, which is the accuracy",
        optional: true,
      },
    ],
    expand: (b, operands, attrs) => {
      const wrong = unfitScores(name, operands, attrs) ?? unfitAttrs(name, operands[0]!, attrs);
      if (wrong !== undefined) return wrong;
      const [scores, label] = operands;
      if (isBinary(scores!)) return ratio(b, binaryCounts(b, scores!, label!, attrs.threshold as number));
      if (attrs.average === "micro") return ratio(b, microCounts(b, scores!, label!));
      const sums = b.op("confusion_matrix", operands);
      return attrs.class === undefined ? { kind: macro, sums } : ratio(b, countsOfOne(b, sums, attrs.class as number));
    },
  });
}

function unfitAttrs(name: string, scores: Node, attrs: Attrs): SignatureError | undefined {
  if (isBinary(scores)) {
    if (attrs.threshold !== undefined) return notOfOne(name, "average", attrs);
    const error = `${name} of one score a row needs a threshold`;
    return { code: "missing-argument", error, help: "threshold: 0.5 for probabilities, 0 for logits" };
  }
  if (attrs.threshold !== undefined) {
    const error = `${name} of several classes takes the largest score: it has no threshold`;
    return { code: "bad-attribute", error, attr: "threshold" };
  }
  if (attrs.class === undefined || attrs.average === undefined) return undefined;
  return { code: "bad-attribute", error: `${name} is of one class or an average, not both`, attr: "average" };
}

function binaryCounts(b: Builder, scores: Node, label: Node, threshold: number): Counts {
  const total = (x: Node) => b.op("reduce_sum", [x]);
  const predicted = b.op("greater", [scores, b.constant(threshold)]);
  const actual = b.op("greater", [label, b.constant(0.5)]);
  return { hits: total(b.mul(predicted, actual)), predicted: total(predicted), actual: total(actual) };
}

function microCounts(b: Builder, scores: Node, label: Node): Counts {
  const rows = b.count([scores.type.shape[0]!]);
  return { hits: b.op("correct_predictions", [scores, label]), predicted: rows, actual: rows };
}

/** One class's part of a confusion matrix. */
function countsOfOne(b: Builder, matrix: Node, index: number): Counts {
  const size = matrix.type.shape[0] as number;
  const pick = unit(b, size, index);
  const ofLabel = b.op("reduce_sum", [b.mul(matrix, b.reshape(pick, [size, 1]))], { axes: [0] });
  const total = (x: Node) => b.op("reduce_sum", [x]);
  return {
    hits: total(b.mul(ofLabel, pick)),
    predicted: total(b.mul(matrix, pick)),
    actual: total(ofLabel),
  };
}
