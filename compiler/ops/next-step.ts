import { i32 } from "../ir/type.ts";
import { COUNTER, counterKernel, inferCounter } from "./counter-rules.ts";
import { defineOp } from "./define.ts";

export const nextStep = defineOp({
  name: "next_step",
  doc: "The step counter's next value: `x + 1`.",
  operands: [COUNTER],
  attrs: [],
  infer: inferCounter("next_step"),
  evaluate: ({ operands: [x] }) => [x!.data[0]! + 1],
  gradient: "none",
  lower: counterKernel("next_step"),
  internal: true,
  examples: [{ types: [i32()] }],
});
