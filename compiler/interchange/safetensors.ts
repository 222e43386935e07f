/** A safetensors file → fields of a data set, or weights for the compiler. The format itself is the host's. */
import { readSafetensors, type SafeTensor } from "../../host/safetensors.ts";
import { type Tensor, tensor } from "../ir/tensor.ts";
import { UserError } from "../support/diagnostic.ts";
import { readBytes } from "./files.ts";
import type { FieldData, FieldDType } from "./idx.ts";

export interface TypedTensor {
  readonly dtype: FieldDType;
  readonly shape: readonly number[];
  readonly data: FieldData;
}

/** Reads every tensor; I64 narrows to i32, and a value that doesn't fit is an error. */
export async function readTensors(path: string): Promise<Map<string, TypedTensor>> {
  return tensorsIn(await readBytes(path), path);
}

function tensorsIn(bytes: Uint8Array, path: string): Map<string, TypedTensor> {
  const tensors = new Map<string, TypedTensor>();
  for (const [name, raw] of parse(bytes, path)) {
    const typed = decode(raw);
    if (typeof typed === "string") throw new UserError(`${path}: tensor ${name} ${typed}`);
    tensors.set(name, typed);
  }
  return tensors;
}

/** A checkpoint's tensors as the compiler takes them. */
export async function readWeights(path: string): Promise<Map<string, Tensor>> {
  return weightsIn(await readBytes(path), path);
}

/** The same for a file's bytes; `path` is what errors call it. */
export function weightsIn(bytes: Uint8Array, path: string): Map<string, Tensor> {
  const tensors = tensorsIn(bytes, path);
  return new Map([...tensors].map(([name, { shape, data }]) => [name, tensor(shape, data)]));
}

function parse(bytes: Uint8Array, path: string): ReadonlyMap<string, SafeTensor> {
  try {
    return readSafetensors(bytes).tensors;
  } catch (error) {
    throw new UserError(`${path}: ${(error as Error).message}`);
  }
}

/** The tensor, or why it can't be taken. */
function decode({ dtype, shape, data }: SafeTensor): TypedTensor | string {
  // Tensors may lie unaligned in their file, typed arrays may not.
  const { buffer } = data.slice();
  switch (dtype) {
    case "U8":
      return { dtype: "u8", shape, data: new Uint8Array(buffer) };
    case "I8":
      return { dtype: "i8", shape, data: new Int8Array(buffer) };
    case "I32":
      return { dtype: "i32", shape, data: new Int32Array(buffer) };
    case "F32":
      return { dtype: "f32", shape, data: new Float32Array(buffer) };
    case "F64":
      return { dtype: "f64", shape, data: new Float64Array(buffer) };
    case "I64": {
      const wide = new BigInt64Array(buffer);
      const narrow = Int32Array.from(wide, Number);
      const lost = wide.findIndex((value, index) => value !== BigInt(narrow[index]!));
      return lost < 0 ? { dtype: "i32", shape, data: narrow } : `holds ${wide[lost]}, which is no 32-bit integer`;
    }
    default:
      return `is ${dtype}; F32, F64, I32, I64, I8 and U8 are known`;
  }
}
