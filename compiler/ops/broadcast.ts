import { broadcastOffsets } from "../ir/tensor.ts";
import { BATCH, broadcastShapes, f32, formatShape, formatType, type Shape, sameShape } from "../ir/type.ts";
import { InternalError } from "../support/diagnostic.ts";
import { defineOp } from "./define.ts";
import { elementStrides, notF32, stridedCopySizes } from "./rules.ts";

export const broadcast = defineOp({
  name: "broadcast",
  doc: "Repeats x along the axes that NumPy broadcasting to `shape` adds or stretches.",
  operands: [{ name: "x", doc: "f32, broadcasts to shape" }],
  attrs: [{ name: "shape", kind: "shape", doc: "the result's shape" }],
  infer: (types, attrs) => {
    const shape = attrs.shape as Shape;
    const result = broadcastShapes(types[0]!.shape, shape);
    if (result !== undefined && sameShape(result, shape)) return notF32("broadcast", types) ?? { dtype: "f32", shape };
    const error = `broadcast cannot stretch ${formatType(types[0]!)} to ${formatShape(shape)}`;
    return { code: "shape-mismatch", error, operand: 0 };
  },
  evaluate: ({ operands: [x], shape }) => Array.from(broadcastOffsets(x!.shape, shape), (offset) => x!.data[offset]!),
  gradient: (b, { operands: [x] }, dy) => [b.sumTo(dy, x!.type.shape)],
  lower: {
    kind: "kernel",
    kernel: "strided_copy",
    operandLayouts: ["rows"],
    resultLayout: "rows",
    sizes: ([x], attrs) => {
      const shape = attrs.shape as Shape;
      const lead = shape.length - x!.shape.length;
      const own = elementStrides(x!.shape);
      const strides = shape.map((_, axis) => (axis < lead || x!.shape[axis - lead] === 1 ? 0 : own[axis - lead]!));
      const sizes = stridedCopySizes(shape, strides);
      if (sizes === undefined)
        throw new InternalError(`broadcast of ${formatType(x!)} to ${formatShape(shape)} has too many axes`);
      return sizes;
    },
  },
  internal: true,
  examples: [
    { types: [f32(7)], attrs: { shape: [5, 7] } },
    { types: [f32(5, 1)], attrs: { shape: [5, 7] } },
    { types: [f32(BATCH, 1)], attrs: { shape: [BATCH, 9] } },
    { types: [f32(3, 1, 5)], attrs: { shape: [BATCH, 3, 4, 5] } },
    { types: [f32()], attrs: { shape: [BATCH, 17] } },
  ],
});
