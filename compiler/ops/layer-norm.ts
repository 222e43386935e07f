import { defineLayer } from "./define.ts";
import { affine, BIAS, EPSILON, normalizeByOwn, notNormalisable, WEIGHT } from "./norm-rules.ts";

export const layerNorm = defineLayer({
  name: "layer_norm",
  doc: "Layer normalisation over the last axis: `(x − μ) / √(σ² + epsilon) · weight + bias`, with the row's mean and biased variance in two passes.",
  operands: [{ name: "x", doc: "f32[…, n]" }],
  attrs: [EPSILON, WEIGHT, BIAS],
  expand: (scope, [x], attrs) => {
    const wrong = notNormalisable("layer_norm", x!.type);
    if (wrong !== undefined) return wrong;
    const { shape } = x!.type;
    const averaging = { axes: [shape.length - 1] };
    const epsilon = attrs.epsilon as number;
    return normalizeByOwn(scope.b, x!, averaging, { epsilon, ...affine(scope, shape.at(-1) as number, attrs) });
  },
});
