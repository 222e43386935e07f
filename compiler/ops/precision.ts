import { defineClassMetric } from "./metric-rules.ts";

export const precision = defineClassMetric({
  name: "precision",
  doc: "Of what was taken for the class, the share that is of it: `TP / (TP + FP)`; 0 where nothing was.",
  ratio: (_, { hits, predicted }) => ({ sum: hits, count: predicted }),
  macro: "macro_precision",
});
