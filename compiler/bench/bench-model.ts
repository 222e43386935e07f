/**
 * A model's text → how long each entry point and each kernel call of its modules takes, at some batches, SIMD levels and
 * numbers of threads, beside what this machine allows. One level after the other, `wide` last, since V8's flag for it is for
 * all that is compiled from then on; at one level all things are timed in turn, round after round, the limits too.
 */
import { chooseWide } from "../../host/wide.ts";
import { readsOf, writesOf } from "../4-plan/access.ts";
import { type Cost, costOf } from "../4-plan/cost-of-call.ts";
import type { Buffer, Call, Plan, PlanEntry } from "../4-plan/plan.ts";
import { type EntryPoint, SIMD_LEVELS, type SimdLevel } from "../5-emit/manifest.ts";
import type { CompiledModule, CompileOptions, CompileResult } from "../compile.ts";
import type { Graph } from "../ir/graph.ts";
import { type LimitMeter, median, newLimitMeter, timed, warmUp } from "./limits.ts";
import { type Limits, leastTime } from "./roofline.ts";
import { callsOf, namedEntry, type RunningModule, runModule } from "./run-module.ts";

export interface BenchOptions {
  readonly batches: readonly number[];
  readonly levels: readonly SimdLevel[];
  /** Numbers of threads; kernel calls are timed on one. */
  readonly threads: readonly number[];
  readonly seed: number;
  /** Compiles the model; ends the command where its text has errors. */
  readonly compile: (options: CompileOptions) => Promise<Compiled>;
  /** Is told why a level is left out. */
  readonly warn: (text: string) => void;
}

export type Compiled = CompileResult & {
  readonly graph: Graph;
  readonly plan: Plan;
  readonly module: CompiledModule;
};

/** Milliseconds, and what follows from them. */
export interface Rates {
  readonly ms: number;
  readonly gflops: number;
  readonly gbps: number;
  /** GFLOP/s by the FLOPs of the direct product, of a call that needs fewer. */
  readonly effective?: number;
  /** Of the machine's limit: the time that its arithmetic or its loads take at least, by the time taken. */
  readonly share: number;
}

export interface CallRow extends Rates {
  readonly call: Call;
}

export interface EntryRow extends Rates {
  readonly entry: EntryPoint;
  /** Not for entry points without one. */
  readonly batch?: number;
  readonly level: SimdLevel;
  readonly threads: number;
  /** Only on one thread. */
  readonly calls: readonly CallRow[];
}

export interface Bench {
  readonly model: string;
  readonly rows: readonly EntryRow[];
  readonly limits: readonly (Limits & { readonly level: SimdLevel })[];
}

/** What all rounds of timing at one level should take, and how many there are at least and at most. */
const BUDGET_MS = 2500;
const [FEWEST, MOST] = [7, 60];
const WARM_UP_MS = 120;
/** A call is repeated until it takes this long, since a clock is read before and after. */
const SHORTEST_MS = 0.004;
const MOST_REPEATS = 50;

export async function benchModel(options: BenchOptions): Promise<Bench> {
  const rows: EntryRow[] = [];
  const limits: (Limits & { level: SimdLevel })[] = [];
  let model = "";
  for (const level of SIMD_LEVELS.filter((level) => options.levels.includes(level))) {
    const modules = new Map<number, Compiled>();
    for (const threads of options.threads)
      modules.set(
        threads,
        await options.compile({ ...compiling(options), simd: level, threads, profile: threads === 1 }),
      );
    if (level === "wide" && !(await wideRuns([...modules.values()][0]!, options))) continue;
    const meter = await newLimitMeter(level);
    const items: Item[] = [];
    const running: RunningModule[] = [];
    for (const [threads, compiled] of modules) {
      const run = await runModule({ ...compiled, model: compiled.graph, threads, seed: options.seed });
      running.push(run);
      model = compiled.graph.name;
      items.push(...itemsOf(compiled, run, threads, options.batches));
    }
    await measure(items, meter);
    const measured = meter.limits();
    limits.push({ level, ...measured });
    rows.push(...items.map((item) => rowOf(item, level, measured)));
    for (const run of running) run.dispose();
  }
  return { model, rows, limits };
}

function compiling({ batches }: BenchOptions): CompileOptions {
  return { maxBatch: Math.max(2, ...batches) };
}

/** Compared with the baseline module for as many threads, which lies in memory alike. */
async function wideRuns(wide: Compiled, options: BenchOptions): Promise<boolean> {
  const { threads } = wide.plan;
  const { module, note } = await chooseWide(
    async () => wide.module.wasm as BufferSource,
    async () =>
      (await options.compile({ ...compiling(options), simd: "baseline", threads })).module.wasm as BufferSource,
  );
  if (module === undefined) options.warn(`wide is left out: ${note}`);
  return module !== undefined;
}

/** An entry point at a batch, with what was measured of it. */
interface Item {
  readonly plan: PlanEntry;
  readonly batch: number | undefined;
  readonly threads: number;
  readonly run: () => void;
  readonly times: number[];
  readonly cost: Cost;
  readonly costs: readonly Cost[];
  readonly calls: readonly Part[];
}

