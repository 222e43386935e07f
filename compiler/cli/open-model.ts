/** What `eval` and `predict` are given, a model with weights or a compiled module → a loaded model. */
import { type Command, Option } from "commander";
import { load, type Model } from "../../host/node.ts";
import type { EntryPoint } from "../5-emit/manifest.ts";
import { type Binding, bindFields } from "../interchange/bind.ts";
import type { Dataset } from "../interchange/dataset.ts";
import { readBytes } from "../interchange/files.ts";
import { UserError } from "../support/diagnostic.ts";
import { simdLevel } from "./arguments.ts";
import { compileModel } from "./compile-model.ts";
import { usageError } from "./report.ts";

export interface OpenOptions {
  readonly weights?: string;
  readonly simd?: "baseline" | "relaxed";
  readonly average: boolean;
}

/** The options that `openModel` reads. */
export function withModel(command: Command): Command {
  return command
    .argument("<model>", "a model's file with --weights, or a compiled module (.wasm)")
    .option("--weights <file>", "a checkpoint (.safetensors)")
    .option("--no-average", "take the parameters themselves, not their average")
    .addOption(new Option("--simd <level>", "for a model's file: the level to compile to").argParser(simdLevel));
}

export async function openModel(path: string, options: OpenOptions, command: Command): Promise<Model> {
  const isModule = path.endsWith(".wasm");
  if (!isModule && options.weights === undefined) usageError(command, "a model's file needs --weights <file>");
  if (isModule && options.simd !== undefined)
    usageError(command, "a compiled module has its SIMD level: leave --simd out");
  // Before the model is compiled: a wrong path should be told at once.
  const weights = options.weights === undefined ? undefined : await readBytes(options.weights);
  const simd = options.simd ?? "baseline";
  const model = await load(isModule ? await readBytes(path) : (await compileModel(path, { simd })).module.wasm);
  if (weights !== undefined) restoreFrom(model, weights, options.weights!);
  else if (model.manifest.weights === "none") throw new UserError(`${path} holds no weights: give --weights <file>`);
  model.useAverage = options.average;
  return model;
}

/** `restore`, with the file's name in the error. */
export function restoreFrom(model: Model, bytes: Uint8Array, path: string): void {
  try {
    model.restore(bytes);
  } catch (error) {
    throw new UserError(`${path}: ${(error as Error).message}`);
  }
}

/** Columns for the inputs that one entry point reads. */
export function bindEntry(model: Model, entry: EntryPoint, dataset: Dataset): Binding {
  return bindFields(
    model.manifest.inputs.filter(({ usedBy }) => usedBy.includes(entry)),
    dataset,
  );
}
