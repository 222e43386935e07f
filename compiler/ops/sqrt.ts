import { f32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { evaluateElementwise, inferElementwise } from "./rules.ts";

export const sqrt = defineOp({
  name: "sqrt",
  doc: "Square root; NaN below 0.",
  operands: [{ name: "x", doc: "f32, any shape" }],
  attrs: [],
  infer: inferElementwise("sqrt"),
  evaluate: evaluateElementwise(([x]) => Math.sqrt(x!)),
  // dx = dy / (2y)
  gradient: (b, y, dy) => [b.mul(b.div(dy, y), b.constant(0.5))],
  lower: { kind: "map", map: (v, [x]) => v.sqrt(x!) },
  examples: [
    { types: [f32(5, 7)], data: ["positive"] },
    { types: [f32(16, 33)], data: ["positive"] },
    { types: [f32()], data: ["positive"] },
  ],
});
