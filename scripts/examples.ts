/**
 * `npm run examples [-- --quick] [-- --only iris,wine]`: trains every model of dsl-examples/ under three seeds and writes what
 * the test rows say to dsl-examples/RESULTS.md, together with the learning curves of the batch norm paper's net with and
 * without batch norm. The seed also decides which rows of a CSV file are the test rows. `--only` prints, and writes nothing.
 */
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { reportFailure } from "../compiler/cli/report.ts";
import { compileText } from "../compiler/compile.ts";
import { bindFields } from "../compiler/interchange/bind.ts";
import { type Dataset, openDataset } from "../compiler/interchange/dataset.ts";
import { writeWhole } from "../compiler/interchange/files.ts";
import { openTable } from "../compiler/interchange/tabular.ts";
import { UserError } from "../compiler/support/diagnostic.ts";
import { renderDiagnostics } from "../compiler/support/render.ts";
import { type Dataset as Columns, load, type Model } from "../host/index.ts";
import { finishNumbers, standardize } from "../host/training.ts";
import { EXAMPLES, type Example, SPLIT } from "./example-settings.ts";
import { readOptions } from "./read-options.ts";

const SEEDS = [1, 2, 3];
const CURVE = { batchNorm: "batch-norm-paper", plain: "batch-norm-paper-plain", every: 1000, points: 10 } as const;

const { values: options } = readOptions({
  options: { quick: { type: "boolean", default: false }, only: { type: "string" } },
});

const inExamples = (path: string): string => fileURLToPath(new URL(`../dsl-examples/${path}`, import.meta.url));

// ---- one training ----------------------------------------------------------------------------------------------------

interface Prepared {
  readonly model: Model;
  readonly train: Columns;
  readonly test: Columns;
}

async function compile(name: string): Promise<Uint8Array<ArrayBuffer>> {
  const path = inExamples(`${name}.inlay`);
  const { module, diagnostics } = await compileText(readFileSync(path, "utf8"), { path });
  if (module === undefined) throw new UserError(renderDiagnostics(diagnostics));
  return module.wasm as Uint8Array<ArrayBuffer>;
}

async function openData(
  { data, label, regression = false }: Example,
  seed: number,
): Promise<readonly [Dataset, Dataset]> {
  if (label === undefined) return [await openDataset(data, "train"), await openDataset(data, "test")];
  const choices = { label, regression, missing: "error", ignore: [], categorical: [] } as const;
  const table = await openTable(inExamples(`data/${data}`), choices, { split: { train: SPLIT, seed } });
  return [table.train, table.test!];
}

async function prepare(example: Example, wasm: Uint8Array<ArrayBuffer>, seed: number): Promise<Prepared> {
  const model = await load(wasm, { seed });
  const [train, test] = (await openData(example, seed)).map((part) => bindFields(model.manifest.inputs, part).columns);
  standardize(model, train!);
  return { model, train: train!, test: test! };
}

async function trainOn({ model, train }: Prepared, settings: { batchSize: number; epochs?: number; steps?: number }) {
  for await (const _ of model.fit(train, settings));
}

const measure = ({ model, test }: Prepared): Record<string, number> =>
  finishNumbers(model.manifest, model.evaluate(test));

// ---- the tables ------------------------------------------------------------------------------------------------------

async function resultsOf(example: Example): Promise<readonly string[]> {
  const wasm = await compile(example.name);
  const epochs = options.quick ? Math.ceil(example.epochs / 10) : example.epochs;
  const results: Record<string, number>[] = [];
  let rows: readonly [number, number] = [0, 0];
  for (const seed of SEEDS) {
    const prepared = await prepare(example, wasm, seed);
    await trainOn(prepared, { epochs, batchSize: example.batchSize });
    const result = measure(prepared);
    results.push(result);
    const { examples } = prepared.model.evaluate(prepared.train);
    rows = [examples, prepared.model.evaluate(prepared.test).examples];
  }
  return example.metrics.map((metric) => {
    const values = results.map((result) => result[metric]!);
    const mean = values.reduce((sum, value) => sum + value) / values.length;
    const training = `${epochs} epochs of ${grouped(rows[0])}, batches of ${example.batchSize}`;
    const name = metric.replaceAll("_", " ");
    return row([example.name, training, grouped(rows[1]), name, ...values.map(formatValue), formatValue(mean)]);
  });
}

/** The test accuracy after every so many steps, a list a seed. */
async function curvesOf(name: string, points: number): Promise<readonly (readonly number[])[]> {
  const example = EXAMPLES.find((example) => example.name === name)!;
  const wasm = await compile(name);
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

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

function formatValue(value: number): string {
  if (Math.abs(value) > 10) return value.toFixed(1);
  return Math.abs(value) < 0.1 ? value.toPrecision(3) : value.toFixed(4);
}

function grouped(value: number): string {
  return value.toLocaleString("en-US");
}

async function run(): Promise<void> {
  const only = options.only?.split(",");
  const chosen = EXAMPLES.filter(({ name }) => only === undefined || only.includes(name));
  const header = ["example", "training", "test rows", "measure", ...SEEDS.map((seed) => `seed ${seed}`), "mean"];
  const table = [row(header), row(header.map((_, i) => (i < 2 || i === 3 ? "---" : "---:")))];
  for (const line of table) console.log(line);
  for (const example of chosen) {
    const lines = await resultsOf(example);
    for (const line of lines) console.log(line);
    table.push(...lines);
  }
  if (only !== undefined && !only.includes(CURVE.batchNorm)) return;
  const paper = await paperTable();
  console.log(`\n${paper.join("\n")}`);
  if (only !== undefined) return;
  const { length: cores, 0: cpu } = cpus();
  const text = [
    "# Results",
    "",
    `Written by \`npm run examples${options.quick ? " -- --quick" : ""}\` on ${cpu!.model.trim()}, ${cores} cores, Node ${process.versions.node}, SIMD level baseline.`,
    "Accuracy, recall and errors are those of the test rows: MNIST's own, or the fifth of a CSV file that the seed leaves out of",
    "training. The settings are those of `scripts/example-settings.ts`.",
    "",
    ...table,
    "",
    "## With and without batch normalisation",
    "",
    "The net of Ioffe & Szegedy (2015), section 4.1: accuracy on MNIST's test images after every 1,000 steps of 60 images.",
    "",
    ...paper,
    "",
  ];
  await writeWhole(inExamples("RESULTS.md"), text.join("\n"));
}

try {
  await run();
} catch (error) {
  process.exitCode = reportFailure(error, true);
}
