/**
 * The loop around `fit` that most trainings want: validation, early stopping, checkpoints, callbacks. With the parts that
 * it is made of, and the learning-rate finder.
 */
import { type Augmentation, augment } from "./augment.ts";
import type { Dataset } from "./columns.ts";
import { checkNames, fail } from "./errors.ts";
import type { Measures } from "./instance.ts";
import { namesOf } from "./layout.ts";
import { finishNumbers } from "./metrics.ts";
import type { Model } from "./model.ts";
import type { FitOptions, FitStep } from "./train.ts";
import { balancedOrder, splitDataset } from "./training-data.ts";

export { type Augmentation, type Augmented, augment } from "./augment.ts";
export { findLearningRate, type RateOptions, type RateSweep, type RateTrial } from "./find-rate.ts";
export { finishMetrics, finishNumbers, type MetricValue } from "./metrics.ts";
export { type LayerChange, type RecalibrateOptions, type Recalibration, recalibrate } from "./recalibrate.ts";
export { balancedOrder, type Standardized, splitDataset, splitRows, standardize } from "./training-data.ts";

/**
 * `last`: after every epoch, and after the last step where that is within one; `best`: after every epoch that is better
 * than all before; `periodic`: every so many epochs.
 */
export type CheckpointKind = "last" | "best" | "periodic";

export interface EpochReport {
  /** Of the model's life, from 1. */
  readonly epoch: number;
  readonly step: number;
  /** Means over the epoch's steps, each measured before its update. */
  readonly train: Measures;
  readonly validation?: Measures;
  /** Whether the monitored value is the best so far. */
  readonly best: boolean;
  readonly seconds: number;
}

export interface TrainOptions extends FitOptions {
  /** Measured after every epoch. */
  readonly validation?: Dataset;
  /** Instead of `validation`: this fraction of the rows, chosen by the model's seed, which training then leaves out. */
  readonly validationFraction?: number;
  /** Every class equally often in an epoch; the input that holds the classes, or true for the only label. */
  readonly balanced?: boolean | string;
  /** Images that differ a little in every epoch; what they are measured on is left as it is. */
  readonly augment?: Augmentation;
  /** What tells which epoch is best: `loss` (default) or a metric, of the validation set where there is one. */
  readonly monitor?: string;
  /** Whether less of it is better; by default for the loss and for metrics that are called an error or a loss. */
  readonly mode?: "min" | "max";
  /** How much better than the best an epoch must be to count; 0. */
  readonly minDelta?: number;
  /** Ends training after so many epochs in a row that were not better. */
  readonly patience?: number;
  /** Whether the model ends as it was after its best epoch; by default with `patience`. */
  readonly restoreBest?: boolean;
  /** For a training that goes on: the best checkpoint of before, measured on the validation set before the first step. */
  readonly best?: Uint8Array;
  /** Epochs between periodic checkpoints. */
  readonly every?: number;
  /** Returning false ends training after this step. */
  readonly onStep?: (step: FitStep) => unknown;
  /** The same after an epoch. */
  readonly onEpoch?: (report: EpochReport) => unknown;
  /** Awaited before training goes on; called before the epoch's `onEpoch`. */
  readonly onCheckpoint?: (kind: CheckpointKind, bytes: Uint8Array<ArrayBuffer>) => unknown;
}

export interface TrainResult {
  readonly epochs: readonly EpochReport[];
  /** The best of these epochs. */
  readonly best?: EpochReport;
  /** What ended training: the epochs or steps asked for, `patience`, or a callback. */
  readonly ended: "limit" | "patience" | "callback";
  /** Whether the model now is as it was after an earlier epoch, its best. */
  readonly restored: boolean;
}

type Trained = Pick<Model, "manifest" | "fit" | "evaluate" | "save" | "restore" | "counters">;

