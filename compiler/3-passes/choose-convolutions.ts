/**
 * Chooses how each convolution and each of its gradients is computed: the first rule that takes it says what it becomes.
 * What none takes keeps the general kernel.
 *
 *     y = conv2d(x, w, bias) {strides = [2, 2], padding = [0, 0, 1, 1], …}
 *                                                        ──▶   %1 = pad_image(x) {padding = [0, 0, 1, 1], …}
 *                                                              y = window_product(%1, w, bias) {strides = [2, 2], …}
 */
import { type Graph, reachable } from "../ir/graph.ts";
import type { Node } from "../ir/node.ts";
import { type ConvolutionRule, useOf } from "./convolutions/convolution-use.ts";
import { direct } from "./convolutions/direct.ts";
import { layerName } from "./layer-names.ts";
import type { Pass } from "./pass.ts";
import { rewrite } from "./rewrite.ts";

/** The best first. */
const RULES: readonly ConvolutionRule[] = [direct];

export const chooseConvolutions: Pass = {
  name: "choose-convolutions",
  doc: "Chooses how each convolution is computed: as a product through a window, or by the general kernel.",
  after: [
    { pass: "differentiate", because: "gradients are chosen by themselves, and kernels have none" },
    { pass: "fold-batch-norm", because: "normalisation folds into convolutions, of whatever kind" },
    { pass: "fuse-bias", because: "a convolution with its bias is one node" },
  ],
  entries: ["infer", "evaluate", "train", "recalibrate"],
  run: (graph, report) => {
    const layers = weightGradientLayers(graph);
    return rewrite(graph, (node, b, original) => {
      const use = useOf(node);
      if (use === undefined) return node;
      const layer = layers.get(original) ?? layerName(original);
      for (const { name, choose } of RULES) {
        const choice = choose(use, b);
        if (choice === undefined) continue;
        report.did(layer, `${use.kind} is ${name}: ${choice.because}`);
        return choice.value;
      }
      const groups = use.groups > 1 ? ` of ${use.groups} groups` : "";
      report.refused(layer, `${use.kind}${groups} stays with the general kernel`);
      return node;
    });
  },
};

/** A weight gradient reads no weight: it belongs to the layer whose convolution has its x. */
function weightGradientLayers(graph: Graph): Map<Node, string> {
  const nodes = reachable(graph);
  const layers = new Map<Node, string>();
  const keyOf = (node: Node) => {
    const { kernel, strides, dilations, padding, groups, outputs } = useOf(node)!;
    return JSON.stringify([kernel, strides, dilations, padding, groups, outputs]);
  };
  const forward = new Map<Node, Node[]>();
  for (const node of nodes) {
    if (node.op.name !== "conv2d") continue;
    const x = node.operands[0]!;
    forward.set(x, [...(forward.get(x) ?? []), node]);
  }
  for (const node of nodes) {
    if (node.op.name !== "conv2d_weight_gradient") continue;
    const key = keyOf(node);
    const own = forward.get(node.operands[0]!)?.find((other) => keyOf(other) === key);
    if (own !== undefined) layers.set(node, layerName(own));
  }
  return layers;
}
