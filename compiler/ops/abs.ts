import { f32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { evaluateElementwise, inferElementwise } from "./rules.ts";

export const abs = defineOp({
  name: "abs",
  doc: "Absolute value; its gradient at 0 is 0.",
  operands: [{ name: "x", doc: "f32, any shape" }],
  attrs: [],
  infer: inferElementwise("abs"),
  evaluate: evaluateElementwise(([x]) => Math.abs(x!)),
  // dx = dy · sign(x)
  gradient: (b, { operands: [x] }, dy) => [b.mul(dy, b.op("sign", [x!]))],
  lower: { kind: "map", map: (v, [x]) => v.abs(x!) },
  examples: [{ types: [f32(5, 7)] }, { types: [f32(16, 33)] }, { types: [f32()] }],
});
