/**
 * Writes each expression in one, simplest way.
 *
 *     x + 0, x − 0, x · 1, x / 1                 ──▶   x
 *     2 + x, 2 · x                               ──▶   x + 2, x · 2
 *     reshape(reshape(x)), transpose(transpose(x)) ──▶   one of them, or x
 *     reshape, transpose, cast, broadcast to what x already is   ──▶   x
 *     reshape(broadcast(s))                      ──▶   broadcast(s)           (s is one element)
 *     pad(x) + pad(y)                            ──▶   concat(x, y)           (zeros where the other is not: neighbours)
 *     mul(x, broadcast(v))                       ──▶   mul(x, v)              (the kernel can read v in place)
 *     exp(broadcast(v))                          ──▶   broadcast(exp(v))
 *
 * The last two keep the gradient of a sum or mean from being written out in full.
 */
import type { Builder } from "../ir/builder.ts";
import type { Node } from "../ir/node.ts";
import { sameShape, sameType } from "../ir/type.ts";
import { isError } from "../ops/definition/signature.ts";
import { isMap, readInPlace } from "./broadcasting.ts";
import { joinPads } from "./pads.ts";
import { PASS_ENTRIES, type Pass } from "./pass.ts";
import { rewriteToFixpoint, withOperands } from "./rewrite.ts";

export const canonicalize: Pass = {
  name: "canonicalize",
  doc: "Writes each expression in one, simplest way: no neutral operands, constants on the right, no needless reshapes or broadcasts.",
  after: [{ pass: "infer-shapes", because: "whether an operand is neutral depends on its shape" }],
  entries: PASS_ENTRIES,
  run: (graph) => rewriteToFixpoint(graph, (node, b) => simplify(node, b)),
};

/** An equal node that is simpler, or undefined. */
type Simplification = (node: Node, b: Builder) => Node | undefined;

const BY_OP: Readonly<Record<string, Simplification>> = {
  add: (node, b) => constantsRight(node, b) ?? withoutNeutral(node, 0) ?? joinPads(node, b),
  sub: (node) => withoutNeutral(node, 0),
  mul: (node, b) => constantsRight(node, b) ?? withoutNeutral(node, 1),
  div: (node) => withoutNeutral(node, 1),
  cast: withoutEffect,
  reshape: (node, b) => withoutEffect(node) ?? joinReshapes(node, b),
  transpose: (node, b) => withoutPermutation(node) ?? joinTransposes(node, b),
  broadcast: (node, b) => withoutEffect(node) ?? joinBroadcasts(node, b),
};

function simplify(node: Node, b: Builder): Node {
  return BY_OP[node.op.name]?.(node, b) ?? readWithoutBroadcast(node, b) ?? node;
}

function constantsRight(node: Node, b: Builder): Node | undefined {
  const [left, right] = node.operands as readonly [Node, Node];
  const swap = left.op.name === "constant" && right.op.name !== "constant";
  return swap ? b.op(node.op.name, [right, left]) : undefined;
}

/** The left operand, where the right one is the constant `neutral` and does not stretch it. */
function withoutNeutral(node: Node, neutral: number): Node | undefined {
  const [left, right] = node.operands as readonly [Node, Node];
  if (right.op.name !== "constant" || !sameType(left.type, node.type)) return undefined;
  return (right.attrs.values as readonly number[]).every((value) => value === neutral) ? left : undefined;
}

function withoutEffect(node: Node): Node | undefined {
  const operand = node.operands[0]!;
  return sameType(operand.type, node.type) ? operand : undefined;
}

function joinReshapes(node: Node, b: Builder): Node | undefined {
  const operand = node.operands[0]!;
  const { shape } = node.type;
  if (operand.op.name === "reshape") return b.reshape(operand.operands[0]!, shape);
  if (operand.op.name !== "broadcast") return undefined;
  const source = operand.operands[0]!;
  return source.type.shape.every((dim) => dim === 1)
    ? b.op("broadcast", [b.reshape(source, [])], { shape })
    : undefined;
}

function withoutPermutation(node: Node): Node | undefined {
  const permutation = node.attrs.permutation as readonly number[];
  return permutation.every((axis, i) => axis === i) ? node.operands[0] : undefined;
}

function joinTransposes(node: Node, b: Builder): Node | undefined {
  const operand = node.operands[0]!;
  if (operand.op.name !== "transpose") return undefined;
  const inner = operand.attrs.permutation as readonly number[];
  const permutation = (node.attrs.permutation as readonly number[]).map((axis) => inner[axis]!);
  const joined = b.tryOp(node.op, operand.operands, { permutation });
  return isError(joined) ? undefined : joined;
}

function joinBroadcasts(node: Node, b: Builder): Node | undefined {
  const operand = node.operands[0]!;
  return operand.op.name === "broadcast" ? b.op("broadcast", operand.operands, node.attrs) : undefined;
}

/**
 * Takes broadcasts off an element-wise node's operands: where the result keeps its shape, those that the kernel can read in
 * place; where all of it was stretched, the broadcast follows the op instead.
 */
function readWithoutBroadcast(node: Node, b: Builder): Node | undefined {
  const { op, operands, attrs, type } = node;
  if (!isMap(node) || operands.every((operand) => operand.op.name !== "broadcast")) return undefined;
  const bare = operands.map((operand) => (operand.op.name === "broadcast" ? operand.operands[0]! : operand));
  const inner = b.tryOp(op, bare, attrs);
  if (isError(inner)) return undefined;
  const shapes = bare.map((operand) => operand.type.shape);
  if (sameShape(inner.type.shape, type.shape)) {
    const fits = readInPlace(shapes, type.shape);
    const read = operands.map((operand, i) => (fits[i] ? bare[i]! : operand));
    const rewritten = withOperands(node, read);
    return rewritten === node ? undefined : rewritten;
  }
  const isStretch = readInPlace(shapes, inner.type.shape).every(Boolean);
  return isStretch ? b.op("broadcast", [inner], { shape: type.shape }) : undefined;
}
