/**
 * A lowered graph → the rows of `inlay inspect`'s table, for the way from the inputs to the outputs. A layer is a named
 * value with the unnamed ones and the parameters that it is the first to read.
 */
import { type Graph, reachable } from "../ir/graph.ts";
import type { Node } from "../ir/node.ts";
import { formatType, sizeAt } from "../ir/type.ts";

export interface LayerRow {
  readonly name: string;
  /** Its ops in the order they run: `matmul, add, relu`. */
  readonly ops: string;
  readonly type: string;
  readonly parameters: number;
  /** Multiply-adds of the products, for one row of the batch. */
  readonly macs: number;
}

export function layersOf(graph: Graph): LayerRow[] {
  const outputs = graph.outputs.filter(({ role }) => role === "output");
  const names = new Map(outputs.map(({ name, node }) => [node, name]));
  const order = reachable({ outputs, updates: [] });
  const members = new Map<Node, Node[]>();
  // Backwards, so that a value that two layers read ends with the first of them.
  const owners = new Map<Node, Node>();
  for (const node of order.toReversed()) {
    if (node.operands.length > 0 && (node.name ?? names.get(node)) !== undefined) owners.set(node, node);
    for (const operand of node.operands) owners.set(operand, owners.get(node)!);
  }
  for (const node of order) {
    const owner = owners.get(node)!;
    members.set(owner, [...(members.get(owner) ?? []), node]);
  }
  return [...members.keys()]
    .sort((a, b) => order.indexOf(a) - order.indexOf(b))
    .map((owner) => layer(owner.name ?? names.get(owner)!, owner, members.get(owner)!));
}

function layer(name: string, result: Node, nodes: readonly Node[]): LayerRow {
  const parameters = nodes.filter(({ op }) => op.name === "parameter");
  const work = nodes.filter(({ operands }) => operands.length > 0);
  return {
    name,
    ops: work.map(({ op }) => op.name).join(", "),
    type: formatType(result.type),
    parameters: parameters.reduce((sum, node) => sum + elements(node), 0),
    macs: work.reduce((sum, node) => sum + macsOf(node), 0),
  };
}

/** Elements of the value, for a batch of one. */
export function elements({ type }: Pick<Node, "type">): number {
  return type.shape.reduce<number>((size, dim) => size * sizeAt(dim, 1), 1);
}

function macsOf(node: Node): number {
  if (node.op.lower.kind !== "contraction") return 0;
  const left = node.operands[0]!.type.shape;
  const inner = left.at(node.attrs.transpose_a === true ? -2 : -1)!;
  return elements(node) * sizeAt(inner, 1);
}
