/** Losses and metrics as the commands print them. */
import type { Measures } from "../../host/index.ts";
import { newTable } from "./table.ts";

/** Metrics that are numbers. */
export type Numbers = Pick<Measures, "loss" | "metrics">;

/** `loss 0.0712, accuracy 0.9790` */
export function formatMeasures({ loss, metrics }: Numbers): string {
  return [["loss", loss] as const, ...Object.entries(metrics)]
    .map(([name, value]) => `${name} ${fixed(value)}`)
    .join(", ");
}

/** `test accuracy 0.9790`: a line a metric, the loss where there is none; without `test` for a data set without splits. */
export function measureLines(split: string | undefined, { loss, metrics }: Numbers): string[] {
  const entries = Object.entries(metrics);
  return (entries.length > 0 ? entries : [["loss", loss] as const]).map(
    ([name, value]) => `${split === undefined ? "" : `${split} `}${name} ${fixed(value)}`,
  );
}

/** A row for each class of the labels, a column for each class that the model took them for. */
export function confusionTable(name: string, matrix: readonly (readonly number[])[]): string {
  const table = newTable([name, ...matrix.map((_, column) => `as ${column}`)], 1);
  for (const [row, counts] of matrix.entries()) table.push([row, ...counts.map(grouped)]);
  return table.toString();
}

export function fixed(value: number): string {
  return Math.abs(value) >= 1e-3 || value === 0 ? value.toFixed(4) : value.toExponential(3);
}

/** `1,234,567` */
export function grouped(count: number): string {
  return count.toLocaleString("en-US");
}
