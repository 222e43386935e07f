/**
 * Cuts a convolution of several groups into one for each, where they are whole panels, so that every group is computed as
 * fast as a convolution by itself: slices and concatenations at multiples of 16 are only names for panels.
 *
 *     y = conv2d(x, w, bias) {groups = 2, …}   ──▶   %1 = slice(x) {stop = 16}     %4 = slice(x) {start = 16}
 *                                                    %2 = slice(w) {stop = 32}     %5 = slice(w) {start = 32}
 *                                                    %3 = conv2d(%1, %2, …)        %6 = conv2d(%4, %5, …)
 *                                                    y = concat(%3, %6)
 */
import type { Builder } from "../ir/builder.ts";
import type { Node } from "../ir/node.ts";
import { convolutionLayers } from "./convolutions/convolution-use.ts";
import type { Pass } from "./pass.ts";
import { rewrite } from "./rewrite.ts";

/** The width of a panel. */
const PANEL = 16;

const CUT: ReadonlySet<string> = new Set(["conv2d", "conv2d_input_gradient", "conv2d_weight_gradient"]);

export const splitGroups: Pass = {
  name: "split-groups",
  doc: "Cuts a convolution of several groups into one for each, where they are whole panels.",
  after: [
    {
      pass: "differentiate",
      because: "gradients of a grouped convolution are grouped convolutions, and are cut as well",
    },
    { pass: "fold-batch-norm", because: "normalisation folds into one convolution more simply than into several" },
  ],
  entries: ["infer", "evaluate", "train", "recalibrate"],
  run: (graph, report) => {
    const layerOf = convolutionLayers(graph);
    return rewrite(graph, (node, b, original) => {
      const groups = node.attrs.groups as number;
      if (!CUT.has(node.op.name) || groups === 1 || !hasWholePanels(node, groups)) return node;
      const layer = layerOf(original);
      report.did(layer, `${node.op.name} is cut into ${groups} groups`);
      const parts = Array.from({ length: groups }, (_, group) => b.named(part(node, b, group), `${layer}.${group}`));
      return b.op("concat", parts, { axis: -1 });
    });
  },
};

/** Every operand and the result have as many panels as groups, or a multiple. A weight gradient's image is cut, too. */
function hasWholePanels({ operands, type }: Node, groups: number): boolean {
  return [type, ...operands.map((operand) => operand.type)].every(({ shape }) => {
    return (shape.at(-1) as number) % (PANEL * groups) === 0;
  });
}

/** The group's own slice of the last axis of every operand: channels of images, outputs of weights and of the bias. */
function part({ op, operands, attrs }: Node, b: Builder, group: number): Node {
  const own = operands.map((operand) => {
    const size = (operand.type.shape.at(-1) as number) / (attrs.groups as number);
    return b.op("slice", [operand], { axis: -1, start: group * size, stop: (group + 1) * size, step: 1 });
  });
  return b.op(op.name, own, { ...attrs, groups: 1 });
}
