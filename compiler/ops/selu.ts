import { f32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { evaluateElementwise, inferElementwise } from "./rules.ts";

const SCALE = 1.0507009873554805;
/** scale · alpha: it levels off at its negative. */
const LIMIT = SCALE * 1.6732632423543772;

export const selu = defineOp({
  name: "selu",
  doc: "Self-normalizing exponential linear unit (Klambauer et al. 2017): `scale · x` where `x > 0`, else `scale · alpha · (eˣ − 1)`, with scale 1.0507009873554805 and alpha 1.6732632423543772; its gradient at 0 is `scale · alpha`.",
  operands: [{ name: "x", doc: "f32, any shape" }],
  attrs: [],
  infer: inferElementwise("selu"),
  evaluate: evaluateElementwise(([x]) => (x! > 0 ? SCALE * x! : LIMIT * Math.expm1(x!))),
  // dx = dy · scale where x > 0, else dy · scale · alpha · eˣ = dy · (y + scale · alpha)
  gradient: (b, y, dy) => {
    const isPositive = b.op("greater", [y.operands[0]!, b.constant(0)]);
    return [b.mul(dy, b.op("where", [isPositive, b.constant(SCALE), b.add(y, b.constant(LIMIT))]))];
  },
  lower: {
    kind: "map",
    map: (v, [x]) =>
      v.select(v.less(v.constant(0), x!), v.mul(x!, v.constant(SCALE)), v.mul(v.call("expm1", x!), v.constant(LIMIT))),
  },
  examples: [{ types: [f32(5, 7)] }, { types: [f32(16, 33)] }, { types: [f32()] }],
});
