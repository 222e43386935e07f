/**
 * The weights stand still (steps at the learning rate 0) while batches tell how far statistics scatter by themselves, and how
 * far the running ones are off; which units are dead; and what the loss is with running and with recalibrated statistics. Then
 * everything is as before.
 */
import type { Dataset, Model } from "../../host/index.ts";
import { splitDataset } from "../../host/training.ts";
import type { Patient } from "./instrument.ts";
import { Spread } from "./measures.ts";
import { SATURATED } from "./probes.ts";
import { type RunOptions, silentUnits } from "./watch-training.ts";

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
  /** Of all values of each unit; for other norms, of some rows of every batch. */
  readonly variances: readonly number[];
}

/** Batches, and more of them where they are so small that a unit could be silent in all by chance. */
const BATCHES = { least: 32, most: 256, rows: 512 } as const;
/** Rows that the losses are means of. */
const EVALUATED = 2048;

export async function standStill(patient: Patient, data: Dataset, { batchSize }: RunOptions): Promise<Standstill> {
  const { model, points, read } = patient;
  const saved = model.save();
  const steps = Math.min(BATCHES.most, Math.max(BATCHES.least, Math.ceil(BATCHES.rows / batchSize)));
  const batches = new Map(
    points.norms.flatMap(({ layer, kind, units }) =>
      kind === "batch_norm" ? [[layer, { mean: new Spread(units), variance: new Spread(units) }]] : [],
    ),
  );
  const rows = new Map<string, number[]>();
  const greatest = new Map<string, Float32Array>();
  const saturated = new Map<string, number>();
  for await (const _ of model.fit(data, { steps, batchSize, lastBatch: "drop", rateScale: 0 })) {
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
        saturated.set(layer, (saturated.get(layer) ?? 0) + share / steps);
      }
    }
  }
  model.restore(saved);
  const dead = new Map([...greatest].map(([layer, values]) => [layer, silentUnits(values)]));
  const norms = new Map(
    points.norms.map(({ layer }): [string, NormStatistics] => {
      const batch = batches.get(layer);
      return [layer, batch ? { batch, variances: totals(batch) } : { variances: rows.get(layer)! }];
    }),
  );
  const losses = batches.size > 0 ? lossesOf(patient, sampleOf(model, data), norms) : undefined;
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

/** The variance of all values of all batches: the mean of their variances and the variance of their means. */
function totals({ mean, variance }: NonNullable<NormStatistics["batch"]>): number[] {
  const between = mean.variance();
  return [...variance.mean()].map((within, i) => within + (between[i]! * (mean.count - 1)) / mean.count);
}

/** True statistics take the place of running ones, as recalibration has it. */
function lossesOf({ model, points }: Patient, data: Dataset, norms: Standstill["norms"]) {
  const loss = () => model.evaluate(data, { useAverage: false }).loss;
  const running = loss();
  for (const { layer, running: names } of points.norms) {
    if (names === undefined) continue;
    const { batch, variances } = norms.get(layer)!;
    model.set(names.mean, [...batch!.mean.mean()]);
    model.set(names.variance, variances);
  }
  return { running, recalibrated: loss() };
}
