/**
 * What an element-wise kernel can read without a copy. Of a result seen as rows × columns (the last axis is the columns), an
 * operand gives an element, a value a column, a value a row, one value for all, or a value a column of each segment: of so
 * many rows, the same for all operands that do.
 */

import type { Builder } from "../ir/builder.ts";
import type { Node } from "../ir/node.ts";
import { type Dim, productOf, type Shape, sameDim, sameShape } from "../ir/type.ts";
import { isError } from "../ops/definition/signature.ts";

/** Whether a kernel with a result of `shape` reads each of its operands in place. */
export function readInPlace(operands: readonly Shape[], shape: Shape): boolean[] {
  let length: Dim | undefined;
  return operands.map((operand) => {
    const isOne = operand.every((dim) => dim === 1);
    if (isOne || sameShape(operand, shape) || isColumnVector(operand, shape) || isRowVector(operand, shape))
      return true;
    const own = segmentOf(operand, shape);
    length ??= own;
    return own !== undefined && sameDim(own, length!);
  });
}

/** The rows of `shape` that [n, 1, 1, c] and the like have one value a column for, in [n, h, w, c]. */
function segmentOf(operand: Shape, shape: Shape): Dim | undefined {
  if (operand.length !== shape.length || !sameDim(operand.at(-1)!, shape.at(-1)!)) return undefined;
  const first = operand.findIndex((dim, axis) => !sameDim(dim, shape[axis]!));
  const ones = operand.slice(first, -1).every((dim) => dim === 1);
  return first > 0 && ones ? productOf(shape.slice(first, -1)) : undefined;
}

/** [n, 1, 1, 1] as it must be stretched to give a value a column of each segment of `shape`; undefined for other shapes. */
export function stretchedToSegments(operand: Shape, shape: Shape): Shape | undefined {
  if (operand.length < 3 || operand.at(-1) !== 1) return undefined;
  const stretched = [...operand.slice(0, -1), shape.at(-1)!];
  return segmentOf(stretched, shape) === undefined ? undefined : stretched;
}

/** [n], [1, n], [1, …, n]: one value a column. */
function isColumnVector(operand: Shape, shape: Shape): boolean {
  return operand.slice(0, -1).every((dim) => dim === 1) && sameDim(operand.at(-1)!, shape.at(-1)!);
}

/** [m, 1] and the like: one value a row. */
function isRowVector(operand: Shape, shape: Shape): boolean {
  return operand.length === shape.length && operand.at(-1) === 1 && sameShape(operand.slice(0, -1), shape.slice(0, -1));
}

/** Element-wise, and free to broadcast its operands. */
export function isMap(node: Node): boolean {
  return node.op.lower.kind === "map";
}

/**
 * An element-wise node of values a row that are reductions, or vectors already, and of single values: computed as a vector, and
 * only then a column. Undefined for all others.
 */
export function asVector(node: Node, b: Builder): Node | undefined {
  const { shape } = node.type;
  if (!isMap(node) || shape.length < 2 || shape.at(-1) !== 1) return undefined;
  const rows = productOf(shape);
  const vectors = node.operands.map((operand) => {
    if (operand.type.shape.every((dim) => dim === 1)) return b.reshape(operand, []);
    if (!sameShape(operand.type.shape, shape)) return undefined;
    if (operand.op.lower.kind === "reduce") return b.reshape(operand, [rows]);
    const [inner] = operand.op.name === "reshape" ? operand.operands : [];
    return inner?.type.shape.length === 1 ? inner : undefined;
  });
  if (rows === 1 || !vectors.every((vector) => vector !== undefined)) return undefined;
  const vector = b.tryOp(node.op, vectors, node.attrs);
  return isError(vector) ? undefined : b.reshape(vector, shape);
}
