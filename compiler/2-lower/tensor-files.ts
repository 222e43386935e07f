/** The files of tensors that a model names, each read once. */
import type { Tensor } from "../ir/tensor.ts";
import type { ReadTensor } from "../ops/definition/op.ts";
import { UserError } from "../support/diagnostic.ts";
import { didYouMean } from "./suggest.ts";

/** A safetensors file's tensors by name; the path is as the model has it. Throws a UserError where there is none. */
export type ReadWeights = (path: string) => ReadonlyMap<string, Tensor>;

export function tensorReader(readWeights: ReadWeights): ReadTensor {
  const files = new Map<string, ReadonlyMap<string, Tensor> | UserError>();
  const open = (path: string) => {
    const known = files.get(path);
    if (known !== undefined) return known;
    const file = attempt(readWeights, path);
    files.set(path, file);
    return file;
  };
  return (path, name) => {
    const file = open(path);
    if (file instanceof UserError) return { error: file.message };
    const tensor = file.get(name);
    if (tensor !== undefined) return tensor;
    const names = [...file.keys()];
    const has = `it has ${names.slice(0, 5).join(", ")}${names.length > 5 ? ", …" : ""}`;
    return { error: `${path} has no tensor ${name}`, help: didYouMean(name, names).help ?? has };
  };
}

function attempt(readWeights: ReadWeights, path: string): ReadonlyMap<string, Tensor> | UserError {
  try {
    return readWeights(path);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}
