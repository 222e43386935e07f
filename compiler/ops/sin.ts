import { f32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { evaluateElementwise, inferElementwise } from "./rules.ts";

export const sin = defineOp({
  name: "sin",
  doc: "Sine of x in radians: within 2 units in the last place up to |x| = 12,867; beyond, as good as the sine of a float next to x.",
  operands: [{ name: "x", doc: "f32, any shape" }],
  attrs: [],
  infer: inferElementwise("sin"),
  evaluate: evaluateElementwise(([x]) => Math.sin(x!)),
  // dx = dy · cos(x)
  gradient: (b, { operands: [x] }, dy) => [b.mul(dy, b.op("cos", [x!]))],
  lower: { kind: "map", map: (v, [x]) => v.call("sin", x!) },
  examples: [{ types: [f32(5, 7)] }, { types: [f32(16, 33)] }, { types: [f32()] }],
});
