import { f32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { evaluateElementwise, inferElementwise } from "./rules.ts";

export const log = defineOp({
  name: "log",
  doc: "Natural logarithm; −∞ at 0, NaN below.",
  operands: [{ name: "x", doc: "f32, any shape" }],
  attrs: [],
  infer: inferElementwise("log"),
  evaluate: evaluateElementwise(([x]) => Math.log(x!)),
  // dx = dy / x
  gradient: (b, { operands: [x] }, dy) => [b.div(dy, x!)],
  lower: { kind: "map", map: (v, [x]) => v.call("log", x!) },
  examples: [
    { types: [f32(5, 7)], data: ["positive"] },
    { types: [f32(16, 33)], data: ["positive"] },
    { types: [f32()], data: ["positive"] },
  ],
});
