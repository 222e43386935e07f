/** A lowered graph → the boxes and edges of its picture: inputs, layers, loss and metrics, and the blocks around them. */
import type { Graph, NamedValue } from "../ir/graph.ts";
import type { Node } from "../ir/node.ts";
import { formatShape, formatType } from "../ir/type.ts";
import { layer, layerMembers } from "./layers.ts";
import { grouped } from "./measures.ts";

export type BoxKind = "input" | "layer" | "output" | "loss" | "metric";

export interface Box {
  readonly id: string;
  readonly kind: BoxKind;
  /** The value's name, then what is known of it, a line each. */
  readonly lines: readonly string[];
  /** The blocks that it is in, the outermost first. */
  readonly blocks: readonly string[];
}

export interface BoxEdge {
  readonly from: string;
  readonly to: string;
  /** The shape of the value. */
  readonly label: string;
}

export interface BoxGraph {
  readonly title: string;
  readonly boxes: readonly Box[];
  readonly edges: readonly BoxEdge[];
}

/** An op list in a box is cut at this length. */
const LONGEST_LINE = 34;

export function boxGraph(graph: Graph): BoxGraph {
  const results = graph.outputs.filter(({ role }) => role !== "metric_count");
  const roles = new Map<Node, NamedValue[]>();
  for (const result of results) roles.set(result.node, [...(roles.get(result.node) ?? []), result]);
  const endsLayer = (node: Node) =>
    node.op.name === "input" || roles.has(node) || (node.operands.length > 0 && node.name !== undefined);
  const { owners, members } = layerMembers(results, endsLayer);
  const nameOf = (owner: Node) => owner.name ?? roles.get(owner)?.[0]?.name ?? owner.op.name;
  const ids = new Map([...members.keys()].map((owner, index) => [owner, `box${index}`]));
  const names = [...members.keys()].map(nameOf);
  const edges = new Map<string, BoxEdge>();
  for (const [owner, nodes] of members) {
    for (const operand of nodes.flatMap((node) => node.operands)) {
      const source = owners.get(operand)!;
      if (source === owner) continue;
      const edge = { from: ids.get(source)!, to: ids.get(owner)!, label: edgeLabel(operand) };
      edges.set(`${edge.from} ${edge.to} ${edge.label}`, edge);
    }
  }
  const boxes = [...members].map(([owner, nodes]): Box => {
    const name = nameOf(owner);
    const own = roles.get(owner) ?? [];
    return {
      id: ids.get(owner)!,
      kind: kindOf(owner, own),
      lines: linesOf(name, owner, nodes, own),
      blocks: blocksOf(name, names),
    };
  });
  return { title: graph.name, boxes, edges: [...edges.values()] };
}

function edgeLabel({ type }: Node): string {
  return type.dtype === "f32" ? formatShape(type.shape) : formatType(type);
}

function kindOf({ op }: Node, roles: readonly NamedValue[]): BoxKind {
  if (op.name === "input") return "input";
  const role = roles[0]?.role;
  if (role === undefined) return "layer";
  return role === "output" || role === "loss" ? role : "metric";
}

function linesOf(name: string, owner: Node, nodes: readonly Node[], roles: readonly NamedValue[]): string[] {
  const told = roles
    .map((result) => {
      const word = result.role.split("_", 1)[0]!;
      return result.name === name ? word : `${word} ${result.name}`;
    })
    .filter((word) => word !== name);
  const { ops, type, parameters, macs } = layer(name, owner, nodes);
  const lines = [told.length === 0 ? name : `${name} (${told.join(", ")})`];
  if (owner.op.name === "input") return [...lines, `input ${type}`];
  lines.push(shortened(ops));
  if (parameters > 0) lines.push(`${grouped(parameters)} parameters`);
  if (macs > 0) lines.push(`${grouped(macs)} multiply-adds`);
  return lines;
}

/** Names come first in a cut text, as many as fit: `matmul, add, tanh, … (9 ops)`. */
function shortened(ops: string): string {
  if (ops.length <= LONGEST_LINE) return ops;
  const names = ops.split(", ");
  const kept = names.filter((_, i) => names.slice(0, i + 1).join(", ").length <= LONGEST_LINE - 12);
  return `${kept.join(", ")}, … (${names.length} ops)`;
}

/** `tower.fc1.hidden` is in tower and tower.fc1; a value called as a block itself is the block's result, and in it. */
function blocksOf(name: string, names: readonly string[]): string[] {
  const parts = name.split(".");
  const paths = parts.map((_, i) => parts.slice(0, i + 1).join("."));
  return paths.filter((path) => names.some((other) => other.startsWith(`${path}.`)));
}
