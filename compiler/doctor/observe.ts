/**
 * A patient and data → what was measured. First a training run is watched, then the weights stand still (steps at the learning
 * rate 0) while batches tell how far statistics scatter by themselves and how far the running ones are off:
 *
 *     training     percentiles of inputs, gradients, losses              the model is left as the run has made it
 *     standstill   batch statistics of so many batches, dead units;      everything is restored
 *                  loss with running and with recalibrated statistics
 */
import type { Dataset, FitStep, Model } from "../../host/index.ts";
import { splitDataset } from "../../host/training.ts";
import type { Patient } from "./instrument.ts";
import { median, type Percentiles, percentilesOf, Spread } from "./measures.ts";
import { type RunningStatistics, SATURATED } from "./probes.ts";

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
}

export interface Standstill {
  /** Rows of the data, of which the batches are drawn without putting back. */
  readonly rows: number;
  readonly norms: ReadonlyMap<string, NormStatistics>;
  /** By layer: units whose activation is 0 for every example, or the share of flat inputs. */
  readonly dead: ReadonlyMap<string, number>;
  readonly saturated: ReadonlyMap<string, number>;
  /** Losses of the same rows; left out where no layer has running statistics. */
  readonly losses?: { readonly running: number; readonly recalibrated: number };
}

export interface NormStatistics {
  /** Of a batch norm: statistics of a batch, over batches. */
  readonly batch?: { readonly mean: Spread; readonly variance: Spread };
  /** Of each unit; for other norms, of some rows of every batch. */
  readonly variances: readonly number[];
}

/** Steps whose percentiles are kept. */
const POINTS = 100;
const BATCHES = 32;
/** Rows that the losses are means of. */
const EVALUATED = 2048;

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
  return { losses, ...(diverged === undefined ? {} : { diverged }), inputs, parameters };
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

export async function standStill(patient: Patient, data: Dataset, { batchSize }: RunOptions): Promise<Standstill> {
  const { model, points, read } = patient;
  const saved = model.save();
  const batches = new Map(
    points.norms.flatMap(({ layer, kind, units }) =>
      kind === "batch_norm" ? [[layer, { mean: new Spread(units), variance: new Spread(units) }]] : [],
    ),
  );
  const rows = new Map<string, number[]>();
  const greatest = new Map<string, Float32Array>();
  const saturated = new Map<string, number>();
  for await (const _ of model.fit(data, { steps: BATCHES, batchSize, lastBatch: "drop", rateScale: 0 })) {
    for (const { layer } of points.norms) {
      const variances = read(`${layer}.variance`, batchSize);
      const batch = batches.get(layer);
      batch?.mean.add(read(`${layer}.mean`, batchSize));
      batch?.variance.add(variances);
      if (batch === undefined) rows.set(layer, [...(rows.get(layer) ?? []), ...sampled(variances)]);
    }
    for (const { layer, op } of points.activations) {
      if (op === "relu") {
        const now = read(`${layer}.greatest`, batchSize);
        greatest.set(
          layer,
          now.map((value, i) => Math.max(value, greatest.get(layer)?.[i] ?? 0)),
        );
      } else {
        const share = flatShare(read(`${layer}.input`, batchSize), SATURATED[op]);
        saturated.set(layer, (saturated.get(layer) ?? 0) + share / BATCHES);
      }
    }
  }
  model.restore(saved);
  const dead = new Map([...greatest].map(([layer, values]) => [layer, values.filter((value) => value <= 0).length]));
  const norms = new Map(
    points.norms.map(({ layer }): [string, NormStatistics] => {
      const batch = batches.get(layer);
      return [layer, batch ? { batch, variances: [...batch.variance.mean()] } : { variances: rows.get(layer)! }];
    }),
  );
  const losses = batches.size > 0 ? lossesOf(patient, sampleOf(model, data), { norms, batchSize }) : undefined;
  model.restore(saved);
  return { rows: rowsOf(model, data), norms, dead, saturated, ...(losses === undefined ? {} : { losses }) };
}

/** At most 64 of many. */
function sampled(values: Float32Array): Float32Array {
  const step = Math.ceil(values.length / 64);
  return values.filter((_, i) => i % step === 0);
}

function flatShare(values: Float32Array, limit: number): number {
  return values.reduce((count, value) => count + (Math.abs(value) > limit ? 1 : 0), 0) / values.length;
}

function rowsOf({ manifest }: Model, data: Dataset): number {
  const batched = manifest.inputs.find(
    ({ name, shape }) => name in data && shape.some((dim) => typeof dim !== "number"),
  );
  if (batched === undefined) return 1;
  const width = batched.shape.reduce<number>((size, dim) => size * (typeof dim === "number" ? dim : dim.batch), 1);
  return data[batched.name]!.length / width;
}

/** Some rows of the data, by the model's seed. */
function sampleOf(model: Model, data: Dataset): Dataset {
  const rows = rowsOf(model, data);
  return rows <= EVALUATED ? data : splitDataset(model, data, EVALUATED / rows, model.counters.seed)[1];
}

/** Means over batches take the place of running statistics: what recalibration gives. */
function lossesOf(
  { model, points }: Patient,
  data: Dataset,
  { norms, batchSize }: { readonly norms: ReadonlyMap<string, NormStatistics>; readonly batchSize: number },
) {
  const loss = () => model.evaluate(data, { useAverage: false }).loss;
  const running = loss();
  for (const { layer, running: names, valuesPerRow } of points.norms) {
    if (names === undefined) continue;
    const { mean, variance } = norms.get(layer)!.batch!;
    const count = valuesPerRow * batchSize;
    const factor = names.unbiased ? count / (count - 1) : 1;
    model.set(names.mean, [...mean.mean()]);
    model.set(
      names.variance,
      [...variance.mean()].map((value) => value * factor),
    );
  }
  return { running, recalibrated: loss() };
}
