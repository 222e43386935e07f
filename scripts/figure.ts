/**
 * `npm run figure [-- --steps 50000 --seed 1 --unit 50 --output docs/batch-norm-figure.svg]`: draws figure 1 of the batch norm
 * paper on MNIST, with the two nets of dsl-examples/, and prints what it shows.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { constantRate } from "../compiler/cli/learning-rate.ts";
import { reportFailure } from "../compiler/cli/report.ts";
import { bindFields } from "../compiler/interchange/bind.ts";
import { type Dataset, openDataset } from "../compiler/interchange/dataset.ts";
import { assertWritable, writeWhole } from "../compiler/interchange/files.ts";
import { UserError } from "../compiler/support/diagnostic.ts";
import {
  type Curve,
  drawFigure,
  type FigureSettings,
  medianMovement,
  openNet,
  PAPER,
  trainCurve,
} from "./paper-figure.ts";
import { readOptions } from "./read-options.ts";

const NETS = { plain: "batch-norm-paper-plain", normalised: "batch-norm-paper" } as const;

const { values: options } = readOptions({
  options: {
    steps: { type: "string", default: String(PAPER.steps) },
    seed: { type: "string", default: String(PAPER.seed) },
    unit: { type: "string", default: String(PAPER.unit) },
    output: { type: "string", default: inRoot("docs/batch-norm-figure.svg") },
  },
});

function inRoot(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}

function whole(name: "steps" | "seed" | "unit", least: number, most: number): number {
  const value = Number(options[name]);
  if (/^\d+$/.test(options[name]!) && value >= least && value <= most) return value;
  throw new UserError(`--${name} ${options[name]} is no whole number from ${least} to ${most}`);
}

interface Trained extends Curve {
  readonly rate: number | undefined;
}

async function trained(name: string, data: readonly Dataset[], settings: FigureSettings): Promise<Trained> {
  const net = await openNet(readFileSync(inRoot(`dsl-examples/${name}.inlay`), "utf8"), settings);
  const [train, test] = data.map((part) => bindFields(net.model.manifest.inputs, part).columns);
  const curve = await trainCurve(net, { train: train!, test: test! }, settings);
  const at = [0.02, 0.1, 0.2, 0.5, 1].map((share) => curve.accuracy[Math.ceil(share * curve.accuracy.length) - 1]!);
  const accuracies = at.map(([step, value]) => `${value.toFixed(4)} at ${step.toLocaleString("en-US")}`).join(", ");
  console.log(
    `${name}: test accuracy ${accuracies}; the median moves by ${medianMovement(curve).toFixed(2)} half widths`,
  );
  return { ...curve, rate: constantRate(net.graph) };
}

async function run(): Promise<void> {
  // Points at every hundredth of the run.
  const steps = whole("steps", 100, 10_000_000);
  const every = Math.floor(steps / 100);
  const window = Math.min(PAPER.window, every);
  const settings = { ...PAPER, steps, every, window, seed: whole("seed", 0, 2 ** 32 - 1), unit: whole("unit", 0, 99) };
  await assertWritable(options.output!);
  const data = [await openDataset("mnist", "train"), await openDataset("mnist", "test")];
  const plain = await trained(NETS.plain, data, settings);
  const normalised = await trained(NETS.normalised, data, settings);
  const about = [
    "784 inputs, three layers of 100 sigmoid units, 10 classes; weights from normal(0.1)",
    `gradient descent at the rate ${plain.rate} without and ${normalised.rate} with batch norm`,
  ];
  await writeWhole(options.output!, drawFigure(plain, normalised, about, settings));
  console.log(`written to ${options.output}`);
}

try {
  await run();
} catch (error) {
  process.exitCode = reportFailure(error, true);
}
