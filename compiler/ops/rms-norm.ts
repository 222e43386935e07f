import { defineLayer } from "./define.ts";
import { affine, average, EPSILON, notNormalisable, WEIGHT } from "./norm-rules.ts";

export const rmsNorm = defineLayer({
  name: "rms_norm",
  doc: "Root mean square normalisation over the last axis: `x / √(mean x² + epsilon) · weight` (Zhang & Sennrich 2019).",
  operands: [{ name: "x", doc: "f32[…, n]" }],
  attrs: [EPSILON, WEIGHT],
  expand: (scope, [x], { epsilon, weight }) => {
    const wrong = notNormalisable("rms_norm", x!.type);
    if (wrong !== undefined) return wrong;
    const { b } = scope;
    const { shape } = x!.type;
    const averaging = { axes: [shape.length - 1] };
    const { scale, offset } = affine(scope, shape.at(-1) as number, { weight: weight as boolean });
    return b.op("batch_normalize", [x!, b.constant(0), average(b, b.mul(x!, x!), averaging), scale, offset], {
      epsilon: epsilon as number,
      batch_statistics: true,
      ...averaging,
      centred: false,
    });
  },
});
