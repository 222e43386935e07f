import { BATCH, f32, formatType, i32, type TensorType } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { notIndices, tableKernel, tableLayout, tableSizes } from "./indexing-rules.ts";
import { batchNotLeading, notF32 } from "./rules.ts";

export const gather = defineOp({
  name: "gather",
  doc: "The parts of a table that indices name along its first axis: `y[i…] = table[indices[i…]]`. An index out of range gives NaN.",
  operands: [
    { name: "table", doc: "f32[rows, …], such as a parameter" },
    { name: "indices", doc: "i32, any shape", chooses: true },
  ],
  attrs: [],
  infer: (types) => {
    const [table, indices] = types as readonly [TensorType, TensorType];
    const wrong = notF32("gather", [table]) ?? notIndices("gather", types, 1);
    if (wrong !== undefined) return wrong;
    if (typeof table.shape[0] !== "number") {
      const error = `gather needs a table whose first axis has a fixed size, got ${formatType(table)}`;
      return { code: "shape-mismatch", error, operand: 0 };
    }
    const shape = [...indices.shape, ...table.shape.slice(1)];
    return batchNotLeading("gather", shape) ?? { dtype: "f32", shape };
  },
  evaluate: ({ operands: [table, indices] }) => {
    const rows = table!.shape[0]!;
    const width = table!.data.length / rows;
    const result = new Float64Array(indices!.data.length * width).fill(Number.NaN);
    for (const [i, index] of indices!.data.entries()) {
      if (index < 0 || index >= rows) continue;
      result.set(table!.data.subarray(index * width, (index + 1) * width), i * width);
    }
    return result;
  },
  // each part of the table gets the sum of dy wherever it was read
  gradient: (b, { operands: [table, indices] }, dy) => [
    b.op("scatter_add", [indices!, dy], { rows: table!.type.shape[0]! as number }),
    null,
  ],
  lower: {
    kind: "kernel",
    kernel: tableKernel("gather", ([table]) => table!.shape.length),
    operandLayouts: ([table]) => [tableLayout(table!.shape.length), "rows"],
    resultLayout: ([table]) => tableLayout(table!.shape.length),
    sizes: ([table, indices]) => tableSizes(table!.shape, indices!.shape),
  },
  examples: [
    { types: [f32(9, 7), i32(BATCH)], data: ["normal", "row"] },
    { types: [f32(9, 21), i32(BATCH, 3)], data: ["normal", "row"] },
    { types: [f32(33), i32(BATCH)], data: ["normal", "row"] },
    { types: [f32(5), i32(4, 6)], data: ["normal", "row"] },
    { types: [f32(5, 3, 7), i32(BATCH, 2)], data: ["normal", "row"] },
    { types: [f32(7, 18), i32()], data: ["normal", "row"] },
  ],
});
