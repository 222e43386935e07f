/** `inlay verify`: does the module do what the model means? A table of the largest errors; exit code 1 where one is too large. */
import type Table from "cli-table3";
import type { Command } from "commander";
import type { SimdLevel } from "../5-emit/manifest.ts";
import { readWeights } from "../interchange/safetensors.ts";
import type { Check } from "../verify/checks.ts";
import type { Verification } from "../verify/verify-model.ts";
import { positiveInteger, seedNumber, simdLevels } from "./arguments.ts";
import { planModelFile, readersBeside, readModel } from "./compile-model.ts";
import { Reported, warn } from "./report.ts";
import { newTable } from "./table.ts";

interface Options {
  readonly weights?: string;
  readonly batch?: number;
  readonly simd: readonly SimdLevel[];
  readonly seed: number;
  readonly json?: boolean;
}

export function addVerify(program: Command): void {
  program
    .command("verify")
    .description("check a model's modules against a float64 interpreter: results, gradients, folding, checkpoints")
    .argument("<model>", "the model's file")
    .option("--weights <file>", "a checkpoint (.safetensors); random values without it")
    .option("--batch <n>", "rows of the batch that is compared (default: 5, fewer for large models)", positiveInteger)
    .option("--simd <levels>", "the levels to check", simdLevels, ["baseline", "relaxed"])
    .option("--seed <n>", "seed of all random values", seedNumber, 1)
    .option("--json", "print every check as JSON")
    .addHelpText("after", "\nExample:\n  inlay verify mnist.inlay --weights mnist.safetensors")
    .action(verify);
}

async function verify(path: string, { weights: file, batch, simd, seed, json }: Options): Promise<void> {
  const start = performance.now();
  const weights = file === undefined ? undefined : await readWeights(file);
  // Ends the command where the text has errors.
  await planModelFile(path, { maxBatch: (batch ?? 5) + 3 });
  const { verifyModel } = await import("../verify/verify-model.ts");
  const result = await verifyModel(await readModel(path), {
    path,
    files: readersBeside(path),
    weights,
    batch,
    levels: simd,
    seed,
  });
  if (json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  else print(result, simd, (performance.now() - start) / 1000);
  if (!result.ok) throw new Reported();
}

function print({ model, effort, seed, checks }: Verification, levels: readonly SimdLevel[], seconds: number): void {
  console.log(`${model}: largest errors at batch ${effort.batch}, random values of seed ${seed}`);
  for (const note of effort.notes) console.log(note);
  console.log(`${errorTable(checks, levels)}`);
  if (checks.some(({ limited }) => limited)) {
    console.log("* above the tolerance, but no more than what rounding to float32 makes of this value anyway");
  }
  const failed = checks.filter(({ ok }) => !ok);
  for (const check of failed) warn(failure(check));
  const outcome = failed.length === 0 ? "all passed" : `${failed.length} failed`;
  console.log(`${checks.length} checks, ${outcome}; ${seconds.toFixed(1)} s`);
}

function failure({ check, name, level, error, tolerance, detail }: Check): string {
  return `failed: ${check} of ${name} at ${level}: error ${formatError(error)}, tolerance ${tolerance}; ${detail}`;
}

function errorTable(checks: readonly Check[], levels: readonly SimdLevel[]): Table.Table {
  const columns = ["float64", ...levels];
  const table = newTable(["check", "of", ...columns, "tolerance"], 2);
  const rows = new Map<string, Check[]>();
  for (const check of checks) {
    const key = `${check.check} ${rowName(check)}`;
    rows.set(key, [...(rows.get(key) ?? []), check]);
  }
  for (const row of rows.values()) {
    const first = row[0]!;
    const cells = columns.map((column) => cell(row.filter(({ level }) => level === column)));
    table.push([first.check, rowName(first), ...cells, first.tolerance === 0 ? "0" : first.tolerance.toExponential(0)]);
  }
  return table;
}

/** States of training share a row, and so does all that `init` makes. */
function rowName({ check, name }: Check): string {
  if (check === "init") return "parameters, states";
  if (name.startsWith("optimizer.")) return "optimizer's states";
  return name.startsWith("average.") ? "averages" : name;
}

function cell(checks: readonly Check[]): string {
  if (checks.length === 0) return "";
  const largest = formatError(Math.max(...checks.map(({ error }) => error)));
  if (checks.some(({ ok }) => !ok)) return `FAILED ${largest}`;
  return checks.some(({ limited }) => limited) ? `${largest} *` : largest;
}

function formatError(error: number): string {
  if (Number.isNaN(error)) return "not compared";
  return error === 0 || error === Infinity ? String(error) : error.toExponential(1);
}
