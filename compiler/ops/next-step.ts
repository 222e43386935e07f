import { formatType, i32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";

export const nextStep = defineOp({
  name: "next_step",
  doc: "The step counter's next value: `x + 1`.",
  operands: [{ name: "x", doc: "i32[]" }],
  attrs: [],
  infer: ([x]) => {
    if (x!.dtype === "i32" && x!.shape.length === 0) return x!;
    return { code: "type-mismatch", error: `next_step expects i32[], got ${formatType(x!)}`, operand: 0 };
  },
  evaluate: ({ operands: [x] }) => [x!.data[0]! + 1],
  gradient: "none",
  lower: { kind: "kernel", kernel: "next_step", operandLayouts: ["rows"], resultLayout: "rows", sizes: () => [] },
  internal: true,
  examples: [{ types: [i32()] }],
});
