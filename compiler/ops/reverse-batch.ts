import { BATCH, f32, productOf } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { notSamples } from "./mixing-rules.ts";

export const reverseBatch = defineOp({
  name: "reverse_batch",
  doc: "The examples of the batch from the last to the first.",
  operands: [{ name: "x", doc: "f32[batch, …]" }],
  attrs: [],
  infer: ([x]) => notSamples("reverse_batch", x!) ?? x!,
  evaluate: ({ operands: [x] }) => {
    const [samples] = x!.shape as [number];
    const size = x!.data.length / samples;
    return x!.data.map((_, i) => x!.data[(samples - 1 - Math.floor(i / size)) * size + (i % size)]!);
  },
  gradient: (b, _, dy) => [b.op("reverse_batch", [dy])],
  lower: {
    kind: "kernel",
    kernel: "reverse_batch",
    operandLayouts: ["panels"],
    resultLayout: "panels",
    sizes: ([x]) => [x!.shape[0]!, productOf(x!.shape.slice(1, -1)), x!.shape.at(-1) as number],
  },
  internal: true,
  examples: [{ types: [f32(BATCH, 21)] }, { types: [f32(BATCH, 3, 5, 2)] }, { types: [f32(BATCH, 1)] }],
});
