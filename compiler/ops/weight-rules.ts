/** Weight standardisation, as a function of its own and as an attribute of layers with a product or a convolution. */
import type { Builder } from "../ir/builder.ts";
import type { Node } from "../ir/node.ts";
import type { AttrSpec } from "./definition/signature.ts";
import { normalizeByOwn } from "./norm-rules.ts";

export const WEIGHT_STANDARDIZE: AttrSpec = {
  name: "weight_standardize",
  kind: "bool",
  doc: "the layer works with its weight brought to mean 0 and variance 1 in each output channel",
  default: false,
};

const DEFAULT_EPSILON = 1e-5;

/** (w − μ) / √(σ² + epsilon), over all axes but the last. */
export function standardizedWeight(b: Builder, weight: Node, epsilon = DEFAULT_EPSILON): Node {
  return normalizeByOwn(b, weight, {}, { epsilon, scale: b.constant(1), offset: b.constant(0) });
}
