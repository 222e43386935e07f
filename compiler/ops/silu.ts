import { f32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { evaluateElementwise, inferElementwise } from "./rules.ts";

/** Below, sigmoid is 0 in float32: the product must be 0 at −∞ too. */
const LOWEST = -120;

export const silu = defineOp({
  name: "silu",
  doc: "Sigmoid-weighted linear unit, also called swish: `x / (1 + e⁻ˣ)`.",
  operands: [{ name: "x", doc: "f32, any shape" }],
  attrs: [],
  infer: inferElementwise("silu"),
  evaluate: evaluateElementwise(([x]) => (x! === -Infinity ? -0 : x! / (1 + Math.exp(-x!)))),
  // dx = dy · (s + y · (1 − s)) where s = sigmoid(x)
  gradient: (b, y, dy) => {
    const s = b.op("sigmoid", [y.operands[0]!]);
    return [b.mul(dy, b.add(s, b.mul(y, b.sub(b.constant(1), s))))];
  },
  lower: { kind: "map", map: (v, [x]) => v.mul(v.max(x!, v.constant(LOWEST)), v.call("sigmoid", x!)) },
  examples: [{ types: [f32(5, 7)] }, { types: [f32(16, 33)] }, { types: [f32()] }],
});
