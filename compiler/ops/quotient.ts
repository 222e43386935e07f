import { i32 } from "../ir/type.ts";
import { COUNTER, counterKernel, DIVISOR, inferCounter } from "./counter-rules.ts";
import { defineOp } from "./define.ts";

export const quotient = defineOp({
  name: "quotient",
  doc: "How many times a number fits into a counter: `⌊x / by⌋`.",
  operands: [COUNTER],
  attrs: [DIVISOR],
  infer: inferCounter("quotient"),
  evaluate: ({ operands: [x], attrs }) => [Math.floor(x!.data[0]! / (attrs.by as number))],
  gradient: "none",
  lower: counterKernel("quotient", (attrs) => [attrs.by as number]),
  internal: true,
  examples: [
    { types: [i32()], attrs: { by: 3 }, data: ["seed"] },
    { types: [i32()], attrs: { by: 1 }, data: ["seed"] },
  ],
});
