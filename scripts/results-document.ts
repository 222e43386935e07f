/** dsl-examples/RESULTS.md: two tables, of which a run of some examples writes only its own rows anew. */
import { cpus } from "node:os";
import { EXAMPLES, type Example } from "./example-settings.ts";

export const SEEDS = [1, 2, 3];

export const PAPER = "## With and without batch normalisation";

const HEADER = [
  ...["example", "training", "test rows", "measure"],
  ...SEEDS.map((seed) => `seed ${seed}`),
  ...["mean", "processor time a seed"],
];

export const TABLE_HEAD: readonly string[] = [
  row(HEADER),
  row(HEADER.map((_, i) => (i < 2 || i === 3 ? "---" : "---:"))),
];

export function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

export interface Outcome {
  readonly example: Example;
  readonly epochs: number;
  /** Examples that it was trained on, and those it was measured on. */
  readonly rows: readonly [train: number, test: number];
  /** Of each seed. */
  readonly results: readonly Readonly<Record<string, number>>[];
  readonly seconds: number;
}

/** A line a metric. */
export function resultRows({ example, epochs, rows, results, seconds }: Outcome): string[] {
  return example.metrics.map((metric) => {
    const values = results.map((result) => result[metric]!);
    const mean = values.reduce((sum, value) => sum + value) / values.length;
    const bySeed = SEEDS.map((_, i) => (i < values.length ? formatValue(values[i]!) : "–"));
    const training = `${epochs} ${epochs === 1 ? "epoch" : "epochs"} of ${grouped(rows[0])}, batches of ${example.batchSize}`;
    const name = metric.replaceAll("_", " ");
    return row([example.name, training, grouped(rows[1]), name, ...bySeed, formatValue(mean), duration(seconds)]);
  });
}

export function formatValue(value: number): string {
  if (Math.abs(value) > 10) return value.toFixed(1);
  return Math.abs(value) < 0.1 ? value.toPrecision(3) : value.toFixed(4);
}

export function grouped(value: number): string {
  return value.toLocaleString("en-US");
}

function duration(seconds: number): string {
  return seconds < 90 ? `${seconds.toPrecision(2)} s` : `${(seconds / 60).toPrecision(2)} min`;
}

/** The document with new rows, and a new part on the paper where there is one; what was not run stays as `before` has it. */
export function resultsDocument(
  before: string,
  rows: readonly string[],
  paper: readonly string[] | undefined,
  command: string,
): string {
  const nameOf = (line: string) => /^\| ([\w-]+) \|/.exec(line)?.[1];
  const fresh = new Set(rows.map(nameOf));
  const kept = before.split("\n").filter((line) => !fresh.has(nameOf(line)));
  const table = EXAMPLES.flatMap(({ name }) => [...kept, ...rows].filter((line) => nameOf(line) === name));
  const { length: cores, 0: cpu } = cpus();
  return [
    "# Results",
    "",
    `Written by \`${command}\` on ${cpu!.model.trim()}, ${cores} cores, Node ${process.versions.node}, SIMD level baseline, one thread.`,
    "Accuracy, recall and errors are those of the test rows: MNIST's and Fashion-MNIST's own, or the fifth of a CSV file that the",
    "seed leaves out of training. The settings are those of `scripts/example-settings.ts`.",
    "",
    ...TABLE_HEAD,
    ...table,
    "",
    PAPER,
    "",
    ...(paper ??
      before
        .slice(before.indexOf(PAPER) + PAPER.length)
        .trim()
        .split("\n")),
    "",
  ].join("\n");
}
