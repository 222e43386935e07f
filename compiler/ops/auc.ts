import { BATCH, f32 } from "../ir/type.ts";
import { defineMetric, defineOp } from "./define.ts";
import { isBinary, oneClass, SCORE_OPERANDS, unfitScores } from "./metric-rules.ts";
import { notF32 } from "./rules.ts";

/** A power of two: scores are multiplied by it without rounding. */
const BINS = 512;

export const scoreHistogram = defineOp({
  name: "score_histogram",
  doc: "How many scores lie in each of `bins` equal parts of [0, 1], scores beyond in the outer ones: first of labels up to 0.5, then of those above.",
  operands: [
    { name: "scores", doc: "f32[m]" },
    { name: "label", doc: "f32[m]" },
  ],
  attrs: [{ name: "bins", kind: "int", doc: "columns of the result" }],
  infer: (types, attrs) => notF32("auc", types) ?? f32(2, attrs.bins as number),
  evaluate: ({ operands: [scores, label], attrs }) => {
    const bins = attrs.bins as number;
    const counts = new Float64Array(2 * bins);
    for (const [i, score] of scores!.data.entries()) {
      const bin = Math.min(Math.max(Math.trunc(score * bins) || 0, 0), bins - 1);
      counts[(label!.data[i]! > 0.5 ? bins : 0) + bin]!++;
    }
    return counts;
  },
  gradient: "none",
  lower: {
    kind: "kernel",
    kernel: "score_histogram",
    operandLayouts: ["rows", "rows"],
    resultLayout: "rows",
    sizes: ([scores], attrs) => [scores!.shape[0]!, attrs.bins as number],
  },
  internal: true,
  examples: [
    { types: [f32(BATCH), f32(BATCH)], attrs: { bins: 8 } },
    { types: [f32(37), f32(37)], attrs: { bins: 512 }, data: ["probability", "normal"] },
  ],
});

export const auc = defineMetric({
  name: "auc",
  doc: "Area under the ROC curve: the chance that an example of the class has a higher score than another one. Scores are counted in 512 equal parts of [0, 1]; within a part they tie, which is the trapezoidal rule.",
  operands: SCORE_OPERANDS,
  attrs: [
    { name: "class", kind: "int", doc: "of several classes, the one that is told from all others", optional: true },
    {
      name: "from_logits",
      kind: "bool",
      doc: "take sigmoid of the scores first, softmax of several classes; false: they are probabilities",
      default: true,
    },
  ],
  expand: (b, operands, attrs) => {
    const wrong = unfitScores("auc", operands, attrs);
    if (wrong !== undefined) return wrong;
    const [scores, label] = operands;
    const binary = isBinary(scores!);
    if (!binary && attrs.class === undefined) {
      const error = `auc is of one class: say which of the ${scores!.type.shape[1]}`;
      return { code: "missing-argument", error, help: "for example class: 1" };
    }
    const activation = binary ? "sigmoid" : "softmax";
    const probabilities = attrs.from_logits === false ? scores! : b.op(activation, [scores!]);
    const rows = scores!.type.shape[0]!;
    const pair = binary ? [probabilities, label!] : oneClass(b, probabilities, label!, attrs.class as number);
    const flat = pair.map((node) => b.reshape(node, [rows]));
    return { kind: "auc", sums: b.op("score_histogram", flat, { bins: BINS }) };
  },
});
