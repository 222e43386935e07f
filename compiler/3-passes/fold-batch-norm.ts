/**
 * Folds batch_normalize with given statistics into the product before it or the products after it, where the parameters are
 * constants. With s = scale / √(variance + epsilon), a value a channel:
 *
 *     y = batch_normalize(matmul(x, w, b), …)       ──▶   y = matmul(x, w · s, (b − mean) · s + offset)
 *
 *     z = matmul(batch_normalize(x, …), w, b)       ──▶   z = matmul(x, s · w, (offset − mean · s) · w + b)
 *                                                         (s scales the rows of w)
 *
 * The first is tried first; an activation between product and normalisation leaves the second. Legal only where nothing
 * else reads the value that disappears and it is no output. What stands in place of w and b is an expression over
 * parameters, which freezeParameters evaluates in float64.
 */
import type { Builder } from "../ir/builder.ts";
import { type Graph, reachable, usersOf } from "../ir/graph.ts";
import type { Node } from "../ir/node.ts";
import { constantTest } from "./constant-expressions.ts";
import { layerName, valueName } from "./layer-names.ts";
import type { Pass, PassReport } from "./pass.ts";
import { rewrite } from "./rewrite.ts";

export const foldBatchNorm: Pass = {
  name: "fold-batch-norm",
  doc: "Folds batch normalisation by running statistics into the product before or the products after it.",
  after: [
    { pass: "fuse-bias", because: "a product with its bias is one node to fold into" },
    { pass: "merge-common", because: "a value is used once only when its copies are one" },
  ],
  entries: ["infer"],
  constantParameters: true,
  run: fold,
};

/** Where a batch_normalize goes; by the nodes of the graph before the sweep. */
type Target = { readonly into: "producer" } | { readonly into: "consumers" };

function fold(graph: Graph, report: PassReport): Graph {
  const nodes = reachable(graph);
  const uses: Uses = {
    users: usersOf(nodes),
    outputs: new Set(graph.outputs.map((output) => output.node)),
    isConstant: constantTest(),
  };
  const targets = new Map<Node, Target>();
  for (const node of nodes) {
    if (node.op.name !== "batch_normalize") continue;
    const target = chooseTarget(node, uses, targets, report);
    if (target !== undefined) targets.set(node, target);
  }
  return rewrite(graph, (node, b, original) => {
    if (targets.get(original)?.into === "producer") return foldIntoProducer(node, b);
    const isConsumer = node.op.name === "matmul" && targets.get(original.operands[0]!)?.into === "consumers";
    return isConsumer ? foldIntoConsumer(node, b) : node;
  });
}

interface Uses {
  readonly users: ReadonlyMap<Node, readonly Node[]>;
  readonly outputs: ReadonlySet<Node>;
  readonly isConstant: (node: Node) => boolean;
}

function chooseTarget(
  node: Node,
  uses: Uses,
  targets: ReadonlyMap<Node, Target>,
  report: PassReport,
): Target | undefined {
  const layer = layerName(node);
  const [, ...affine] = node.operands;
  if (!affine.every(uses.isConstant)) {
    report.refused(layer, "not folded: its statistics, scale or offset depend on the data");
    return undefined;
  }
  const backward = whyNotProducer(node, uses, targets);
  if (backward === undefined) {
    report.did(layer, `folded into ${layerName(producerOf(node, targets))} before it`);
    return { into: "producer" };
  }
  const forward = whyNotConsumers(node, uses);
  if (forward === undefined) {
    const names = uses.users.get(node)!.map(layerName).join(" and ");
    report.did(layer, `folded into ${names} after it (not before: ${backward})`);
    return { into: "consumers" };
  }
  report.refused(layer, `not folded into the product before it: ${backward}; nor after it: ${forward}`);
  return undefined;
}

/** What a batch_normalize reads, once others before it are folded away: a product behind a chain of them. */
function producerOf(node: Node, targets: ReadonlyMap<Node, Target>): Node {
  let producer = node.operands[0]!;
  while (targets.get(producer)?.into === "producer") producer = producer.operands[0]!;
  return producer;
}

