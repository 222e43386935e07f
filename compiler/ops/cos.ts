import { f32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { evaluateElementwise, inferElementwise } from "./rules.ts";

export const cos = defineOp({
  name: "cos",
  doc: "Cosine of x in radians: as accurate as `sin`.",
  operands: [{ name: "x", doc: "f32, any shape" }],
  attrs: [],
  infer: inferElementwise("cos"),
  evaluate: evaluateElementwise(([x]) => Math.cos(x!)),
  // dx = −dy · sin(x)
  gradient: (b, { operands: [x] }, dy) => [b.op("neg", [b.mul(dy, b.op("sin", [x!]))])],
  lower: { kind: "map", map: (v, [x]) => v.call("cos", x!) },
  examples: [{ types: [f32(5, 7)] }, { types: [f32(16, 33)] }, { types: [f32()] }],
});
