/** What `eval` and `predict` are given, a model with weights or a compiled module → a loaded model. */
import { type Command, Option } from "commander";
import { InlayError, type LoadOptions, load, type Model } from "../../host/node.ts";
import type { EntryPoint, SimdLevel } from "../5-emit/manifest.ts";
import type { CompileOptions } from "../compile.ts";
import { type Binding, bindFields } from "../interchange/bind.ts";
import { type Dataset, isCsv, openDataset } from "../interchange/dataset.ts";
import { readBytes } from "../interchange/files.ts";
import { openEncoded, readEncoding } from "../interchange/tabular.ts";
import { UserError } from "../support/diagnostic.ts";
import { simdLevel, threadCount } from "./arguments.ts";
import { readersBeside, readModel } from "./compile-model.ts";
import { compileToRun } from "./compile-to-run.ts";
import { usageError, warn } from "./report.ts";

export interface OpenOptions {
  readonly weights?: string;
  readonly simd?: SimdLevel;
  readonly threads?: number;
  readonly average: boolean;
}

export interface DataOptions {
  readonly data: string;
  readonly split?: string;
}

/** What `--data` takes. */
export const DATA = "mnist, fashion-mnist, a folder of IDX or .safetensors files, a .safetensors file or a .csv file";

/**
 * The split that was asked for, else the test split. A CSV file is read as the model's training read its own; whole,
 * unless a split is asked for. `trained` is the file that says how: the weights or the module.
 */
export async function openSplit({ data, split }: DataOptions, trained: string, label: boolean): Promise<Dataset> {
  if (!isCsv(data)) return openDataset(data, split ?? "test", split !== undefined);
  const encoding = await readEncoding(await readBytes(trained));
  if (encoding === undefined) {
    throw new UserError(`${trained} was not trained on a CSV file: it does not say what the columns of ${data} mean`);
  }
  const { dataset, notes } = await openEncoded(data, encoding, { label, split });
  for (const note of notes) warn(note);
  return dataset;
}

/** The options that `openModel` reads. */
export function withModel(command: Command): Command {
  return command
    .argument("<model>", "a model's file with --weights, or a compiled module (.wasm)")
    .option("--weights <file>", "a checkpoint (.safetensors)")
    .option("--no-average", "take the parameters themselves, not their average")
    .addOption(new Option("--simd <level>", "for a model's file: the level to compile to").argParser(simdLevel))
    .option("--threads <n>", "run on so many threads; a compiled module must be made for them", threadCount);
}

/** `more` is for a model's file. */
export async function openModel(
  path: string,
  options: OpenOptions,
  command: Command,
  more: Pick<CompileOptions, "recalibrate" | "maxBatch"> = {},
): Promise<Model> {
  const isModule = path.endsWith(".wasm");
  if (isModule && options.simd !== undefined)
    usageError(command, "a compiled module has its SIMD level: leave --simd out");
  // Before the model is compiled: what is wrong should be told at once.
  const weights = options.weights === undefined ? undefined : await readBytes(options.weights);
  if (!isModule && weights === undefined && (await takesWeights(path)))
    usageError(command, "a model's file needs --weights <file>");
  const { simd = "baseline", threads = 1 } = options;
  const wasm = isModule ? await readBytes(path) : (await compileToRun(path, { ...more, simd, threads })).module.wasm;
  const model = await loadFrom(wasm, path, threads);
  const { manifest } = model;
  const needsWeights = manifest.parameters.length > 0 || manifest.states.some(({ kind }) => kind === "statistic");
  // A folded module has other parameters than the model: no checkpoint fits it.
  const isFolded = !manifest.entryPoints.includes("init");
  if (weights !== undefined && (isFolded || !needsWeights)) {
    const why = needsWeights ? "holds its weights already" : "has no parameters";
    throw new UserError(`${path} ${why}: leave --weights out`);
  }
  if (weights !== undefined) restoreFrom(model, weights, options.weights!);
  else if (manifest.weights === "none" && needsWeights)
    throw new UserError(`${path} holds no weights: give --weights <file>`);
  model.useAverage = options.average;
  return model;
}

/** Whether a model's text has parameters or running statistics; false where it has errors, which compiling reports. */
async function takesWeights(path: string): Promise<boolean> {
  const { checkText } = await import("../compile.ts");
  const { graph } = checkText(await readModel(path), { path, ...readersBeside(path) });
  return graph !== undefined && graph.parameters.length + graph.states.length > 0;
}

/** `load` on one thread or more. */
export function loadOn(wasm: Uint8Array, threads: number, options: LoadOptions): Promise<Model> {
  return load(wasm as Uint8Array<ArrayBuffer>, threads > 1 ? { ...options, threads } : options);
}

/** `load`, with the file's name in the error. */
async function loadFrom(wasm: Uint8Array, path: string, threads: number): Promise<Model> {
  return loadOn(wasm, threads, {}).catch((error) => {
    if (error instanceof WebAssembly.LinkError)
      throw new UserError(`${path} is for several threads: give --threads <n>`);
    throw error instanceof InlayError ? new UserError(`${path}: ${error.message}`) : error;
  });
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
