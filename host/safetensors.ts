/**
 * The safetensors file format, both ways: eight bytes of header length, a JSON header, data. Reading checks everything
 * that the format asks for, and hands out views of the given bytes.
 */
import { fail } from "./errors.ts";

export interface SafeTensor {
  /** `F32`, `I64` and so on. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Little-endian and row-major, possibly unaligned. */
  readonly data: Uint8Array;
}

const METADATA = "__metadata__";

/** Bytes an element: the number in the dtype's name is its bits. */
const bytesOf = (dtype: string) => (dtype === "BOOL" ? 1 : Number(/^(?:[UIF]|BF)(8|16|32|64)/.exec(dtype)?.[1]) / 8);

const sizeOf = (dtype: string, shape: readonly number[]) => shape.reduce((size, dim) => size * dim, bytesOf(dtype));

const isObject = (value: unknown): value is Record<string, unknown> => value instanceof Object && !Array.isArray(value);

const isSizes = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);

export function readSafetensors(bytes: Uint8Array): { readonly tensors: ReadonlyMap<string, SafeTensor> } {
  const broken: (why: string) => never = (why) => fail(`not a whole safetensors file: ${why}`);
  const available = bytes.length - 8;
  if (available < 0) broken(`it has ${bytes.length} bytes`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  if (length > available) broken(`its header should have ${length} bytes, ${available} are left`);
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, 8 + length)));
  } catch (error) {
    broken(`its header is not JSON (${(error as Error).message})`);
  }
  if (!isObject(header)) broken("its header is not an object");
  // Not a subarray: of Node's Buffer that would be a Buffer, whose slice() does not copy.
  const values = new Uint8Array(bytes.buffer, bytes.byteOffset + 8 + length, available - length);
  const tensors = new Map<string, SafeTensor>();
  for (const [name, entry] of Object.entries(header)) {
    const malformed: () => never = () => broken(`the entry \`${name}\` is malformed`);
    if (!isObject(entry)) malformed();
    if (name === METADATA) {
      if (!Object.values(entry).every((value) => typeof value === "string")) malformed();
      continue;
    }
    const { dtype, shape, data_offsets: offsets } = entry;
    if (typeof dtype !== "string" || !isSizes(shape) || !isSizes(offsets) || offsets.length !== 2) malformed();
    const [begin, end] = offsets as [number, number];
    if (end > values.length) broken(`\`${name}\` ends at byte ${end} of ${values.length}`);
    if (end - begin !== sizeOf(dtype, shape))
      broken(`\`${name}\` has ${end - begin} bytes: not a ${dtype} of shape [${shape}]`);
    tensors.set(name, { dtype, shape, data: values.subarray(begin, end) });
  }
  // Of two entries with one name JSON.parse keeps the last: the bytes of the other are a hole.
  const ranges = [...tensors].sort(
    ([, { data: a }], [, { data: b }]) => a.byteOffset - b.byteOffset || a.length - b.length,
  );
  let position = values.byteOffset;
  for (const [name, { data }] of ranges) {
    if (data.byteOffset !== position) broken(`\`${name}\` does not begin where the tensor before it ends`);
    position += data.length;
  }
  const surplus = bytes.byteOffset + bytes.length - position;
  if (surplus) broken(`its last ${surplus} bytes belong to no tensor`);
  return { tensors };
}

/** Wider elements come first and the header is padded to 8 bytes, so that every tensor is aligned in the file. */
export function writeSafetensors(
  tensors: ReadonlyMap<string, SafeTensor>,
  metadata?: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const sorted = [...tensors].sort(([, a], [, b]) => bytesOf(b.dtype) - bytesOf(a.dtype));
  const entries: [string, unknown][] = metadata ? [[METADATA, metadata]] : [];
  let end = 0;
  for (const [name, { dtype, shape, data }] of sorted) {
    if (data.length !== sizeOf(dtype, shape)) {
      fail(`\`${name}\`: ${data.length} bytes are no ${dtype} of shape [${shape}]`);
    }
    entries.push([name, { dtype, shape, data_offsets: [end, end + data.length] }]);
    end += data.length;
  }
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  const length = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + length + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.fill(32, 8, 8 + length).set(text, 8);
  let position = 8 + length;
  for (const [, { data }] of sorted) {
    bytes.set(data, position);
    position += data.length;
  }
  return bytes;
}
