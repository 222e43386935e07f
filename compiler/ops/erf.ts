import { erf as evaluateErf } from "../ir/special.ts";
import { f32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { evaluateElementwise, inferElementwise } from "./rules.ts";

export const erf = defineOp({
  name: "erf",
  doc: "Error function: `2/√π · ∫₀ˣ e^(−t²) dt`.",
  operands: [{ name: "x", doc: "f32, any shape" }],
  attrs: [],
  infer: inferElementwise("erf"),
  evaluate: evaluateElementwise(([x]) => evaluateErf(x!)),
  // dx = dy · 2/√π · e^(−x²)
  gradient: (b, { operands: [x] }, dy) => {
    const density = b.op("exp", [b.op("neg", [b.op("square", [x!])])]);
    return [b.mul(b.mul(dy, b.constant(2 / Math.sqrt(Math.PI))), density)];
  },
  lower: { kind: "map", map: (v, [x]) => v.call("erf", x!) },
  examples: [{ types: [f32(5, 7)] }, { types: [f32(16, 33)] }, { types: [f32()] }],
});
