/** Gradients by the ops' rules and by central differences, both in float64, to be compared. */

import { expect } from "vitest";
import type { Builder } from "../../compiler/ir/builder.ts";
import { evaluateNodes } from "../../compiler/ir/evaluate.ts";
import { topological } from "../../compiler/ir/graph.ts";
import type { Node } from "../../compiler/ir/node.ts";
import { type Tensor, tensor } from "../../compiler/ir/tensor.ts";

export type Inputs = Readonly<Record<string, Tensor>>;

/** The gradient of Σ dy·y by each of `leaves`, by a plain reverse walk; null where no rule leads to the leaf. */
export function gradientNodes(b: Builder, y: Node, dy: Node, leaves: readonly Node[]): (Node | null)[] {
  const cotangents = new Map<Node, Node>([[y, dy]]);
  for (const node of topological([y]).reverse()) {
    const cotangent = cotangents.get(node);
    if (cotangent === undefined || node.op.gradient === "none") continue;
    for (const [i, part] of node.op.gradient(b, node, cotangent).entries()) {
      if (part === null) continue;
      const operand = node.operands[i]!;
      const summed = b.sumTo(part, operand.type.shape);
      const before = cotangents.get(operand);
      cotangents.set(operand, before === undefined ? summed : b.add(before, summed));
    }
  }
  return leaves.map((leaf) => cotangents.get(leaf) ?? null);
}

export function evaluateOne(node: Node, inputs: Inputs, batch: number): Tensor {
  return evaluateNodes([node], { batch, inputs }).get(node)!;
}

/** d(Σ dy·y)/d(inputs[name]), by central differences. */
export function centralDifferences(y: Node, dy: Tensor, inputs: Inputs, name: string, batch: number): Tensor {
  const step = 1e-5;
  const at = inputs[name]!;
  const loss = (i: number, shift: number) => {
    const moved = tensor(at.shape, at.data);
    moved.data[i]! += shift;
    const value = evaluateOne(y, { ...inputs, [name]: moved }, batch);
    return value.data.reduce((sum, element, k) => sum + element * dy.data[k]!, 0);
  };
  const slopes = Array.from(at.data, (_, i) => (loss(i, step) - loss(i, -step)) / (2 * step));
  return tensor(at.shape, slopes);
}

/** |got − expected| ≤ tolerance · max(|expected|, rms(expected), floor) for every element. */
export function expectClose(got: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-6, floor = 1e-3): void {
  expect(got.length).toBe(expected.length);
  const values = Array.from(expected);
  const rms = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
  const errors = values.map((value, i) => Math.abs(got[i]! - value) / Math.max(Math.abs(value), rms, floor));
  const worst = errors.reduce((a, b) => (b > a || Number.isNaN(b) ? b : a), 0);
  expect(worst, `worst of ${values.length} elements`).toBeLessThanOrEqual(tolerance);
}
