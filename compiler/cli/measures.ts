/** Losses and metrics as the commands print them. */
import type { Measures } from "../../host/index.ts";

/** `loss 0.0712, accuracy 0.9790` */
export function formatMeasures({ loss, metrics }: Measures): string {
  return [["loss", loss] as const, ...Object.entries(metrics)]
    .map(([name, value]) => `${name} ${fixed(value)}`)
    .join(", ");
}

/** `test accuracy 0.9790`: a line a metric, the loss where there is none; without `test` for a data set without splits. */
export function measureLines(split: string | undefined, { loss, metrics }: Measures): string[] {
  const entries = Object.entries(metrics);
  return (entries.length > 0 ? entries : [["loss", loss] as const]).map(
    ([name, value]) => `${split === undefined ? "" : `${split} `}${name} ${fixed(value)}`,
  );
}

export function fixed(value: number): string {
  return Math.abs(value) >= 1e-3 || value === 0 ? value.toFixed(4) : value.toExponential(3);
}

/** `1,234,567` */
export function grouped(count: number): string {
  return count.toLocaleString("en-US");
}
