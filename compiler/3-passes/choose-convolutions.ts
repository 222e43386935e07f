/**
 * Chooses how each convolution and each of its gradients is computed: the first rule that takes it says what it becomes.
 * What none takes keeps the general kernel.
 *
 *     y = conv2d(x, w, bias) {strides = [2, 2], padding = [0, 0, 1, 1], …}
 *                                                        ──▶   %1 = pad_image(x) {padding = [0, 0, 1, 1], …}
 *                                                              y = window_product(%1, w, bias) {strides = [2, 2], …}
 */
import { type ConvolutionRule, convolutionLayers, useOf } from "./convolutions/convolution-use.ts";
import { depthwise } from "./convolutions/depthwise.ts";
import { direct } from "./convolutions/direct.ts";
import { winograd } from "./convolutions/winograd.ts";
import { type Pass, USUAL_SETTINGS } from "./pass.ts";
import { rewrite } from "./rewrite.ts";

/** The best first. */
const RULES: readonly ConvolutionRule[] = [depthwise, winograd, direct];

export const chooseConvolutions: Pass = {
  name: "choose-convolutions",
  doc: "Chooses how each convolution is computed: as a product through a window, by Winograd's filtering, or by the general kernel.",
  after: [
    { pass: "differentiate", because: "gradients are chosen by themselves, and kernels have none" },
    { pass: "fold-batch-norm", because: "normalisation folds into convolutions, of whatever kind" },
    { pass: "fuse-bias", because: "a convolution with its bias is one node" },
    { pass: "split-groups", because: "groups that can be computed one by one should be" },
  ],
  entries: ["infer", "evaluate", "train", "recalibrate"],
  run: (graph, report, settings = USUAL_SETTINGS) => {
    const layerOf = convolutionLayers(graph);
    return rewrite(graph, (node, b, original) => {
      const use = useOf(node);
      if (use === undefined) return node;
      const layer = layerOf(original);
      let refusals = "";
      for (const { name, choose } of RULES) {
        const choice = choose(use, b, { ...settings, entry: graph.entry });
        if (choice?.value === undefined) {
          if (choice !== undefined) refusals += `; not ${name}: ${choice.because}`;
          continue;
        }
        report.did(layer, `${use.kind} is ${name}: ${choice.because}${refusals}`);
        return choice.value;
      }
      const groups = use.groups > 1 ? ` of ${use.groups} groups` : "";
      report.refused(layer, `${use.kind}${groups} stays with the general kernel${refusals}`);
      return node;
    });
  },
};
