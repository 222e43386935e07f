import { BATCH, f32, formatType, i32, sameShape, type TensorType } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { notIndices, tableKernel, tableLayout, tableSizes } from "./indexing-rules.ts";
import { notF32 } from "./rules.ts";

/** The rank of the table that values of these types are added to. */
const tableRank = ([indices, values]: readonly TensorType[]) => 1 + values!.shape.length - indices!.shape.length;

export const scatterAdd = defineOp({
  name: "scatter_add",
  doc: "Zeros, and every part of values added where its index says, in the order of the indices: the gradient of gather.",
  operands: [
    { name: "indices", doc: "i32, any shape", chooses: true },
    { name: "values", doc: "f32[indices…, …]" },
  ],
  attrs: [{ name: "rows", kind: "int", doc: "the size of the result's first axis" }],
  infer: (types, attrs) => {
    const [indices, values] = types as readonly [TensorType, TensorType];
    const wrong = notIndices("scatter_add", types, 0) ?? notF32("scatter_add", [values]);
    if (wrong !== undefined) return wrong;
    const lead = indices.shape.length;
    if (!sameShape(values.shape.slice(0, lead), indices.shape)) {
      const error = `scatter_add expects values for ${formatType(indices)}, got ${formatType(values)}`;
      return { code: "shape-mismatch", error, operand: 1 };
    }
    return { dtype: "f32", shape: [attrs.rows as number, ...values.shape.slice(lead)] };
  },
  evaluate: ({ operands: [indices, values], shape }) => {
    const rows = shape[0]!;
    const width = values!.data.length / indices!.data.length;
    const result = new Float64Array(rows * width);
    for (const [i, index] of indices!.data.entries()) {
      if (index < 0 || index >= rows) continue;
      for (let k = 0; k < width; k++) result[index * width + k]! += values!.data[i * width + k]!;
    }
    return result;
  },
  gradient: (b, { operands: [indices] }, dy) => [null, b.op("gather", [dy, indices!])],
  lower: {
    kind: "kernel",
    kernel: tableKernel("scatter_add", tableRank),
    operandLayouts: (types) => ["rows", tableLayout(tableRank(types))],
    resultLayout: (types) => tableLayout(tableRank(types)),
    sizes: ([indices], _attrs, result) => tableSizes(result.shape, indices!.shape),
  },
  internal: true,
  examples: [
    { types: [i32(BATCH), f32(BATCH, 7)], attrs: { rows: 4 }, data: ["row", "normal"] },
    { types: [i32(BATCH, 3), f32(BATCH, 3, 21)], attrs: { rows: 6 }, data: ["row", "normal"] },
    { types: [i32(BATCH), f32(BATCH)], attrs: { rows: 17 }, data: ["row", "normal"] },
    { types: [i32(BATCH, 2), f32(BATCH, 2, 3, 5)], attrs: { rows: 3 }, data: ["row", "normal"] },
    { types: [i32(), f32(18)], attrs: { rows: 5 }, data: ["row", "normal"] },
  ],
});
