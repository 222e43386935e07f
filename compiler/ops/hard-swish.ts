import { f32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { evaluateElementwise, inferElementwise } from "./rules.ts";

export const hardSwish = defineOp({
  name: "hard_swish",
  doc: "`x · hard_sigmoid(x)`, that is `x · (x + 3) / 6` between −3 and 3; its gradients at −3 and 3 are those inside, −½ and 3/2.",
  operands: [{ name: "x", doc: "f32, any shape" }],
  attrs: [],
  infer: inferElementwise("hard_swish"),
  evaluate: evaluateElementwise(([x]) => (x! < -3 ? -0 : x! * Math.min(Math.max(x! / 6 + 0.5, 0), 1))),
  // dx = 0 where x < −3, dy · (x/3 + ½) up to 3, dy beyond
  gradient: (b, { operands: [x] }, dy) => {
    const inside = b.mul(dy, b.add(b.mul(x!, b.constant(1 / 3)), b.constant(0.5)));
    const upper = b.op("where", [b.op("less_equal", [x!, b.constant(3)]), inside, dy]);
    return [b.op("where", [b.op("less", [x!, b.constant(-3)]), b.constant(0), upper])];
  },
  lower: {
    kind: "map",
    map: (v, [x]) => {
      const share = v.min(v.max(v.madd(x!, v.constant(1 / 6), v.constant(0.5)), v.constant(0)), v.constant(1));
      // at −∞ it is 0 too
      return v.mul(v.max(x!, v.constant(-3)), share);
    },
  },
  examples: [{ types: [f32(5, 7)] }, { types: [f32(16, 33)] }, { types: [f32()] }],
});
