/**
 * What an element-wise kernel can read without a copy. Of a result seen as rows × columns (the last axis is the columns), an
 * operand gives an element, a value a column, a value a row, or one value for all.
 */

import type { Node } from "../ir/node.ts";
import { type Shape, sameDim, sameShape } from "../ir/type.ts";

/** Whether a kernel with a result of `shape` reads an operand of shape `operand` in place. */
export function readsInPlace(operand: Shape, shape: Shape): boolean {
  const isOne = operand.every((dim) => dim === 1);
  return isOne || sameShape(operand, shape) || isColumnVector(operand, shape) || isRowVector(operand, shape);
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
