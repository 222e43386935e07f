/**
 * What metrics add up over examples → their values. The host itself finishes only those that are a sum divided by a count;
 * this file has the rules of all kinds, and is loaded with `inlay/host/training`.
 */
import type { Manifest, MetricField, SumsMetric } from "../compiler/5-emit/manifest.ts";
import type { Measures } from "./instance.ts";

/** A number, or the rows of a confusion matrix: a row for each label, a column for each class that was taken for it. */
export type MetricValue = number | readonly (readonly number[])[];

/** Every metric of these measures, which may be of many batches: their sums are added up before. */
export function finishMetrics(
  { metrics }: Pick<Manifest, "metrics">,
  { sums }: Pick<Measures, "sums">,
): Record<string, MetricValue> {
  return Object.fromEntries(metrics.map((metric) => [metric.name, finish(metric, sums[metric.name]!)]));
}

/** The metrics that are numbers. */
export function finishNumbers(
  manifest: Pick<Manifest, "metrics">,
  measures: Pick<Measures, "sums">,
): Record<string, number> {
  const values = Object.entries(finishMetrics(manifest, measures));
  return Object.fromEntries(values.flatMap(([name, value]) => (typeof value === "number" ? [[name, value]] : [])));
}

function finish(metric: MetricField, sums: readonly number[]): MetricValue {
  if ("kind" in metric) return RULES[metric.kind](sums, metric.shape as readonly number[]);
  const [sum, count] = sums;
  return sum! / (count || 1);
}

type Rule = (sums: readonly number[], shape: readonly number[]) => MetricValue;

const RULES: Readonly<Record<SumsMetric["kind"], Rule>> = {
  auc,
  confusion: (sums, [classes]) =>
    Array.from({ length: classes! }, (_, row) => sums.slice(row * classes!, (row + 1) * classes!)),
  macro_f1: (sums, [classes]) =>
    meanOverClasses(sums, classes!, ({ hits, predicted, actual }) => (2 * hits) / (predicted + actual)),
  macro_precision: (sums, [classes]) =>
    meanOverClasses(sums, classes!, ({ hits, predicted }) => hits / (predicted || 1)),
  macro_recall: (sums, [classes]) => meanOverClasses(sums, classes!, ({ hits, actual }) => hits / (actual || 1)),
  r2,
};

/** Counts of the others, then of the class, by rising score. Equal scores are half a win; NaN where one kind is missing. */
function auc(sums: readonly number[], [, bins]: readonly number[]): number {
  let wins = 0;
  let others = 0;
  let own = 0;
  for (let bin = 0; bin < bins!; bin++) {
    const here = sums[bins! + bin]!;
    wins += here * (others + sums[bin]! / 2);
    others += sums[bin]!;
    own += here;
  }
  return wins / (others * own);
}

/** Of count, Σ (p − t)², Σ t and Σ t² in two parts each: 1 − Σ (p − t)² / (Σ t² − (Σ t)² / count). */
function r2([count, errors, ...parts]: readonly number[]): number {
  const sum = parts[0]! + parts[1]!;
  const spread = parts[2]! + parts[3]! - (sum * sum) / count!;
  return spread > 0 ? 1 - errors! / spread : Number.NaN;
}

interface ClassCounts {
  readonly hits: number;
  readonly predicted: number;
  readonly actual: number;
}

/** The mean over the classes that are there or were taken for something; NaN where there are none. */
function meanOverClasses(matrix: readonly number[], classes: number, of: (counts: ClassCounts) => number): number {
  let total = 0;
  let present = 0;
  for (let own = 0; own < classes; own++) {
    let predicted = 0;
    let actual = 0;
    for (let other = 0; other < classes; other++) {
      predicted += matrix[other * classes + own]!;
      actual += matrix[own * classes + other]!;
    }
    if (predicted + actual === 0) continue;
    total += of({ hits: matrix[own * classes + own]!, predicted, actual });
    present++;
  }
  return total / present;
}
