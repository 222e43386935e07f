/** What concat, slice and pad share: a tensor as [outer, axis, inner] in row-major order. */
import { type Dim, formatType, productOf, resolveAxis, type Shape, type TensorType } from "../ir/type.ts";
import type { AttrSpec, SignatureError } from "./definition/signature.ts";

export const AXIS: AttrSpec = { name: "axis", kind: "int", doc: "the axis, negative from the end", default: -1 };

export interface Axis {
  readonly axis: number;
  readonly size: number;
}

/** The axis that `attr` names, with its size; the batch has none before run time. */
export function staticAxis(
  name: string,
  { shape, ...type }: TensorType,
  attr: number,
): (Axis & { readonly error?: never }) | SignatureError {
  const axis = resolveAxis(attr, shape.length);
  if (axis === undefined) {
    const error = `${name}: axis ${attr} is out of range for rank ${shape.length}`;
    return { code: "bad-attribute", error, attr: "axis" };
  }
  const size = shape[axis]!;
  if (typeof size === "number") return { axis, size };
  const error = `${name} cannot work on the batch: the first axis of ${formatType({ ...type, shape })}`;
  return { code: "batch-dimension", error, attr: "axis", help: "choose an axis of fixed size" };
}

/** The sizes before and behind an axis; only the first axis may depend on the batch. */
export function around(shape: Shape, axis: number): { readonly outer: Dim; readonly inner: number } {
  return { outer: productOf(shape.slice(0, axis)), inner: productOf(shape.slice(axis + 1)) as number };
}

/** The same for concrete shapes. */
export function aroundAt(shape: readonly number[], axis: number): { readonly outer: number; readonly inner: number } {
  const product = (sizes: readonly number[]) => sizes.reduce((a, b) => a * b, 1);
  return { outer: product(shape.slice(0, axis)), inner: product(shape.slice(axis + 1)) };
}

/** Number, length, first place and distance of the runs that a kernel copies; neighbouring places are one run. */
export function runsOf(count: number, inner: number, start: number, step: number): readonly number[] {
  return step === 1 ? [1, count * inner, start * inner, 0] : [count, inner, start * inner, step * inner];
}

export function withSize(shape: Shape, axis: number, size: number): Shape {
  return shape.map((dim, i) => (i === axis ? size : dim));
}

/** The error of an operand that is neither f32 nor i32. */
export function notFourBytes(name: string, types: readonly TensorType[]): SignatureError | undefined {
  const operand = types.findIndex(({ dtype }) => dtype !== "f32" && dtype !== "i32");
  if (operand < 0) return undefined;
  const error = `${name} expects f32 or i32, got ${types[operand]!.dtype}`;
  return { code: "type-mismatch", error, operand, help: "convert it with cast(…, dtype: f32)" };
}
