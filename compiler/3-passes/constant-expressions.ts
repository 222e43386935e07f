/** Which nodes of an inference-only graph are known once the weights are: those that no input or argument feeds, and whose
 * shape the batch does not change. */
import { type Graph, reachable } from "../ir/graph.ts";
import type { Node } from "../ir/node.ts";
import { isStatic } from "../ir/type.ts";

/**
 * A test that remembers its answers. It takes nodes that a rewrite made as well, as long as it is asked on the way: then
 * each answer needs a few steps only.
 */
export function constantTest(): (node: Node) => boolean {
  const known = new WeakMap<Node, boolean>();
  const test = (node: Node): boolean => {
    const answer = known.get(node);
    if (answer !== undefined) return answer;
    const { name } = node.op;
    const result = name !== "input" && name !== "argument" && isStatic(node.type.shape) && node.operands.every(test);
    known.set(node, result);
    return result;
  };
  return test;
}

/** The largest constant expressions: computed nodes without inputs that are read by others, or are results. */
export function constantExpressions(graph: Graph): Node[] {
  const isConstant = constantTest();
  const found = new Set<Node>();
  const nodes = reachable(graph);
  for (const node of nodes) if (!isConstant(node)) for (const operand of node.operands) found.add(operand);
  for (const { node } of graph.outputs) found.add(node);
  for (const { value } of graph.updates) found.add(value);
  return nodes.filter((node) => found.has(node) && node.operands.length > 0 && isConstant(node));
}
