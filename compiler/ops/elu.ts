import { f32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { evaluateElementwise, inferElementwise } from "./rules.ts";

export const elu = defineOp({
  name: "elu",
  doc: "Exponential linear unit: x where `x > 0`, else `alpha · (eˣ − 1)`; its gradient at 0 is alpha.",
  operands: [{ name: "x", doc: "f32, any shape" }],
  attrs: [{ name: "alpha", kind: "float", doc: "−alpha is where it levels off", default: 1 }],
  infer: inferElementwise("elu"),
  evaluate: evaluateElementwise(([x], attrs) => (x! > 0 ? x! : (attrs.alpha as number) * Math.expm1(x!))),
  // dx = dy where x > 0, else dy · alpha · eˣ = dy · (y + alpha)
  gradient: (b, y, dy) => {
    const below = b.mul(dy, b.add(y, b.constant(y.attrs.alpha as number)));
    return [b.op("where", [b.op("greater", [y.operands[0]!, b.constant(0)]), dy, below])];
  },
  lower: {
    kind: "map",
    map: (v, [x], attrs) =>
      v.select(v.less(v.constant(0), x!), x!, v.mul(v.call("expm1", x!), v.constant(attrs.alpha as number))),
  },
  examples: [
    { types: [f32(5, 7)], attrs: { alpha: 1 } },
    { types: [f32(16, 33)], attrs: { alpha: 0.5 } },
  ],
});
