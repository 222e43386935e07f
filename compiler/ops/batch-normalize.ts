import type { Node } from "../ir/node.ts";
import { BATCH, f32, formatType, productOf, sameDim } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { evaluateElementwise, leadingAxes, notF32 } from "./rules.ts";

export const batchNormalize = defineOp({
  name: "batch_normalize",
  doc: "`y = (x − mean) / √(variance + epsilon) · scale + offset`, channel-wise (last axis).",
  operands: [
    { name: "x", doc: "f32[…, c]" },
    { name: "mean", doc: "f32[c]" },
    { name: "variance", doc: "f32[c]" },
    { name: "scale", doc: "f32[c] or f32[]" },
    { name: "offset", doc: "f32[c] or f32[]" },
  ],
  attrs: [
    { name: "epsilon", kind: "float", doc: "added to the variance", default: 1e-5 },
    {
      name: "batch_statistics",
      kind: "bool",
      doc: "mean and variance are those of x over its other axes: the gradient goes through them too",
      default: false,
      derived: true,
    },
  ],
  infer: (types) => {
    const wrong = notF32("batch_normalize", types);
    if (wrong !== undefined) return wrong;
    const channels = types[0]!.shape.at(-1);
    if (channels === undefined)
      return { code: "shape-mismatch", error: "batch_normalize expects rank 1 or more", operand: 0 };
    for (let operand = 1; operand < 5; operand++) {
      const { shape } = types[operand]!;
      if ((shape.length === 0 && operand >= 3) || (shape.length === 1 && sameDim(shape[0]!, channels))) continue;
      const error = `batch_normalize expects one value a channel, got ${formatType(types[operand]!)}`;
      return { code: "shape-mismatch", error, operand, label: formatType(types[operand]!) };
    }
    return types[0]!;
  },
  evaluate: evaluateElementwise(
    ([x, mean, variance, scale, offset], attrs) =>
      ((x! - mean!) / Math.sqrt(variance! + (attrs.epsilon as number))) * scale! + offset!,
  ),
  // With x̂ = (x − μ)/σ, m values a channel, and Σ over the batch:
  //   dscale = Σ dy·x̂,  doffset = Σ dy
  //   batch statistics:  dx = scale/σ · (dy − Σdy/m − x̂ · Σ(dy·x̂)/m)          (Ioffe & Szegedy 2015, section 3, simplified)
  //   given statistics:  dx = scale/σ · dy,  dμ = −Σdx,  dσ² = −½ · scale · Σ(dy·x̂) / σ²
  gradient: (b, { operands: [x, mean, variance, scale, offset], attrs }, dy) => {
    const axes = leadingAxes(x!.type.shape);
    const sum = (node: Node) => b.op("reduce_sum", [node], { axes, keep_dims: false });
    const one = b.constant(1);
    const normal = b.op("batch_normalize", [x!, mean!, variance!, one, b.constant(0)], attrs);
    const inverse = b.op("rsqrt", [b.add(variance!, b.constant(attrs.epsilon as number))]);
    const sumDy = sum(dy);
    const sumDyNormal = sum(b.mul(dy, normal));
    const dscale = b.sumTo(sumDyNormal, scale!.type.shape);
    const doffset = b.sumTo(sumDy, offset!.type.shape);
    const factor = b.mul(inverse, scale!);
    if (attrs.batch_statistics !== true) {
      const dx = b.mul(dy, factor);
      const dvariance = b.mul(b.mul(b.mul(sumDyNormal, scale!), b.mul(inverse, inverse)), b.constant(-0.5));
      return [dx, b.mul(b.mul(sumDy, factor), b.constant(-1)), dvariance, dscale, doffset];
    }
    const count = b.count([productOf(x!.type.shape.slice(0, -1))]);
    const centred = b.sub(b.sub(dy, b.div(sumDy, count)), b.mul(normal, b.div(sumDyNormal, count)));
    return [b.mul(centred, factor), null, null, dscale, doffset];
  },
  lower: {
    kind: "map",
    map: (v, [x, mean, variance, scale, offset], attrs) => {
      const deviation = v.sqrt(v.add(variance!, v.constant(attrs.epsilon as number)));
      return v.madd(v.sub(x!, mean!), v.div(scale!, deviation), offset!);
    },
  },
  examples: [
    {
      types: [f32(BATCH, 7), f32(7), f32(7), f32(7), f32(7)],
      attrs: { epsilon: 1e-5, batch_statistics: false },
      data: ["normal", "normal", "positive", "normal", "normal"],
    },
    {
      types: [f32(BATCH, 3, 17), f32(17), f32(17), f32(), f32()],
      attrs: { epsilon: 0.1, batch_statistics: false },
      data: ["normal", "normal", "positive", "normal", "normal"],
    },
  ],
});
