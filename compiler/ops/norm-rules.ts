/** What layer_norm and rms_norm share: values scaled to one size over the last axis, then a scale and an offset a column. */
import type { Node } from "../ir/node.ts";
import { f32, formatType, type TensorType } from "../ir/type.ts";
import type { AttrSpec, LayerScope, SignatureError } from "./define.ts";
import { notF32 } from "./rules.ts";

export const EPSILON: AttrSpec = {
  name: "epsilon",
  kind: "float",
  doc: "added under the root",
  default: 1e-5,
  check: (value: number) => (value > 0 ? undefined : "must be greater than 0"),
};

export const WEIGHT: AttrSpec = { name: "weight", kind: "bool", doc: "a scale a column, from 1", default: true };

export const BIAS: AttrSpec = { name: "bias", kind: "bool", doc: "an offset a column, from 0", default: true };

/** What is wrong with an operand that is normalised over its last axis. */
export function notNormalisable(name: string, x: TensorType): SignatureError | undefined {
  if (typeof x.shape.at(-1) === "number") return notF32(name, [x]);
  const error = `${name} needs a last axis of fixed size, got ${formatType(x)}`;
  return { code: "shape-mismatch", error, operand: 0 };
}

/** Mean over the last axis, kept as size 1. */
export function rowMean({ b }: LayerScope, x: Node): Node {
  return b.op("reduce_mean", [x], { axes: [x.type.shape.length - 1], keep_dims: true });
}

/** x / √(mean x² + epsilon) · weight + bias */
export function scaleRows(
  scope: LayerScope,
  x: Node,
  attrs: { epsilon: number; weight: boolean; bias: boolean },
): Node {
  const { b } = scope;
  const columns = f32(x.type.shape.at(-1)!);
  const root = b.op("rsqrt", [b.add(rowMean(scope, b.mul(x, x)), b.constant(attrs.epsilon))]);
  const normal = b.mul(x, root);
  const scaled = attrs.weight ? b.mul(normal, scope.parameter("weight", columns, scope.initializer("ones"))) : normal;
  return attrs.bias ? b.add(scaled, scope.parameter("bias", columns, scope.initializer("zeros"))) : scaled;
}
