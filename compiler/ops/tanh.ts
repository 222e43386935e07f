import { f32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { evaluateElementwise, inferElementwise } from "./rules.ts";

export const tanh = defineOp({
  name: "tanh",
  doc: "Hyperbolic tangent.",
  operands: [{ name: "x", doc: "f32, any shape" }],
  attrs: [],
  infer: inferElementwise("tanh"),
  evaluate: evaluateElementwise(([x]) => Math.tanh(x!)),
  // dx = dy · (1 − y²)
  gradient: (b, y, dy) => [b.mul(dy, b.sub(b.constant(1), b.mul(y, y)))],
  lower: { kind: "map", map: (v, [x]) => v.call("tanh", x!) },
  examples: [{ types: [f32(5, 7)] }, { types: [f32(16, 33)] }, { types: [f32()] }],
});
