import { BATCH, formatType, i32, productOf } from "../ir/type.ts";
import { defineOp } from "./define.ts";

export const oneHot = defineOp({
  name: "one_hot",
  doc: "Rows of zeros with a 1 in the column that each index names; a row without a column of that number stays 0.",
  operands: [{ name: "indices", doc: "i32, any shape" }],
  attrs: [
    {
      name: "classes",
      kind: "int",
      doc: "columns of the result",
      check: (value: number) => (value >= 1 ? undefined : "must be at least 1"),
    },
  ],
  infer: ([indices], attrs) => {
    if (indices!.dtype === "i32") return { dtype: "f32", shape: [...indices!.shape, attrs.classes as number] };
    return { code: "type-mismatch", error: `one_hot expects i32 indices, got ${formatType(indices!)}`, operand: 0 };
  },
  evaluate: ({ operands: [indices], attrs }) => {
    const classes = attrs.classes as number;
    const result = new Float64Array(indices!.data.length * classes);
    for (const [row, index] of indices!.data.entries()) {
      if (index >= 0 && index < classes) result[row * classes + index] = 1;
    }
    return result;
  },
  gradient: "none",
  lower: {
    kind: "kernel",
    kernel: "one_hot",
    operandLayouts: ["rows"],
    resultLayout: "panels",
    sizes: ([indices], attrs) => [productOf(indices!.shape), attrs.classes as number],
  },
  examples: [
    { types: [i32(BATCH)], attrs: { classes: 10 }, data: ["index"] },
    { types: [i32(5)], attrs: { classes: 33 }, data: ["index"] },
    { types: [i32(BATCH, 3)], attrs: { classes: 7 }, data: ["index"] },
    { types: [i32()], attrs: { classes: 18 }, data: ["index"] },
  ],
});
