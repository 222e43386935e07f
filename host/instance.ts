/** A running module: its exports, its memory, and what the host remembers about it. */
import type { EntryPoint, Manifest } from "../compiler/5-emit/manifest.ts";
import { fail } from "./errors.ts";
import { type Heap, readField } from "./layout.ts";

export interface Instance {
  readonly manifest: Manifest;
  readonly exports: Readonly<Record<string, (...args: number[]) => void>>;
  readonly heap: Heap;
  /** Where training stands: whole epochs, examples into the next one, and the seed of initialisation and shuffling. */
  epoch: number;
  position: number;
  seed: number;
  /** Nothing was trained, set or restored since `init`. */
  fresh?: boolean;
  /** The data of the `fit` that began last. */
  fitted?: object;
  /** Whether the averages stand in the parameters' place and the other way round. */
  averaged: boolean;
}

export interface Counters {
  /** Training steps done: the module's own state `step`. */
  readonly step: number;
  /** Whole epochs done. */
  readonly epoch: number;
  /** Examples already seen of the epoch that follows. */
  readonly position: number;
  readonly seed: number;
}

export interface Measures {
  /** Mean over the examples. */
  readonly loss: number;
  /** Those that are a sum divided by a count. */
  readonly metrics: Readonly<Record<string, number>>;
  /** What each metric adds up over examples: `[sum, count]`, or the numbers that `inlay/host/training` finishes. */
  readonly sums: Readonly<Record<string, readonly number[]>>;
}

export function hasEntry({ manifest }: Instance, entry: EntryPoint): boolean {
  return manifest.entryPoints.includes(entry);
}

export function requireEntry(instance: Instance, entry: EntryPoint): void {
  if (!hasEntry(instance, entry)) {
    fail(`this module was compiled without \`${entry}\``);
  }
}

/** Puts the averages into the parameters' place, or the parameters back into it. */
export function showAverage(instance: Instance, average: boolean): void {
  if (average !== instance.averaged && hasEntry(instance, "swap_average")) {
    instance.exports.swap_average!();
    instance.averaged = average;
  }
}

export function initialise(instance: Instance, seed: number): void {
  requireEntry(instance, "init");
  checkWhole({ seed });
  instance.exports.init!(seed);
  Object.assign(instance, { epoch: 0, position: 0, seed, fresh: true, averaged: false });
}

/** Infinity sets no limit, but is no seed. */
export function checkWhole(numbers: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (value >>> 0 !== value && (value !== Infinity || name === "seed")) {
      fail(`${name} ${value} is not a whole number from 0 to 4294967295`);
    }
  }
}

export function readCounters(instance: Instance): Counters {
  const { epoch, position, seed, heap, manifest } = instance;
  const counter = manifest.states.find(({ name }) => name === "step");
  return { epoch, position, seed, step: counter ? heap.i32[(counter.offset as number) / 4]! : 0 };
}

/**
 * Joins what `evaluate` or `train_step` writes for each batch: losses weigh as many examples as they are the mean of,
 * what metrics are made of adds up; all in float64, where the one loss of one batch stays as it is. Called after each
 * batch, for the measures so far.
 */
export function joinMeasures({ manifest, heap }: Instance): (batch: number) => Measures {
  const { loss, metrics } = manifest;
  const sums = Object.fromEntries(metrics.map(({ name }) => [name, [] as number[]]));
  let losses = 0;
  let examples = 0;
  return (batch) => {
    losses += heap.f32[loss!.offset / 4]! * batch;
    examples += batch;
    const ratios: [string, number][] = [];
    for (const metric of metrics) {
      const own = sums[metric.name]!;
      const isRatio = "count" in metric;
      const parts = isRatio ? [heap.f32[metric.sum / 4]!, heap.f32[metric.count / 4]!] : readField(heap, metric);
      parts.forEach((part, k) => {
        own[k] = (own[k] ?? 0) + part;
      });
      if (isRatio) ratios.push([metric.name, own[0]! / (own[1] || 1)]);
    }
    return { loss: losses / examples, metrics: Object.fromEntries(ratios), sums };
  };
}
