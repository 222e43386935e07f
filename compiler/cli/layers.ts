/**
 * A lowered graph → its layers, for the table and the picture of `inlay inspect`. A layer is a named value with the unnamed
 * ones and the parameters that it is the first to read.
 */
import { type Graph, type NamedValue, reachable } from "../ir/graph.ts";
import type { Node } from "../ir/node.ts";
import { formatType, sizeAt } from "../ir/type.ts";
import { depthOf } from "../ops/definition/op.ts";

export interface LayerRow {
  readonly name: string;
  /** Its ops in the order they run: `matmul, add, relu`. */
  readonly ops: string;
  readonly type: string;
  readonly parameters: number;
  /** Multiply-adds of the products, for one row of the batch. */
  readonly macs: number;
}

/** The layers on the way from the inputs to the outputs. */
export function layersOf(graph: Graph): LayerRow[] {
  const outputs = graph.outputs.filter(({ role }) => role === "output");
  const names = new Map(outputs.map(({ name, node }) => [node, name]));
  const isNamed = (node: Node) => names.has(node) || (node.operands.length > 0 && node.name !== undefined);
  const { members } = layerMembers(outputs, isNamed);
  return [...members].map(([owner, nodes]) => layer(owner.name ?? names.get(owner)!, owner, nodes));
}

/** Every value's layer, which is called by its last value, and every layer's values; in the order they are computed. */
export function layerMembers(outputs: readonly NamedValue[], endsLayer: (node: Node) => boolean) {
  const order = reachable({ outputs, updates: [] });
  const members = new Map<Node, Node[]>();
  // Backwards, so that a value that two layers read ends with the first of them.
  const owners = new Map<Node, Node>();
  for (const node of order.toReversed()) {
    if (endsLayer(node)) owners.set(node, node);
    for (const operand of node.operands) owners.set(operand, owners.get(node)!);
  }
  for (const node of order) if (owners.get(node) === node) members.set(node, []);
  for (const node of order) members.get(owners.get(node)!)!.push(node);
  return { owners, members };
}

export function layer(name: string, result: Node, nodes: readonly Node[]): LayerRow {
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
  const types = node.operands.map((operand) => operand.type);
  return elements(node) * sizeAt(depthOf(node.op, types, node.attrs), 1);
}
