/**
 * What a machine allows → what a kernel call can reach on it: the roofline model. A call of so many FLOPs and bytes takes
 * at least the time of its arithmetic and at least the time of its loads, whichever is longer.
 */
import type { Cost } from "../4-plan/cost-of-call.ts";

export interface Limits {
  /** Multiply-adds in registers, at one SIMD level and on one thread. */
  readonly gflops: number;
  /** Loads from working sets that are read again and again, ascending; the last does not fit any cache. */
  readonly loads: readonly { readonly workingSet: number; readonly gbps: number }[];
}

/** GB/s for operands of so many bytes: of the smallest working set measured that they fit, else the largest. */
export function bandwidthFor(bytes: number, { loads }: Limits): number {
  return (loads.find(({ workingSet }) => bytes <= workingSet) ?? loads.at(-1)!).gbps;
}

/** The share of the arithmetic limit within reach, 0 to 1. */
export function reachableShare({ flops, bytes }: Cost, limits: Limits): number {
  const intensity = flops / bytes;
  return Math.min(1, (intensity * bandwidthFor(bytes, limits)) / limits.gflops);
}
