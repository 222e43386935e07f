import { defineLayer } from "./define.ts";
import { EPSILON, notNormalisable, scaleRows, WEIGHT } from "./norm-rules.ts";

export const rmsNorm = defineLayer({
  name: "rms_norm",
  doc: "Root mean square normalisation over the last axis: `x / √(mean x² + epsilon) · weight` (Zhang & Sennrich 2019).",
  operands: [{ name: "x", doc: "f32[…, n]" }],
  attrs: [EPSILON, WEIGHT],
  expand: (scope, [x], attrs) => {
    const { epsilon, weight } = attrs as { epsilon: number; weight: boolean };
    return notNormalisable("rms_norm", x!.type) ?? scaleRows(scope, x!, { epsilon, weight, bias: false });
  },
});
