/** What operators share that mix the examples of a batch with one another. */
import type { Builder } from "../ir/builder.ts";
import type { Attrs, Node } from "../ir/node.ts";
import { f32, formatType, type Shape, type TensorType } from "../ir/type.ts";
import type { LayerScope } from "./definition/layer.ts";
import type { AttrSpec, SignatureError } from "./definition/signature.ts";

export const ALPHA: AttrSpec = {
  name: "alpha",
  kind: "float",
  doc: "of the distribution Beta(alpha, alpha): near 0 hardly anything is mixed, from 1 on mostly halves",
  check: (value: number) => (value > 0 ? undefined : "must be greater than 0"),
};

/** f32[samples, 1]. */
export function weightShape(x: TensorType): Shape {
  return [x.shape[0]!, 1];
}

/** The first axis must be the batch: samples, which are mixed, and something of each. */
export function notSamples(op: string, { dtype, shape }: TensorType, rank?: number): SignatureError | undefined {
  const fits = dtype === "f32" && typeof shape[0] === "object" && (rank ? shape.length === rank : shape.length > 1);
  if (fits) return undefined;
  const wanted = rank === 4 ? "f32[batch, height, width, channels]" : "f32[batch, …] of rank 2 or more";
  return { code: "shape-mismatch", error: `${op} expects ${wanted}, got ${formatType({ dtype, shape })}`, operand: 0 };
}

/** The uniform numbers f32[samples, 1] of a site. */
export function uniforms(b: Builder, seed: Node, step: Node, attrs: Attrs): (stream: number) => Node {
  return (stream) => b.op("random_uniform", [seed, step], { shape: attrs.shape!, site: attrs.site!, stream });
}

/**
 * Beta(α, α) of two uniform numbers, for any α and without rejection (Devroye, "Random variate generation in one line of
 * code", 1996): ½ + ½ · T / √(2α + T²) with T = √(2α (U^(−1/α) − 1)) · cos 2πV, which has Student's distribution. With
 * q = U^(1/α) and c = cos 2πV, T² / (2α + T²) is (1 − q) c² / (q + (1 − q) c²).
 */
export function betaOf(b: Builder, u: Node, v: Node, alpha: number): Node {
  const number = (value: number) => b.constant(value);
  const above0 = b.sub(number(1), u);
  const q = b.op("exp", [b.mul(b.op("log", [above0]), number(1 / alpha))]);
  const c = b.op("cos", [b.mul(v, number(2 * Math.PI))]);
  const part = b.mul(b.sub(number(1), q), b.op("square", [c]));
  const whole = b.op("maximum", [b.add(q, part), number(1e-30)]);
  const r = b.op("sqrt", [b.div(part, whole)]);
  return b.mul(b.add(b.mul(b.op("sign", [c]), r), number(1)), number(0.5));
}

/** What a layer's node draws by, for samples like those of `x`. */
export function drawing({ random }: LayerScope, x: Node): { operands: readonly Node[]; attrs: Attrs } {
  const { seed, step, site } = random();
  return { operands: [seed, step], attrs: { site, shape: weightShape(x.type) } };
}

export function ones(b: Builder, attrs: Attrs): Node {
  return b.op("broadcast", [b.constant(1)], { shape: attrs.shape! });
}

export const WEIGHT = { name: "weight", doc: "f32[batch, 1]: each example's own part" } as const;

export function isWeightOf(x: TensorType, weight: TensorType): boolean {
  const fitting = f32(...weightShape(x));
  return formatType(weight) === formatType(fitting);
}
