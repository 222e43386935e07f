/**
 * A training run that is watched: percentiles of inputs, gradients and losses. The model is left as the run has made it.
 */
import type { Dataset, FitStep, Model } from "../../host/index.ts";
import type { Patient } from "./instrument.ts";
import { median, type Percentiles, percentilesOf } from "./measures.ts";
import type { RunningStatistics } from "./probes.ts";

export interface RunOptions {
  readonly steps: number;
  readonly batchSize: number;
  /** Percentiles are those of this unit, instead of means over units. */
  readonly unit?: number;
}

export interface SeriesPoint {
  readonly step: number;
  readonly percentiles: Percentiles;
  /** Of a batch norm: the running statistics against the batch's, as medians over units. */
  readonly drift?: Drift;
}

export interface Drift {
  /** |running − batch's| mean, in deviations; √(1/m) of it is the batch's own scatter. */
  readonly mean: number;
  /** Running / batch's variance. */
  readonly variance: number;
}

export interface WatchedInput {
  readonly series: SeriesPoint[];
}

export interface WatchedParameter {
  readonly name: string;
  /** Root mean square over the steps of √Σg². */
  readonly norm: number;
  /** √Σw² at the end, and the change of the last step relative to it. */
  readonly size: number;
  readonly change: number;
  /** Weights, not vectors of biases or scales. */
  readonly isMatrix: boolean;
}

export interface Training {
  readonly losses: readonly number[];
  /** The step whose loss was not finite. */
  readonly diverged?: number;
  /** By layer. */
  readonly inputs: ReadonlyMap<string, WatchedInput>;
  readonly parameters: readonly WatchedParameter[];
  /** By layer of relu: units that are 0 in the whole first batch. */
  readonly silent: ReadonlyMap<string, number>;
}

/** Steps whose percentiles are kept. */
const POINTS = 100;

/** `onStep` is told of every step of the run. */
export async function watchTraining(
  patient: Patient,
  data: Dataset,
  { steps, batchSize, unit }: RunOptions,
  onStep?: (step: FitStep) => void,
): Promise<Training> {
  const { model, points, read } = patient;
  const sides = points.activations.filter(({ op }) => op !== "relu");
  const watched = [...points.norms, ...sides];
  const inputs = new Map(watched.map(({ layer }) => [layer, { series: [] as SeriesPoint[] }]));
  const squares = new Map(patient.gradients.map((name) => [name, 0]));
  const silent = new Map<string, number>();
  const losses: number[] = [];
  const every = Math.ceil(steps / POINTS);
  const note = (step: number) => {
    for (const { layer, units, ...point } of watched) {
      const percentiles = percentilesOf(read(`${layer}.input`, batchSize), units, unitIn(units, unit));
      const running = "running" in point ? point.running : undefined;
      const drift = running && driftOf(patient, layer, running);
      inputs.get(layer)!.series.push({ step, percentiles, ...(drift ? { drift } : {}) });
    }
  };
  let before = new Map<string, Float32Array>();
  let diverged: number | undefined;
  try {
    for await (const step of model.fit(data, { steps, batchSize, lastBatch: "drop" })) {
      const done = losses.push(step.loss);
      for (const [name, sum] of squares) squares.set(name, sum + read(name, batchSize)[0]!);
      if (done % every === 1 % every || done === steps) note(done);
      if (done === 1) {
        for (const { layer, op } of points.activations) {
          if (op === "relu") silent.set(layer, silentUnits(read(`${layer}.greatest`, batchSize)));
        }
      }
      onStep?.(step);
      if (done === steps - 1) before = parametersOf(model);
    }
  } catch (error) {
    // What the host says where it stops because of the loss.
    if (!/^loss is \S+ at step/.test((error as Error).message)) throw error;
    diverged = losses.length + 1;
    note(diverged);
  }
  const parameters = patient.gradients.map((probe): WatchedParameter => {
    const name = probe.replace(/\.gradient$/, "");
    const now = model.get(name);
    const size = norm(now);
    const old = before.get(name);
    const change = old === undefined ? 0 : norm(now.map((value, i) => value - old[i]!)) / (size || 1);
    const { shape } = model.parameters().find((parameter) => parameter.name === name)!;
    return {
      name,
      norm: Math.sqrt(squares.get(probe)! / (losses.length || 1)),
      size,
      change,
      isMatrix: shape.length > 1,
    };
  });
  return { losses, ...(diverged === undefined ? {} : { diverged }), inputs, parameters, silent };
}

/** How many units' greatest activation is 0. */
export function silentUnits(greatest: Float32Array): number {
  return greatest.filter((value) => value <= 0).length;
}

/** After a step, at the batch that it took. */
function driftOf({ model, read }: Patient, layer: string, running: RunningStatistics): Drift {
  const [means, variances] = [read(`${layer}.mean`, 1), read(`${layer}.variance`, 1)];
  const [runningMeans, runningVariances] = [model.get(running.mean), model.get(running.variance)];
  const alive = [...variances.keys()].filter((i) => variances[i]! > 0);
  const over = (measure: (unit: number) => number) => median(alive.map(measure));
  return {
    mean: over((i) => Math.abs(runningMeans[i]! - means[i]!) / Math.sqrt(variances[i]!)),
    variance: over((i) => runningVariances[i]! / variances[i]!),
  };
}

/** The layer's unit of that number, or its last. */
function unitIn(units: number, unit: number | undefined): number | undefined {
  return unit === undefined ? undefined : Math.min(unit, units - 1);
}

function parametersOf(model: Model): Map<string, Float32Array> {
  return new Map(model.parameters().map(({ name }) => [name, model.get(name)]));
}

function norm(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}
