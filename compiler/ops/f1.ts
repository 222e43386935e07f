import { defineClassMetric } from "./metric-rules.ts";

export const f1 = defineClassMetric({
  name: "f1",
  doc: "Harmonic mean of precision and recall: `2 TP / (2 TP + FP + FN)`.",
  ratio: (b, { hits, predicted, actual }) => ({ sum: b.mul(hits, b.constant(2)), count: b.add(predicted, actual) }),
  macro: "macro_f1",
});
