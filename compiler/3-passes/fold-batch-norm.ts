/**
 * Folds batch_normalize with given statistics into the product before it or the products after it, where the parameters are
 * constants. With s = scale / √(variance + epsilon), a value a channel:
 *
 *     y = batch_normalize(matmul(x, w, b), …)       ──▶   y = matmul(x, w · s, (b − mean) · s + offset)
 *
 *     z = matmul(batch_normalize(x, …), w, b)       ──▶   z = matmul(x, s · w, (offset − mean · s) · w + b)
 *                                                         (s scales the rows of w)
 *
 * The same with convolutions, of which the transposed ones fold the first way only, and without groups. The first is tried
 * first; an activation between product and normalisation leaves the second. Legal only where nothing else reads the value that
 * disappears and it is no output; the second also only where a convolution pads nothing: the zeros around its image stand for
 * normalised zeros, and x · s + offset − mean · s is not 0 where x is. What stands in place of w and b is an expression over
 * parameters, which freezeParameters evaluates in float64.
 */
import { type Graph, reachable, usersOf } from "../ir/graph.ts";
import type { Node } from "../ir/node.ts";
import { constantTest } from "./constant-expressions.ts";
import { biasedSums, foldIntoConsumer, foldIntoProducer, keepsChannels, takesFactors } from "./folded-products.ts";
import { layerName, valueName } from "./layer-names.ts";
import type { Pass, PassReport } from "./pass.ts";
import { rewrite } from "./rewrite.ts";

export const foldBatchNorm: Pass = {
  name: "fold-batch-norm",
  doc: "Folds batch normalisation by running statistics into the product or convolution before or those after it.",
  after: [
    { pass: "fuse-bias", because: "a product with its bias is one node to fold into" },
    { pass: "merge-common", because: "a value is used once only when its copies are one" },
  ],
  entries: ["infer"],
  constantParameters: true,
  run: fold,
};

const PRODUCTS = new Set(["matmul", "conv2d", "conv2d_input_gradient"]);

const CONSUMERS = new Set(["matmul", "conv2d"]);

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
    const isConsumer = CONSUMERS.has(node.op.name) && targets.get(original.operands[0]!)?.into === "consumers";
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
    report.did(layer, `folded into ${layerName(wayToProducer(node, uses, targets).at(-1)!)} before it`);
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

/** What a batch_normalize reads, first to last: the product is the last, once others before it are folded away. */
function wayToProducer(node: Node, { isConstant }: Uses, targets: ReadonlyMap<Node, Target>): readonly Node[] {
  const way = [node.operands[0]!];
  for (;;) {
    const last = way.at(-1)!;
    const sums = biasedSums(last);
    if (targets.get(last)?.into === "producer" || keepsChannels(last)) way.push(last.operands[0]!);
    else if (sums !== undefined && isConstant(sums[1])) way.push(sums[0]);
    else return way;
  }
}

function whyNotProducer(node: Node, uses: Uses, targets: ReadonlyMap<Node, Target>): string | undefined {
  const [input] = node.operands as readonly [Node];
  const way = wayToProducer(node, uses, targets);
  const producer = way.at(-1)!;
  const { name, lower } = producer.op;
  if (lower.kind === "leaf") return `its input ${valueName(input)} is no product`;
  if (!takesFactors(producer))
    return PRODUCTS.has(name) ? `the channels of ${layerName(producer)} are in groups` : `${name} stands between`;
  for (const [i, value] of way.entries()) {
    const reader = way[i - 1] ?? node;
    if (uses.outputs.has(value)) return `its input ${valueName(value)} is also an output`;
    const others = uses.users.get(value)!.filter((user) => user !== reader);
    if (others.length > 0) return `its input ${valueName(value)} is also read by ${valueName(others[0]!)}`;
  }
  const [, ...weights] = producer.operands;
  return weights.every(uses.isConstant) ? undefined : `the weight of ${layerName(producer)} depends on the data`;
}

function whyNotConsumers(node: Node, uses: Uses): string | undefined {
  const users = uses.users.get(node)!;
  if (uses.outputs.has(node)) return `${valueName(node)} is an output`;
  // x·(s·w) − mean·s·w cancels where the mean is far above the deviation, as it may be in data as they come.
  const [x] = node.operands as readonly [Node];
  if (isRawData(x)) return `${valueName(x)} is data as they come, whose mean may be far above the deviation`;
  const other = users.find((user) => !CONSUMERS.has(user.op.name));
  if (other !== undefined) return `${valueName(node)} is read by ${describe(other)}`;
  for (const user of users) {
    const [read, ...weights] = user.operands;
    if (read !== node || user.attrs.transpose_a === true || !weights.every(uses.isConstant)) {
      return `${layerName(user)} is no product with a constant weight`;
    }
    const { padding = [] } = user.attrs as { readonly padding?: readonly number[] };
    if (padding.some((places) => places > 0)) {
      return `${layerName(user)} pads with zeros, and what is 0 in ${valueName(node)} is not 0 in ${valueName(x)}`;
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
