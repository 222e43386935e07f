/** What was measured → the report's rows, by layer: plain data that `--json` prints and findings judge. */
import type { Patient } from "./instrument.ts";
import { median, type Percentiles } from "./measures.ts";
import type { NormPoint } from "./probes.ts";
import type { NormStatistics, Standstill } from "./stand-still.ts";
import type { RunOptions, SeriesPoint, Training, WatchedParameter } from "./watch-training.ts";

export interface Diagnosis {
  readonly model: string;
  readonly steps: number;
  readonly batchSize: number;
  readonly seed: number;
  /** Means over the first and the last tenth of the run. */
  readonly loss: { readonly first: number; readonly last: number };
  /** The step whose loss was not finite; nothing after it was measured. */
  readonly diverged?: number;
  readonly norms: readonly NormRow[];
  readonly activations: readonly ActivationRow[];
  readonly parameters: readonly WatchedParameter[];
  /** Of the same rows at the same weights, with running statistics and with true averages in their place. */
  readonly statistics?: Standstill["losses"];
  readonly findings: readonly Finding[];
}

export interface Finding {
  /** A note is worth knowing; a warning costs accuracy. */
  readonly severity: "warning" | "note";
  readonly code: FindingCode;
  /** Left out where it is about the whole run. Where several layers have it, the one that has it worst. */
  readonly layer?: string;
  /** The others that have it. */
  readonly also?: readonly string[];
  readonly message: string;
  /** What was measured, and against what. */
  readonly measured: string;
  readonly advice: readonly string[];
}

export type FindingCode =
  | "diverged"
  | "dead-units"
  | "constant-inputs"
  | "saturated"
  | "epsilon"
  | "small-batch"
  | "large-batch"
  | "drift"
  | "vanishing-gradient"
  | "learning-rate";

export interface NormRow {
  readonly layer: string;
  readonly kind: NormPoint["kind"];
  readonly units: number;
  readonly series: readonly SeriesPoint[];
  readonly first: Percentiles;
  readonly last: Percentiles;
  /** Medians over units, at the end of the run; all of this is left out where the run diverged. */
  readonly still?: StillRow;
}

export interface StillRow {
  readonly deviation: number;
  /** Units (of other norms than batch norm: sampled rows) that have one value for all examples. */
  readonly constant: number;
  /** Of the others, the share whose variance is below ten times epsilon; and the median of those variances. */
  readonly nearEpsilon: { readonly share: number; readonly variance: number };
  readonly epsilon: number;
  readonly batch?: BatchRow;
}

/** How far the statistics of a batch scatter, and how far the running ones are off. */
export interface BatchRow {
  /** Values that make a statistic. */
  readonly values: number;
  /** Standard errors: of the mean in deviations, of the variance relative to it. By formula √(1/m), √(2/m), and between batches. */
  readonly meanError: { readonly formula: number; readonly measured: number };
  readonly varianceError: { readonly formula: number; readonly measured: number };
  /** |running − true| mean in deviations; running / true variance. */
  readonly drift: { readonly mean: number; readonly variance: number };
  /** The weight that the running statistics' start still has in them; 0 where they are frozen or debiased. */
  readonly startWeight: number;
  readonly momentum?: number;
  readonly frozen: boolean;
  readonly virtualBatch?: number;
}

export interface ActivationRow {
  readonly layer: string;
  readonly op: string;
  readonly units: number;
  readonly series: readonly SeriesPoint[];
  /** Of relu: units that are 0 for every example of the last batches. */
  readonly dead?: number;
  /** Units that are 0 in the whole first batch. */
  readonly silent?: number;
  /** Of the others: the share of inputs where the function is flat. */
  readonly saturated?: number;
}

export function normRows(patient: Patient, training: Training, still: Standstill | undefined, options: RunOptions) {
  return patient.points.norms.map((point): NormRow => {
    const { layer, kind, units } = point;
    const { series } = training.inputs.get(layer)!;
    const statistics = still?.norms.get(layer);
    const row = statistics && stillRow(patient, point, statistics, { ...options, rows: still!.rows });
    const ends = { first: series[0]!.percentiles, last: series.at(-1)!.percentiles };
    return { layer, kind, units, series, ...ends, ...(row === undefined ? {} : { still: row }) };
  });
}

