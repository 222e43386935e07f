/**
 * Reverse-mode differentiation: one walk from the loss to the leaves, one op rule a node.
 *
 *     dy of the loss = 1;   for y = f(a, b), last node first:   da += f's rule for a,   db += f's rule for b
 *
 * Only nodes between `wrt` and the loss get a gradient: none is built towards the data. A rule's result may still have the
 * broadcast shape, and is summed down here.
 */
import type { Builder } from "../ir/builder.ts";
import { topological } from "../ir/graph.ts";
import type { Node } from "../ir/node.ts";
import { sameShape } from "../ir/type.ts";
import { operandSpec } from "../ops/definition/signature.ts";
import { InternalError } from "../support/diagnostic.ts";

/** The gradient of `loss` (f32[]) by each of `wrt`; undefined where the loss does not depend on it. */
export function gradients(b: Builder, loss: Node, wrt: readonly Node[]): (Node | undefined)[] {
  const path = nodesBetween(wrt, loss);
  const cotangents = new Map<Node, Node>();
  if (path.has(loss)) cotangents.set(loss, b.constant(1));
  for (const node of [...path].reverse()) {
    const dy = cotangents.get(node);
    if (dy === undefined || node.operands.length === 0) continue;
    b.span = node.span;
    for (const [i, gradient] of applyRule(b, node, dy).entries()) {
      const operand = node.operands[i]!;
      if (gradient === null || !path.has(operand)) continue;
      const summed = b.sumTo(gradient, operand.type.shape);
      if (!sameShape(summed.type.shape, operand.type.shape)) {
        throw new InternalError(`the gradient of ${node.op.name} by operand ${i} has another shape than the operand`);
      }
      const before = cotangents.get(operand);
      cotangents.set(operand, before === undefined ? summed : b.add(before, summed));
    }
  }
  return wrt.map((node) => cotangents.get(node));
}

/** The nodes that depend on one of `wrt` and that the loss needs as more than a choice, operands first. */
export function nodesBetween(wrt: readonly Node[], loss: Node): Set<Node> {
  const path = new Set<Node>();
  const sources = new Set(wrt);
  const needed = new Set([loss]);
  for (const node of needed) for (const operand of differentiated(node)) needed.add(operand);
  for (const node of topological([loss])) {
    if (!needed.has(node)) continue;
    if (sources.has(node) || differentiated(node).some((operand) => path.has(operand))) path.add(node);
  }
  return path;
}

/** The operands that a gradient could go to. */
function differentiated({ op, operands }: Node): readonly Node[] {
  return operands.filter((_, i) => operandSpec(op, i)?.chooses !== true);
}

function applyRule(b: Builder, node: Node, dy: Node): readonly (Node | null)[] {
  const { gradient, name } = node.op;
  if (gradient === "none")
    throw new InternalError(`the op ${name} has no gradient, but lies between a parameter and the loss`);
  return gradient(b, node, dy);
}
