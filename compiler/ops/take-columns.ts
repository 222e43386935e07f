import { BATCH, f32, formatType, i32, sameShape, type TensorType } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { notIndices } from "./indexing-rules.ts";
import { notF32, rowsAndColumns } from "./rules.ts";

export const takeColumns = defineOp({
  name: "take_columns",
  doc: "Of each row (last axis) the elements at the row's own indices.",
  operands: [
    { name: "x", doc: "f32[…, n]" },
    { name: "indices", doc: "i32[…, k], below n", chooses: true },
  ],
  attrs: [],
  infer: (types) => {
    const [x, indices] = types as readonly [TensorType, TensorType];
    const wrong = notF32("take_columns", [x]) ?? notIndices("take_columns", types, 1);
    if (wrong !== undefined) return wrong;
    if (x.shape.length > 0 && sameShape(x.shape.slice(0, -1), indices.shape.slice(0, -1))) {
      return { dtype: "f32", shape: indices.shape };
    }
    const error = `take_columns expects indices for the rows of ${formatType(x)}, got ${formatType(indices)}`;
    return { code: "shape-mismatch", error, operand: 1 };
  },
  evaluate: ({ operands: [x, indices] }) => {
    const columns = x!.shape.at(-1)!;
    const picks = indices!.shape.at(-1)!;
    return indices!.data.map((index, i) => {
      const inside = index >= 0 && index < columns;
      return inside ? x!.data[Math.floor(i / picks) * columns + index]! : Number.NaN;
    });
  },
  gradient: (b, { operands: [x, indices] }, dy) => [
    b.op("add_columns", [indices!, dy], { classes: x!.type.shape.at(-1)! as number }),
    null,
  ],
  lower: {
    kind: "kernel",
    kernel: "take_columns",
    operandLayouts: ["panels", "rows"],
    resultLayout: "panels",
    sizes: ([x, indices]) => [...rowsAndColumns(x!.shape), indices!.shape.at(-1)!],
  },
  internal: true,
  examples: [
    { types: [f32(BATCH, 7), i32(BATCH, 3)], data: ["normal", "index"] },
    { types: [f32(BATCH, 3, 21), i32(BATCH, 3, 18)], data: ["normal", "index"] },
    { types: [f32(33), i32(2)], data: ["normal", "index"] },
  ],
});
