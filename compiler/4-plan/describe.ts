/** Nodes as comments of the plan and of emitted code. */
import type { Node } from "../ir/node.ts";
import { formatType } from "../ir/type.ts";

export function label(node: Node): string {
  return node.name ?? node.op.name;
}

/** `hidden = relu(add) : f32[batch, 128]`; `name` is what the value is called, if anything. */
export function describe(node: Node, name = node.name): string {
  const operands = node.operands.map((operand) =>
    operand.op.name === "constant" ? `${(operand.attrs.values as readonly number[])[0]}` : label(operand),
  );
  const value = `${node.op.name}(${operands.join(", ")}) : ${formatType(node.type)}`;
  return name === undefined ? value : `${name} = ${value}`;
}