/** A variance below this share of the mean's square is float32's rounding. */
const ROUNDING = 1e-12;
/** Where a batch is nearly all rows there is no scatter to measure, and the formulas stand in. */
const LEAST_LEFT = 0.1;
/** Where epsilon is a tenth of the variance, outputs are 5 % smaller than normalised ones. */
const EPSILON_SHARE = 0.1;

/** Batches of so many of so many rows. */
interface Drawn {
  readonly batchSize: number;
  readonly rows: number;
}

function stillRow(patient: Patient, point: NormPoint, { batch, variances }: NormStatistics, options: Drawn): StillRow {
  const means = batch?.mean.mean();
  const alive = [...variances.keys()].filter((i) => variances[i]! > ROUNDING * (means?.[i] ?? 0) ** 2);
  const near = alive.filter((i) => point.epsilon > EPSILON_SHARE * variances[i]!);
  const { epsilon } = point;
  return {
    deviation: Math.sqrt(median(alive.map((i) => variances[i]!))),
    constant: variances.length - alive.length,
    nearEpsilon: {
      share: near.length / (alive.length || 1),
      variance: median(near.map((i) => variances[i]!)),
    },
    epsilon,
    ...(batch === undefined ? {} : { batch: batchRow(patient, point, { batch, variances }, { ...options, alive }) }),
  };
}

function batchRow(
  { model }: Patient,
  { valuesPerRow, running }: NormPoint,
  { batch, variances }: NormStatistics,
  { batchSize, rows, alive }: Drawn & { readonly alive: readonly number[] },
): BatchRow {
  const { momentum, debiased, frozen, virtualBatch } = running!;
  // A ghost batch's statistics are those of its rows: its scatter follows from the batch's.
  const ghosts = virtualBatch === undefined ? 1 : Math.max(1, batchSize / virtualBatch);
  const values = (valuesPerRow * batchSize) / ghosts;
  const means = batch!.mean.mean();
  const [meanSpread, varianceSpread] = [batch!.mean.variance(), batch!.variance.variance()];
  const over = (measure: (unit: number) => number) => median(alive.map(measure));
  // Batches of few rows resemble each other: each has 1 − batch/rows of the variance that it would have of many.
  const left = 1 - batchSize / rows;
  const formulas = { mean: Math.sqrt(1 / values), variance: Math.sqrt(2 / values) };
  const measured = left < LEAST_LEFT ? undefined : (spread: number) => Math.sqrt((ghosts * spread) / left);
  const [runningMean, runningVariance] = [model.get(running!.mean), model.get(running!.variance)];
  return {
    values,
    meanError: {
      formula: formulas.mean,
      measured: measured ? over((i) => measured(meanSpread[i]!) / Math.sqrt(variances[i]!)) : formulas.mean,
    },
    varianceError: {
      formula: formulas.variance,
      measured: measured ? over((i) => measured(varianceSpread[i]!) / variances[i]!) : formulas.variance,
    },
    drift: {
      mean: over((i) => Math.abs(runningMean[i]! - means[i]!) / Math.sqrt(variances[i]!)),
      variance: over((i) => runningVariance[i]! / variances[i]!),
    },
    startWeight: frozen || debiased || momentum === undefined ? 0 : momentum ** model.counters.step,
    ...(momentum === undefined ? {} : { momentum }),
    frozen,
    ...(virtualBatch === undefined ? {} : { virtualBatch }),
  };
}

export function activationRows(
  { points }: Patient,
  training: Training,
  still: Standstill | undefined,
): ActivationRow[] {
  return points.activations.map(({ layer, op, units }) => {
    const [dead, saturated, silent] = [still?.dead.get(layer), still?.saturated.get(layer), training.silent.get(layer)];
    return {
      ...{ layer, op, units, series: training.inputs.get(layer)?.series ?? [] },
      ...(dead === undefined ? {} : { dead }),
      ...(silent === undefined ? {} : { silent }),
      ...(saturated === undefined ? {} : { saturated }),
    };
  });
}
