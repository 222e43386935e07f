import { f32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { evaluateElementwise, inferElementwise } from "./rules.ts";

export const relu = defineOp({
  name: "relu",
  doc: "Rectified linear unit: `max(x, 0)`; −0 stays −0; its gradient at 0 is 0.",
  operands: [{ name: "x", doc: "f32, any shape" }],
  attrs: [],
  infer: inferElementwise("relu"),
  evaluate: evaluateElementwise(([x]) => (x! < 0 ? 0 : x!)),
  // dx = dy where y > 0, else 0
  gradient: (b, node, dy) => [b.op("mask_positive", [node, dy])],
  lower: { kind: "map", map: (v, [x]) => v.max(x!, v.constant(0)) },
  examples: [{ types: [f32(5, 7)] }, { types: [f32(16, 33)] }],
});
