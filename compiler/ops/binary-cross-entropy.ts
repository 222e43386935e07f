import type { Builder } from "../ir/builder.ts";
import type { Node } from "../ir/node.ts";
import { broadcastShapes, formatType, sameShape } from "../ir/type.ts";
import { defineLayer } from "./define.ts";
import type { OperandSpec, SignatureError } from "./definition/signature.ts";
import { unlikePair } from "./loss-rules.ts";
import { notF32 } from "./rules.ts";

const NAME = "binary_cross_entropy";

/** Probabilities are kept this far from 0 and 1, as in Keras. */
const MARGIN = 1e-7;

const OPERANDS: readonly OperandSpec[] = [
  { name: "logits", doc: "f32, any shape, before sigmoid; probabilities with `from_logits: false`" },
  { name: "label", doc: "f32, the same shape: 0, 1 or between" },
  {
    name: "pos_weight",
    doc: "how much the label 1 counts: f32[], f32[columns] or a list of numbers",
    optional: true,
    list: true,
  },
];

export const binaryCrossEntropy = defineLayer({
  name: NAME,
  doc: "The mean over all elements of `−label · log p − (1 − label) · log(1 − p)` with `p = sigmoid(logits)`, computed as `label · softplus(−logits) + (1 − label) · softplus(logits)`.",
  operands: OPERANDS,
  attrs: [
    {
      name: "from_logits",
      kind: "bool",
      doc: "false: the scores are p itself, kept within 1e-7 of 0 and 1",
      default: true,
    },
  ],
  expand: ({ b }, [scores, label, weight], attrs) => {
    const wrong = unlikePair(NAME, OPERANDS, [scores!, label!]) ?? unfitWeight(scores!, weight);
    if (wrong !== undefined) return wrong;
    const [ofOne, ofZero] = attrs.from_logits === false ? fromProbabilities(b, scores!) : fromLogits(b, scores!);
    const positive = weight === undefined ? label! : b.mul(label!, weight);
    const negative = b.sub(b.constant(1), label!);
    return b.op("reduce_mean", [b.add(b.mul(positive, ofOne), b.mul(negative, ofZero))]);
  },
});

/** −log p and −log(1 − p), each accurate where it is tiny: `max(x, 0) − x · label` would cancel there. */
function fromLogits(b: Builder, logits: Node): readonly [Node, Node] {
  return [b.op("softplus", [b.op("neg", [logits])]), b.op("softplus", [logits])];
}

function fromProbabilities(b: Builder, scores: Node): readonly [Node, Node] {
  const p = b.op("clip", [scores], { min: MARGIN, max: 1 - MARGIN });
  const negativeLog = (x: Node) => b.op("neg", [b.op("log", [x])]);
  return [negativeLog(p), negativeLog(b.sub(b.constant(1), p))];
}

function unfitWeight(scores: Node, weight: Node | undefined): SignatureError | undefined {
  if (weight === undefined) return undefined;
  const wrong = notF32(NAME, [weight.type]);
  if (wrong !== undefined) return { ...wrong, operand: 2 };
  const { shape } = scores.type;
  const joint = broadcastShapes(shape, weight.type.shape);
  if (joint !== undefined && sameShape(joint, shape)) return undefined;
  const [got, expected] = [formatType(weight.type), formatType(scores.type)];
  const error = `${NAME} expects a pos_weight that broadcasts to ${expected}, got ${got}`;
  return { code: "shape-mismatch", error, operand: 2, label: got };
}
