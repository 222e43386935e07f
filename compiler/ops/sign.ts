import { f32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { evaluateElementwise, inferElementwise } from "./rules.ts";

export const sign = defineOp({
  name: "sign",
  doc: "1 where `x > 0`, −1 where `x < 0`, else x itself: 0 or NaN; flat, so no gradient passes.",
  operands: [{ name: "x", doc: "f32, any shape" }],
  attrs: [],
  infer: inferElementwise("sign"),
  evaluate: evaluateElementwise(([x]) => Math.sign(x!)),
  // flat: its one step, at 0, has no slope
  gradient: () => [null],
  lower: {
    kind: "map",
    map: (v, [x]) => {
      const zero = v.constant(0);
      return v.select(v.less(zero, x!), v.constant(1), v.select(v.less(x!, zero), v.constant(-1), x!));
    },
  },
  examples: [{ types: [f32(5, 7)] }, { types: [f32(16, 33)] }, { types: [f32()] }],
});
