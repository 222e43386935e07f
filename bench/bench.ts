/**
 * `npm run bench`: this machine's limits, and what Inlay's kernels and whole models make of them at every SIMD level, in
 * one run. Needs no peer. Options: README.md.
 */
import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { bandwidthFor, type Limits } from "../compiler/bench/roofline.ts";
import { readOptions } from "../scripts/read-options.ts";
import { type Contestant, LEVELS } from "./contestants.ts";
import { CASES, PLAIN_SEED, SEED } from "./kernel-cases.ts";
import { describeMachine } from "./machine.ts";
import { textOf } from "./models.ts";
import { measureSizes, type PreparedCase, prepareKernels } from "./prepare-kernels.ts";
import { type ProcessSeat, startProcess } from "./process.ts";
import { writeWhole } from "./report/document.ts";
import { type BenchResult, type FactRow, type KernelRow, median, mergeRows, moves } from "./report/rows.ts";
import { limitRows, showBench, writeBenchDocument } from "./show-bench.ts";

const PACE = { rounds: 15, turn: 25, block: 1, warm: 250 };
/** Samples of the limits before the first case and between turns. */
const LIMIT_SAMPLES = 10;
/** What moved less is noise. */
const THRESHOLD = 0.05;
/** Whose limits the ratios are to: 128-bit multiply-adds, which is what all engines have. */
const YARDSTICK = "relaxed";

const { values: options } = readOptions({
  options: {
    json: { type: "boolean", default: false },
    only: { type: "string", default: "" },
    rounds: { type: "string", default: String(PACE.rounds) },
    store: { type: "string" },
    compare: { type: "string" },
    write: { type: "boolean", default: false },
    from: { type: "string" },
  },
});

const result = options.from === undefined ? await measure() : await stored(options.from);
console.log(options.json ? JSON.stringify(result, null, 2) : showBench(result));
if (options.compare !== undefined) compare(await stored(options.compare), result);
const kept = options.store === undefined ? result : await store(options.store, result);
if (options.write) await writeBenchDocument(kept);

async function measure(): Promise<BenchResult> {
  const cores = availableParallelism();
  const cases = CASES.filter(({ name, threads = 1 }) => name.includes(options.only) && threads <= cores);
  const levels = [...new Set(LEVELS.map(({ level }) => level))];
  console.error(`compiling ${cases.length} cases at ${levels.join(", ")}`);
  const { folder, prepared, remove } = await prepareKernels(cases, levels);
  const seats: ProcessSeat[] = [];
  try {
    for (const { name, level, flags } of LEVELS) {
      const contestant: Contestant = {
        ...{ name, flags, runtime: `kernels/${level}`, places: ["node"], trains: true, infers: true, convolves: true },
      };
      seats.push(await startProcess(contestant, folder));
    }
    const limits = new Map<string, Limits>();
    const two = cores > 1 ? await twoThreadLimit(seats, folder) : undefined;
    const sample = async () => {
      for (const seat of seats) limits.set(seat.contestant.name, (await seat.ask("limits")) as Limits);
    };
    for (let i = 0; i < LIMIT_SAMPLES; i++) await sample();
    const measured: { readonly item: PreparedCase; readonly times: ReadonlyMap<string, number> }[] = [];
    for (const item of prepared) {
      console.error(item.name);
      measured.push({ item, times: await timeCase(item, seats, sample) });
    }
    const kernels = measured.flatMap(({ item, times }) =>
      [...times].map(([level, ms]) => kernelRow(item, level, ms, limitsFor(item, limits.get(YARDSTICK)!, two))),
    );
    const facts = [...normCost(kernels), ...("sizes".includes(options.only) ? await sizes(levels) : [])];
    return { machine: describeMachine([]), limits: limitRows(limits, two), kernels, facts };
  } finally {
    for (const seat of seats) await seat.close();
    await remove();
  }
}

