import { erf } from "../ir/special.ts";
import { f32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { evaluateElementwise, inferElementwise } from "./rules.ts";

export const geluSlope = defineOp({
  name: "gelu_slope",
  doc: "The derivative of gelu: `Φ(x) + x · φ(x)` with the normal density φ, or that of its formula with tanh.",
  operands: [{ name: "x", doc: "f32, any shape" }],
  attrs: [{ name: "approximate", kind: "string", doc: "as gelu's", default: "none", oneOf: ["none", "tanh"] }],
  infer: inferElementwise("gelu_slope"),
  evaluate: evaluateElementwise(([x], { approximate }) => {
    const c = Math.min(Math.max(x!, -FLAT), FLAT);
    if (approximate !== "tanh") return 0.5 * (1 + erf(c * HALF_ROOT)) + c * DENSITY * Math.exp(-0.5 * c * c);
    const t = Math.tanh(ROOT * (c + CUBIC * c ** 3));
    return 0.5 * (1 + t) + 0.5 * c * (1 - t * t) * ROOT * (1 + 3 * CUBIC * c * c);
  }),
  gradient: "none",
  lower: {
    kind: "map",
    map: (v, [x], { approximate }) => {
      if (approximate !== "tanh") return v.call("gelu_slope", x!);
      const half = v.constant(0.5);
      const one = v.constant(1);
      const c = v.min(v.max(x!, v.constant(-FLAT)), v.constant(FLAT));
      const square = v.mul(c, c);
      const t = v.call("tanh", v.mul(v.madd(v.mul(square, c), v.constant(CUBIC), c), v.constant(ROOT)));
      const inner = v.madd(square, v.constant(3 * CUBIC * ROOT), v.constant(ROOT));
      const rest = v.mul(v.mul(c, half), v.mul(v.sub(one, v.mul(t, t)), inner));
      return v.add(v.madd(t, half, half), rest);
    },
  },
  internal: true,
  examples: [
    { types: [f32(5, 7)], attrs: { approximate: "none" } },
    { types: [f32(16, 33)], attrs: { approximate: "tanh" } },
  ],
});

/** Beyond, it is 0 or 1 in float32, and c² would overflow. */
const FLAT = 10;
const HALF_ROOT = Math.SQRT1_2;
const DENSITY = 1 / Math.sqrt(2 * Math.PI);
const ROOT = Math.sqrt(2 / Math.PI);
const CUBIC = 0.044715;
