import { f32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { evaluateElementwise, inferElementwise } from "./rules.ts";

export const leakyRelu = defineOp({
  name: "leaky_relu",
  doc: "x where `x > 0`, else `negative_slope · x`; its gradient at 0 is the negative slope.",
  operands: [{ name: "x", doc: "f32, any shape" }],
  attrs: [{ name: "negative_slope", kind: "float", doc: "slope where x ≤ 0", default: 0.01 }],
  infer: inferElementwise("leaky_relu"),
  evaluate: evaluateElementwise(([x], attrs) => (x! > 0 ? x! : (attrs.negative_slope as number) * x!)),
  // dx = dy where x > 0, else negative_slope · dy
  gradient: (b, { operands: [x], attrs }, dy) => {
    const below = b.mul(dy, b.constant(attrs.negative_slope as number));
    return [b.op("where", [b.op("greater", [x!, b.constant(0)]), dy, below])];
  },
  lower: {
    kind: "map",
    map: (v, [x], attrs) =>
      v.select(v.less(v.constant(0), x!), x!, v.mul(x!, v.constant(attrs.negative_slope as number))),
  },
  examples: [
    { types: [f32(5, 7)], attrs: { negative_slope: 0.01 } },
    { types: [f32(16, 33)], attrs: { negative_slope: 0.2 } },
  ],
});
