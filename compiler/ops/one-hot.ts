import { BATCH, formatType, i32, productOf } from "../ir/type.ts";
import { defineOp } from "./define.ts";

export const oneHot = defineOp({
  name: "one_hot",
  doc: "Rows of zeros with a 1 in the column that each index names; a row without a column of that number stays 0.",
  operands: [{ name: "indices", doc: "i32[m]" }],
  attrs: [{ name: "classes", kind: "int", doc: "columns of the result" }],
  infer: ([indices], attrs) => {
    if (indices!.dtype === "i32" && indices!.shape.length === 1) {
      return { dtype: "f32", shape: [indices!.shape[0]!, attrs.classes as number] };
    }
    return {
      code: "type-mismatch",
      error: `one_hot expects i32 indices of rank 1, got ${formatType(indices!)}`,
      operand: 0,
    };
  },
  evaluate: ({ operands: [indices], shape: [rows, classes] }) => {
    const result = new Float64Array(rows! * classes!);
    for (const [row, index] of indices!.data.entries()) {
      if (index >= 0 && index < classes!) result[row * classes! + index] = 1;
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
  internal: true,
  examples: [
    { types: [i32(BATCH)], attrs: { classes: 10 }, data: ["index"] },
    { types: [i32(5)], attrs: { classes: 33 }, data: ["index"] },
  ],
});
