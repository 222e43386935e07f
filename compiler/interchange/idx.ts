/**
 * IDX bytes (the format of MNIST) → shape and typed array.
 *
 * The header is two zero bytes, a dtype code, the rank, and one big-endian u32 a dimension; big-endian row-major data
 * follow and must end with the file.
 */
import { UserError } from "../support/diagnostic.ts";

export type FieldDType = "u8" | "i8" | "i16" | "i32" | "f32" | "f64";

export type FieldData = Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;

export interface IdxArray {
  readonly dtype: FieldDType;
  /** All dimensions, rows first. */
  readonly shape: readonly number[];
  readonly data: FieldData;
}

interface Element {
  readonly dtype: FieldDType;
  readonly bytes: number;
  readonly decode: (view: DataView, count: number) => FieldData;
}

const ELEMENTS: ReadonlyMap<number, Element> = new Map([
  [0x08, { dtype: "u8", bytes: 1, decode: (v, n) => new Uint8Array(v.buffer, v.byteOffset, n) }],
  [0x09, { dtype: "i8", bytes: 1, decode: (v, n) => new Int8Array(v.buffer, v.byteOffset, n) }],
  [0x0b, { dtype: "i16", bytes: 2, decode: (v, n) => Int16Array.from({ length: n }, (_, i) => v.getInt16(2 * i)) }],
  [0x0c, { dtype: "i32", bytes: 4, decode: (v, n) => Int32Array.from({ length: n }, (_, i) => v.getInt32(4 * i)) }],
  [0x0d, { dtype: "f32", bytes: 4, decode: (v, n) => Float32Array.from({ length: n }, (_, i) => v.getFloat32(4 * i)) }],
  [0x0e, { dtype: "f64", bytes: 8, decode: (v, n) => Float64Array.from({ length: n }, (_, i) => v.getFloat64(8 * i)) }],
]);

/** Decodes one IDX file; `file` is what errors call it. One-byte data are a view of `bytes`. */
export function parseIdx(bytes: Uint8Array, file: string): IdxArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4 || view.getUint16(0) !== 0) throw new UserError(`${file} is not an IDX file`);
  const code = view.getUint8(2);
  const element = ELEMENTS.get(code);
  if (element === undefined) {
    throw new UserError(`${file}: 0x${code.toString(16).padStart(2, "0")} is no dtype of the IDX format`);
  }
  const rank = view.getUint8(3);
  if (rank === 0) throw new UserError(`${file} holds a single number, so it has no rows`);
  const start = 4 + 4 * rank;
  if (bytes.length < start) throw new UserError(`${file} is truncated: its header ends early`);

  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const count = shape.reduce((size, dim) => size * dim, 1);
  const expected = start + count * element.bytes;
  if (bytes.length !== expected) {
    const how = bytes.length < expected ? "is truncated" : "is too long";
    throw new UserError(
      `${file} ${how}: ${element.dtype}[${shape.join(", ")}] takes ${expected} bytes, the file has ${bytes.length}`,
    );
  }
  const data = element.decode(new DataView(bytes.buffer, bytes.byteOffset + start, count * element.bytes), count);
  return { dtype: element.dtype, shape, data };
}
