/**
 * Limits the results of a depthwise convolution where they are made: relu and clip of what nothing else reads.
 *
 *     %1 = depthwise_convolution(x, w, b) {low = -Infinity, high = Infinity, …}
 *     y = clip(%1) {min = 0, max = 6}           ──▶   y = depthwise_convolution(x, w, b) {low = 0, high = 6, …}
 */
import { reachable, usersOf } from "../ir/graph.ts";
import type { Node } from "../ir/node.ts";
import { layerName } from "./layer-names.ts";
import type { Pass } from "./pass.ts";
import { rewrite } from "./rewrite.ts";

export const fuseLimits: Pass = {
  name: "fuse-limits",
  doc: "Limits the results of a depthwise convolution where they are made.",
  after: [{ pass: "choose-convolutions", because: "depthwise convolutions are chosen there" }],
  entries: ["infer", "evaluate", "train", "recalibrate"],
  run: (graph, report) => {
    const users = usersOf(reachable(graph));
    const outputs = new Set(graph.outputs.map((output) => output.node));
    return rewrite(graph, (node, b, original) => {
      const limits = limitsOf(node);
      const [convolution] = node.operands;
      if (limits === undefined || convolution?.op.name !== "depthwise_convolution") return node;
      const before = original.operands[0]!;
      if (users.get(before)!.length > 1 || outputs.has(before)) return node;
      const low = Math.max(convolution.attrs.low as number, limits.low);
      const high = Math.min(convolution.attrs.high as number, limits.high);
      if (low > high) return node;
      report.did(layerName(before), `${node.op.name} is part of the convolution`);
      return b.op(convolution.op.name, convolution.operands, { ...convolution.attrs, low, high });
    });
  },
};

function limitsOf({ op, attrs }: Node): { readonly low: number; readonly high: number } | undefined {
  if (op.name === "relu") return { low: 0, high: Infinity };
  if (op.name !== "clip") return undefined;
  const { min = -Infinity, max = Infinity } = attrs as { readonly min?: number; readonly max?: number };
  return { low: min, high: max };
}
