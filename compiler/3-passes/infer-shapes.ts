/**
 * Recomputes every node's type from its operands by the op's shape rule.
 *
 *     y = relu(x) : f32[3]     ──▶   y = relu(x) : f32[batch, 4]
 *
 * Later stages may then trust each type; an op that does not fit its operands here is a bug of whoever built the graph.
 */

import { formatType, sameType } from "../ir/type.ts";
import { isError } from "../ops/definition/signature.ts";
import { InternalError } from "../support/diagnostic.ts";
import { PASS_ENTRIES, type Pass } from "./pass.ts";
import { rewrite } from "./rewrite.ts";

export const inferShapes: Pass = {
  name: "infer-shapes",
  doc: "Types every node by its op's shape rule.",
  after: [],
  entries: PASS_ENTRIES,
  run: (graph) =>
    rewrite(graph, (node) => {
      if (node.op.lower.kind === "leaf") return node;
      const types = node.operands.map((operand) => operand.type);
      const type = node.op.infer(types, node.attrs);
      if (isError(type)) {
        throw new InternalError(`${node.op.name}(${types.map(formatType).join(", ")}): ${type.error}`);
      }
      return sameType(type, node.type) ? node : { ...node, type };
    }),
};
