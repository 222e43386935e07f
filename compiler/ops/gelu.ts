import { erfc } from "../ir/special.ts";
import { f32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { evaluateElementwise, inferElementwise } from "./rules.ts";

export const gelu = defineOp({
  name: "gelu",
  doc: "Gaussian error linear unit (Hendrycks & Gimpel 2016): `x · Φ(x)`, where Φ(x), the normal distribution, is `(1 + erf(x / √2)) / 2`, or with `approximate: tanh` about `(1 + tanh(√(2/π) · (x + 0.044715 x³))) / 2`.",
  operands: [{ name: "x", doc: "f32, any shape" }],
  attrs: [
    { name: "approximate", kind: "string", doc: "`tanh`, or `none`: exact", default: "none", oneOf: ["none", "tanh"] },
  ],
  infer: inferElementwise("gelu"),
  evaluate: evaluateElementwise(([x], { approximate }) => {
    const bounded = Math.max(x!, LOWEST);
    if (approximate !== "tanh") return bounded * 0.5 * erfc(-bounded * HALF_ROOT);
    return bounded / (1 + Math.exp(-2 * ROOT * (bounded + CUBIC * bounded ** 3)));
  }),
  gradient: (b, { operands: [x], attrs }, dy) => [b.mul(dy, b.op("gelu_slope", [x!], attrs))],
  lower: {
    kind: "map",
    map: (v, [x], { approximate }) => {
      if (approximate !== "tanh") return v.call("gelu", x!);
      return v.mul(v.max(x!, v.constant(LOWEST)), v.call("near_normal_cdf", x!));
    },
  },
  examples: [
    { types: [f32(5, 7)], attrs: { approximate: "none" } },
    { types: [f32(16, 33)], attrs: { approximate: "tanh" } },
  ],
});

/** Below, Φ is 0: the product must be 0 at −∞ too. */
const LOWEST = -40;
const HALF_ROOT = Math.SQRT1_2;
const ROOT = Math.sqrt(2 / Math.PI);
const CUBIC = 0.044715;
