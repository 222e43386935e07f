/**
 * Brings reductions and broadcasts to the forms that the planner takes.
 *
 * A reduction runs over all leading axes, over some of them that are next to the last (a value a column of each segment of
 * rows), or over the last axis alone; the last two may keep what they reduce as size 1:
 *
 *     reduce_sum(x) {axes = [0, 1]}                    x : f32[m, n]       ──▶   over [0], then over [0]
 *     reduce_sum(x) {axes = [0]}                       x : f32[m, p, q]    ──▶   reshape(over [0] of reshape(x) : f32[m, p·q])
 *     reduce_sum(x) {axes = [1]}                       x : f32[m, p, q, r] ──▶   over [3] of transpose(x) : f32[m, q, r, p]
 *     reduce_sum(x) {axes = [1, 2]}                    x : f32[m, p, q]    ──▶   over [1], then over [1]
 *     reduce_sum(x) {axes = [0], keep_dims = true}     x : f32[m, n]       ──▶   reshape(over [0], [1, n])
 *
 * So every op with `axes` must give the same over several axes at once or one after the other. The first axis, which may
 * be the batch, never moves.
 *
 * Operands of element-wise ops that the kernel cannot read in place get an explicit copy:
 *
 *     add(x, y)    x : f32[b, 3, 4], y : f32[3, 1]     ──▶   add(x, broadcast(y) {shape = [b, 3, 4]})
 *     add(x, y)    x : f32[b, 3, 4], y : f32[b, 1, 1]  ──▶   add(x, broadcast(y) {shape = [b, 1, 4]})
 *
 * What is computed of values a row alone, which reductions give as a vector, stays one: in panels it would fill a lane of 16.
 *
 *     sqrt(m)     m = reduce_mean(x) : f32[b, 4, 1]    ──▶   reshape(sqrt(reshape(m) : f32[4 * b]), [b, 4, 1])
 *
 * A concatenation takes four operands at most, so more are put together in fours:
 *
 *     concat(a, b, c, d, e)     ──▶   concat(concat(a, b, c, d), e)
 */
import type { Builder } from "../ir/builder.ts";
import type { Node } from "../ir/node.ts";
import { productOf } from "../ir/type.ts";
import { reducedAxes } from "../ops/rules.ts";
import { asVector, isMap, readInPlace, stretchedToSegments } from "./broadcasting.ts";
import { PASS_ENTRIES, type Pass } from "./pass.ts";
import { rewrite, withOperands } from "./rewrite.ts";

export const legalize: Pass = {
  name: "legalize",
  doc: "Brings reductions and broadcasts to the forms that kernels exist for.",
  after: [
    { pass: "infer-shapes", because: "which form is needed depends on the shapes" },
    { pass: "differentiate", because: "gradients reduce and broadcast too" },
  ],
  entries: PASS_ENTRIES,
  required: "the planner has no kernels for other reductions and broadcasts",
  run: (graph) =>
    rewrite(
      graph,
      (node, b) =>
        legalReduction(node, b) ??
        asVector(node, b) ??
        legalBroadcasts(node, b) ??
        legalConcat(node, b) ??
        behindStop(node) ??
        node,
    ),
};

function legalBroadcasts(node: Node, b: Builder): Node | undefined {
  const { shape } = node.type;
  if (!isMap(node)) return undefined;
  const operands = node.operands.map((operand) => {
    const stretched = stretchedToSegments(operand.type.shape, shape);
    return stretched === undefined ? operand : b.op("broadcast", [operand], { shape: stretched });
  });
  const fits = readInPlace(
    operands.map((operand) => operand.type.shape),
    shape,
  );
  const read = operands.map((operand, i) => (fits[i] ? operand : b.op("broadcast", [node.operands[i]!], { shape })));
  return withOperands(node, read);
}

/** Gradients are made: what stopped them is nothing but its operand. */
function behindStop({ op, operands }: Node): Node | undefined {
  return op.name === "stop_gradient" ? operands[0] : undefined;
}

/** How many operands runtime-as has kernels for. */
export const MOST_PARTS = 4;

