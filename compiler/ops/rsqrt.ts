import { f32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { evaluateElementwise, inferElementwise } from "./rules.ts";

export const rsqrt = defineOp({
  name: "rsqrt",
  doc: "Reciprocal of the square root: `1 / √x`.",
  operands: [{ name: "x", doc: "f32, any shape" }],
  attrs: [],
  infer: inferElementwise("rsqrt"),
  evaluate: evaluateElementwise(([x]) => 1 / Math.sqrt(x!)),
  // dx = −½ · dy · y³
  gradient: (b, y, dy) => [b.mul(b.mul(dy, b.constant(-0.5)), b.mul(y, b.mul(y, y)))],
  lower: { kind: "map", map: (v, [x]) => v.div(v.constant(1), v.sqrt(x!)) },
  examples: [
    { types: [f32(5, 7)], data: ["positive"] },
    { types: [f32(16, 33)], data: ["positive"] },
    { types: [f32()], data: ["positive"] },
  ],
});
