/** A module's manifest → its loader (.js, the host runtime inside) and its types (.d.ts). */
import type { Field, Manifest } from "../5-emit/manifest.ts";
import { formatType } from "../ir/type.ts";
import { type Features, hostBundle, MODULE_NAME } from "./host-bundle.ts";

/** `wasmName` is the file beside the loader, `features` what the modules beside it ask of the host. */
export async function moduleLoader(manifest: Manifest, wasmName: string, features: Features): Promise<string> {
  const bundle = (await hostBundle(features)).replace(MODULE_NAME, encodeURIComponent(wasmName));
  return `/* Model ${manifest.model}: made by ${manifest.compiler}; loads ${wasmName}, which stands beside it. */\n${bundle}`;
}

const ARRAYS = { f32: "Float32Array", i32: "Int32Array", u8: "Uint8Array", i8: "Int8Array" } as const;

export function moduleTypes(manifest: Manifest, { wide, threads }: Features): string {
  const has = (entry: Manifest["entryPoints"][number]): boolean => manifest.entryPoints.includes(entry);
  const used = (entry: Manifest["entryPoints"][number]): Field[] =>
    manifest.inputs.filter(({ usedBy }) => usedBy.includes(entry));
  const member = (field: Field, type: string): string =>
    `  /** ${formatType(field)} */\n  readonly ${field.name}: ${type};\n`;
  const inputs = (fields: readonly Field[]): string =>
    fields.map((field) => member(field, `${ARRAYS[field.dtype]} | readonly number[]`)).join("");
  const outputs = manifest.outputs.map((field) => member(field, ARRAYS[field.dtype])).join("");
  const ratios = manifest.metrics.filter((metric) => "count" in metric);
  const metrics = ratios.map(({ name }) => `  readonly ${name}: number;\n`).join("");
  const sums = manifest.metrics.map(({ name }) => `  readonly ${name}: readonly number[];\n`).join("");
  const average = has("swap_average") ? ", options?: AverageOption" : "";

  return `/** Types of model ${manifest.model}, made by ${manifest.compiler}. */

/** What \`predict\` takes, row after row; at most ${manifest.maxBatch} rows run at once. */
export interface Inputs {
${inputs(used("infer"))}}

export interface Outputs {
${outputs}}
${
  has("evaluate")
    ? `
/** What evaluation and training take. */
export interface Examples {
${inputs(used(has("train_step") ? "train_step" : "evaluate"))}}

export interface Measures {
  /** Mean over the examples. */
  readonly loss: number;
  readonly metrics: Metrics;
  readonly sums: Sums;
}

export interface Metrics {
${metrics}}

/** What each metric adds up over examples; docs/abi.md of Inlay tells how it is finished. */
export interface Sums {
${sums}}
`
    : ""
}${
  has("swap_average")
    ? `
export interface AverageOption {
  /** Whether to take the parameters' averages; true by default. */
  readonly useAverage?: boolean;
}
`
    : ""
}${has("train_step") ? TRAINING_TYPES : ""}
export interface Model {
  /** Views into the module's memory for at most ${manifest.maxBatch} rows, valid until the model runs again. */
  predict(inputs: Inputs${average}): Outputs;
${has("evaluate") ? `  evaluate(examples: Examples${average}): Measures & { readonly examples: number };\n` : ""}${
  has("train_step") ? TRAINING_MEMBERS : ""
}${has("swap_average") ? "  /** Whether `predict` and `evaluate` take the parameters' averages; true at first. */\n  useAverage: boolean;\n" : ""}${has("recalibrate") ? INSTANCE : ""}${threads ? DISPOSE : ""}}

export interface LoadOptions {
  /** Another place than beside this file: a URL, a path in Node, bytes, a Response or a WebAssembly.Module. */
  readonly source?: string | object;
  /** Initialises a module that holds no weights. */
  readonly seed?: number;
  /** \`fastest\` takes the relaxed SIMD module where there is one and the engine runs it. */
  readonly simd?: "baseline" | "fastest"${wide ? WIDE_OPTION : ";"}${threads ? THREADS_OPTION : ""}
}

export function load(options?: LoadOptions): Promise<Model>;

/** Thrown about what the model was given. */
export class InlayError extends Error {}
`;
}

const THREADS_OPTION = `
  /** How many threads run the model, the calling one included; in a page only in a worker. */
  readonly threads?: number;`;

const INSTANCE = `  /** For \`recalibrate\` of inlay/host/training. */
  readonly instance: object;
`;

const DISPOSE = `  /** Ends the workers of a model with threads; it cannot run after that. */
  dispose(): void;
`;

const WIDE_OPTION = ` | "wide";
  /** Is told why \`wide\` is not what runs, or not fast; \`console.warn\` by default. */
  readonly warn?: (message: string) => void;`;

const TRAINING_TYPES = `
export interface FitOptions {
  /** How many epochs to add: 1, or no limit where \`steps\` is given. */
  readonly epochs?: number;
  readonly steps?: number;
  readonly batchSize?: number;
  /** Initialises a model that has not been trained, set or restored; shuffles. The model's own by default. */
  readonly seed?: number;
  /** On by default. */
  readonly shuffle?: boolean;
  /** What to do with the examples that don't fill a batch: train on them too (default), or leave them out. */
  readonly lastBatch?: "keep" | "drop";
  /** Multiplies the learning rate; a function gets the number of steps done before. */
  readonly rateScale?: number | ((step: number) => number);
  readonly signal?: AbortSignal;
}

export interface TrainStep extends Measures {
  readonly step: number;
  readonly batch: number;
}

export interface FitStep extends TrainStep {
  readonly epoch: number;
  readonly examples: number;
  readonly total: number;
  readonly epochEnd: boolean;
}
`;

const TRAINING_MEMBERS = `  fit(examples: Examples, options?: FitOptions): AsyncIterableIterator<FitStep>;
  trainStep(batch: Examples, options?: { readonly rateScale?: number }): TrainStep;
  init(seed: number): void;
  readonly counters: {
    readonly step: number;
    readonly epoch: number;
    readonly position: number;
    readonly seed: number;
  };
  parameters(): readonly { readonly name: string; readonly shape: readonly number[] }[];
  get(name: string): Float32Array;
  set(name: string, values: Float32Array | readonly number[]): void;
  /** The bytes of a safetensors file with all that training has made. */
  save(): Uint8Array<ArrayBuffer>;
  restore(bytes: Uint8Array | ArrayBuffer): void;
`;
