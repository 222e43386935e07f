/** A diagnosis' rows → what is wrong, each with its measurement and what helps. docs/doctor.md has the reasons for the limits. */
import type { ActivationRow, BatchRow, Diagnosis, Finding, NormRow, StillRow } from "./diagnosis.ts";
import type { WatchedParameter } from "./observe.ts";
import type { Points } from "./probes.ts";

type Measured = Omit<Diagnosis, "findings">;

/** From here on something is reported. */
export const LIMITS = {
  /** The share of a layer's units. */
  dead: 0.1,
  constant: 0.1,
  saturated: 0.5,
  nearEpsilon: 0.1,
  /** Standard errors of a batch's statistics: about 11 normal values, and 4. */
  meanError: 0.3,
  varianceError: 0.75,
  /** Below it, in large batches, statistics have no noise to regularise by: 400 values. */
  steadyMean: 0.05,
  largeBatch: 256,
  /** Of the running mean, in deviations; of the running variance, as a factor either way. */
  driftMean: 0.25,
  driftVariance: 1.5,
  /** Relative loss that wrong running statistics cost. */
  driftLoss: 0.05,
  /** The smallest weight's gradient relative to the largest; where nothing is normalised. */
  vanishing: 1e-3,
  shrinking: 0.1,
  /** A step's change of a weight relative to it. */
  change: 0.1,
  /** The loss at the end relative to the start. */
  growth: 1.5,
} as const;

export function findingsOf(measured: Measured, points: Points): Finding[] {
  const { diverged } = measured;
  const watched = new Map(points.activations.map(({ node, layer }) => [node, layer]));
  const isDead = (layer: string | undefined) => {
    const row = measured.activations.find((activation) => activation.layer === layer);
    return row?.dead !== undefined && row.dead > LIMITS.dead * row.units;
  };
  const findings = [
    ...(diverged === undefined ? [] : [divergence(diverged)]),
    ...measured.activations.flatMap((row) => activationFindings(row, measured)),
    ...measured.norms.flatMap((row, i) => {
      const still = row.still;
      if (still === undefined) return [];
      const behindDead = isDead(watched.get(points.norms[i]!.ahead));
      return [
        ...(behindDead ? [] : constantInputs(row, still)),
        ...nearEpsilon(row, still),
        ...(still.batch === undefined || still.constant === row.units ? [] : batchFindings(row, still.batch, measured)),
      ];
    }),
    ...(diverged === undefined
      ? gradientFindings(
          measured,
          measured.activations.some(({ layer }) => isDead(layer)),
        )
      : []),
  ];
  return joined(findings).sort((a, b) => rank(a) - rank(b));
}

/** A finding, and how bad it is among those of its code. */
interface Found extends Finding {
  readonly extent: number;
}

