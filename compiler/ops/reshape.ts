import {
  BATCH,
  type Dim,
  f32,
  formatShape,
  formatType,
  productOf,
  type Shape,
  sameDim,
  type TensorType,
} from "../ir/type.ts";
import { defineOp } from "./define.ts";
import type { SignatureError } from "./definition/signature.ts";
import { batchNotLeading } from "./rules.ts";

/** Replaces the −1 of `shape` by what is left of `count` elements; undefined when nothing fits. */
function resolve(shape: Shape, count: Dim): Shape | undefined {
  const rest = productOf(shape.filter((dim) => dim !== -1));
  if (!shape.includes(-1)) return sameDim(rest, count) ? shape : undefined;
  const quotient = divide(count, rest);
  return quotient === undefined ? undefined : shape.map((dim) => (dim === -1 ? quotient : dim));
}

function divide(a: Dim, b: Dim): Dim | undefined {
  const factor = (dim: Dim) => (typeof dim === "number" ? dim : dim.batch);
  const quotient = factor(a) / factor(b);
  if (!Number.isInteger(quotient) || quotient < 1 || (typeof a === "number" && typeof b !== "number")) return undefined;
  return typeof a === typeof b ? quotient : { batch: quotient };
}

function inferReshape([x]: readonly TensorType[], given: Shape): TensorType | SignatureError {
  const wrong = (error: string): SignatureError => ({ code: "bad-attribute", error, attr: "shape" });
  if (given.filter((dim) => dim === -1).length > 1) return wrong("reshape can work out one -1 only");
  if (given.some((dim) => typeof dim === "number" && dim !== -1 && !(Number.isInteger(dim) && dim >= 1))) {
    return wrong(`reshape needs sizes of at least 1, got ${formatShape(given)}`);
  }
  const misplaced = batchNotLeading("reshape", given);
  if (misplaced !== undefined) return { ...misplaced, attr: "shape" };
  const shape = resolve(given, productOf(x!.shape));
  if (shape === undefined) {
    const error = `reshape cannot turn ${formatType(x!)} into ${formatShape(given)}`;
    return { code: "shape-mismatch", error, operand: 0, label: formatType(x!) };
  }
  return batchNotLeading("reshape", shape) ?? { dtype: x!.dtype, shape };
}

export const reshape = defineOp({
  name: "reshape",
  doc: "The same elements in row-major order under another shape.",
  operands: [{ name: "x", doc: "any type" }],
  attrs: [
    { name: "shape", kind: "shape", doc: "the new shape; `batch` and its multiples lead, one -1 takes what is left" },
  ],
  infer: (types, attrs) => inferReshape(types, attrs.shape as Shape),
  evaluate: ({ operands: [x] }) => x!.data,
  gradient: (b, { operands: [x] }, dy) => [b.reshape(dy, x!.type.shape)],
  lower: { kind: "view" },
  examples: [
    { types: [f32(BATCH, 6, 7)], attrs: { shape: [BATCH, 42] } },
    { types: [f32(BATCH, 6, 7)], attrs: { shape: [{ batch: 6 }, 7] } },
    { types: [f32(BATCH, 12)], attrs: { shape: [-1, 4] } },
    { types: [f32({ batch: 2 }, 3)], attrs: { shape: [BATCH, -1] } },
    { types: [f32(5)], attrs: { shape: [5, 1] } },
    { types: [f32(1, 1)], attrs: { shape: [] } },
  ],
});
