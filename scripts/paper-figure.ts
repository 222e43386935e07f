/**
 * Figure 1 of Ioffe & Szegedy (2015) from the two nets of dsl-examples: both are trained side by side, and
 *
 *     (a)   accuracy on the test images against steps, with and without batch normalisation
 *     (b)   15th, 50th and 85th percentile of what a sigmoid of the last hidden layer reads, without
 *     (c)   the same with
 */
import { type Panel, renderCurves, type Series } from "../compiler/cli/curves.ts";
import { compileText } from "../compiler/compile.ts";
import { openPatient, type Patient } from "../compiler/doctor/instrument.ts";
import { PERCENTILES, type Percentiles, percentilesOf } from "../compiler/doctor/measures.ts";
import { newProbes } from "../compiler/doctor/probes.ts";
import { UserError } from "../compiler/support/diagnostic.ts";
import { renderDiagnostics } from "../compiler/support/render.ts";
import type { Dataset } from "../host/index.ts";

export interface FigureSettings {
  readonly steps: number;
  readonly batchSize: number;
  readonly seed: number;
  /** Steps between points of the curves. */
  readonly every: number;
  /** Percentiles are those of a unit's values in so many steps before a point. */
  readonly window: number;
  readonly unit: number;
  /** Accuracies below it are not drawn: the nets differ most above. */
  readonly from: number;
}

export const PAPER: FigureSettings = {
  steps: 50_000,
  batchSize: 60,
  seed: 1,
  every: 500,
  window: 50,
  unit: 50,
  from: 0.8,
};

export interface Curve {
  readonly accuracy: readonly (readonly [step: number, value: number])[];
  readonly percentiles: readonly (readonly [step: number, values: Percentiles])[];
}

export interface Split {
  readonly train: Dataset;
  readonly test: Dataset;
}

/** A net that can be watched. */
export async function openNet(text: string, { batchSize, seed }: FigureSettings): Promise<Patient> {
  const probes = newProbes();
  const compiled = await compileText(text, { maxBatch: Math.max(batchSize, 128), probe: probes.probe });
  if (compiled.module === undefined) throw new UserError(renderDiagnostics(compiled.diagnostics));
  return openPatient(compiled, probes.points, { seed });
}

/** Trains a net of sigmoids. */
export async function trainCurve(net: Patient, { train, test }: Split, settings: FigureSettings): Promise<Curve> {
  const { steps, batchSize, every, window, unit } = settings;
  const { model, points, read } = net;
  const last = points.activations.findLast(({ op }) => op === "sigmoid");
  if (last === undefined) throw new UserError("the net has no sigmoid whose inputs could be watched");
  const accuracy: [number, number][] = [];
  const percentiles: [number, Percentiles][] = [];
  const seen: number[] = [];
  let done = 0;
  for await (const _ of model.fit(train, { steps, batchSize, lastBatch: "drop" })) {
    done++;
    const into = (done - 1) % every;
    if (into >= every - window) {
      const values = read(`${last.layer}.input`, batchSize);
      for (let row = 0; row < batchSize; row++) seen.push(values[row * last.units + unit]!);
    }
    if (done % every > 0) continue;
    accuracy.push([done, model.evaluate(test, { useAverage: false }).metrics.accuracy!]);
    percentiles.push([done, percentilesOf(Float32Array.from(seen.splice(0)), 1)]);
  }
  return { accuracy, percentiles };
}

export function drawFigure(
  plain: Curve,
  normalised: Curve,
  about: readonly string[],
  settings: FigureSettings,
): string {
  const { steps, batchSize, seed, window, unit, from } = settings;
  const inputs = [...plain.percentiles, ...normalised.percentiles].flatMap(([, values]) => values);
  const range = [Math.min(...inputs), Math.max(...inputs)] as const;
  const spread = (title: string, { percentiles }: Curve): Panel => ({
    title,
    range,
    series: PERCENTILES.map((percent, i): Series => {
      const points = percentiles.map(([step, values]): [number, number] => [step, values[i]!]);
      return { name: `${percent} %`, style: i === 1 ? "middle" : "edge", points };
    }),
  });
  const drawn = ({ accuracy }: Curve) => accuracy.filter(([, value]) => value >= from);
  return renderCurves({
    title: "Batch normalisation on MNIST, after figure 1 of Ioffe & Szegedy (2015)",
    caption: [
      ...about,
      `${steps.toLocaleString("en-US")} steps of ${batchSize} images, seed ${seed}; percentiles of unit ${unit} over ${window} steps before each point`,
    ],
    axis: "steps",
    panels: [
      {
        title: `(a) test accuracy, from ${from} on`,
        range: [from, 1],
        series: [
          { name: "without batch norm", style: "second", points: drawn(plain) },
          { name: "with batch norm", style: "first", points: drawn(normalised) },
        ],
      },
      spread("(b) inputs of a sigmoid of the last hidden layer, without", plain),
      spread("(c) the same, with batch norm", normalised),
    ],
  });
}

/** How far the median moves over the run, in half widths between the outer percentiles at the end. */
export function medianMovement({ percentiles }: Curve): number {
  const medians = percentiles.map(([, [, median]]) => median);
  const [low, , high] = percentiles.at(-1)![1];
  return (Math.max(...medians) - Math.min(...medians)) / ((high - low) / 2);
}