/** Layers that have the same one are told together. */
function joined(findings: readonly Found[]): Finding[] {
  const groups = new Map<string, Found[]>();
  for (const finding of findings) {
    const key = `${finding.severity} ${finding.code}`;
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return [...groups.values()].map((group) => {
    const worst = group.reduce((most, finding) => (finding.extent > most.extent ? finding : most));
    const also = group.flatMap(({ layer }) => (layer === undefined || layer === worst.layer ? [] : [layer]));
    const { extent: _, ...finding } = worst;
    return also.length === 0 ? finding : { ...finding, also };
  });
}

const rank = ({ severity }: Finding): number => (severity === "warning" ? 0 : 1);

function divergence(step: number): Found {
  return {
    severity: "warning",
    code: "diverged",
    extent: 1,
    message: `the loss is not finite at step ${step}`,
    measured: `training went on for ${step - 1} steps`,
    advice: [
      "a lower learning_rate: inlay train --find-rate suggests one",
      "clip_norm: 1 in the optimizer",
      "batch_norm after the products, where there is none",
    ],
  };
}

function activationFindings({ layer, op, units, dead, saturated }: ActivationRow, { norms }: Measured): Found[] {
  const normalise = norms.length === 0 ? ["batch_norm between the product and the activation"] : [];
  if (dead !== undefined && dead > LIMITS.dead * units) {
    return [
      {
        ...{ severity: "warning", code: "dead-units", layer, extent: dead / units },
        message: `${dead} of ${units} units are dead: ${op} gives 0 for every example, and no gradient comes back`,
        measured: `the greatest activation of each unit over the last batches, at fixed weights`,
        advice: [
          ...normalise,
          "a lower learning_rate, if units die during training; he_normal() weights and a bias from 0, if they are born dead",
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

function constantInputs({ layer, kind, units }: NormRow, { constant }: StillRow): Found[] {
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

function nearEpsilon(
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

function batchFindings({ layer }: NormRow, batch: BatchRow, { statistics, steps, batchSize }: Measured): Found[] {
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
  const cost = losses === undefined ? 0 : losses.running - losses.recalibrated;
  const isCostly = losses !== undefined && cost > LIMITS.driftLoss * Math.abs(losses.recalibrated);
  const of =
    losses === undefined
      ? ""
      : `; loss ${number(losses.running)} with them, ${number(losses.recalibrated)} with true averages`;
  const isYoung = startWeight > 0.1;
  const cause = frozen
    ? "frozen statistics are not those of this data"
    : isYoung
      ? `after ${steps} steps the running statistics are still ${percent(startWeight)} their start (momentum ${momentum})`
      : "the running statistics lag behind the weights";
  const faster = momentum === undefined ? undefined : fasterMomentum(momentum, isYoung ? steps : undefined);
  return {
    ...{ severity: isCostly ? "warning" : "note", code: "drift", layer, extent: drift.mean + factor },
    message: cause,
    measured: `they are off by ${number(drift.mean)} deviations in the mean and a factor of ${number(factor)} in the variance${of}`,
    advice: [
      "inlay recalibrate: true averages at the final weights",
      ...(frozen ? ["without frozen: true, on data like this"] : []),
      ...(frozen || faster === undefined ? [] : [`momentum: ${faster}`]),
      ...(isYoung ? ["more steps before the model is used"] : []),
      ...(frozen || isYoung ? [] : ["a lower learning rate towards the end"]),
    ],
  };
}

/** One that has forgotten its start after so many steps, else one that remembers a fifth as long. */
function fasterMomentum(momentum: number, steps: number | undefined): number {
  const memory = steps === undefined ? 1 / (1 - momentum) / 5 : steps / 5;
  return Number(Math.max(0.8, 1 - 1 / memory).toPrecision(2));
}

function gradientFindings(measured: Measured, hasDead: boolean): Found[] {
  const { parameters, loss } = measured;
  const weights = parameters.filter(({ isMatrix }) => isMatrix);
  const findings = vanishingGradients(weights, measured, hasDead);
  const fastest = weights.filter(({ change }) => change > LIMITS.change);
  const grows = loss.last > LIMITS.growth * loss.first && loss.last > 0;
  if (!grows && fastest.length === 0) return findings;
  const changes = fastest.map(({ name, change }) => `${name} by ${percent(change)}`).join(", ");
  findings.push({
    ...{ severity: "warning", code: "learning-rate", extent: 1 },
    message: grows
      ? "the loss grows: the learning rate is too high"
      : "a step changes weights by more than a tenth: the learning rate is too high",
    measured: [
      ...(grows ? [`loss ${number(loss.first)} at first, ${number(loss.last)} at the end`] : []),
      ...(changes === "" ? [] : [`the last step changed ${changes}`]),
    ].join("; "),
    advice: ["a lower learning_rate: inlay train --find-rate suggests one", "a schedule that warms up"],
  });
  return findings;
}

function vanishingGradients(
  weights: readonly WatchedParameter[],
  { norms, loss }: Measured,
  hasDead: boolean,
): Found[] {
  const [largest] = weights.toSorted((a, b) => b.norm - a.norm);
  const limit = norms.length > 0 ? LIMITS.vanishing : LIMITS.shrinking;
  return weights.flatMap(({ name, norm }): Found[] => {
    // Behind dead units there is no gradient: that has been said.
    if (largest!.norm === 0 || norm >= limit * largest!.norm || (norm === 0 && hasDead)) return [];
    const share = number(largest!.norm / norm);
    return [
      {
        ...{ severity: "warning", code: "vanishing-gradient", layer: name, extent: -norm },
        message:
          norm === 0 ? "no gradient arrives" : `the gradient is ${share} times smaller than that of ${largest!.name}`,
        measured: `norms ${number(norm)} and ${number(largest!.norm)}, root mean squares over the steps, in which the loss went from ${number(loss.first)} to ${number(loss.last)}`,
        advice: [
          "batch_norm before the activations between the two",
          "he_normal() or glorot_uniform() weights",
          "a residual connection",
        ],
      },
    ];
  });
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`;
}

export function number(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  return Math.abs(value) >= 1e-3 && Math.abs(value) < 1e5
    ? String(Number(value.toPrecision(3)))
    : value.toExponential(1);
}
