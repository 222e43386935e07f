import { f32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { evaluateElementwise, inferElementwise } from "./rules.ts";

export const neg = defineOp({
  name: "neg",
  doc: "Negation: `−x`; so is unary minus.",
  operands: [{ name: "x", doc: "f32, any shape" }],
  attrs: [],
  infer: inferElementwise("neg"),
  evaluate: evaluateElementwise(([x]) => -x!),
  // dx = −dy
  gradient: (b, _node, dy) => [b.op("neg", [dy])],
  lower: { kind: "map", map: (v, [x]) => v.neg(x!) },
  examples: [{ types: [f32(5, 7)] }, { types: [f32(16, 33)] }, { types: [f32()] }],
});
