/**
 * The driver that rewriting passes share: rebuilds a graph bottom-up, one rule call a node.
 *
 * A node whose operands did not change stays the same object, and a graph in which nothing changed is the same object,
 * so passes can tell by `===` that they have settled. Nothing here recurses: networks may be hundreds of layers deep.
 */
import { Builder } from "../ir/builder.ts";
import { type Graph, type NamedValue, reachable, type StateUpdate } from "../ir/graph.ts";
import type { Node } from "../ir/node.ts";
import { InternalError } from "../support/diagnostic.ts";

/**
 * Gives `node` itself or what stands for it. Its operands are rewritten already; `original` is the same node in the graph
 * before the sweep, to look up uses by. `b` makes nodes with the node's span.
 */
export type Rule = (node: Node, b: Builder, original: Node) => Node;

/** One sweep of the rule over all reachable nodes, operands first. */
export function rewrite(graph: Graph, rule: Rule): Graph {
  const replacements = new Map<Node, Node>();
  const placed = new Set<Node>();
  const b = new Builder();
  for (const original of reachable(graph)) {
    const rebuilt = withOperands(
      original,
      original.operands.map((operand) => replacements.get(operand)!),
    );
    b.span = original.span;
    const result = keepName(rule(rebuilt, b, original), original, placed);
    replacements.set(original, result);
    placed.add(rebuilt).add(result);
  }
  return replaceNodes(graph, (node) => replacements.get(node)!);
}

/** Sweeps until nothing changes. */
export function rewriteToFixpoint(graph: Graph, rule: Rule): Graph {
  const sweeps = 100;
  let current = graph;
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const next = rewrite(current, rule);
    if (next === current) return current;
    current = next;
  }
  throw new InternalError(`the rewriting rules do not settle in ${sweeps} sweeps`);
}

/** The same use of the op on other operands. */
export function withOperands(node: Node, operands: readonly Node[]): Node {
  return operands.every((operand, i) => operand === node.operands[i]) ? node : { ...node, operands };
}

/** What stands in a named node's place takes its name, unless it is a leaf or stood elsewhere before. */
function keepName(result: Node, original: Node, placed: ReadonlySet<Node>): Node {
  if (original.name === undefined || result.name !== undefined || placed.has(result)) return result;
  const isOutside = result.op.lower.kind === "leaf" && result.op.name !== "constant";
  return isOutside ? result : { ...result, name: original.name };
}

/** The graph with its outputs' and updates' values mapped; the same graph where all map to themselves. */
export function replaceNodes(graph: Graph, map: (node: Node) => Node): Graph {
  let changed = false;
  const outputs = graph.outputs.map((output): NamedValue => {
    const node = map(output.node);
    changed ||= node !== output.node;
    return { ...output, node };
  });
  const updates = graph.updates.map((update): StateUpdate => {
    const value = map(update.value);
    changed ||= value !== update.value;
    return { ...update, value };
  });
  return changed ? { ...graph, outputs, updates } : graph;
}
