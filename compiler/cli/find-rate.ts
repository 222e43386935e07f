/** `inlay train --find-rate`: the learning-rate finder's curve, as lines or a picture, and what it suggests. */
import type { Dataset, Model } from "../../host/index.ts";
import { findLearningRate } from "../../host/training.ts";
import { writeWhole } from "../interchange/files.ts";
import { renderCurves } from "./curves.ts";
import { fixed } from "./measures.ts";

export interface FindRateOptions {
  readonly batchSize: number;
  readonly dropLast?: boolean;
  readonly plot?: string;
  readonly json?: boolean;
}

/** Lines of the curve that are printed. */
const LINES = 20;

export async function findRate(
  model: Model,
  { train, name, rate: own }: { readonly train: Dataset; readonly name: string; readonly rate: number | undefined },
  { batchSize, dropLast, plot, json }: FindRateOptions,
): Promise<void> {
  const { curve, suggestion } = await findLearningRate(model, train, {
    batchSize,
    lastBatch: dropLast ? "drop" : "keep",
  });
  // Under a schedule there is no one rate: the factors themselves are shown.
  const rate = own ?? 1;
  const axis = own === undefined ? "rate scale" : "learning rate";
  const found = suggestion * rate;
  if (plot !== undefined) {
    await writeWhole(
      plot,
      renderCurves({
        title: `${name}: loss by ${axis}`,
        axis,
        log: true,
        panels: [
          {
            title: "loss",
            series: [
              {
                name: "every step",
                style: "steps",
                points: curve.map((trial) => [trial.rateScale * rate, trial.loss]),
              },
              {
                name: "smoothed",
                style: "train",
                points: curve.map((trial) => [trial.rateScale * rate, trial.smoothed]),
              },
            ],
          },
        ],
        mark: { at: found, name: `suggested: ${short(found)}` },
      }),
    );
  }
  if (json) {
    const absolute = (rateScale: number) => (own === undefined ? {} : { rate: rateScale * own });
    const trials = curve.map((trial) => ({ ...absolute(trial.rateScale), ...trial }));
    console.log(JSON.stringify({ event: "rate", ...absolute(suggestion), rateScale: suggestion, curve: trials }));
    return;
  }
  const every = Math.ceil(curve.length / LINES);
  for (const [i, { rateScale, loss, smoothed }] of curve.entries()) {
    if (i % every === 0)
      console.log(`${axis} ${short(rateScale * rate)}: loss ${fixed(loss)}, smoothed ${fixed(smoothed)}`);
  }
  const of = own === undefined ? "" : ` for the model's ${short(own)}`;
  console.log(`suggested ${axis} ${short(found)}: --rate-scale ${short(suggestion)}${of}`);
}

function short(value: number): string {
  return String(Number(value.toPrecision(2)));
}
