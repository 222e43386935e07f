/** What reports call nodes. */
import type { Node } from "../ir/node.ts";

/** The layer whose parameters or statistics the node reads, else the model's name for its value, else its op. */
export function layerName(node: Node): string {
  const leaf = node.operands.map(behindView).find(isNamedPart);
  if (leaf !== undefined) return leaf.name!.slice(0, leaf.name!.lastIndexOf("."));
  return node.name ?? node.op.name;
}

/** The model's name for the value, else the layer's. */
export function valueName(node: Node): string {
  return node.name ?? layerName(node);
}

function behindView(node: Node): Node {
  return node.op.lower.kind === "view" ? node.operands[0]! : node;
}

/** `hidden.weight`, `normal.running_mean`: a leaf that belongs to a layer. */
function isNamedPart({ op, name }: Node): boolean {
  return (op.name === "parameter" || op.name === "state") && name?.includes(".") === true;
}
