import { f32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { evaluateElementwise, inferElementwise } from "./rules.ts";

export const softplus = defineOp({
  name: "softplus",
  doc: "`ln(1 + eˣ)`, a smooth relu.",
  operands: [{ name: "x", doc: "f32, any shape" }],
  attrs: [],
  infer: inferElementwise("softplus"),
  evaluate: evaluateElementwise(([x]) => Math.max(x!, 0) + Math.log1p(Math.exp(-Math.abs(x!)))),
  // dx = dy · sigmoid(x)
  gradient: (b, { operands: [x] }, dy) => [b.mul(dy, b.op("sigmoid", [x!]))],
  lower: {
    kind: "map",
    map: (v, [x]) => {
      // neither term can overflow
      const rest = v.call("log1p", v.call("exp", v.neg(v.abs(x!))));
      return v.add(v.max(x!, v.constant(0)), rest);
    },
  },
  examples: [{ types: [f32(5, 7)] }, { types: [f32(16, 33)] }, { types: [f32()] }],
});
