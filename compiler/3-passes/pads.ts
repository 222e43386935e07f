/** Sums of tensors that are zero where the other is not: what the gradients of slices are. */
import type { Builder } from "../ir/builder.ts";
import type { Node } from "../ir/node.ts";
import { MOST_PARTS } from "./legalize.ts";

interface Pad {
  readonly node: Node;
  readonly axis: number;
  readonly before: number;
  readonly after: number;
}

/** The places of one axis that a node fills with its operand, all others being 0. */
function padOf(node: Node): Pad | undefined {
  const { op, attrs, type } = node;
  if (op.name !== "pad" || attrs.value !== 0 || (attrs.step ?? 1) !== 1) return undefined;
  const axis = attrs.axis as number;
  return {
    node: node.operands[0]!,
    axis: axis < 0 ? axis + type.shape.length : axis,
    before: attrs.before as number,
    after: attrs.after as number,
  };
}

/** The sum of two pads of neighbouring places as one pad of both; the nearest of a longer sum may be among the others. */
export function joinPads(node: Node, b: Builder): Node | undefined {
  const [left, right] = node.operands as readonly [Node, Node];
  const joined = joinTwo(left, right, b);
  if (joined !== undefined) return joined;
  for (const [sum, pad] of [
    [left, right],
    [right, left],
  ] as const) {
    if (sum.op.name !== "add" || padOf(pad) === undefined) continue;
    const [x, y] = sum.operands as readonly [Node, Node];
    const withX = joinTwo(x, pad, b);
    if (withX !== undefined) return b.add(withX, y);
    const withY = joinTwo(y, pad, b);
    if (withY !== undefined) return b.add(x, withY);
  }
  return undefined;
}

function joinTwo(one: Node, other: Node, b: Builder): Node | undefined {
  const [p, q] = [padOf(one), padOf(other)];
  if (p === undefined || q === undefined || p.axis !== q.axis) return undefined;
  const [low, high] = p.before < q.before ? [p, q] : [q, p];
  const size = low.node.type.shape[low.axis] as number;
  if (low.before + size !== high.before) return undefined;
  const parts = [low.node, high.node].flatMap((part) => piecesOf(part, low.axis));
  const joined = b.op("concat", parts.length <= MOST_PARTS ? parts : [low.node, high.node], { axis: low.axis });
  const { axis, before } = low;
  return before === 0 && high.after === 0
    ? joined
    : b.op("pad", [joined], { axis, before, after: high.after, value: 0, step: 1 });
}

function piecesOf(node: Node, axis: number): readonly Node[] {
  return node.op.name === "concat" && node.attrs.axis === axis ? node.operands : [node];
}
