/**
 * Common subexpression elimination: nodes of the same op, operands, attributes and type become one.
 *
 *     %1 = rsqrt(v)
 *     %2 = mul(x, %1)        %1 = rsqrt(v)
 *     %3 = rsqrt(v)    ──▶   %2 = mul(x, %1)
 *     %4 = mul(y, %3)        %3 = mul(y, %1)
 *
 * An attribute left out is its default. Leaves are themselves, except that constants are what they hold and arguments what they are called. Random ops carry
 * their site as an attribute, so two of them never merge. A merged node keeps the first name that any of them has.
 */
import type { Graph } from "../ir/graph.ts";
import { reachable } from "../ir/graph.ts";
import type { Node } from "../ir/node.ts";
import { formatType } from "../ir/type.ts";
import { shareArguments } from "./arguments.ts";
import { PASS_ENTRIES, type Pass } from "./pass.ts";
import { replaceNodes, withOperands } from "./rewrite.ts";

export const mergeCommon: Pass = {
  name: "merge-common",
  doc: "Computes equal expressions once.",
  after: [
    { pass: "canonicalize", because: "equal expressions must be written the same way to be seen as equal" },
    { pass: "fold-constants", because: "equal constants merge, however they were written" },
  ],
  entries: PASS_ENTRIES,
  run: (graph) => merge(shareArguments(graph)),
};

function merge(graph: Graph): Graph {
  const nodes = reachable(graph);
  const classes = classify(nodes);
  const names = new Map<number, string>();
  for (const node of nodes) {
    const known = names.has(classes.get(node)!);
    if (node.name !== undefined && !known) names.set(classes.get(node)!, node.name);
  }
  const merged = new Map<number, Node>();
  const mergedOf = (node: Node) => merged.get(classes.get(node)!)!;
  for (const node of nodes) {
    const id = classes.get(node)!;
    if (merged.has(id)) continue;
    const rebuilt = withOperands(node, node.operands.map(mergedOf));
    const name = names.get(id);
    merged.set(id, name === rebuilt.name || name === undefined ? rebuilt : { ...rebuilt, name });
  }
  return replaceNodes(graph, mergedOf);
}

/** A number a node, equal for nodes that compute the same. */
function classify(nodes: readonly Node[]): Map<Node, number> {
  const classes = new Map<Node, number>();
  const byKey = new Map<string, number>();
  for (const node of nodes) {
    const isOutside = node.op.lower.kind === "leaf" && node.op.name !== "constant";
    const key = isOutside ? undefined : keyOf(node, classes);
    const known = key === undefined ? undefined : byKey.get(key);
    const id = known ?? classes.size;
    if (key !== undefined) byKey.set(key, id);
    classes.set(node, id);
  }
  return classes;
}

function keyOf({ op, operands, attrs, type }: Node, classes: ReadonlyMap<Node, number>): string {
  const defaults = Object.fromEntries(op.attrs.map((attr) => [attr.name, attr.default]));
  const values = Object.entries({ ...defaults, ...attrs }).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([op.name, operands.map((operand) => classes.get(operand)), values, formatType(type)], exact);
}

/** JSON writes −0 as 0 and NaN as null, which are other numbers. */
function exact(_: string, value: unknown): unknown {
  return typeof value === "number" ? `${Object.is(value, -0) ? "-0" : value}` : value;
}
