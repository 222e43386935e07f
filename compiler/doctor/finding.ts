/** What the findings have in common: the limits from which on they are reported, and how numbers are written. */
import type { Diagnosis, Finding } from "./diagnosis.ts";

export type Measured = Omit<Diagnosis, "findings">;

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

/** A finding, and how bad it is among those of its code. */
export interface Found extends Finding {
  readonly extent: number;
}

export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`;
}

export function number(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  return Math.abs(value) >= 1e-3 && Math.abs(value) < 1e5
    ? String(Number(value.toPrecision(3)))
    : value.toExponential(1);
}
