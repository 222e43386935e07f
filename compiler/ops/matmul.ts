import type { Dim, TensorType } from "../ir/type.ts";
import { BATCH, f32, formatType, sameDim } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { notF32 } from "./rules.ts";

/** Rows and columns of an operand after its transposition. */
function matrix(type: TensorType, transposed: unknown): readonly [Dim, Dim] {
  const [rows, columns] = type.shape as readonly [Dim, Dim];
  return transposed === true ? [columns, rows] : [rows, columns];
}

export const matmul = defineOp({
  name: "matmul",
  doc: "Matrix product `c[m, n] = initial[n] + Σₖ a[m, k] · b[k, n]`.",
  operands: [
    { name: "a", doc: "f32[m, k]" },
    { name: "b", doc: "f32[k, n]" },
    { name: "initial", doc: "f32[n]: where the sums of a row start; 0 if left out", optional: true },
  ],
  attrs: [
    { name: "transpose_a", kind: "bool", doc: "read a as its transpose", default: false },
    { name: "transpose_b", kind: "bool", doc: "read b as its transpose", default: false },
  ],
  infer: (types, attrs) => {
    const wrong = notF32("matmul", types);
    if (wrong !== undefined) return wrong;
    for (const [operand, type] of types.slice(0, 2).entries()) {
      if (type.shape.length === 2) continue;
      const rank = type.shape.length;
      return {
        code: "shape-mismatch",
        error: `matmul expects rank 2, got rank ${rank}`,
        operand,
        label: `rank ${rank}`,
      };
    }
    const [m, k] = matrix(types[0]!, attrs.transpose_a);
    const [kb, n] = matrix(types[1]!, attrs.transpose_b);
    if (!sameDim(k, kb)) {
      const error = `matmul cannot multiply ${formatType(types[0]!)} by ${formatType(types[1]!)}`;
      return { code: "shape-mismatch", error, operand: 1, label: formatType(types[1]!) };
    }
    if (typeof n !== "number") {
      return { code: "shape-mismatch", error: "matmul's right operand cannot have batch columns", operand: 1 };
    }
    if (types[2] !== undefined && !(types[2].shape.length === 1 && sameDim(types[2].shape[0]!, n))) {
      const error = `matmul's initial value must be f32[${n}], got ${formatType(types[2])}`;
      return { code: "shape-mismatch", error, operand: 2, label: formatType(types[2]) };
    }
    return { dtype: "f32", shape: [m, n] };
  },
  evaluate: ({ operands: [a, b, initial], attrs, shape: [m, n] }) => {
    const depth = a!.shape[attrs.transpose_a === true ? 0 : 1]!;
    const [am, ak] = attrs.transpose_a === true ? [1, m!] : [depth, 1];
    const [bk, bn] = attrs.transpose_b === true ? [1, depth] : [n!, 1];
    const c = new Float64Array(m! * n!);
    for (let i = 0; i < m!; i++) {
      for (let j = 0; j < n!; j++) {
        let sum = initial?.data[j] ?? 0;
        for (let k = 0; k < depth; k++) sum += a!.data[i * am! + k * ak!]! * b!.data[k * bk! + j * bn!]!;
        c[i * n! + j] = sum;
      }
    }
    return c;
  },
  // C = op(A)·op(B): dA = dC·op(B)ᵀ (transposed if A was), dB = op(A)ᵀ·dC (transposed if B was); the initial value gets Σₘ dC
  gradient: (b, { operands: [x, w, initial], attrs }, dy) => {
    const ta = attrs.transpose_a === true;
    const tb = attrs.transpose_b === true;
    const product = (p: typeof dy, q: typeof dy, transpose_a: boolean, transpose_b: boolean) =>
      b.op("matmul", [p, q], { transpose_a, transpose_b });
    const dx = ta ? product(w!, dy, tb, true) : product(dy, w!, false, !tb);
    const dw = tb ? product(dy, x!, true, ta) : product(x!, dy, !ta, false);
    return initial === undefined ? [dx, dw] : [dx, dw, b.op("reduce_sum", [dy], { axes: [0], keep_dims: false })];
  },
  lower: { kind: "contraction", depth: ([a], attrs) => a!.shape[attrs.transpose_a === true ? 0 : 1]! },
  examples: [
    { types: [f32(5, 7), f32(7, 3)] },
    { types: [f32(BATCH, 33), f32(33, 20)] },
    { types: [f32(BATCH, 17), f32(17, 16), f32(16)] },
    { types: [f32(BATCH, 9), f32(BATCH, 21)], attrs: { transpose_a: true } },
    { types: [f32(6, 18), f32(35, 18)], attrs: { transpose_b: true } },
    { types: [f32(1, 1), f32(1, 1)] },
  ],
});
