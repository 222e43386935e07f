/** What reductions other than sums share: the values and the gradients of max, min and prod. */
import type { Builder } from "../ir/builder.ts";
import type { Node } from "../ir/node.ts";
import { broadcastOffsets, elementsIn } from "../ir/tensor.ts";
import type { Shape } from "../ir/type.ts";
import type { Evaluate } from "./definition/op.ts";
import { reducedAxes } from "./rules.ts";

/** Float64 meaning of a reduction, from its meaning on two numbers. */
export function evaluateReduce(initial: number, combine: (a: number, b: number) => number): Evaluate {
  return ({ operands: [x], attrs }) => {
    const axes = reducedAxes(x!.shape, attrs)!;
    const kept = x!.shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim));
    const target = broadcastOffsets(kept, x!.shape);
    const result = new Float64Array(elementsIn(kept)).fill(initial);
    for (const [i, at] of target.entries()) result[at] = combine(result[at]!, x!.data[i]!);
    return result;
  };
}

/** A result, or its cotangent, under the shape that broadcasts to the operand's. */
export function keptDims(b: Builder, { operands: [x], attrs }: Node, result: Node): Node {
  const axes = reducedAxes(x!.type.shape, attrs)!;
  const shape: Shape = x!.type.shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim));
  return b.reshape(result, shape);
}

/** The sum over the axes that a node reduces, as size 1. */
export function sumLike(b: Builder, { operands, attrs }: Node, x: Node): Node {
  return b.op("reduce_sum", [x], { axes: reducedAxes(operands[0]!.type.shape, attrs)!, keep_dims: true });
}

/** The gradient of max and min: equal shares for all elements that are the result. */
export function shareAmongTies(b: Builder, y: Node, dy: Node): Node {
  const ties = b.op("equal", [y.operands[0]!, keptDims(b, y, y)]);
  return b.mul(ties, b.div(keptDims(b, y, dy), sumLike(b, y, ties)));
}
