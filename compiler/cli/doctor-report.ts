/** A diagnosis → the text that `inlay doctor` prints, and the picture that it draws. */
import type { BatchRow, Diagnosis, Finding, NormRow } from "../doctor/diagnosis.ts";
import { number } from "../doctor/finding.ts";
import { PERCENTILES, type Percentiles } from "../doctor/measures.ts";
import { type Panel, type Point, renderCurves, type Series } from "./curves.ts";
import { newTable } from "./table.ts";

/** Layers that a finding names. */
const NAMES = 6;

export function diagnosisText(report: Diagnosis): string {
  const { model, steps, batchSize, seed, loss, norms, activations, parameters, statistics, findings } = report;
  const parts = [
    `${model}: ${steps} steps of ${batchSize} rows, seed ${seed}; loss ${number(loss.first)}, then ${number(loss.last)}`,
  ];
  if (norms.length > 0) parts.push(inputTable(norms));
  if (norms.some(({ still }) => still?.batch !== undefined)) parts.push(batchTable(norms));
  if (statistics !== undefined) {
    const { running, recalibrated } = statistics;
    parts.push(
      `loss with running statistics ${number(running)}, with true averages in their place ${number(recalibrated)}`,
    );
  }
  if (activations.length > 0) parts.push(activationTable(report));
  parts.push(gradientTable(parameters.filter(({ isMatrix }) => isMatrix)));
  parts.push(findings.length === 0 ? "nothing to complain about" : findings.map(findingText).join("\n\n"));
  return parts.join("\n\n");
}

export function findingText({ severity, code, layer, also = [], message, measured, advice }: Finding): string {
  const where = layer === undefined ? "" : `${layer}: `;
  return [
    `${severity}[${code}]: ${where}${message}`,
    `  measured: ${measured}`,
    ...(also.length === 0 ? [] : [`  also: ${several(also)}`]),
    ...advice.map((line) => `  try: ${line}`),
  ].join("\n");
}

/** `a, b, c and 14 more` */
function several(layers: readonly string[]): string {
  const [shown, rest] = [layers.slice(0, NAMES), layers.slice(NAMES)];
  return rest.length === 0 ? shown.join(", ") : `${shown.join(", ")} and ${rest.length} more`;
}

const percentileText = (percentiles: Percentiles): string => percentiles.map(number).join(" / ");

function inputTable(norms: readonly NormRow[]): string {
  const which = PERCENTILES.map((percent) => `${percent}`).join(" / ");
  const table = newTable(
    [
      "normalised",
      "kind",
      "units",
      `inputs at first: ${which} %`,
      "at the end",
      "deviation",
      "constant",
      "near epsilon",
    ],
    2,
  );
  for (const { layer, kind, units, first, last, still } of norms) {
    const rest = still ? [number(still.deviation), still.constant, number(still.nearEpsilon.share)] : ["", "", ""];
    table.push([layer, kind, units, percentileText(first), percentileText(last), ...rest]);
  }
  return table.toString();
}

function batchTable(norms: readonly NormRow[]): string {
  const head = [
    "statistics of a batch",
    "values",
    "error of mean",
    "√(1/m)",
    "of variance",
    "√(2/m)",
    "running mean off",
    "variance ×",
  ];
  const table = newTable(head, 1);
  for (const { layer, still } of norms) {
    if (still?.batch !== undefined) table.push([layer, ...batchCells(still.batch)]);
  }
  return table.toString();
}

function batchCells({ values, meanError, varianceError, drift }: BatchRow): (string | number)[] {
  const errors = [meanError, varianceError].flatMap(({ measured, formula }) => [number(measured), number(formula)]);
  return [values, ...errors, number(drift.mean), number(drift.variance)];
}

function activationTable({ activations }: Diagnosis): string {
  const table = newTable(["activation", "op", "units", "dead", "flat"], 2);
  for (const { layer, op, units, dead, saturated } of activations) {
    table.push([layer, op, units, dead ?? "", saturated === undefined ? "" : number(saturated)]);
  }
  return table.toString();
}

function gradientTable(parameters: Diagnosis["parameters"]): string {
  const table = newTable(["weight", "gradient", "size", "last step's change"], 1);
  for (const { name, norm, size, change } of parameters) table.push([name, number(norm), number(size), number(change)]);
  return table.toString();
}

/** Panels for each layer: the percentiles of what is normalised, or of what a sigmoid reads; how far running statistics are off. */
export function diagnosisPicture({ model, steps, batchSize, seed, norms, activations }: Diagnosis): string {
  const panels = [
    ...norms.flatMap(({ layer, kind, series }) => [inputPanel(layer, kind, series), ...driftPanel(layer, series)]),
    ...activations.flatMap(({ layer, op, series }) => (series.length > 0 ? [inputPanel(layer, op, series)] : [])),
  ];
  return renderCurves({ title: `${model}: ${steps} steps of ${batchSize} rows, seed ${seed}`, axis: "steps", panels });
}

function inputPanel(layer: string, what: string, points: NormRow["series"]): Panel {
  const series = PERCENTILES.map((percent, i): Series => {
    const style = i === 1 ? "middle" : "edge";
    return { name: `${percent} %`, style, points: points.map(({ step, percentiles }) => [step, percentiles[i]!]) };
  });
  return { title: `${layer} (${what}): inputs`, series };
}

function driftPanel(layer: string, points: NormRow["series"]): Panel[] {
  if (points.every(({ drift }) => drift === undefined)) return [];
  const curve = (name: string, style: Series["style"], key: "mean" | "variance"): Series => ({
    ...{ name, style },
    points: points.flatMap(({ step, drift }): Point[] => (drift === undefined ? [] : [[step, drift[key]]])),
  });
  const series = [curve("mean off, in deviations", "first", "mean"), curve("variance ×", "second", "variance")];
  return [{ title: `${layer}: running statistics against the batch's`, series }];
}