/** A kernel call. */
interface Part {
  readonly call: Call;
  readonly cost: Cost;
  readonly run: () => void;
  /**
   * Gives it usual numbers to read. Alone, a call may read what is left of others, and numbers that were multiplied by small ones
   * again and again end among the subnormals, on which processors are many times slower. Scalars stay: the learning rate is one,
   * and others would train the parameters away.
   */
  readonly refresh: () => void;
  /** Its result does not take the place of what it read: it may run again. */
  readonly repeatable: boolean;
  readonly times: number[];
}

function itemsOf({ plan, module }: Compiled, run: RunningModule, threads: number, batches: readonly number[]): Item[] {
  const buffers = new Map(plan.buffers.map((buffer) => [buffer.name, buffer]));
  return plan.entries.flatMap((entry) => {
    const name = entry.entry;
    const takesBatch = name !== "init" && name !== "swap";
    const smallest = name === "train" ? module.manifest.minTrainBatch : 1;
    const sizes = takesBatch ? batches.filter((batch) => batch >= smallest) : [undefined];
    return sizes.map((batch): Item => {
      const rows = batch ?? 1;
      const calls = callsOf(entry).map(
        (call, index): Part => ({
          call,
          cost: costOf(call, buffers, rows),
          run: () => run.call(name, index, rows),
          refresh: () => run.refresh(refreshed(call, buffers), rows),
          repeatable: !overwrites(call, buffers),
          times: [],
        }),
      );
      const costs = calls.map(({ cost }) => cost);
      const sum = (of: "flops" | "bytes") => costs.reduce((total, cost) => total + cost[of], 0);
      return {
        ...{ plan: entry, batch, threads, times: [], costs, cost: { flops: sum("flops"), bytes: sum("bytes") } },
        calls: threads === 1 ? calls : [],
        run: () => run.entry(name, rows),
      };
    });
  });
}

function temporaries(names: readonly string[], buffers: ReadonlyMap<string, Buffer>): Buffer[] {
  return names.map((name) => buffers.get(name)!).filter(({ role }) => role === "temporary");
}

/** What a call is given usual numbers in, when it runs alone. */
export function refreshed(call: Call, buffers: ReadonlyMap<string, Buffer>): Buffer[] {
  return temporaries(readsOf(call).map(nameOf), buffers).filter(({ type }) => type.shape.length > 0);
}

function overwrites(call: Call, buffers: ReadonlyMap<string, Buffer>): boolean {
  const read = new Set(temporaries(readsOf(call).map(nameOf), buffers).map(({ offset }) => offset));
  return temporaries(writesOf(call), buffers).some(({ offset }) => read.has(offset));
}

function nameOf({ buffer }: { readonly buffer: string }): string {
  return buffer;
}

async function measure(items: readonly Item[], meter: LimitMeter): Promise<void> {
  for (const item of items) {
    await warmUp(item.run, WARM_UP_MS);
    // All calls in their order, as the entry point makes them, since they work on one another's results.
    await warmUp(() => {
      for (const { run } of item.calls) run();
    }, WARM_UP_MS);
  }
  const round = () => {
    meter.sample();
    for (const item of items) {
      item.run();
      item.times.push(timed(item.run));
      for (const { refresh, run, repeatable, times } of item.calls) {
        refresh();
        if (!repeatable) {
          run(); // Brings its code into the cache.
          refresh();
        }
        times.push(repeatable ? timeOf(run) : timed(run));
      }
    }
  };
  const first = timed(round);
  const rounds = Math.max(FEWEST, Math.min(MOST, Math.floor(BUDGET_MS / first)));
  for (let i = 1; i < rounds; i++) round();
}

/** Of one run of several, as many as a clock needs. */
function timeOf(run: () => void): number {
  const once = timed(run);
  if (once >= SHORTEST_MS) return once;
  const repeats = Math.min(MOST_REPEATS, Math.ceil(SHORTEST_MS / Math.max(once, 1e-5)));
  return (
    timed(() => {
      for (let i = 0; i < repeats; i++) run();
    }) / repeats
  );
}

function rowOf({ plan, batch, threads, times, cost, costs, calls }: Item, level: SimdLevel, limits: Limits): EntryRow {
  const least = costs.reduce((sum, each) => sum + leastTime(each, limits), 0) / threads;
  return {
    entry: namedEntry(plan),
    ...(batch === undefined ? {} : { batch }),
    ...{ level, threads },
    ...ratesOf(times, cost, least),
    calls: calls.map((part) => ({ call: part.call, ...ratesOf(part.times, part.cost, leastTime(part.cost, limits)) })),
  };
}

/** `least` milliseconds are what the machine's limit leaves. */
function ratesOf(times: readonly number[], { flops, bytes, directFlops }: Cost, least: number): Rates {
  const ms = median(times);
  const effective = directFlops === undefined ? {} : { effective: directFlops / ms / 1e6 };
  return { ms, gflops: flops / ms / 1e6, gbps: bytes / ms / 1e6, ...effective, share: least / ms };
}
