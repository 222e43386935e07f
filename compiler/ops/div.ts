import { BATCH, f32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { evaluateElementwise, inferElementwise } from "./rules.ts";

export const div = defineOp({
  name: "div",
  doc: "Quotient, with NumPy broadcasting: `a / b`.",
  operands: [
    { name: "a", doc: "f32, any shape" },
    { name: "b", doc: "f32, broadcasts with a" },
  ],
  attrs: [],
  infer: inferElementwise("div"),
  evaluate: evaluateElementwise(([a, b]) => a! / b!),
  // y = p/q: dp = dy/q, dq = −dp·y
  gradient: (b, node, dy) => {
    const dp = b.div(dy, node.operands[1]!);
    return [dp, b.mul(b.mul(dp, node), b.constant(-1))];
  },
  lower: { kind: "map", map: (v, [a, b]) => v.div(a!, b!) },
  examples: [
    { types: [f32(5, 7), f32(5, 7)] },
    { types: [f32(BATCH, 7), f32(7)] },
    { types: [f32(3, 1), f32(1, 20)] },
    { types: [f32(9), f32()] },
  ],
});
