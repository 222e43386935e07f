import { BATCH, f32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { notF32, rowsAndColumns } from "./rules.ts";

export const logSoftmax = defineOp({
  name: "log_softmax",
  doc: "Logarithm of softmax over the last axis: `x − max x − ln Σ exp(x − max x)`.",
  operands: [{ name: "x", doc: "f32[…, classes]" }],
  attrs: [],
  infer: (types) => {
    const { shape } = types[0]!;
    if (typeof shape.at(-1) === "number") return notF32("log_softmax", types) ?? types[0]!;
    const error = shape.length === 0 ? "log_softmax expects rank 1 or more" : "log_softmax cannot run over the batch";
    return { code: "shape-mismatch", error, operand: 0 };
  },
  evaluate: ({ operands: [x], shape }) => {
    const columns = shape.at(-1)!;
    const result = new Float64Array(x!.data.length);
    for (let start = 0; start < result.length; start += columns) {
      const row = x!.data.subarray(start, start + columns);
      const largest = Math.max(...row);
      const logarithm = Math.log(row.reduce((sum, value) => sum + Math.exp(value - largest), 0));
      for (const [i, value] of row.entries()) result[start + i] = value - largest - logarithm;
    }
    return result;
  },
  // dx = dy − exp(y) · Σ dy
  gradient: (b, y, dy) => {
    const sum = b.op("reduce_sum", [dy], { axes: [y.type.shape.length - 1], keep_dims: true });
    return [b.sub(dy, b.mul(b.op("exp", [y]), sum))];
  },
  lower: {
    kind: "kernel",
    kernel: "log_softmax",
    operandLayouts: ["panels"],
    resultLayout: "panels",
    sizes: ([x]) => rowsAndColumns(x!.shape),
  },
  examples: [
    { types: [f32(BATCH, 10)] },
    { types: [f32(5, 33)] },
    { types: [f32(BATCH, 3, 7)] },
    { types: [f32(1, 1)] },
    { types: [f32(17)] },
  ],
});
