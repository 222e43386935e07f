/** Tensor types: a dtype and a shape whose leading dimension may be a multiple of the run-time batch. */

export type DType = "f32" | "i32" | "u8" | "i8";

/** A compile-time size, or `k · batch` for the symbolic leading dimension. */
export type Dim = number | { readonly batch: number };

export type Shape = readonly Dim[];

export interface TensorType {
  readonly dtype: DType;
  readonly shape: Shape;
}

export const BATCH: Dim = { batch: 1 };

export const DTYPE_BYTES: Readonly<Record<DType, number>> = { f32: 4, i32: 4, u8: 1, i8: 1 };

export function f32(...shape: Dim[]): TensorType {
  return { dtype: "f32", shape };
}

export function i32(...shape: Dim[]): TensorType {
  return { dtype: "i32", shape };
}

export function sameDim(a: Dim, b: Dim): boolean {
  if (typeof a === "number" || typeof b === "number") return a === b;
  return a.batch === b.batch;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dim, axis) => sameDim(dim, b[axis]!));
}

export function sameType(a: TensorType, b: TensorType): boolean {
  return a.dtype === b.dtype && sameShape(a.shape, b.shape);
}

export function isStatic(shape: Shape): shape is readonly number[] {
  return shape.every((dim) => typeof dim === "number");
}

/** The dimension's size at a given batch. */
export function sizeAt(dim: Dim, batch: number): number {
  return typeof dim === "number" ? dim : dim.batch * batch;
}

export function shapeAt(shape: Shape, batch: number): number[] {
  return shape.map((dim) => sizeAt(dim, batch));
}

/** Product of dimensions; at most one of them may depend on the batch. The empty product is 1. */
export function productOf(dims: Shape): Dim {
  let size = 1;
  let symbolic = false;
  for (const dim of dims) {
    if (typeof dim === "number") size *= dim;
    else {
      if (symbolic) throw new RangeError("a shape has at most one batch dimension");
      symbolic = true;
      size *= dim.batch;
    }
  }
  return symbolic ? { batch: size } : size;
}

export function formatDim(dim: Dim): string {
  if (typeof dim === "number") return String(dim);
  return dim.batch === 1 ? "batch" : `${dim.batch}*batch`;
}

/** `f32[batch, 784]`; a scalar is `f32[]`. */
export function formatType(type: TensorType): string {
  return `${type.dtype}[${type.shape.map(formatDim).join(", ")}]`;
}

export function formatShape(shape: Shape): string {
  return `[${shape.map(formatDim).join(", ")}]`;
}

/** A negative axis counts from the end; undefined when out of range. */
export function resolveAxis(axis: number, rank: number): number | undefined {
  const resolved = axis < 0 ? axis + rank : axis;
  return Number.isInteger(resolved) && resolved >= 0 && resolved < rank ? resolved : undefined;
}

/** NumPy broadcasting of two shapes; undefined when they don't fit. */
export function broadcastShapes(a: Shape, b: Shape): Shape | undefined {
  const rank = Math.max(a.length, b.length);
  const result: Dim[] = [];
  for (let i = 0; i < rank; i++) {
    const x = a[a.length - rank + i] ?? 1;
    const y = b[b.length - rank + i] ?? 1;
    if (sameDim(x, y) || y === 1) result.push(x);
    else if (x === 1) result.push(y);
    else return undefined;
  }
  return result;
}
