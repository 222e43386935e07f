import { i32 } from "../ir/type.ts";
import { COUNTER, counterKernel, DIVISOR, inferCounter } from "./counter-rules.ts";
import { defineOp } from "./define.ts";

export const remainder = defineOp({
  name: "remainder",
  doc: "What is left of a counter after whole multiples of a number: `x − by · ⌊x / by⌋`.",
  operands: [COUNTER],
  attrs: [DIVISOR],
  infer: inferCounter("remainder"),
  evaluate: ({ operands: [x], attrs }) => [x!.data[0]! % (attrs.by as number)],
  gradient: "none",
  lower: counterKernel("remainder", (attrs) => [attrs.by as number]),
  internal: true,
  examples: [
    { types: [i32()], attrs: { by: 3 }, data: ["seed"] },
    { types: [i32()], attrs: { by: 1 }, data: ["seed"] },
  ],
});
