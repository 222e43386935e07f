import { f32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { evaluateElementwise, inferElementwise } from "./rules.ts";

export const floor = defineOp({
  name: "floor",
  doc: "Largest integer not above x; flat between its steps, so no gradient passes.",
  operands: [{ name: "x", doc: "f32, any shape" }],
  attrs: [],
  infer: inferElementwise("floor"),
  evaluate: evaluateElementwise(([x]) => Math.floor(x!)),
  // flat between its steps, which have no slope
  gradient: () => [null],
  lower: { kind: "map", map: (v, [x]) => v.floor(x!) },
  examples: [{ types: [f32(5, 7)] }, { types: [f32(16, 33)] }, { types: [f32()] }],
});
