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
  { train, name, rate }: { readonly train: Dataset; readonly name: string; readonly rate: number },
  { batchSize, dropLast, plot, json }: FindRateOptions,
): Promise<void> {
  const { curve, suggestion } = await findLearningRate(model, train, {
    batchSize,
    lastBatch: dropLast ? "drop" : "keep",
  });
  const found = suggestion * rate;
  if (plot !== undefined) {
    await writeWhole(
      plot,
      renderCurves({
        title: `${name}: loss by learning rate`,
        axis: "learning rate",
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
    const trials = curve.map(({ rateScale, loss, smoothed }) => ({
      rate: rateScale * rate,
      rateScale,
      loss,
      smoothed,
    }));
    console.log(JSON.stringify({ event: "rate", rate: found, rateScale: suggestion, curve: trials }));
    return;
  }
  const every = Math.ceil(curve.length / LINES);
  for (const [i, { rateScale, loss, smoothed }] of curve.entries()) {
    if (i % every === 0)
      console.log(`learning rate ${short(rateScale * rate)}: loss ${fixed(loss)}, smoothed ${fixed(smoothed)}`);
  }
  console.log(
    `suggested learning rate ${short(found)}: --rate-scale ${short(suggestion)} for the model's ${short(rate)}`,
  );
}

function short(value: number): string {
  return String(Number(value.toPrecision(2)));
}
