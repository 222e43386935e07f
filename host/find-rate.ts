/**
 * The learning-rate finder: a sweep of ever larger rates, a step each, on a copy of the model's state (L. N. Smith,
 * "Cyclical learning rates", 2017). The model is afterwards as it was before.
 */
import type { Dataset } from "./columns.ts";
import { fail } from "./errors.ts";
import type { Model } from "./model.ts";
import type { FitOptions } from "./train.ts";

export interface RateOptions extends Pick<FitOptions, "batchSize" | "seed" | "shuffle" | "lastBatch" | "signal"> {
  /** The first and the last factor of the model's learning rate; 0.0001 and 1000. */
  readonly from?: number;
  readonly to?: number;
  /** How many factors to try at most; 100. */
  readonly steps?: number;
}

export interface RateTrial {
  readonly rateScale: number;
  readonly loss: number;
  /** The exponential mean of the losses so far, which the suggestion goes by. */
  readonly smoothed: number;
}

export interface RateSweep {
  /** Ends where the loss grows beyond four times its least. */
  readonly curve: readonly RateTrial[];
  /** A tenth of the factor where the smoothed loss is least: still falling fast, and with room to the brink. */
  readonly suggestion: number;
}

const SMOOTHING = 0.9;
const BRINK = 4;

export async function findLearningRate(
  model: Pick<Model, "fit" | "save" | "restore" | "counters">,
  dataset: Dataset,
  options: RateOptions = {},
): Promise<RateSweep> {
  const { from = 1e-4, to = 1e3, steps = 100, ...rest } = options;
  if (!(from > 0 && to > from && to < Infinity))
    fail(`rates from ${from} to ${to}: the first must be less, and above 0`);
  if (!(steps >= 2)) fail(`steps is ${steps}: a sweep has at least 2`);
  const before = model.save();
  const first = model.counters.step;
  const scaleAt = (trial: number): number => from * (to / from) ** (trial / (steps - 1));
  const curve: RateTrial[] = [];
  let mean = 0;
  let least = Infinity;
  try {
    for await (const { loss } of model.fit(dataset, { ...rest, steps, rateScale: (step) => scaleAt(step - first) })) {
      const trial = curve.length;
      mean = SMOOTHING * mean + (1 - SMOOTHING) * loss;
      // Unbiased, as Adam's moments are: the mean began at 0.
      const smoothed = mean / (1 - SMOOTHING ** (trial + 1));
      curve.push({ rateScale: scaleAt(trial), loss, smoothed });
      least = Math.min(least, smoothed);
      if (smoothed > BRINK * least) break;
    }
  } catch (error) {
    // Far beyond the brink the loss is not a number: the end of the sweep.
    if (!(error as Error).message.startsWith("loss is") || curve.length === 0) throw error;
  } finally {
    model.restore(before);
  }
  const best = curve.find(({ smoothed }) => smoothed === least)!;
  return { curve, suggestion: best.rateScale / 10 };
}
