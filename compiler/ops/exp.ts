import { f32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { evaluateElementwise, inferElementwise } from "./rules.ts";

export const exp = defineOp({
  name: "exp",
  doc: "Exponential: `eˣ`.",
  operands: [{ name: "x", doc: "f32, any shape" }],
  attrs: [],
  infer: inferElementwise("exp"),
  evaluate: evaluateElementwise(([x]) => Math.exp(x!)),
  // dx = dy · y
  gradient: (b, y, dy) => [b.mul(dy, y)],
  lower: { kind: "map", map: (v, [x]) => v.call("exp", x!) },
  examples: [{ types: [f32(5, 7)] }, { types: [f32(16, 33)] }, { types: [f32()] }],
});
