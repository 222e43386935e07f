/**
 * Graph → text (`.ir`), which parse.ts reads back: `print(parse(text)) === text`.
 *
 *     graph digits train {
 *       image = input : f32[batch, 64]
 *       hidden.weight = parameter {initializer = "zeros", site = 0} : f32[64, 16]
 *       %1 = matmul(image, hidden.weight) {transpose_a = false, transpose_b = false} : f32[batch, 16]
 *       hidden = relu(%1) : f32[batch, 16]
 *       loss loss = %2
 *       update hidden.weight = %3
 *       optimizer adam {learning_rate = 0.001}
 *     }
 *
 * First every input, argument, parameter and state, read or not; then the other nodes in topological order. A node has
 * the model's name for it, with `'1`, `'2`, … where an earlier line has that name, or else a number: `%1`. Names that are
 * no identifiers stand in quotes.
 */
import { type Graph, reachable } from "./graph.ts";
import type { Attrs, AttrValue, Node } from "./node.ts";
import { type Dim, formatDim, formatType } from "./type.ts";

export function printGraph(graph: Graph): string {
  const order = printOrder(graph);
  const names = nodeNames(order);
  const nameOf = (node: Node) => names.get(node) ?? "<unknown>";
  const lines = [
    ...order.map((node) => `${nameOf(node)} = ${printNode(node, nameOf)}`),
    ...graph.outputs.map((output) => `${output.role} ${printName(output.name)} = ${nameOf(output.node)}`),
    ...graph.updates.map((update) => `update ${nameOf(update.target)} = ${nameOf(update.value)}`),
  ];
  const { optimizer, average } = graph.training ?? {};
  if (optimizer !== undefined) lines.push(`optimizer ${optimizer.def.name}${printAttrs(optimizer.attrs)}`);
  for (let use = optimizer?.schedule, word = "schedule"; use !== undefined; use = use.next, word = "then") {
    lines.push(`${word} ${use.def.name}${printAttrs(use.attrs)}`);
  }
  if (average !== undefined) lines.push(`average ${average.def.name}${printAttrs(average.attrs)}`);
  return [`graph ${printName(graph.name)} ${graph.entry} {`, ...lines.map((line) => `  ${line}`), "}", ""].join("\n");
}

/** The graph's nodes in the order of their lines. */
export function printOrder(graph: Graph): Node[] {
  const nodes = reachable(graph);
  const all = [...nodes, ...graph.updates.map((update) => update.target)];
  // Leaves that are read but not listed (arguments may be) go with their kind, so that the text doesn't tell them apart.
  const leaves = [
    ...[...graph.inputs, ...all.filter((node) => node.op.name === "input" || node.op.name === "argument")],
    ...[...graph.parameters, ...all.filter((node) => node.op.name === "parameter")],
    ...[...graph.states, ...all.filter((node) => node.op.name === "state")],
  ];
  return [...new Set([...leaves, ...nodes])];
}

/** A unique name for each node: the model's, with a suffix from its second use on, or a number. */
export function nodeNames(order: readonly Node[]): Map<Node, string> {
  const names = new Map<Node, string>();
  const uses = new Map<string, number>();
  let unnamed = 0;
  for (const node of order) {
    if (node.name === undefined) {
      unnamed++;
      names.set(node, `%${unnamed}`);
      continue;
    }
    const used = uses.get(node.name) ?? 0;
    uses.set(node.name, used + 1);
    names.set(node, used === 0 ? printName(node.name) : `${printName(node.name)}'${used}`);
  }
  return names;
}

function printNode(node: Node, nameOf: (node: Node) => string): string {
  const operands = node.operands.length === 0 ? "" : `(${node.operands.map(nameOf).join(", ")})`;
  return `${node.op.name}${operands}${printAttrs(node.attrs)} : ${formatType(node.type)}`;
}

export function printName(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_.]*$/.test(name) ? name : JSON.stringify(name);
}

export function printAttrs(attrs: Attrs): string {
  const entries = Object.entries(attrs).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return "";
  return ` {${entries.map(([name, value]) => `${name} = ${printValue(value)}`).join(", ")}}`;
}

function printValue(value: AttrValue): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "boolean") return String(value);
  return typeof value === "number" ? printNumber(value) : `[${value.map(printDim).join(", ")}]`;
}

function printDim(dim: Dim): string {
  return typeof dim === "number" ? printNumber(dim) : formatDim(dim);
}

/** The shortest text that reads back as the same float64. */
export function printNumber(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}
