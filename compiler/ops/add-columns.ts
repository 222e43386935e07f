import { BATCH, f32, formatType, i32, sameType, type TensorType } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { notIndices } from "./indexing-rules.ts";
import { rowsAndColumns } from "./rules.ts";

export const addColumns = defineOp({
  name: "add_columns",
  doc: "Rows of zeros, and each value added at the column that its index says: the gradient of take_columns.",
  operands: [
    { name: "indices", doc: "i32[…, k], below classes", chooses: true },
    { name: "values", doc: "f32[…, k]" },
  ],
  attrs: [{ name: "classes", kind: "int", doc: "columns of the result" }],
  infer: (types, attrs) => {
    const [indices, values] = types as readonly [TensorType, TensorType];
    const wrong = notIndices("add_columns", types, 0);
    if (wrong !== undefined) return wrong;
    if (indices.shape.length > 0 && sameType(values, f32(...indices.shape))) {
      return { dtype: "f32", shape: [...values.shape.slice(0, -1), attrs.classes as number] };
    }
    const error = `add_columns expects a value for each of ${formatType(indices)}, got ${formatType(values)}`;
    return { code: "shape-mismatch", error, operand: 1 };
  },
  evaluate: ({ operands: [indices, values], shape }) => {
    const columns = shape.at(-1)!;
    const picks = indices!.shape.at(-1)!;
    const result = new Float64Array((indices!.data.length / picks) * columns);
    for (const [i, index] of indices!.data.entries()) {
      if (index >= 0 && index < columns) result[Math.floor(i / picks) * columns + index]! += values!.data[i]!;
    }
    return result;
  },
  gradient: (b, { operands: [indices] }, dy) => [null, b.op("take_columns", [dy, indices!])],
  lower: {
    kind: "kernel",
    kernel: "add_columns",
    operandLayouts: ["rows", "panels"],
    resultLayout: "panels",
    sizes: ([indices], _attrs, result) => [...rowsAndColumns(result.shape), indices!.shape.at(-1)!],
  },
  internal: true,
  examples: [
    { types: [i32(BATCH, 3), f32(BATCH, 3)], attrs: { classes: 7 }, data: ["index", "normal"] },
    { types: [i32(BATCH, 2, 18), f32(BATCH, 2, 18)], attrs: { classes: 21 }, data: ["index", "normal"] },
    { types: [i32(2), f32(2)], attrs: { classes: 33 }, data: ["index", "normal"] },
  ],
});
