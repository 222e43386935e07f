/** `inlay bench`: how long a model's entry points and kernel calls take here, and what share of this machine's limit that is. */
import { cpus } from "node:os";
import type { Command } from "commander";
import type { SimdLevel } from "../5-emit/manifest.ts";
import type { Bench, EntryRow, Rates } from "../bench/bench-model.ts";
import { positiveIntegers, seedNumber, simdLevels } from "./arguments.ts";
import { compileAgain, compileModel } from "./compile-model.ts";
import { kernelName, kernelSize, limitsLine, percent } from "./kernel-table.ts";
import { warn } from "./report.ts";
import { newTable } from "./table.ts";

interface Options {
  readonly batch: readonly number[];
  readonly simd: readonly SimdLevel[];
  readonly threads: readonly number[];
  readonly inferOnly?: boolean;
  readonly winograd?: boolean;
  readonly seed: number;
  readonly json?: boolean;
}

export function addBench(program: Command): void {
  program
    .command("bench")
    .description("time a model's entry points and kernel calls on random inputs, beside this machine's limits")
    .argument("<model>", "the model's file")
    .option("--batch <sizes>", "the batches to run", positiveIntegers, [1, 32, 128])
    .option("--simd <levels>", "the levels to compile to", simdLevels, ["baseline", "relaxed"])
    .option("--threads <numbers>", "how many threads run the entry points", positiveIntegers, [1])
    .option("--infer-only", "time the inference-only module, with all parameters zero")
    .option("--no-winograd", "compute no convolution by Winograd's filtering")
    .option("--seed <n>", "seed of parameters and inputs", seedNumber, 1)
    .option("--json", "print every time as JSON")
    .addHelpText("after", "\nExample:\n  inlay bench mnist.inlay --batch 1,128 --simd baseline,relaxed,wide")
    .action(bench);
}

async function bench(
  path: string,
  { json, batch, simd, threads, inferOnly = false, winograd = true, seed }: Options,
): Promise<void> {
  // Diagnostics are printed once.
  let compileWith = compileModel;
  const { benchModel } = await import("../bench/bench-model.ts");
  const result = await benchModel({
    ...{ batches: batch, levels: simd, threads, seed, warn },
    compile: async (options) => {
      const compiled = await compileWith(path, { ...options, inferOnly, winograd });
      compileWith = compileAgain;
      return compiled;
    },
  });
  process.stdout.write(json ? `${JSON.stringify(report(result), null, 2)}\n` : tables(result, Math.max(...batch)));
}

/** The result with calls named as in the tables. */
function report({ model, rows, limits }: Bench) {
  const entries = rows.map(({ calls, ...row }) => ({
    ...row,
    calls: calls.map(({ call, ...rates }) => ({
      kernel: kernelName(call),
      size: kernelSize(call),
      computes: call.comment,
      ...rates,
    })),
  }));
  return { model, machine: machine(), limits, entries };
}

function machine() {
  return { cpu: cpus()[0]?.model.trim() ?? "unknown", node: process.versions.node };
}

/** Kernel calls are shown at one batch; JSON has them all. */
function tables({ model, rows, limits }: Bench, batch: number): string {
  const { cpu, node } = machine();
  const shown = rows.filter((row) => row.calls.length > 0 && row.batch === batch);
  return [
    `${model} on ${cpu}, Node ${node}`,
    ...limits.map((each) => limitsLine(each.level, "measured here, one thread", each)),
    "share: the least time that arithmetic or loads take at these limits, of the time taken",
    "in brackets: by the FLOPs of the direct product, of which Winograd's filtering does about a quarter\n",
    entryTable(rows),
    ...shown.map(
      (row) => `\n${row.entry} at batch ${batch}, ${row.level}: its kernel calls by themselves\n${callTable(row)}`,
    ),
    "",
  ].join("\n");
}

const RATES = ["ms", "GFLOP/s", "GB/s", "share"];

function entryTable(rows: readonly EntryRow[]): string {
  const table = newTable(["entry point", "batch", "level", "threads", ...RATES], 3);
  for (const row of rows) {
    table.push([row.entry, row.batch ?? "", row.level, row.threads, ...rateCells(row)]);
  }
  return table.toString();
}

function callTable({ calls }: EntryRow): string {
  const table = newTable(["kernel", "computes", "size", ...RATES], 3);
  for (const { call, ...rates } of calls) {
    const [first = "", ...rest] = call.comment;
    const computes = rest.length === 0 ? first : `${first}, and ${rest.length} more`;
    table.push([kernelName(call), computes, kernelSize(call), ...rateCells(rates)]);
  }
  return table.toString();
}

function rateCells({ ms, gflops, gbps, effective, share }: Rates): string[] {
  const rate = (value: number) => (value === 0 ? "" : value.toFixed(1));
  const arithmetic = effective === undefined ? rate(gflops) : `${rate(gflops)} (${effective.toFixed(0)})`;
  return [ms.toFixed(ms < 0.1 ? 5 : 4), arithmetic, rate(gbps), share === 0 ? "" : percent(share)];
}
