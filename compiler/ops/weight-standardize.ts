import { defineLayer } from "./define.ts";
import { EPSILON, notNormalisable } from "./norm-rules.ts";
import { standardizedWeight } from "./weight-rules.ts";

export const weightStandardize = defineLayer({
  name: "weight_standardize",
  doc: "Weight standardisation: each column (output channel) of a weight to mean 0 and variance 1 (Qiao et al. 2019).",
  operands: [{ name: "weight", doc: "f32[…, out], rank 2 or more" }],
  attrs: [EPSILON],
  expand: ({ b }, [weight], { epsilon }) => {
    const wrong = notNormalisable("weight_standardize", weight!.type, 2);
    return wrong ?? standardizedWeight(b, weight!, epsilon as number);
  },
});
