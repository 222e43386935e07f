import { defineClassMetric } from "./metric-rules.ts";

export const recall = defineClassMetric({
  name: "recall",
  doc: "Of what is of the class, the share that was found: `TP / (TP + FN)`; 0 where nothing is.",
  ratio: (_, { hits, actual }) => ({ sum: hits, count: actual }),
  macro: "macro_recall",
});
