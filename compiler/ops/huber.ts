import { defineLayer } from "./define.ts";
import { isPositiveNumber, REGRESSION_OPERANDS, unlikePair } from "./loss-rules.ts";

export const huber = defineLayer({
  name: "huber",
  doc: "The mean over all elements of `e²/2` where `e = |prediction − target|` is at most delta, else `delta · (e − delta/2)`.",
  operands: REGRESSION_OPERANDS,
  attrs: [
    {
      name: "delta",
      kind: "float",
      doc: "where the square becomes a straight line",
      default: 1,
      check: isPositiveNumber,
    },
  ],
  expand: ({ b }, [prediction, target], attrs) => {
    const wrong = unlikePair("huber", REGRESSION_OPERANDS, [prediction!, target!]);
    if (wrong !== undefined) return wrong;
    const distance = b.op("abs", [b.sub(prediction!, target!)]);
    // With q = min(e, delta) both pieces are q · (e − q/2).
    const near = b.op("minimum", [distance, b.constant(attrs.delta as number)]);
    return b.op("reduce_mean", [b.mul(near, b.sub(distance, b.mul(near, b.constant(0.5))))]);
  },
});
