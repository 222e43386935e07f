import { f32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { evaluateElementwise, inferElementwise } from "./rules.ts";

export const square = defineOp({
  name: "square",
  doc: "Square: `x²`.",
  operands: [{ name: "x", doc: "f32, any shape" }],
  attrs: [],
  infer: inferElementwise("square"),
  evaluate: evaluateElementwise(([x]) => x! * x!),
  // dx = dy · 2x
  gradient: (b, { operands: [x] }, dy) => [b.mul(dy, b.mul(x!, b.constant(2)))],
  lower: { kind: "map", map: (v, [x]) => v.mul(x!, x!) },
  examples: [{ types: [f32(5, 7)] }, { types: [f32(16, 33)] }, { types: [f32()] }],
});