export async function train(model: Trained, dataset: Dataset, options: TrainOptions = {}): Promise<TrainResult> {
  const {
    validation: given,
    validationFraction,
    balanced = false,
    augment: changes,
    monitor,
    mode,
    minDelta,
    best,
    ...others
  } = options;
  const { patience = Infinity, restoreBest = patience < Infinity, every = Infinity, ...rest } = others;
  const { onStep, onEpoch, onCheckpoint, ...fit } = rest;
  if (given && validationFraction !== undefined) fail("validation and validationFraction exclude each other");
  if (!(patience >= 1)) fail(`patience is ${patience}: at least 1`);
  if (!(every >= 1)) fail(`every is ${every}: at least 1`);
  const seed = fit.seed ?? model.counters.seed;
  const [part, held] =
    validationFraction === undefined ? [dataset, given] : splitDataset(model, dataset, validationFraction, seed);
  const input = balanced === true ? undefined : balanced || undefined;
  const order = balanced === false ? {} : { shuffle: balancedOrder(model, part, input) };
  const images = changes && augment(model, part, changes, order.shuffle ?? fit.shuffle);

  const judge = newJudge(model, { monitor, mode, minDelta });
  let kept = restoreBest ? best : undefined;
  if (best && held) judge.better(measureOther(model, best, held));
  const reports: EpochReport[] = [];
  let bestReport: EpochReport | undefined;
  let ended: TrainResult["ended"] = "limit";
  let waited = 0;
  let within = false;
  let means = newMeans(model);
  for await (const step of model.fit(images?.dataset ?? part, {
    ...fit,
    ...order,
    ...(images && { shuffle: images.shuffle }),
  })) {
    means.add(step);
    within = !step.epochEnd;
    if ((await onStep?.(step)) === false) ended = "callback";
    if (step.epochEnd) {
      const validation = held && finished(model, model.evaluate(held));
      const isBest = judge.better(validation ?? means.result());
      waited = isBest ? 0 : waited + 1;
      const { epoch } = step;
      const bytes = onCheckpoint || (isBest && restoreBest) ? model.save() : undefined;
      if (isBest && restoreBest) kept = bytes;
      await onCheckpoint?.("last", bytes!);
      if (isBest) await onCheckpoint?.("best", bytes!);
      if (epoch % every === 0) await onCheckpoint?.("periodic", bytes!);
      const report = {
        ...{ epoch, step: step.step, train: means.result(), best: isBest, seconds: means.seconds() },
        ...(validation ? { validation } : {}),
      };
      reports.push(report);
      if (isBest) bestReport = report;
      if ((await onEpoch?.(report)) === false) ended = "callback";
      if (waited >= patience && ended === "limit") ended = "patience";
      means = newMeans(model);
    }
    if (ended !== "limit") break;
  }
  if (within) await onCheckpoint?.("last", model.save());
  // Who stops training by hand may want to go on from there.
  const restored = kept !== undefined && waited > 0 && ended !== "callback";
  if (restored) model.restore(kept!);
  return { epochs: reports, ...(bestReport ? { best: bestReport } : {}), ended, restored };
}

function measureOther(model: Trained, checkpoint: Uint8Array, data: Dataset): Measures {
  const before = model.save();
  model.restore(checkpoint);
  const measures = finished(model, model.evaluate(data));
  model.restore(before);
  return measures;
}

/** With the metrics of every kind that are numbers. */
function finished({ manifest }: Trained, measures: Measures): Measures {
  return { ...measures, metrics: finishNumbers(manifest, measures) };
}

interface Criterion {
  readonly monitor?: string | undefined;
  readonly mode?: "min" | "max" | undefined;
  readonly minDelta?: number | undefined;
}

/** Remembers the best value of what is monitored. */
function newJudge({ manifest }: Trained, { monitor = "loss", mode, minDelta = 0 }: Criterion) {
  const numbers = manifest.metrics.filter((metric) => !("kind" in metric && metric.kind === "confusion"));
  checkNames("metric", [monitor], ["loss", ...namesOf(numbers)]);
  if (!(minDelta >= 0)) fail(`minDelta is ${minDelta}: at least 0`);
  if (mode !== undefined && mode !== "min" && mode !== "max") fail(`mode is ${mode}: min or max`);
  const falls = /loss|error|mae|mse|distance/i.test(monitor);
  if (mode === undefined && !falls && !/acc|precision|recall|f1|auc|r2|top/i.test(monitor)) {
    fail(`say whether \`${monitor}\` should fall or rise: mode "min" or "max" (on the command line ${monitor}:min)`);
  }
  const sign = (mode ?? (falls ? "min" : "max")) === "min" ? 1 : -1;
  let best = Infinity;
  return {
    better({ loss, metrics }: Measures): boolean {
      const value = sign * (monitor === "loss" ? loss : metrics[monitor]!);
      const isBetter = value < (best === Infinity ? best : best - minDelta);
      if (isBetter) best = value;
      return isBetter;
    },
  };
}

/** Means of an epoch: losses weigh as many examples as they are the mean of, what metrics are made of adds up. */
function newMeans(model: Trained) {
  const start = performance.now();
  const sums: Record<string, number[]> = {};
  let examples = 0;
  let loss = 0;
  return {
    add(step: FitStep): void {
      examples += step.batch;
      loss += step.loss * step.batch;
      for (const [name, values] of Object.entries(step.sums)) {
        sums[name] = values.map((value, i) => value + (sums[name]?.[i] ?? 0));
      }
    },
    result: () => finished(model, { loss: loss / examples, metrics: {}, sums }),
    seconds: () => (performance.now() - start) / 1000,
  };
}
