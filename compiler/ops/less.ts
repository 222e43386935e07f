import { BATCH, f32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { evaluateElementwise, inferElementwise } from "./rules.ts";

export const less = defineOp({
  name: "less",
  doc: "1 where `a < b`, else 0, with NumPy broadcasting; where either is NaN it is 0. So is `<` on tensors. No gradient passes.",
  operands: [
    { name: "a", doc: "f32, any shape" },
    { name: "b", doc: "f32, broadcasts with a" },
  ],
  attrs: [],
  infer: inferElementwise("less"),
  evaluate: evaluateElementwise(([a, b]) => (a! < b! ? 1 : 0)),
  // flat between its steps, which have no slope
  gradient: () => [null, null],
  lower: { kind: "map", map: (v, [a, b]) => v.select(v.less(a!, b!), v.constant(1), v.constant(0)) },
  examples: [
    { types: [f32(5, 7), f32(5, 7)] },
    { types: [f32(BATCH, 7), f32(7)] },
    { types: [f32(3, 1), f32(1, 20)] },
    { types: [f32(9), f32()] },
  ],
});
