/** IDX files for tests: the encoder that the compiler has no need of, and a small seeded data set of digit-like images. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

type Values = Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;

const CODES: Readonly<Record<string, number>> = {
  Uint8Array: 0x08,
  Int8Array: 0x09,
  Int16Array: 0x0b,
  Int32Array: 0x0c,
  Float32Array: 0x0d,
  Float64Array: 0x0e,
};

export function encodeIdx(shape: readonly number[], values: Values): Uint8Array {
  const header = 4 + 4 * shape.length;
  const bytes = new Uint8Array(header + values.byteLength);
  const view = new DataView(bytes.buffer);
  view.setUint8(2, CODES[values.constructor.name]!);
  view.setUint8(3, shape.length);
  for (const [axis, dim] of shape.entries()) view.setUint32(4 + 4 * axis, dim);
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), header);
  // This machine is little-endian, the format is not.
  const size = values.BYTES_PER_ELEMENT;
  for (let start = header; start < bytes.length; start += size) bytes.subarray(start, start + size).reverse();
  return bytes;
}

/** Four classes of 4×4 images, a bright quarter each, with noise; 200 to train on and 50 to test. */
export function writeDigits(folder: string): void {
  mkdirSync(folder, { recursive: true });
  let seed = 1;
  const random = (): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
  for (const [split, rows] of [
    ["train", 200],
    ["t10k", 50],
  ] as const) {
    const images = new Uint8Array(rows * 16);
    const labels = new Uint8Array(rows);
    for (let row = 0; row < rows; row++) {
      const label = Math.floor(random() * 4);
      labels[row] = label;
      for (let pixel = 0; pixel < 16; pixel++) {
        const quarter = 2 * Math.floor(pixel / 8) + (pixel % 4 < 2 ? 0 : 1);
        images[row * 16 + pixel] = Math.floor((quarter === label ? 155 : 0) + 100 * random());
      }
    }
    writeFileSync(join(folder, `${split}-images-idx3-ubyte`), encodeIdx([rows, 4, 4], images));
    writeFileSync(join(folder, `${split}-labels-idx1-ubyte`), encodeIdx([rows], labels));
  }
}
