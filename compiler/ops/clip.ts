import { f32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { evaluateElementwise, inferElementwise } from "./rules.ts";

export const clip = defineOp({
  name: "clip",
  doc: "x within limits: `min` where x is below it, `max` where x is above it. The gradient passes between them and at both; it is 0 beyond.",
  operands: [{ name: "x", doc: "f32, any shape" }],
  attrs: [
    { name: "min", kind: "float", doc: "lower limit; none if left out", optional: true },
    { name: "max", kind: "float", doc: "upper limit, at least `min`; none if left out", optional: true },
  ],
  infer: (types, attrs) => {
    const { min = -Infinity, max = Infinity } = attrs as Limits;
    if (min === -Infinity && max === Infinity) {
      return { code: "missing-argument", error: "clip expects min, max or both", help: "for example clip(x, min: 0)" };
    }
    if (min <= max) return inferElementwise("clip")(types);
    return { code: "bad-attribute", error: `clip: max must be at least min, ${min}`, attr: "max", label: `is ${max}` };
  },
  evaluate: evaluateElementwise(([x], { min = -Infinity, max = Infinity }: Limits) => Math.min(Math.max(x!, min), max)),
  // dx = dy where min ≤ x ≤ max, else 0
  gradient: (b, { operands: [x], attrs }, dy) => {
    const { min, max } = attrs as Limits;
    let dx = dy;
    if (min !== undefined) dx = b.op("where", [b.op("greater_equal", [x!, b.constant(min)]), dx, b.constant(0)]);
    if (max !== undefined) dx = b.op("where", [b.op("less_equal", [x!, b.constant(max)]), dx, b.constant(0)]);
    return [dx];
  },
  lower: {
    kind: "map",
    map: (v, [x], { min, max }: Limits) => {
      const raised = min === undefined ? x! : v.max(x!, v.constant(min));
      return max === undefined ? raised : v.min(raised, v.constant(max));
    },
  },
  examples: [
    { types: [f32(5, 7)], attrs: { min: -0.5, max: 0.75 } },
    { types: [f32(16, 33)], attrs: { min: 0.25 } },
    { types: [f32()], attrs: { max: 0.5 } },
  ],
});

interface Limits {
  readonly min?: number;
  readonly max?: number;
}
