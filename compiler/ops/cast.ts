import { BATCH, type DType, f32, i32, productOf } from "../ir/type.ts";
import { defineOp } from "./define.ts";

/** What can become what; the same dtype is a copy. */
const CONVERSIONS: Readonly<Record<DType, readonly DType[]>> = {
  f32: ["f32", "i32"],
  i32: ["i32", "f32"],
  u8: ["f32", "i32"],
  i8: ["f32", "i32"],
};

const truncate = (x: number) => (Number.isNaN(x) ? 0 : Math.min(Math.max(Math.trunc(x), -(2 ** 31)), 2 ** 31 - 1));

export const cast = defineOp({
  name: "cast",
  doc: "Converts to another dtype; f32 to i32 truncates towards 0, saturates, and takes NaN to 0.",
  operands: [{ name: "x", doc: "any type" }],
  attrs: [{ name: "dtype", kind: "dtype", doc: "`f32` or `i32`" }],
  infer: ([x], attrs) => {
    const dtype = attrs.dtype as DType;
    if (CONVERSIONS[x!.dtype].includes(dtype)) return { dtype, shape: x!.shape };
    const help = `cast from ${x!.dtype} gives ${CONVERSIONS[x!.dtype].join(" or ")}`;
    return { code: "unsupported", error: `cast cannot turn ${x!.dtype} into ${dtype}`, attr: "dtype", help };
  },
  evaluate: ({ operands: [x], attrs }) => (attrs.dtype === "i32" ? x!.data.map(truncate) : x!.data),
  gradient: (_b, { operands: [x], attrs }, dy) => [x!.type.dtype === "f32" && attrs.dtype === "f32" ? dy : null],
  lower: {
    kind: "kernel",
    kernel: ([x], attrs) => (x!.dtype === attrs.dtype ? "strided_copy" : `cast_${x!.dtype}_${attrs.dtype}`),
    operandLayouts: ["rows"],
    resultLayout: "rows",
    sizes: ([x], attrs) => {
      const count = productOf(x!.shape);
      return x!.dtype === attrs.dtype ? [1, 1, 1, count, 0, 0, 0, 1] : [count];
    },
  },
  examples: [
    { types: [f32(BATCH, 7)], attrs: { dtype: "i32" } },
    { types: [i32(BATCH, 7)], attrs: { dtype: "f32" } },
    { types: [{ dtype: "u8", shape: [BATCH, 21] }], attrs: { dtype: "f32" } },
    { types: [{ dtype: "i8", shape: [33] }], attrs: { dtype: "f32" } },
    { types: [{ dtype: "u8", shape: [21] }], attrs: { dtype: "i32" } },
    { types: [{ dtype: "i8", shape: [BATCH] }], attrs: { dtype: "i32" } },
    { types: [f32(BATCH, 7)], attrs: { dtype: "f32" } },
    { types: [i32()], attrs: { dtype: "f32" } },
  ],
});
