/**
 * Computes nodes whose operands are all constants, in float64.
 *
 *     %1 = constant {values = [0.01]} : f32[]
 *     %2 = constant {values = [100]} : f32[]     ──▶   %1 = constant {values = [1]} : f32[]
 *     %3 = mul(%1, %2) : f32[]
 *
 * What is larger than its operands, such as a broadcast, stays: static data would cost more bytes than it saves work.
 */

import { opNamed } from "../ir/builder.ts";
import type { Node } from "../ir/node.ts";
import { elementsIn, type Tensor } from "../ir/tensor.ts";
import { isStatic } from "../ir/type.ts";
import { PASS_ENTRIES, type Pass } from "./pass.ts";
import { rewrite } from "./rewrite.ts";

export const foldConstants: Pass = {
  name: "fold-constants",
  doc: "Computes what depends on constants alone.",
  after: [{ pass: "infer-shapes", because: "a constant's size is read from its type" }],
  entries: PASS_ENTRIES,
  run: (graph) => rewrite(graph, (node) => fold(node) ?? node),
};

function fold(node: Node): Node | undefined {
  const { op, operands, attrs, type, span } = node;
  if (operands.length === 0 || operands.some((operand) => operand.op.name !== "constant")) return undefined;
  const { shape } = type;
  if (!isStatic(shape)) return undefined;
  const constants = operands.map(constantValue);
  if (elementsIn(shape) > Math.max(...constants.map(({ data }) => data.length))) return undefined;
  const data = Array.from(op.evaluate({ operands: constants, attrs, shape, batch: 1 }));
  const values = data.every((value) => Object.is(value, data[0])) ? data.slice(0, 1) : data;
  return { op: opNamed("constant"), operands: [], attrs: { values }, type, span };
}

function constantValue({ op, attrs, type }: Node): Tensor {
  const shape = type.shape as readonly number[];
  return { shape, data: Float64Array.from(op.evaluate({ operands: [], attrs, shape, batch: 1 })) };
}
