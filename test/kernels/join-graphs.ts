/** Several graphs of one entry point → one graph: compiling one large module is much faster than many small ones. */
import { Builder } from "../../compiler/ir/builder.ts";
import { type Graph, type NamedValue, reachable } from "../../compiler/ir/graph.ts";
import type { Node } from "../../compiler/ir/node.ts";

/** Every name of graph n becomes `n.name`; the losses are summed, so that each graph trains as it would alone. */
export function joinGraphs(graphs: readonly Graph[]): Graph {
  const parts = graphs.map((graph, index) => prefixNames(graph, `${index}.`));
  const outputs = parts.flatMap((part) => part.outputs);
  const [first, ...others] = outputs.filter(({ role }) => role === "loss");
  const b = new Builder();
  const sum = first && others.reduce((total, { node }) => b.add(total, node), first.node);
  const loss: NamedValue[] = sum === undefined ? [] : [{ name: "loss", role: "loss", node: sum }];
  return {
    ...graphs[0]!,
    inputs: parts.flatMap((part) => part.inputs),
    parameters: parts.flatMap((part) => part.parameters),
    states: parts.flatMap((part) => part.states),
    outputs: [...outputs.filter(({ role }) => role !== "loss"), ...loss],
    updates: parts.flatMap((part) => part.updates),
  };
}

function prefixNames(graph: Graph, prefix: string): Graph {
  const renamed = new Map<Node, Node>();
  const rename = (node: Node): Node => {
    const known = renamed.get(node);
    if (known !== undefined) return known;
    // Arguments are the entry point's, so that all parts share them.
    const name = node.name === undefined || node.op.name === "argument" ? {} : { name: prefix + node.name };
    const result = { ...node, ...name, operands: node.operands.map(rename) };
    renamed.set(node, result);
    return result;
  };
  reachable(graph).forEach(rename);
  return {
    ...graph,
    inputs: graph.inputs.map(rename),
    parameters: graph.parameters.map(rename),
    states: graph.states.map(rename),
    outputs: graph.outputs.map(({ name, role, node }) => ({ name: prefix + name, role, node: rename(node) })),
    updates: graph.updates.map(({ target, value }) => ({ target: rename(target), value: rename(value) })),
  };
}
