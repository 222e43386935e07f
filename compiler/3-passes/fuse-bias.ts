/**
 * Starts the sums of a product at the vector that is added to it.
 *
 *     %1 = matmul(x, w)                 y = matmul(x, w, bias)
 *     y = add(%1, bias)         ──▶
 *
 * A vector added to a product that has an initial value already is added to that one.
 */
import type { Builder } from "../ir/builder.ts";
import { reachable, usersOf } from "../ir/graph.ts";
import type { Node } from "../ir/node.ts";
import { sameDim } from "../ir/type.ts";
import type { Pass } from "./pass.ts";
import { rewrite } from "./rewrite.ts";

export const fuseBias: Pass = {
  name: "fuse-bias",
  doc: "Starts the sums of a product at the bias that is added to it.",
  after: [
    { pass: "canonicalize", because: "a neutral bias should be gone, and a broadcast one bare" },
    { pass: "merge-common", because: "a product is used once only when its copies are one" },
  ],
  entries: ["infer", "evaluate", "train", "recalibrate"],
  run: (graph) => {
    const users = usersOf(reachable(graph));
    const outputs = new Set(graph.outputs.map((output) => output.node));
    const isUsedOnce = (node: Node) => users.get(node)!.length === 1 && !outputs.has(node);
    return rewrite(graph, (node, b, original) => {
      if (node.op.name !== "add") return node;
      const fused = [0, 1].map((i) => (isUsedOnce(original.operands[i]!) ? fuse(node, i, b) : undefined));
      return fused[0] ?? fused[1] ?? node;
    });
  },
};

/** The product that operand `i` becomes with the other operand as its start; undefined where that does not fit. */
function fuse(node: Node, i: number, b: Builder): Node | undefined {
  const product = node.operands[i]!;
  const bias = node.operands[1 - i]!;
  if (product.op.name !== "matmul" || !isVectorFor(bias, product)) return undefined;
  const [x, w, initial] = product.operands;
  const vector = b.reshape(bias, bias.type.shape.slice(-1));
  return b.op("matmul", [x!, w!, initial === undefined ? vector : b.add(initial, vector)], product.attrs);
}

/** [n] or [1, n] for a product of n columns. */
function isVectorFor(bias: Node, product: Node): boolean {
  const { shape } = bias.type;
  const isVector = shape.length === 1 || (shape.length === 2 && shape[0] === 1 && product.type.shape[0] !== 1);
  return isVector && sameDim(shape.at(-1)!, product.type.shape[1]!);
}
