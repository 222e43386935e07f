import { defineLayer } from "./define.ts";
import { affine, BIAS, EPSILON, innerAxes, normalizeByOwn, notNormalisable, WEIGHT } from "./norm-rules.ts";

export const instanceNorm = defineLayer({
  name: "instance_norm",
  doc: "Instance normalisation: each channel of each image or sequence by its own mean and biased variance (Ulyanov et al. 2016).",
  operands: [{ name: "x", doc: "f32[batch, …, channels], rank 3 or more" }],
  attrs: [EPSILON, WEIGHT, BIAS],
  expand: (scope, [x], attrs) => {
    const wrong = notNormalisable("instance_norm", x!.type, 3);
    if (wrong !== undefined) return wrong;
    const { shape } = x!.type;
    if (shape.slice(1, -1).every((dim) => dim === 1)) {
      const error = "instance_norm needs more than one value a channel of each image";
      return { code: "shape-mismatch", error, operand: 0 };
    }
    const epsilon = attrs.epsilon as number;
    const scales = affine(scope, shape.at(-1) as number, attrs);
    return normalizeByOwn(scope.b, x!, { axes: innerAxes(x!.type) }, { epsilon, ...scales });
  },
});
