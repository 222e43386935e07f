/**
 * What all normalisations share. Each is x̂ = (x − A x) / √(A(x − A x)² + ε) with an averaging A of its own: over all rows
 * (batch_norm), over those of each ghost batch, of each image (instance_norm), also over groups of channels (group_norm), or
 * over columns (layer_norm; rms_norm leaves A x out). Every A gives the same to all values that it averages, so it is its own
 * adjoint and A·A = A, and one gradient serves them all:
 *
 *     g = dy · scale        dx = 1/σ · (g − A g − x̂ · A(g · x̂))            (without A g where nothing is subtracted)
 */
import type { Builder } from "../ir/builder.ts";
import type { Attrs, Node } from "../ir/node.ts";
import { f32, formatType, type Shape, type TensorType } from "../ir/type.ts";
import type { LayerScope } from "./definition/layer.ts";
import type { AttrSpec, SignatureError } from "./definition/signature.ts";
import { leadingAxes, notF32 } from "./rules.ts";

export const EPSILON: AttrSpec = {
  name: "epsilon",
  kind: "float",
  doc: "added under the root",
  default: 1e-5,
  check: (value: number) => (value > 0 ? undefined : "must be greater than 0"),
};

export const WEIGHT: AttrSpec = { name: "weight", kind: "bool", doc: "a scale a column, from 1", default: true };

export const BIAS: AttrSpec = { name: "bias", kind: "bool", doc: "an offset a column, from 0", default: true };

/** What an average runs over, as attributes of batch_normalize. */
export interface Averaging {
  /** Axes, ascending; all but the last if left out. */
  readonly axes?: readonly number[];
  /** Into how many groups the last axis is cut, each with one average; if left out, every column has its own. */
  readonly groups?: number;
  /** Over so many neighbours along the first axis; the last of these blocks may be smaller. */
  readonly block?: number;
}

export const AVERAGING: readonly AttrSpec[] = [
  { name: "axes", kind: "axes", doc: "the axes of the statistics; all but the last if left out", optional: true },
  { name: "groups", kind: "int", doc: "groups of channels that share statistics", optional: true },
  { name: "block", kind: "int", doc: "entries of the first axis that share statistics", optional: true },
];

export function averagingOf({ axes, groups, block }: Attrs): Averaging {
  const given = { axes, groups, block } as Averaging;
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** One value for all rows a column: what batch_mean and batch_variance are for. */
export function isByChannel({ axes, groups, block }: Averaging): boolean {
  return axes === undefined && groups === undefined && block === undefined;
}

/** Whether the mean over the axes is shared further. */
export function isSpread({ groups, block }: Averaging): boolean {
  return groups !== undefined || block !== undefined;
}

/** The mean of x, in a shape that broadcasts to x's. */
export function average(b: Builder, x: Node, averaging: Averaging): Node {
  if (isByChannel(averaging)) return b.op("batch_mean", [x]);
  const { axes = leadingAxes(x.type.shape) } = averaging;
  const mean = axes.length === 0 ? x : b.op("reduce_mean", [x], { axes, keep_dims: true });
  return spread(b, mean, averaging);
}

/** The sum over the axes, which `spread` makes A of, divided by their sizes. */
export function sumOverAxes(b: Builder, x: Node, { axes }: Averaging): Node {
  if (axes?.length === 0) return x;
  const keep_dims = axes !== undefined;
  return b.op("reduce_sum", [x], { axes: axes ?? leadingAxes(x.type.shape), keep_dims });
}

/** What the averages over the axes become with groups of channels and blocks of the first axis. */
export function spread(b: Builder, x: Node, { groups, block }: Averaging): Node {
  const blocks = block === undefined ? x : b.op("block_mean", [x], { size: block });
  if (groups === undefined) return blocks;
  const { shape } = x.type;
  const columns = shape.at(-1) as number;
  const cut: Shape = [...shape.slice(0, -1), groups, columns / groups];
  const means = b.op("reduce_mean", [b.reshape(blocks, cut)], { axes: [cut.length - 1], keep_dims: true });
  return b.reshape(b.op("broadcast", [means], { shape: cut }), shape);
}

export interface Statistics {
  readonly mean: Node;
  /** Biased, about the mean: the second of two passes. */
  readonly variance: Node;
}

export function statistics(b: Builder, x: Node, averaging: Averaging): Statistics {
  const mean = average(b, x, averaging);
  if (isByChannel(averaging)) return { mean, variance: b.op("batch_variance", [x, mean]) };
  const centred = b.sub(x, mean);
  return { mean, variance: average(b, b.mul(centred, centred), averaging) };
}

/** x normalised by statistics of its own, times scale, plus offset. */
export function normalizeByOwn(
  b: Builder,
  x: Node,
  averaging: Averaging,
  { epsilon, scale, offset }: { readonly epsilon: number; readonly scale: Node; readonly offset: Node },
): Node {
  const { mean, variance } = statistics(b, x, averaging);
  const attrs = { epsilon, batch_statistics: true, ...averaging } as Attrs;
  return b.op("batch_normalize", [x, mean, variance, scale, offset], attrs);
}

/** The parameters `weight` and `bias`, a value a column each, or what stands for one that is not wanted. */
export function affine(scope: LayerScope, columns: number, attrs: { weight?: boolean; bias?: boolean }) {
  const type = f32(columns);
  return {
    scale: attrs.weight === true ? scope.parameter("weight", type, scope.initializer("ones")) : scope.b.constant(1),
    offset: attrs.bias === true ? scope.parameter("bias", type, scope.initializer("zeros")) : scope.b.constant(0),
  };
}

/** What is wrong with an operand whose last axis are columns, or channels. */
export function notNormalisable(name: string, x: TensorType, leastRank = 1): SignatureError | undefined {
  const { shape } = x;
  const wrong = notF32(name, [x]);
  if (wrong !== undefined) return wrong;
  if (shape.length >= leastRank && typeof shape.at(-1) === "number") return undefined;
  const error =
    shape.length < leastRank
      ? `${name} expects rank ${leastRank} or more, got ${formatType(x)}`
      : `${name} needs a last axis of fixed size, got ${formatType(x)}`;
  return { code: "shape-mismatch", error, operand: 0 };
}

/** The axes between the first and the last: the pixels of an image. */
export function innerAxes({ shape }: TensorType): number[] {
  return leadingAxes(shape).slice(1);
}