async function timeCase(
  { task }: PreparedCase,
  seats: readonly ProcessSeat[],
  sample: () => Promise<void>,
): Promise<Map<string, number>> {
  const times = new Map<string, number[]>(seats.map(({ contestant }) => [contestant.name, []]));
  for (const seat of seats) {
    await seat.ask("prepare", task);
    await seat.ask("warm", task, PACE.warm, PACE.block);
  }
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const seat of seats) {
      times.get(seat.contestant.name)!.push(...((await seat.ask("time", task, PACE.turn)) as number[]));
    }
    await sample();
  }
  return new Map([...times].map(([name, list]) => [name, median(list)]));
}

/** Of two processes at once: cores may share what one has to itself. */
async function twoThreadLimit(seats: readonly ProcessSeat[], folder: string): Promise<number> {
  const first = seats.find(({ contestant }) => contestant.name === YARDSTICK)!;
  const second = await startProcess(first.contestant, folder);
  for (const seat of [first, second]) await seat.ask("chains", 50);
  const rates = (await Promise.all([first, second].map((seat) => seat.ask("chains", 300)))) as number[];
  await second.close();
  return rates.reduce((sum, rate) => sum + rate, 0);
}

function limitsFor({ task }: PreparedCase, limits: Limits, two: number | undefined): Limits {
  return task.threads === 1 ? limits : { ...limits, gflops: two! };
}

/** Against arithmetic or loads, whichever takes longer at its limit. */
function kernelRow({ name, cost }: PreparedCase, level: string, ms: number, limits: Limits): KernelRow {
  const { flops, bytes } = cost;
  const bandwidth = bandwidthFor(bytes, limits);
  const row = { name, level, ms };
  if (flops / limits.gflops >= bytes / bandwidth) {
    const gflops = flops / ms / 1e6;
    return { ...row, gflops, limit: limits.gflops, ratio: gflops / limits.gflops };
  }
  const gbps = bytes / ms / 1e6;
  return { ...row, gbps, limit: bandwidth, ratio: gbps / bandwidth };
}

/** How much longer a step takes with the batch norm than without. */
function normCost(kernels: readonly KernelRow[]): FactRow[] {
  return LEVELS.flatMap(({ name: level }) => {
    const [whole, plain] = [SEED, PLAIN_SEED].map((name) =>
      kernels.find((row) => row.name === name && row.level === level),
    );
    if (whole === undefined || plain === undefined) return [];
    return [{ name: "batch norm in a step of 128", level, value: (whole.ms / plain.ms - 1) * 100, unit: "%" as const }];
  });
}

/** A flag changes no byte: a level's sizes stand where it comes first. */
async function sizes(levels: Parameters<typeof measureSizes>[1]): Promise<FactRow[]> {
  const facts = await measureSizes(textOf("seed"), levels);
  return facts.map((fact) => ({ ...fact, level: LEVELS.find(({ level }) => level === fact.level)!.name }));
}

async function stored(path: string): Promise<BenchResult> {
  return JSON.parse(await readFile(path, "utf8")) as BenchResult;
}

/** Cases that this run left out keep their rows of the run before. */
async function store(path: string, now: BenchResult): Promise<BenchResult> {
  const before = await stored(path).catch(() => undefined);
  const merged: BenchResult = {
    machine: now.machine,
    limits: now.limits,
    kernels: mergeRows(before?.kernels ?? [], now.kernels),
    facts: mergeRows(before?.facts ?? [], now.facts),
  };
  await writeWhole(path, `${JSON.stringify(merged, null, 2)}\n`);
  return merged;
}

function compare(before: BenchResult, now: BenchResult): void {
  const ratios = ({ kernels }: BenchResult) =>
    new Map(kernels.map(({ name, level, ratio }) => [`${name}, ${level}`, ratio] as const));
  const moved = moves(ratios(before), ratios(now), THRESHOLD);
  if (moved.length === 0) console.error(`no share of the limit moved by more than ${THRESHOLD * 100} %`);
  for (const move of moved)
    console.error(`${move.name}: ${move.before.toFixed(2)} → ${move.now.toFixed(2)} of the limit`);
}
