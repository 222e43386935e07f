import { f32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { evaluateElementwise, inferElementwise } from "./rules.ts";

/** Above, y is x in float32; below, it is 0. Between, the square of e²ˣ is finite. */
const HIGHEST = 20;
const LOWEST = -120;

export const mish = defineOp({
  name: "mish",
  doc: "`x · tanh(softplus(x))` (Misra 2019).",
  operands: [{ name: "x", doc: "f32, any shape" }],
  attrs: [],
  infer: inferElementwise("mish"),
  evaluate: evaluateElementwise(([x]) => {
    const w = Math.exp(Math.min(x!, HIGHEST));
    return Math.max(x!, LOWEST) * ((w * (w + 2)) / (w * (w + 2) + 2));
  }),
  // dx = dy · (t + x · t′) where t = n / d, n = w(w + 2), d = n + 2, w = eˣ, t′ = 4w(w + 1) / d²
  gradient: (b, { operands: [x] }, dy) => {
    const bounded = b.op("clip", [x!], { min: LOWEST, max: HIGHEST });
    const w = b.op("exp", [bounded]);
    const n = b.mul(w, b.add(w, b.constant(2)));
    const d = b.add(n, b.constant(2));
    const slope = b.div(b.mul(b.mul(w, b.constant(4)), b.add(w, b.constant(1))), b.op("square", [d]));
    return [b.mul(dy, b.add(b.div(n, d), b.mul(bounded, slope)))];
  },
  lower: {
    kind: "map",
    map: (v, [x]) => {
      // tanh(ln(1 + w)) = n / (n + 2): no logarithm, and nothing cancels
      const w = v.call("exp", v.min(x!, v.constant(HIGHEST)));
      const n = v.mul(w, v.add(w, v.constant(2)));
      return v.mul(v.max(x!, v.constant(LOWEST)), v.div(n, v.add(n, v.constant(2))));
    },
  },
  examples: [{ types: [f32(5, 7)] }, { types: [f32(16, 33)] }, { types: [f32()] }],
});
