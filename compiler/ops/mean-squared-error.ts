import { defineLayer, defineMetric } from "./define.ts";
import { REGRESSION_OPERANDS, unlikePair } from "./loss-rules.ts";

const NAME = "mean_squared_error";

export const meanSquaredError = defineLayer({
  name: NAME,
  doc: "The mean over all elements of `(prediction − target)²`.",
  operands: REGRESSION_OPERANDS,
  attrs: [],
  expand: ({ b }, [prediction, target]) => {
    const wrong = unlikePair(NAME, REGRESSION_OPERANDS, [prediction!, target!]);
    if (wrong !== undefined) return wrong;
    const difference = b.sub(prediction!, target!);
    return b.op("reduce_mean", [b.mul(difference, difference)]);
  },
});

export const meanSquaredErrorMetric = defineMetric({
  name: NAME,
  doc: "The mean over all elements of `(prediction − target)²`.",
  operands: REGRESSION_OPERANDS,
  attrs: [],
  expand: (b, [prediction, target]) => {
    const wrong = unlikePair(NAME, REGRESSION_OPERANDS, [prediction!, target!]);
    if (wrong !== undefined) return wrong;
    const difference = b.sub(prediction!, target!);
    return { sum: b.op("reduce_sum", [b.mul(difference, difference)]), count: b.count(prediction!.type.shape) };
  },
});
