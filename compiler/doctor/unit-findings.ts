/** Findings about units: dead, flat, constant, or smaller than epsilon. */
import type { ActivationRow, NormRow, StillRow } from "./diagnosis.ts";
import { type Found, LIMITS, type Measured, number, percent } from "./finding.ts";

export function activationFindings(
  { layer, op, units, dead, silent = 0, saturated }: ActivationRow,
  { norms }: Measured,
): Found[] {
  const normalise = norms.length === 0 ? ["batch_norm between the product and the activation"] : [];
  if (dead !== undefined && dead > LIMITS.dead * units) {
    return [
      {
        ...{ severity: "warning", code: "dead-units", layer, extent: dead / units },
        message: `${dead} of ${units} units are dead: ${op} gives 0 for every example, and no gradient comes back`,
        measured: `the greatest activation of each unit over the last batches, at fixed weights; in the first batch ${silent} units gave 0`,
        advice: [
          ...normalise,
          ...(silent > dead / 2 ? ["he_normal() weights and a bias from 0: units are born dead"] : []),
          ...(silent < dead ? ["a lower learning_rate: units die during training"] : []),
          "leaky_relu or elu, which pass a gradient below 0",
        ],
      },
    ];
  }
  if (saturated === undefined || saturated <= LIMITS.saturated) return [];
  return [
    {
      ...{ severity: "warning", code: "saturated", layer, extent: saturated },
      message: `${op} is flat for ${percent(saturated)} of its inputs, so that little gradient comes back`,
      measured: "inputs where the slope is below 7 % of the steepest, over the last batches",
      advice: [
        ...normalise,
        "smaller initial weights, or a lower learning_rate",
        "relu, which is flat on one side only",
      ],
    },
  ];
}

export function constantInputs({ layer, kind, units }: NormRow, { constant }: StillRow): Found[] {
  if (kind !== "batch_norm" || constant <= LIMITS.constant * units) return [];
  return [
    {
      ...{ severity: "warning", code: "constant-inputs", layer, extent: constant / units },
      message: `${constant} of ${units} units have the same value in every example, and are normalised to 0`,
      measured: "variance over the last batches: 0 up to rounding",
      advice: ["drop the columns that never change", "look at what comes before: are its units dead or its weights 0?"],
    },
  ];
}

export function nearEpsilon(
  { layer, units, kind }: NormRow,
  { nearEpsilon: { share, variance }, epsilon }: StillRow,
): Found[] {
  if (share <= LIMITS.nearEpsilon) return [];
  const better = 10 ** Math.floor(Math.log10(variance / 100));
  const what =
    kind === "batch_norm" ? `${Math.round(share * units)} of ${units} units` : `${percent(share)} of the rows`;
  const size = Math.sqrt(variance / (variance + epsilon));
  return [
    {
      ...{ severity: "warning", code: "epsilon", layer, extent: share },
      message: `epsilon ${number(epsilon)} decides over ${what}: what should have deviation 1 has ${number(size)}`,
      measured: `their median variance is ${number(variance)}, of which epsilon should be less than a tenth`,
      advice: [`epsilon: ${better.toExponential(0)}`, "larger initial weights or inputs ahead of the layer"],
    },
  ];
}
