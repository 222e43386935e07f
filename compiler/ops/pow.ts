import { f32 } from "../ir/type.ts";
import type { V, VectorBuilder } from "../support/vector-builder.ts";
import { defineOp } from "./define.ts";
import { evaluateElementwise, inferElementwise } from "./rules.ts";

const LARGEST = 64;

export const pow = defineOp({
  name: "pow",
  doc: "`x` to the power of a constant; NaN for a negative x unless the exponent is an integer. Products give the integer part of the exponent, `e^(f · ln x)` the fraction f.",
  operands: [{ name: "x", doc: "f32, any shape" }],
  attrs: [
    {
      name: "exponent",
      kind: "float",
      doc: `from −${LARGEST} to ${LARGEST}`,
      check: (value: number) => (Math.abs(value) <= LARGEST ? undefined : `must be from −${LARGEST} to ${LARGEST}`),
    },
  ],
  infer: inferElementwise("pow"),
  evaluate: evaluateElementwise(([x], { exponent }) =>
    x! < 0 && !Number.isInteger(exponent) ? Number.NaN : x! ** (exponent as number),
  ),
  // dx = dy · exponent · x^(exponent − 1)
  gradient: (b, { operands: [x], attrs }, dy) => {
    const exponent = attrs.exponent as number;
    if (exponent === 0) return [null];
    return [b.mul(b.mul(dy, b.constant(exponent)), b.op("pow", [x!], { exponent: exponent - 1 }))];
  },
  lower: { kind: "map", map: (v, [x], { exponent }) => power(v, x!, exponent as number) },
  examples: [
    { types: [f32(5, 7)], attrs: { exponent: 3 } },
    { types: [f32(16, 33)], attrs: { exponent: 2.5 }, data: ["positive"] },
    { types: [f32(16, 33)], attrs: { exponent: -1.75 }, data: ["positive"] },
    { types: [f32(9)], attrs: { exponent: -2 } },
    { types: [f32()], attrs: { exponent: 0.5 }, data: ["positive"] },
    { types: [f32(9)], attrs: { exponent: 0 } },
  ],
});

function power(v: VectorBuilder, x: V, exponent: number): V {
  if (exponent < 0) return v.div(v.constant(1), power(v, x, -exponent));
  const whole = Math.floor(exponent);
  const fraction = exponent - whole;
  if (fraction === 0) return product(v, x, whole);
  const rest = fraction === 0.5 ? v.sqrt(x) : v.call("exp", v.mul(v.call("log", x), v.constant(fraction)));
  // of −0 it is 0
  return v.abs(v.mul(product(v, x, whole), rest));
}

/** By squaring: x⁶ = x² · x⁴. */
function product(v: VectorBuilder, x: V, exponent: number): V {
  if (exponent === 0) return v.constant(1);
  if (exponent === 1) return x;
  const half = product(v, v.mul(x, x), Math.floor(exponent / 2));
  return exponent % 2 === 0 ? half : v.mul(half, x);
}
