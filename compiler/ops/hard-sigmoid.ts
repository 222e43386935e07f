import { f32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { evaluateElementwise, inferElementwise } from "./rules.ts";

export const hardSigmoid = defineOp({
  name: "hard_sigmoid",
  doc: "Piecewise linear sigmoid: `x / 6 + ½` clipped to [0, 1], as PyTorch has it (ONNX's default slope is 0.2); its gradient at ±3 is 0.",
  operands: [{ name: "x", doc: "f32, any shape" }],
  attrs: [],
  infer: inferElementwise("hard_sigmoid"),
  evaluate: evaluateElementwise(([x]) => Math.min(Math.max(x! / 6 + 0.5, 0), 1)),
  // dx = dy / 6 where |x| < 3, else 0
  gradient: (b, { operands: [x] }, dy) => {
    const isInside = b.op("less", [b.op("abs", [x!]), b.constant(3)]);
    return [b.op("where", [isInside, b.mul(dy, b.constant(1 / 6)), b.constant(0)])];
  },
  lower: {
    kind: "map",
    map: (v, [x]) => v.min(v.max(v.madd(x!, v.constant(1 / 6), v.constant(0.5)), v.constant(0)), v.constant(1)),
  },
  examples: [{ types: [f32(5, 7)] }, { types: [f32(16, 33)] }, { types: [f32()] }],
});