function legalConcat(node: Node, b: Builder): Node | undefined {
  if (node.op.name !== "concat" || node.operands.length <= MOST_PARTS) return undefined;
  let parts = node.operands;
  while (parts.length > 1) {
    const groups = Array.from({ length: Math.ceil(parts.length / MOST_PARTS) }, (_, i) =>
      parts.slice(i * MOST_PARTS, (i + 1) * MOST_PARTS),
    );
    parts = groups.map((group) => (group.length === 1 ? group[0]! : b.op("concat", group, node.attrs)));
  }
  return parts[0]!;
}

/** Undefined for what is no reduction by attribute `axes`. */
function legalReduction(node: Node, b: Builder): Node | undefined {
  const hasAxes = node.op.attrs.some((attr) => attr.name === "axes");
  if (node.op.lower.kind !== "reduce" || !hasAxes) return undefined;
  const [x] = node.operands as readonly [Node];
  const rank = x.type.shape.length;
  const axes = reducedAxes(x.type.shape, node.attrs)!;
  const overLast = axes.length === 1 && axes[0] === rank - 1;
  const overLeading = rank >= 2 && isPrefix(axes) && axes.length === rank - 1;
  const keeps = node.attrs.keep_dims === true;
  const isExplicit =
    Array.isArray(node.attrs.axes) && axes.every((axis, i) => axis === (node.attrs.axes as number[])[i]);
  const segmental = isSegmental(axes, rank) && x.type.shape.at(-1) !== 1;
  if (isExplicit && (overLast || segmental || (overLeading && !keeps))) return node;
  const over = (operand: Node, list: readonly number[], keep_dims = false) =>
    b.op(node.op.name, [operand], { ...node.attrs, axes: list, keep_dims });
  if (overLast || segmental) return over(x, axes, keeps);
  return b.reshape(reduceStepwise(x, axes, b, over), node.type.shape);
}

type ReduceOver = (operand: Node, axes: readonly number[]) => Node;

/** The axes that lead are reduced last and together; each of the others before, moved to the end. */
function reduceStepwise(x: Node, axes: readonly number[], b: Builder, over: ReduceOver): Node {
  const rank = x.type.shape.length;
  if (axes.length === 0) return x;
  if (axes.length === rank) return rank === 1 ? over(x, [0]) : over(over(x, axes.slice(0, -1)), [0]);
  if (isPrefix(axes)) return reduceLeading(x, axes.length, b, over);
  if (isSegmental(axes, rank)) return overSegments(x, axes, b, over);
  // The rows of a segment first: that needs no sums across lanes.
  const others = axes.slice(0, -1);
  if (axes.at(-1) === rank - 1 && isSegmental(others, rank)) return over(over(x, others), [rank - 1 - others.length]);
  const withoutLast = over(axisLast(x, axes.at(-1)!, b), [rank - 1]);
  return reduceStepwise(withoutLast, axes.slice(0, -1), b, over);
}

/** A single column would fill a lane of 16: the axis before it takes its place. */
function overSegments(x: Node, axes: readonly number[], b: Builder, over: ReduceOver): Node {
  const { shape } = x.type;
  if (shape.at(-1) !== 1) return over(x, axes);
  return b.reshape(reduceStepwise(b.reshape(x, shape.slice(0, -1)), axes, b, over), [...shape.slice(0, axes[0]), 1]);
}

/** Reduces the first `count` axes; what is left of the shape becomes one axis. */
function reduceLeading(x: Node, count: number, b: Builder, over: ReduceOver): Node {
  const { shape } = x.type;
  const rest = shape.slice(count);
  const collapsed = rest.length <= 1 ? x : b.reshape(x, [...shape.slice(0, count), productOf(rest)]);
  return over(
    collapsed,
    shape.slice(0, count).map((_, axis) => axis),
  );
}

function axisLast(x: Node, axis: number, b: Builder): Node {
  const order = [...x.type.shape.keys()].filter((other) => other !== axis);
  return axis === order.length ? x : b.op("transpose", [x], { permutation: [...order, axis] });
}

/** Axes that come one after the other up to the last but one, without the first. */
function isSegmental(axes: readonly number[], rank: number): boolean {
  return axes.length > 0 && axes[0]! > 0 && axes.every((axis, i) => axis === rank - 1 - axes.length + i);
}

/** Axes 0, 1, … without a gap, or none. */
function isPrefix(axes: readonly number[]): boolean {
  return axes.every((axis, i) => axis === i);
}
