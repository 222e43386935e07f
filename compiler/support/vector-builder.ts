/**
 * What an element-wise op or a reduction step is written in: expressions over four float32 lanes. Emission implements
 * it as AssemblyScript; the type is opaque so that an op can only combine what it was given.
 */

declare const vector: unique symbol;

/** An expression of type f32x4, or a lane mask. */
export type V = { readonly [vector]: true };

export interface VectorBuilder {
  /** The same number in every lane. */
  constant(value: number): V;
  add(a: V, b: V): V;
  sub(a: V, b: V): V;
  mul(a: V, b: V): V;
  div(a: V, b: V): V;
  /** a · b + c: two roundings at `baseline`, one or two at the other levels. */
  madd(a: V, b: V, c: V): V;
  neg(a: V): V;
  abs(a: V): V;
  sqrt(a: V): V;
  floor(a: V): V;
  /** IEEE minimum and maximum: NaN if either is. */
  min(a: V, b: V): V;
  max(a: V, b: V): V;
  /** Lane masks. */
  less(a: V, b: V): V;
  lessEqual(a: V, b: V): V;
  equal(a: V, b: V): V;
  /** Lane-wise `mask ? a : b`. */
  select(mask: V, a: V, b: V): V;
  /** A vector function of runtime-as/math.ts or gelu.ts. */
  call(name: VectorFunction, ...args: V[]): V;
}

export type VectorFunction =
  | "exp"
  | "expm1"
  | "log"
  | "log1p"
  | "tanh"
  | "sigmoid"
  | "erf"
  | "gelu"
  | "gelu_slope"
  | "near_normal_cdf"
  | "sin"
  | "cos";
