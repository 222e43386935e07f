/**
 * Brings batch normalisation to the form that the planner keeps in one panel group with the product ahead of it: what is
 * per channel is computed once a channel, and shared with the gradient. Without a product that still saves a root and a
 * division at each element.
 *
 *                                                            inverse = rsqrt(variance + epsilon)        f32[c]
 *     y = batch_normalize(x, mean, variance,      ──▶        factor = inverse · scale                   f32[c]
 *                         scale, offset)                     y = (x − mean) · factor + offset           f32[…, c]
 *
 * A panel group runs 16 columns at a time, so everything from the product to the normalisation must be column-local: each
 * column needs the same column only. Element-wise ops are, and reshapes that keep the last axis; a transpose is not.
 */
import type { Builder } from "../ir/builder.ts";
import type { Node } from "../ir/node.ts";
import { formatDim, sameDim, sameShape } from "../ir/type.ts";
import { asVector, isMap } from "./broadcasting.ts";
import { layerName } from "./layer-names.ts";
import type { Pass, PassReport } from "./pass.ts";
import { rewrite } from "./rewrite.ts";

export const fuseDenseBatchNorm: Pass = {
  name: "fuse-dense-batch-norm",
  doc: "Brings batch normalisation to the form that runs in the panel group of the product ahead of it.",
  after: [
    { pass: "differentiate", because: "the closed-form gradient belongs to batch_normalize as a whole" },
    { pass: "fold-batch-norm", because: "what can be folded away need not be fused" },
    { pass: "fuse-bias", because: "a product with its bias is one node of the group" },
    { pass: "choose-convolutions", because: "many convolutions are products" },
  ],
  entries: ["infer", "evaluate", "train", "recalibrate"],
  run: (graph, report) => {
    const reported = new Set<Node>();
    return rewrite(graph, (node, b, original) => {
      if (node.op.name !== "batch_normalize") return node;
      const chain = chainAhead(original);
      // The gradient normalises once more, by the same mean.
      const mean = original.operands[1]!;
      if (!reported.has(mean)) describe(original, chain, report);
      reported.add(mean);
      return expand(node, b);
    });
  },
};

interface Chain {
  readonly product: Node;
  /** Ops between the product and the normalisation, in the order they run. */
  readonly between: readonly string[];
}

/** The nearest product that the normalised value comes from column by column, or why there is none. */
function chainAhead(node: Node): Chain | string {
  const { axes, groups, block } = node.attrs;
  if (groups !== undefined || block !== undefined)
    return "its statistics are of several channels or parts of the batch";
  if ((axes as readonly number[] | undefined)?.includes(node.type.shape.length - 1))
    return "its statistics are of rows";
  const queue: { readonly node: Node; readonly between: readonly string[] }[] = [];
  const seen = new Set<Node>();
  const visit = (next: Node, between: readonly string[]) => {
    if (!seen.has(next)) queue.push({ node: next, between });
    seen.add(next);
  };
  visit(node.operands[0]!, []);
  let obstacle: string | undefined;
  for (const { node: current, between } of queue) {
    const { name, lower } = current.op;
    const isFiltering = lower.kind === "contraction" && lower.winograd !== undefined;
    if (lower.kind === "contraction" && !isFiltering) return { product: current, between };
    const local = columnLocalOperands(current);
    if (isFiltering) obstacle ??= `${name} does all panels of a tile together`;
    else if (local === undefined) obstacle ??= `${name} is not column-local`;
    else for (const operand of local) visit(operand, name === "reshape" ? between : [name, ...between]);
  }
  return obstacle ?? "no product is ahead of it";
}

/** The operands from whose columns the result's columns come; none for a leaf, undefined for an op that mixes columns. */
function columnLocalOperands(node: Node): readonly Node[] | undefined {
  const { operands, type, op } = node;
  if (op.lower.kind === "leaf") return [];
  if (isMap(node)) return operands.filter((operand) => sameShape(operand.type.shape, type.shape));
  const [x] = operands as readonly [Node];
  const [before, after] = [x.type.shape.at(-1), type.shape.at(-1)];
  const keepsColumns =
    op.lower.kind === "view" && before !== undefined && after !== undefined && sameDim(before, after);
  return keepsColumns ? [x] : undefined;
}

function describe(node: Node, chain: Chain | string, report: PassReport): void {
  const layer = layerName(node);
  if (typeof chain === "string") {
    report.refused(layer, `not fused with a product: ${chain}`);
    return;
  }
  const { product, between } = chain;
  const isTransposed = product.attrs.transpose_b === true;
  const size = product.operands[1]!.type.shape.map(formatDim);
  const name = `product ${layerName(product)} ${(isTransposed ? size.reverse() : size).join("×")}`;
  const statistics = node.attrs.batch_statistics === true ? ["statistics"] : [];
  const parts = [name, ...between, ...statistics];
  report.did(layer, `${parts.join(", ")} and normalisation stay in one panel group`);
}

function expand(node: Node, b: Builder): Node {
  const [x, mean, variance, scale, offset] = node.operands as readonly [Node, Node, Node, Node, Node];
  const legal = (value: Node) => asVector(value, b) ?? value;
  const inverse = legal(b.op("rsqrt", [legal(b.add(variance, b.constant(node.attrs.epsilon as number)))]));
  return b.add(b.mul(b.sub(x, mean), b.mul(inverse, scale)), offset);
}
