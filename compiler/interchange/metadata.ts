/** A safetensors file's metadata, names → texts: read, and with more entries. */
import { readSafetensors, writeSafetensors } from "../../host/safetensors.ts";

export function readMetadata(file: Uint8Array): Readonly<Record<string, string>> {
  // Throws where the file is not whole.
  readSafetensors(file);
  const length = Number(new DataView(file.buffer, file.byteOffset, 8).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length)));
  return header.__metadata__ ?? {};
}

export function addMetadata(file: Uint8Array, entries: Readonly<Record<string, string>>): Uint8Array<ArrayBuffer> {
  return writeSafetensors(readSafetensors(file).tensors, { ...readMetadata(file), ...entries });
}
