import type { Node } from "../ir/node.ts";
import { BATCH, broadcastShapes, f32, formatType, productOf, sameDim, sameShape } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { AVERAGING, averagingOf, isSpread, spread, sumOverAxes } from "./norm-rules.ts";
import { evaluateElementwise, leadingAxes, notF32 } from "./rules.ts";

export const batchNormalize = defineOp({
  name: "batch_normalize",
  doc: "`y = (x − mean) / √(variance + epsilon) · scale + offset`, channel-wise (last axis).",
  operands: [
    { name: "x", doc: "f32[…, c]" },
    { name: "mean", doc: "f32[c], or x's shape with some axes of size 1; f32[] if nothing is subtracted" },
    { name: "variance", doc: "f32[c], or x's shape with some axes of size 1" },
    { name: "scale", doc: "f32[c] or f32[]" },
    { name: "offset", doc: "f32[c] or f32[]" },
  ],
  attrs: [
    { name: "epsilon", kind: "float", doc: "added to the variance", default: 1e-5 },
    {
      name: "batch_statistics",
      kind: "bool",
      doc: "mean and variance are those of x itself: the gradient goes through them too",
      default: false,
      derived: true,
    },
    ...AVERAGING,
    { name: "centred", kind: "bool", doc: "the mean is subtracted; if not, the variance is about 0", optional: true },
  ],
  infer: (types) => {
    const wrong = notF32("batch_normalize", types);
    if (wrong !== undefined) return wrong;
    const channels = types[0]!.shape.at(-1);
    if (channels === undefined)
      return { code: "shape-mismatch", error: "batch_normalize expects rank 1 or more", operand: 0 };
    for (let operand = 1; operand < 5; operand++) {
      const { shape } = types[operand]!;
      if ((shape.length === 0 && operand !== 2) || (shape.length === 1 && sameDim(shape[0]!, channels))) continue;
      const full = shape.length === types[0]!.shape.length ? broadcastShapes(shape, types[0]!.shape) : undefined;
      if (operand < 3 && full !== undefined && sameShape(full, types[0]!.shape)) continue;
      const error = `batch_normalize expects one value a channel, got ${formatType(types[operand]!)}`;
      return { code: "shape-mismatch", error, operand, label: formatType(types[operand]!) };
    }
    return types[0]!;
  },
  evaluate: evaluateElementwise(
    ([x, mean, variance, scale, offset], attrs) =>
      ((x! - mean!) / Math.sqrt(variance! + (attrs.epsilon as number))) * scale! + offset!,
  ),
  // With x̂ = (x − μ)/σ, m values that the axes have, and Σ over them; A as in norm-rules.ts:
  //   dscale = Σ dy·x̂,  doffset = Σ dy
  //   own statistics:    dx = scale/σ · (dy − Σdy/m − x̂ · Σ(dy·x̂)/m)          (Ioffe & Szegedy 2015, section 3, simplified)
  //                      or, where what A averages has several scales, 1/σ · (dy·scale − A(dy·scale) − x̂ · A(dy·scale·x̂))
  //   given statistics:  dx = scale/σ · dy,  dμ = −Σdx,  dσ² = −½ · scale · Σ(dy·x̂) / σ²
  gradient: (b, { operands: [x, mean, variance, scale, offset], attrs }, dy) => {
    const { shape } = x!.type;
    const averaging = averagingOf(attrs);
    const { axes = leadingAxes(shape) } = averaging;
    const ofRows = axes.includes(shape.length - 1);
    const sum = (node: Node) => sumOverAxes(b, node, averaging);
    const normal = b.op("batch_normalize", [x!, mean!, variance!, b.constant(1), b.constant(0)], attrs);
    const inverse = b.op("rsqrt", [b.add(variance!, b.constant(attrs.epsilon as number))]);
    // One scale a column can wait until a column's sums are known.
    const g = ofRows ? b.mul(dy, scale!) : dy;
    const sumG = sum(g);
    const sumNormal = sum(b.mul(g, normal));
    const dscale = b.sumTo(ofRows ? b.mul(dy, normal) : sumNormal, scale!.type.shape);
    const doffset = b.sumTo(ofRows ? dy : sumG, offset!.type.shape);
    const factor = b.mul(inverse, scale!);
    if (attrs.batch_statistics !== true) {
      const dx = b.mul(dy, factor);
      const dvariance = b.mul(b.mul(b.mul(sumNormal, scale!), b.mul(inverse, inverse)), b.constant(-0.5));
      return [dx, b.mul(b.mul(sumG, factor), b.constant(-1)), dvariance, dscale, doffset];
    }
    const count = b.count([productOf(axes.map((axis) => shape[axis]!))]);
    const isShared = isSpread(averaging);
    const meanOf = (total: Node) =>
      isShared ? spread(b, b.div(b.mul(total, scale!), count), averaging) : b.div(total, count);
    const start = isShared ? b.mul(dy, scale!) : g;
    const centred = attrs.centred === false ? start : b.sub(start, meanOf(sumG));
    const dx = b.mul(b.sub(centred, b.mul(normal, meanOf(sumNormal))), isShared || ofRows ? inverse : factor);
    return [dx, null, null, dscale, doffset];
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
    {
      types: [f32(BATCH, 3, 4, 17), f32(BATCH, 1, 1, 17), f32(BATCH, 1, 1, 17), f32(17), f32(17)],
      attrs: { epsilon: 0.1, batch_statistics: false, axes: [1, 2] },
      data: ["normal", "normal", "positive", "normal", "normal"],
    },
  ],
});
