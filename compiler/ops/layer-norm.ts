import { defineLayer } from "./define.ts";
import { BIAS, EPSILON, notNormalisable, rowMean, scaleRows, WEIGHT } from "./norm-rules.ts";

export const layerNorm = defineLayer({
  name: "layer_norm",
  doc: "Layer normalisation over the last axis: `(x − μ) / √(σ² + epsilon) · weight + bias`, with the row's mean and biased variance in two passes.",
  operands: [{ name: "x", doc: "f32[…, n]" }],
  attrs: [EPSILON, WEIGHT, BIAS],
  expand: (scope, [x], attrs) => {
    const { epsilon, weight, bias } = attrs as { epsilon: number; weight: boolean; bias: boolean };
    const centred = () => scope.b.sub(x!, rowMean(scope, x!));
    return notNormalisable("layer_norm", x!.type) ?? scaleRows(scope, centred(), { epsilon, weight, bias });
  },
});
