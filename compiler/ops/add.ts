import { f32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { evaluateElementwise, inferElementwise } from "./rules.ts";

export const add = defineOp({
  name: "add",
  doc: "Sum, with NumPy broadcasting: `a + b`.",
  operands: [
    { name: "a", doc: "f32, any shape" },
    { name: "b", doc: "f32, broadcasts with a" },
  ],
  attrs: [],
  infer: inferElementwise("add"),
  evaluate: evaluateElementwise(([a, b]) => a! + b!),
  gradient: (_b, _node, dy) => [dy, dy],
  lower: { kind: "map", map: (v, [a, b]) => v.add(a!, b!) },
  examples: [
    { types: [f32(5, 7), f32(5, 7)] },
    { types: [f32(5, 7), f32(7)] },
    { types: [f32(3, 1), f32(1, 20)] },
    { types: [f32(2, 3, 4), f32(3, 1)] },
    { types: [f32(9), f32()] },
  ],
});
