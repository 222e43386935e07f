/** A concrete tensor of the reference interpreter and of constants: row-major, float64 whatever its dtype says. */

export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export function tensor(shape: readonly number[], data: ArrayLike<number>): Tensor {
  return { shape, data: Float64Array.from(data) };
}

export function elementsIn(shape: readonly number[]): number {
  return shape.reduce((size, dim) => size * dim, 1);
}

/** Row-major strides, in elements. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/** For each element of `shape` in row-major order: the offset of the element that broadcasting reads from `source`. */
export function broadcastOffsets(source: readonly number[], shape: readonly number[]): Uint32Array {
  const own = stridesOf(source);
  const lead = shape.length - source.length;
  const strides = shape.map((_, axis) => (axis < lead || source[axis - lead] === 1 ? 0 : own[axis - lead]!));
  const offsets = new Uint32Array(elementsIn(shape));
  const index = new Array<number>(shape.length).fill(0);
  let offset = 0;
  for (let i = 0; i < offsets.length; i++) {
    offsets[i] = offset;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      offset += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      offset -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return offsets;
}
