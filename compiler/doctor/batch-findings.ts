/** Findings about a batch norm's statistics: scatter that is too large or hardly there, and running ones that are off. */
import type { BatchRow, NormRow } from "./diagnosis.ts";
import { type Found, LIMITS, type Measured, number, percent } from "./finding.ts";

export function batchFindings(
  { layer }: NormRow,
  batch: BatchRow,
  { statistics, steps, batchSize }: Measured,
): Found[] {
  const drift = driftFinding(layer, batch, statistics, steps);
  // Frozen statistics do not depend on the batch.
  const size = batch.frozen ? undefined : sizeFinding(layer, batch, batchSize);
  return [size, drift].flatMap((finding) => finding ?? []);
}

function sizeFinding(
  layer: string,
  { values, meanError, varianceError, virtualBatch }: BatchRow,
  batchSize: number,
): Found | undefined {
  // Two rows can mirror each other so that their mean stands still: the formula counts too.
  const meanScatter = Math.max(meanError.measured, meanError.formula);
  const noisy = meanScatter > LIMITS.meanError || varianceError.measured > LIMITS.varianceError;
  const measured =
    `between batches the mean scatters by ${number(meanError.measured)} deviations (√(1/m) is ${number(meanError.formula)}), ` +
    `the variance by ${percent(varianceError.measured)} (√(2/m) is ${percent(varianceError.formula)})`;
  if (noisy) {
    const independent = Math.round(1 / meanError.measured ** 2);
    const correlated = independent < values / 2 ? `, worth ${independent} independent ones` : "";
    return {
      ...{ severity: "warning", code: "small-batch", layer, extent: meanScatter },
      message: `the batch is too small for steady statistics: ${values} values a unit${correlated}`,
      measured,
      advice: [
        virtualBatch === undefined ? "a larger batch, 32 or more" : "a larger virtual_batch_size, 32 or more",
        "renormalize: true, which brings in the running statistics",
        "group_norm or layer_norm, whose statistics do not depend on the batch",
        "frozen: true, where the statistics come from a trained checkpoint",
      ],
    };
  }
  const isSteady = batchSize >= LIMITS.largeBatch && meanError.measured < LIMITS.steadyMean;
  if (!isSteady || virtualBatch !== undefined) return undefined;
  return {
    ...{ severity: "note", code: "large-batch", layer, extent: -meanError.measured },
    message: `the statistics of ${values} values hardly scatter, so that their noise regularises nothing`,
    measured,
    advice: ["if test accuracy falls behind that of small batches: virtual_batch_size: 32 (ghost batch norm)"],
  };
}

function driftFinding(
  layer: string,
  { drift, startWeight, momentum, frozen }: BatchRow,
  losses: Measured["statistics"],
  steps: number,
): Found | undefined {
  const factor = Math.max(drift.variance, 1 / drift.variance);
  if (!(drift.mean > LIMITS.driftMean || factor > LIMITS.driftVariance)) return undefined;
  const of = losses === undefined ? "" : `; ${lossesText(losses)}`;
  const isYoung = startWeight > 0.1;
  const cause = frozen
    ? "frozen statistics are not those of this data"
    : isYoung
      ? `after ${steps} steps the running statistics are still ${percent(startWeight)} their start (momentum ${momentum})`
      : "the running statistics lag behind the weights";
  const faster = momentum === undefined ? undefined : fasterMomentum(momentum, isYoung ? steps : undefined);
  return {
    ...{ severity: isCostly(losses) ? "warning" : "note", code: "drift", layer, extent: drift.mean + factor },
    message: cause,
    measured: `they are off by ${number(drift.mean)} deviations in the mean and a factor of ${number(factor)} in the variance${of}`,
    advice: [
      RECALIBRATE,
      ...(frozen ? ["without frozen: true, on data like this"] : []),
      ...(frozen ? [] : [`momentum: ${faster ?? "0.9, which forgets"}`]),
      ...(isYoung ? ["zero_debias: true, which leaves the start out", "more steps before the model is used"] : []),
      ...(frozen || isYoung ? [] : ["a lower learning rate towards the end"]),
    ],
  };
}

/** Layers of which each is off by less than the limits can be costly together. */
export function driftOfAll({ statistics }: Measured): Found[] {
  if (!isCostly(statistics)) return [];
  return [
    {
      ...{ severity: "warning", code: "drift", extent: 0 },
      message: "the running statistics lag behind the weights, each layer's by little",
      measured: lossesText(statistics),
      advice: [RECALIBRATE, "a lower learning rate towards the end"],
    },
  ];
}

const RECALIBRATE = "inlay recalibrate: true averages at the final weights";

type Losses = NonNullable<Measured["statistics"]>;

function isCostly(losses: Losses | undefined): losses is Losses {
  return (
    losses !== undefined && losses.running - losses.recalibrated > LIMITS.driftLoss * Math.abs(losses.recalibrated)
  );
}

function lossesText({ running, recalibrated }: Losses): string {
  return `loss ${number(running)} with them, ${number(recalibrated)} with true averages`;
}

/** One that has forgotten its start after so many steps, else one that remembers a fifth as long. */
function fasterMomentum(momentum: number, steps: number | undefined): number {
  const memory = steps === undefined ? 1 / (1 - momentum) / 5 : steps / 5;
  return Number(Math.max(0.8, 1 - 1 / memory).toPrecision(2));
}
