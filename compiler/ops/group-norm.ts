import { defineLayer } from "./define.ts";
import { affine, BIAS, EPSILON, innerAxes, normalizeByOwn, notNormalisable, WEIGHT } from "./norm-rules.ts";

export const groupNorm = defineLayer({
  name: "group_norm",
  doc: "Group normalisation: groups of channels of each image by their common mean and biased variance (Wu & He 2018).",
  operands: [{ name: "x", doc: "f32[batch, …, channels], rank 2 or more" }],
  attrs: [
    {
      name: "groups",
      kind: "int",
      doc: "how many; 1 is layer normalisation of whole images, one a channel is instance_norm",
      default: 32,
      check: (value: number) => (value >= 1 ? undefined : "must be at least 1"),
    },
    EPSILON,
    WEIGHT,
    BIAS,
  ],
  expand: (scope, [x], attrs) => {
    const wrong = notNormalisable("group_norm", x!.type, 2);
    if (wrong !== undefined) return wrong;
    const { shape } = x!.type;
    const channels = shape.at(-1) as number;
    const groups = attrs.groups as number;
    if (channels % groups !== 0) {
      const error = `group_norm cannot cut ${channels} channels into ${groups} groups`;
      return { code: "bad-attribute", error, attr: "groups" };
    }
    if (channels === groups && shape.slice(1, -1).every((dim) => dim === 1)) {
      const error = "group_norm needs more than one value a group of each image";
      return { code: "shape-mismatch", error, operand: 0 };
    }
    const scales = affine(scope, channels, attrs);
    const averaging = { axes: innerAxes(x!.type), ...(groups === channels ? {} : { groups }) };
    return normalizeByOwn(scope.b, x!, averaging, { epsilon: attrs.epsilon as number, ...scales });
  },
});
