import { BATCH, f32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { notF32, rowsAndColumns } from "./rules.ts";

export const blockMean = defineOp({
  name: "block_mean",
  doc: "Every element replaced by the mean over its block: `size` neighbours along the first axis; the last block may be smaller.",
  operands: [{ name: "x", doc: "f32[n, …]" }],
  attrs: [{ name: "size", kind: "int", doc: "entries of the first axis in a block" }],
  infer: (types) => {
    if (types[0]!.shape.length >= 2) return notF32("block_mean", types) ?? types[0]!;
    return { code: "shape-mismatch", error: "block_mean expects rank 2 or more", operand: 0 };
  },
  evaluate: ({ operands: [x], attrs }) => {
    const [entries] = x!.shape as [number];
    const inner = x!.data.length / entries;
    const result = new Float64Array(x!.data.length);
    for (let start = 0; start < entries; start += attrs.size as number) {
      const end = Math.min(start + (attrs.size as number), entries);
      for (let i = 0; i < inner; i++) {
        let sum = 0;
        for (let entry = start; entry < end; entry++) sum += x!.data[entry * inner + i]!;
        for (let entry = start; entry < end; entry++) result[entry * inner + i] = sum / (end - start);
      }
    }
    return result;
  },
  // the mean over blocks is its own adjoint
  gradient: (b, { attrs }, dy) => [b.op("block_mean", [dy], attrs)],
  lower: {
    kind: "kernel",
    kernel: "block_mean",
    operandLayouts: ["panels"],
    resultLayout: "panels",
    sizes: ([x], { size }) => {
      const [entries, ...inner] = x!.shape;
      return [entries!, ...rowsAndColumns([1, ...inner]), size as number];
    },
  },
  internal: true,
  examples: [
    { types: [f32(BATCH, 7)], attrs: { size: 2 } },
    { types: [f32(BATCH, 3, 21)], attrs: { size: 3 } },
    { types: [f32(BATCH, 18)], attrs: { size: 100 } },
    { types: [f32(5, 33)], attrs: { size: 1 } },
  ],
});
