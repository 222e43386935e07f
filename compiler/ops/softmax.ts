import { BATCH, f32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { notF32, rowsAndColumns } from "./rules.ts";

export const softmax = defineOp({
  name: "softmax",
  doc: "Probabilities over the last axis: `exp(x − max x) / Σ exp(x − max x)`.",
  operands: [{ name: "x", doc: "f32[…, classes]" }],
  attrs: [],
  infer: (types) => {
    const { shape } = types[0]!;
    if (typeof shape.at(-1) === "number") return notF32("softmax", types) ?? types[0]!;
    const error = shape.length === 0 ? "softmax expects rank 1 or more" : "softmax cannot run over the batch";
    return { code: "shape-mismatch", error, operand: 0 };
  },
  evaluate: ({ operands: [x], shape }) => {
    const columns = shape.at(-1)!;
    const result = new Float64Array(x!.data.length);
    for (let start = 0; start < result.length; start += columns) {
      const row = x!.data.subarray(start, start + columns);
      const largest = Math.max(...row);
      const powers = row.map((value) => Math.exp(value - largest));
      const sum = powers.reduce((total, power) => total + power, 0);
      for (const [i, power] of powers.entries()) result[start + i] = power / sum;
    }
    return result;
  },
  // dx = y · (dy − Σ dy·y)
  gradient: (b, y, dy) => {
    const sum = b.op("reduce_sum", [b.mul(dy, y)], { axes: [y.type.shape.length - 1], keep_dims: true });
    return [b.mul(y, b.sub(dy, sum))];
  },
  lower: {
    kind: "kernel",
    kernel: "softmax",
    operandLayouts: ["panels"],
    resultLayout: "panels",
    sizes: ([x]) => rowsAndColumns(x!.shape),
  },
  examples: [
    { types: [f32(BATCH, 10)] },
    { types: [f32(5, 33)] },
    { types: [f32(BATCH, 3, 7)] },
    { types: [f32(1, 1)] },
  ],
});
