import { stridesOf } from "../ir/tensor.ts";
import { BATCH, f32, formatType, type Shape } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { batchNotLeading, elementStrides, stridedCopySizes } from "./rules.ts";

const permute = <T>(items: readonly T[], permutation: readonly number[]): T[] =>
  permutation.map((axis) => items[axis]!);

const copySizes = (shape: Shape, permutation: readonly number[]) =>
  stridedCopySizes(permute(shape, permutation), permute(elementStrides(shape), permutation));

export const transpose = defineOp({
  name: "transpose",
  doc: "Reorders the axes: axis i of the result is axis `permutation[i]` of x.",
  operands: [{ name: "x", doc: "f32; the batch stays the first axis" }],
  attrs: [{ name: "permutation", kind: "axes", doc: "every axis of x once" }],
  infer: ([x], attrs) => {
    const permutation = attrs.permutation as readonly number[];
    const { shape } = x!;
    if (x!.dtype !== "f32")
      return { code: "type-mismatch", error: `transpose expects f32, got ${x!.dtype}`, operand: 0 };
    if (permutation.length !== shape.length || shape.some((_, axis) => !permutation.includes(axis))) {
      const error = `transpose of ${formatType(x!)} needs each axis from 0 to ${shape.length - 1} once`;
      return { code: "bad-attribute", error, attr: "permutation" };
    }
    const result = permute(shape, permutation);
    const misplaced = batchNotLeading("transpose", result);
    if (misplaced !== undefined) return { ...misplaced, attr: "permutation" };
    if (copySizes(shape, permutation) !== undefined) return { dtype: "f32", shape: result };
    return {
      code: "unsupported",
      error: "transpose cannot move more than 4 groups of axes at once",
      attr: "permutation",
    };
  },
  evaluate: ({ operands: [x], attrs, shape }) => {
    const strides = permute(stridesOf(x!.shape), attrs.permutation as readonly number[]);
    const offsets = shape.map((size, axis) => Array.from({ length: size }, (_, i) => i * strides[axis]!));
    const sources = offsets.reduce((all, axis) => all.flatMap((base) => axis.map((offset) => base + offset)), [0]);
    return sources.map((source) => x!.data[source]!);
  },
  // dx is dy under the inverse permutation
  gradient: (b, { attrs }, dy) => {
    const permutation = attrs.permutation as readonly number[];
    return [b.op("transpose", [dy], { permutation: permutation.map((_, axis) => permutation.indexOf(axis)) })];
  },
  lower: {
    kind: "kernel",
    kernel: "strided_copy",
    operandLayouts: ["rows"],
    resultLayout: "rows",
    sizes: ([x], attrs) => copySizes(x!.shape, attrs.permutation as readonly number[])!,
  },
  examples: [
    { types: [f32(5, 7)], attrs: { permutation: [1, 0] } },
    { types: [f32(BATCH, 5, 7)], attrs: { permutation: [0, 2, 1] } },
    { types: [f32(BATCH, 3, 4, 5)], attrs: { permutation: [0, 2, 3, 1] } },
    { types: [f32(2, 3, 4, 5)], attrs: { permutation: [3, 1, 2, 0] } },
    { types: [f32(BATCH, 9)], attrs: { permutation: [0, 1] } },
  ],
});
