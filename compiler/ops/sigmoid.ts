import { f32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { evaluateElementwise, inferElementwise } from "./rules.ts";

export const sigmoid = defineOp({
  name: "sigmoid",
  doc: "Logistic function: `1 / (1 + e⁻ˣ)`.",
  operands: [{ name: "x", doc: "f32, any shape" }],
  attrs: [],
  infer: inferElementwise("sigmoid"),
  evaluate: evaluateElementwise(([x]) => 1 / (1 + Math.exp(-x!))),
  // dx = dy · y · (1 − y)
  gradient: (b, y, dy) => [b.mul(dy, b.mul(y, b.sub(b.constant(1), y)))],
  lower: { kind: "map", map: (v, [x]) => v.call("sigmoid", x!) },
  examples: [{ types: [f32(5, 7)] }, { types: [f32(16, 33)] }, { types: [f32()] }],
});