function whyNotProducer(node: Node, uses: Uses, targets: ReadonlyMap<Node, Target>): string | undefined {
  const [input] = node.operands as readonly [Node];
  const producer = producerOf(node, targets);
  const { name, lower } = producer.op;
  if (lower.kind === "leaf") return `its input ${valueName(input)} is no product`;
  if (name !== "matmul") return `${name} stands between`;
  if (uses.outputs.has(input)) return `its input ${valueName(input)} is also an output`;
  const others = uses.users.get(input)!.filter((user) => user !== node);
  if (others.length > 0) return `its input ${valueName(input)} is also read by ${valueName(others[0]!)}`;
  const [, ...weights] = producer.operands;
  return weights.every(uses.isConstant) ? undefined : `the weight of ${layerName(producer)} depends on the data`;
}

function whyNotConsumers(node: Node, uses: Uses): string | undefined {
  const users = uses.users.get(node)!;
  if (uses.outputs.has(node)) return `${valueName(node)} is an output`;
  // x·(s·w) − mean·s·w cancels where the mean is far above the deviation, as it may be in data as they come.
  const [x] = node.operands as readonly [Node];
  if (isRawData(x)) return `${valueName(x)} is data as they come, whose mean may be far above the deviation`;
  const other = users.find((user) => user.op.name !== "matmul");
  if (other !== undefined) return `${valueName(node)} is read by ${describe(other)}`;
  for (const user of users) {
    const [x, ...weights] = user.operands;
    if (x !== node || user.attrs.transpose_a === true || !weights.every(uses.isConstant)) {
      return `${layerName(user)} is no product with a constant weight`;
    }
  }
  return undefined;
}

/** An input of the model, maybe under another shape or dtype. */
function isRawData(node: Node): boolean {
  let current = node;
  while (current.op.lower.kind === "view" || current.op.name === "cast") current = current.operands[0]!;
  return current.op.name === "input";
}

function describe(node: Node): string {
  return node.name === undefined ? node.op.name : `${node.name} (${node.op.name})`;
}

/** A channel's normalisation as x · factor + shift. */
function factorOf(node: Node, b: Builder): Node {
  const [, , variance, scale] = node.operands as readonly [Node, Node, Node, Node, Node];
  const inverse = b.op("rsqrt", [b.add(variance, b.constant(node.attrs.epsilon as number))]);
  return b.mul(inverse, scale);
}

function foldIntoProducer(node: Node, b: Builder): Node {
  const [product, mean, , , offset] = node.operands as readonly [Node, Node, Node, Node, Node];
  const [x, weight, initial] = product.operands as readonly [Node, Node, Node | undefined];
  const factor = factorOf(node, b);
  const perColumn = product.attrs.transpose_b === true ? asRows(factor, b) : factor;
  const centred = initial === undefined ? b.mul(mean, b.constant(-1)) : b.sub(initial, mean);
  const bias = b.add(b.mul(centred, factor), offset);
  return b.op("matmul", [x, b.mul(weight, perColumn), bias], product.attrs);
}

function foldIntoConsumer(node: Node, b: Builder): Node {
  const [normal, weight, initial] = node.operands as readonly [Node, Node, Node | undefined];
  const [x, mean, , , offset] = normal.operands as readonly [Node, Node, Node, Node, Node];
  const { transpose_b } = node.attrs;
  const factor = factorOf(normal, b);
  const perRow = transpose_b === true ? factor : asRows(factor, b);
  const shift = b.sub(offset, b.mul(mean, factor));
  const row = b.op("matmul", [b.reshape(shift, [1, ...shift.type.shape]), weight], {
    transpose_b: transpose_b === true,
  });
  const moved = b.reshape(row, row.type.shape.slice(1));
  return b.op("matmul", [x, b.mul(weight, perRow), initial === undefined ? moved : b.add(moved, initial)], node.attrs);
}

/** f32[n] as f32[n, 1]. */
function asRows(vector: Node, b: Builder): Node {
  return b.reshape(vector, [...vector.type.shape, 1]);
}
