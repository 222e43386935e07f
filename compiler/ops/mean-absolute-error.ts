import { defineLayer, defineMetric } from "./define.ts";
import { REGRESSION_OPERANDS, unlikePair } from "./loss-rules.ts";

const NAME = "mean_absolute_error";

export const meanAbsoluteError = defineLayer({
  name: NAME,
  doc: "The mean over all elements of `|prediction − target|`; its gradient at 0 is 0.",
  operands: REGRESSION_OPERANDS,
  attrs: [],
  expand: ({ b }, [prediction, target]) => {
    const wrong = unlikePair(NAME, REGRESSION_OPERANDS, [prediction!, target!]);
    return wrong ?? b.op("reduce_mean", [b.op("abs", [b.sub(prediction!, target!)])]);
  },
});

export const meanAbsoluteErrorMetric = defineMetric({
  name: NAME,
  doc: "The mean over all elements of `|prediction − target|`.",
  operands: REGRESSION_OPERANDS,
  attrs: [],
  expand: (b, [prediction, target]) => {
    const wrong = unlikePair(NAME, REGRESSION_OPERANDS, [prediction!, target!]);
    if (wrong !== undefined) return wrong;
    const distance = b.op("abs", [b.sub(prediction!, target!)]);
    return { sum: b.op("reduce_sum", [distance]), count: b.count(prediction!.type.shape) };
  },
});
