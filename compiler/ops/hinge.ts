import { defineLayer } from "./define.ts";
import { isPositiveNumber, unlikePair } from "./loss-rules.ts";
import { inferScoresAndLabels } from "./rules.ts";

const OPERANDS = [
  { name: "scores", doc: "f32[batch, classes]; with labels ±1 any shape" },
  { name: "label", doc: "i32[batch] class numbers, or f32 of the scores' shape: −1 or 1" },
];

export const hinge = defineLayer({
  name: "hinge",
  doc: "Of labels ±1 the mean of `max(0, margin − label · score)`; of class numbers the mean over rows of `Σ max(0, margin + score − score[label]) / classes` over the other classes.",
  operands: OPERANDS,
  attrs: [{ name: "margin", kind: "float", doc: "how far ahead is far enough", default: 1, check: isPositiveNumber }],
  expand: ({ b }, [scores, label], attrs) => {
    const margin = b.constant(attrs.margin as number);
    if (label!.type.dtype === "f32") {
      const wrong = unlikePair("hinge", OPERANDS, [scores!, label!]);
      return wrong ?? b.op("reduce_mean", [b.op("relu", [b.sub(margin, b.mul(label!, scores!))])]);
    }
    const wrong = inferScoresAndLabels("hinge", [scores!.type, label!.type]);
    if (wrong !== undefined) return wrong;
    const own = b.op("one_hot", [label!], { classes: scores!.type.shape[1] as number });
    const ownScore = b.op("reduce_sum", [b.mul(own, scores!)], { axes: [1], keep_dims: true });
    // The label's own column is max(0, score − score): 0, and without a gradient.
    const ahead = b.mul(margin, b.sub(b.constant(1), own));
    return b.op("reduce_mean", [b.op("relu", [b.add(ahead, b.sub(scores!, ownScore))])]);
  },
});
