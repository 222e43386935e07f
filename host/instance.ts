/** A running module: its exports, its memory, and what the host remembers about it. */
import type { EntryPoint, Manifest } from "../compiler/5-emit/manifest.ts";
import { fail } from "./errors.ts";
import type { Heap } from "./layout.ts";

export interface Instance {
  readonly manifest: Manifest;
  readonly exports: Readonly<Record<string, (...args: number[]) => void>>;
  readonly heap: Heap;
  /** Where training stands: whole epochs, examples into the next one, and the seed of initialisation and shuffling. */
  epoch: number;
  position: number;
  seed: number;
  /** Nothing was trained, set or restored since `init`. */
  fresh: boolean;
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
  readonly metrics: Readonly<Record<string, number>>;
}

export function hasEntry({ manifest }: Instance, entry: EntryPoint): boolean {
  return manifest.entryPoints.includes(entry);
}

export function requireEntry(instance: Instance, entry: EntryPoint): void {
  if (!hasEntry(instance, entry)) {
    fail(`this module cannot ${entry.replace("_step", "")}: it was compiled without \`${entry}\``);
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
  checkSeed(seed);
  instance.exports.init!(seed);
  Object.assign(instance, { epoch: 0, position: 0, seed, fresh: true, averaged: false });
}

export function checkSeed(seed: number): void {
  if (seed >>> 0 !== seed) fail(`seed ${seed} is not a whole number from 0 to 4294967295`);
}

export function readCounters(instance: Instance): Counters {
  const { epoch, position, seed, heap, manifest } = instance;
  const counter = manifest.states.find(({ kind }) => kind === "counter");
  return { step: counter ? heap.i32[counter.offset / 4]! : 0, epoch, position, seed };
}

/** What `evaluate` or `train_step` has just written. */
export function readMeasures({ manifest, heap }: Instance): Measures {
  const metrics: Record<string, number> = {};
  for (const { name, sum, count } of manifest.metrics) metrics[name] = heap.f32[sum / 4]! / heap.f32[count / 4]!;
  return { loss: heap.f32[manifest.loss!.offset / 4]!, metrics };
}
