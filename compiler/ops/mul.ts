import { BATCH, f32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { evaluateElementwise, inferElementwise } from "./rules.ts";

export const mul = defineOp({
  name: "mul",
  doc: "Product of elements, with NumPy broadcasting: `a · b`.",
  operands: [
    { name: "a", doc: "f32, any shape" },
    { name: "b", doc: "f32, broadcasts with a" },
  ],
  attrs: [],
  infer: inferElementwise("mul"),
  evaluate: evaluateElementwise(([a, b]) => a! * b!),
  gradient: (b, { operands: [x, y] }, dy) => [b.mul(dy, y!), b.mul(dy, x!)],
  lower: { kind: "map", map: (v, [a, b]) => v.mul(a!, b!) },
  examples: [
    { types: [f32(5, 7), f32(5, 7)] },
    { types: [f32(BATCH, 7), f32(7)] },
    { types: [f32(3, 1), f32(1, 20)] },
    { types: [f32(9), f32()] },
  ],
});
