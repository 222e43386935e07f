import { defineLayer } from "./define.ts";
import type { OperandSpec } from "./definition/signature.ts";
import { unlikePair } from "./loss-rules.ts";

/** Squared norms below this count as this, as in PyTorch: rows of zeros have no direction. */
const LEAST = 1e-16;

const OPERANDS: readonly OperandSpec[] = [
  { name: "a", doc: "f32[…, n]" },
  { name: "b", doc: "f32, the same shape" },
];

export const cosineDistance = defineLayer({
  name: "cosine_distance",
  doc: "The mean over rows of `1 − a · b / (‖a‖ ‖b‖)`, along the last axis: 0 for the same direction, 2 for the opposite one.",
  operands: OPERANDS,
  attrs: [],
  expand: ({ b }, [left, right]) => {
    const wrong = unlikePair("cosine_distance", OPERANDS, [left!, right!]);
    if (wrong !== undefined) return wrong;
    if (typeof left!.type.shape.at(-1) !== "number") {
      const error = "cosine_distance expects a last axis of fixed size";
      return { code: "shape-mismatch", error, operand: 0 };
    }
    const dot = (p: typeof left, q: typeof left) => b.op("reduce_sum", [b.mul(p!, q!)], { axes: [-1] });
    const inverseNorm = (x: typeof left) => b.op("rsqrt", [b.op("maximum", [dot(x, x), b.constant(LEAST)])]);
    const cosine = b.mul(dot(left, right), b.mul(inverseNorm(left), inverseNorm(right)));
    return b.op("reduce_mean", [b.sub(b.constant(1), cosine)]);
  },
});
