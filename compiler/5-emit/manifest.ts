/**
 * The host ABI: what the custom section `inlay` of a module holds, as JSON. docs/abi.md tells it for hosts in any
 * language. Offsets are bytes from the start of the exported memory.
 */

export const ABI_VERSION = 2;

/** The name of the custom section. */
export const MANIFEST_SECTION = "inlay";

/**
 * `baseline` is exactly defined by WebAssembly; `relaxed` multiplies and adds in one instruction where there is one; `wide`
 * is `relaxed` in the tiles that an engine makes 256-bit code of.
 */
export const SIMD_LEVELS = ["baseline", "relaxed", "wide"] as const;

export type SimdLevel = (typeof SIMD_LEVELS)[number];

export type EntryPoint = "init" | "infer" | "evaluate" | "train_step" | "swap_average" | "recalibrate";

export interface Manifest {
  readonly abi: number;
  /** `inlay 0.1.0` */
  readonly compiler: string;
  readonly model: string;
  readonly simd: SimdLevel;
  /** The most threads that the module can use, on the shared memory that it imports; left out where it has its own. */
  readonly threads?: number;
  /** The largest batch that an entry point takes. */
  readonly maxBatch: number;
  /** The smallest batch that `train_step` takes: 2 where batch statistics of one row would be meaningless. */
  readonly minTrainBatch: number;
  /** The batch norm that makes `minTrainBatch` 2. */
  readonly minTrainBatchBecause?: string;
  readonly entryPoints: readonly EntryPoint[];
  readonly inputs: readonly InputField[];
  readonly outputs: readonly Field[];
  /** f32, the mean over the batch; written by `evaluate` and `train_step`. */
  readonly loss?: { readonly offset: number };
  readonly metrics: readonly MetricField[];
  readonly parameters: readonly Field[];
  readonly states: readonly (StateField | StatesOfParameters)[];
  /** Whether parameters and states have their values in the module's data, or wait for `init` or `restore`. */
  readonly weights: "embedded" | "none";
  /** Bytes of memory that the module uses, static data included. */
  readonly memoryBytes: number;
}

/** What `evaluate` and `train_step` write for a metric; over batches the host adds it up, in float64. */
export type MetricField = RatioMetric | SumsMetric;

/** Two f32: the metric is sum / count, and 0 where count is 0. */
export interface RatioMetric {
  readonly name: string;
  readonly sum: number;
  readonly count: number;
}

/** Several f32, from which the metric is made in the end: docs/abi.md tells how for each kind. */
export interface SumsMetric extends Field {
  readonly kind: "auc" | "confusion" | "macro_f1" | "macro_precision" | "macro_recall" | "r2";
}

export interface Field {
  readonly name: string;
  readonly dtype: "f32" | "i32" | "u8" | "i8";
  /** A number, or a multiple of the batch. */
  readonly shape: readonly (number | { readonly batch: number })[];
  readonly offset: number;
  /**
   * `rows`: row-major. `panels` (f32 of rank 2 or more): the leading axes together are rows; columns lie in panels of
   * 16, each panel row after row, so that element (r, c) is at `offset + 4 · ((c >> 4) · rows · 16 + r · 16 + (c & 15))`.
   */
  readonly layout: "rows" | "panels";
}

export interface InputField extends Field {
  readonly usedBy: readonly EntryPoint[];
  /** Values must be integers from 0 up to but without this: class numbers. */
  readonly below?: number;
}

export interface StateField extends Field {
  readonly kind: "statistic" | "optimizer" | "average" | "counter";
  /** The value of every element before the first step, where it is one number; an average starts as its parameter. */
  readonly initial?: number;
}

/** Moments or averages: a state a parameter, of its type and layout, called `name` and then as the parameter. */
export interface StatesOfParameters extends Pick<StateField, "name" | "kind" | "initial"> {
  /** In the order of the parameters. */
  readonly offset: readonly number[];
}
