import { BATCH, f32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { evaluateElementwise, inferElementwise, splitByGreater } from "./rules.ts";

export const minimum = defineOp({
  name: "minimum",
  doc: "Smaller of two, with NumPy broadcasting; NaN if either is. Where they are equal, each gets half of the gradient.",
  operands: [
    { name: "a", doc: "f32, any shape" },
    { name: "b", doc: "f32, broadcasts with a" },
  ],
  attrs: [],
  infer: inferElementwise("minimum"),
  evaluate: evaluateElementwise(([a, b]) => Math.min(a!, b!)),
  // the smaller one gets dy, each half of it where they are equal
  gradient: (b, { operands: [p, q] }, dy) => splitByGreater(b, q!, p!, dy),
  lower: { kind: "map", map: (v, [a, b]) => v.min(a!, b!) },
  examples: [
    { types: [f32(5, 7), f32(5, 7)] },
    { types: [f32(BATCH, 7), f32(7)] },
    { types: [f32(3, 1), f32(1, 20)] },
    { types: [f32(9), f32()] },
  ],
});
