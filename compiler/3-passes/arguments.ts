/**
 * Makes a graph's `argument` leaves unique and lists them.
 *
 * Builders make a new leaf wherever they need `batch_size`, `rate_scale` or `seed`; of equal name they are one value:
 *
 *     batch_size = argument : f32[]            batch_size = argument : f32[]
 *     batch_size'1 = argument : f32[]    ──▶   y = div(x, batch_size)
 *     y = div(x, batch_size)                   z = mul(x, batch_size)
 *     z = mul(x, batch_size'1)
 */
import { type Graph, reachable } from "../ir/graph.ts";
import type { Node } from "../ir/node.ts";
import { rewrite } from "./rewrite.ts";

export function shareArguments(graph: Graph): Graph {
  const isArgument = (node: Node) => node.op.name === "argument";
  const shared = new Map<string, Node>();
  const all = [...graph.inputs, ...reachable(graph)].filter(isArgument);
  for (const node of all) if (!shared.has(node.name!)) shared.set(node.name!, node);
  const inputs = [...graph.inputs.filter((node) => !isArgument(node)), ...shared.values()];
  const isListed = inputs.length === graph.inputs.length && inputs.every((node) => graph.inputs.includes(node));
  const listed = isListed ? graph : { ...graph, inputs };
  if (all.every((node) => shared.get(node.name!) === node)) return listed;
  return rewrite(listed, (node) => (isArgument(node) ? shared.get(node.name!)! : node));
}
