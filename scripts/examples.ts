/**
 * `npm run examples [-- --quick] [-- --only iris,wine] [-- --write]`: trains the models of dsl-examples/ under three seeds, the
 * larger ones under one, and writes what the test rows say to dsl-examples/RESULTS.md, together with the learning curves of
 * the batch norm paper's net with and without batch norm. The seed also decides which rows of a CSV file are the test rows.
 * `--only` prints, and with `--write` writes the rows of the models that it names. All of them take hours. `--compare` is
 * another thing: compare.ts.
 */
import { readFileSync } from "node:fs";
import { reportFailure } from "../compiler/cli/report.ts";
import { writeWhole } from "../compiler/interchange/files.ts";
import { UserError } from "../compiler/support/diagnostic.ts";
import { EXAMPLES, type Example } from "./example-settings.ts";
import { readOptions } from "./read-options.ts";
import { formatValue, grouped, resultRows, resultsDocument, row, SEEDS, TABLE_HEAD } from "./results-document.ts";
import { compileExample, inExamples, measure, prepare, trainOn } from "./train-example.ts";

const CURVE = { batchNorm: "batch-norm-paper", plain: "batch-norm-paper-plain", every: 1000, points: 10 } as const;

const { values: options } = readOptions({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string" },
    write: { type: "boolean", default: false },
    compare: { type: "boolean", default: false },
  },
});

async function resultsOf(example: Example): Promise<readonly string[]> {
  const wasm = await compileExample(example);
  const epochs = options.quick ? Math.ceil(example.epochs / 10) : example.epochs;
  const results: Record<string, number>[] = [];
  const seeds = SEEDS.slice(0, example.seeds);
  let rows: readonly [number, number] = [0, 0];
  let seconds = 0;
  for (const seed of seeds) {
    const prepared = await prepare(example, wasm, seed);
    const { user: start } = process.cpuUsage();
    await trainOn(prepared, { epochs, batchSize: example.batchSize });
    seconds += (process.cpuUsage().user - start) / 1e6 / seeds.length;
    results.push(measure(prepared));
    rows = [prepared.trainRows, prepared.testRows];
  }
  return resultRows({ example, epochs, rows, results, seconds });
}

/** The test accuracy after every so many steps, a list a seed. */
async function curvesOf(name: string, points: number): Promise<readonly (readonly number[])[]> {
  const example = EXAMPLES.find((example) => example.name === name)!;
  const wasm = await compileExample(example);
  const curves: number[][] = [];
  for (const seed of SEEDS) {
    const prepared = await prepare(example, wasm, seed);
    const curve: number[] = [];
    for (let point = 0; point < points; point++) {
      await trainOn(prepared, { steps: CURVE.every, batchSize: example.batchSize });
      curve.push(measure(prepared).accuracy!);
    }
    curves.push(curve);
  }
  return curves;
}

async function paperTable(): Promise<readonly string[]> {
  const points = options.quick ? 3 : CURVE.points;
  const [batchNorm, plain] = [await curvesOf(CURVE.batchNorm, points), await curvesOf(CURVE.plain, points)];
  const seeds = SEEDS.map((seed) => `seed ${seed}`);
  const header = ["steps", ...seeds.map((seed) => `with, ${seed}`), ...seeds.map((seed) => `without, ${seed}`)];
  const lines = Array.from({ length: points }, (_, point) => {
    const values = [...batchNorm, ...plain].map((curve) => formatValue(curve[point]!));
    return row([grouped((point + 1) * CURVE.every), ...values]);
  });
  const early = Math.min(...batchNorm.map((curve) => curve[0]!));
  const late = Math.min(...plain.map((curve) => Math.max(...curve)));
  const notes = [
    `With batch norm every seed has at least ${formatValue(early)} after ${grouped(CURVE.every)} steps; without it that takes ${stepsTo(early, plain)}.`,
    `The ${formatValue(late)} that every seed reaches without batch norm takes ${stepsTo(late, plain)} steps, and with it ${stepsTo(late, batchNorm)}.`,
  ];
  return [row(header), row(header.map(() => "---:")), ...lines, "", ...notes];
}

/** When each seed first has an accuracy. */
function stepsTo(accuracy: number, curves: readonly (readonly number[])[]): string {
  const points = curves.map((curve) => curve.findIndex((value) => value >= accuracy));
  const last = grouped(curves[0]!.length * CURVE.every);
  return points.map((point) => (point < 0 ? `more than ${last}` : grouped((point + 1) * CURVE.every))).join(" / ");
}

async function run(): Promise<void> {
  if (options.compare) return (await import("./compare.ts")).compare(options.write);
  const only = options.only?.split(",");
  const unknown = only?.find((name) => !EXAMPLES.some((example) => example.name === name));
  if (unknown !== undefined) throw new UserError(`--only: no example that is trained is called ${unknown}`);
  const chosen = EXAMPLES.filter(({ name }) => only === undefined || only.includes(name));
  const rows: string[] = [];
  for (const line of TABLE_HEAD) console.log(line);
  for (const example of chosen) {
    const lines = await resultsOf(example);
    for (const line of lines) console.log(line);
    rows.push(...lines);
  }
  const wantsPaper = only === undefined || only.includes(CURVE.batchNorm);
  const paper = wantsPaper ? await paperTable() : undefined;
  if (paper !== undefined) console.log(`\n${paper.join("\n")}`);
  if (only !== undefined && !options.write) return;
  const path = inExamples("RESULTS.md");
  const command = `npm run examples${options.quick ? " -- --quick" : ""}`;
  await writeWhole(path, resultsDocument(readFileSync(path, "utf8"), rows, paper, command));
}

try {
  await run();
} catch (error) {
  process.exitCode = reportFailure(error, true);
}
