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

/** GB/s that operands of so many bytes may have at best: of the largest working set measured that is no larger. */
export function bandwidthFor(bytes: number, { loads }: Limits): number {
  return (loads.findLast(({ workingSet }) => workingSet <= bytes) ?? loads[0]!).gbps;
}

/** The share of the arithmetic limit within reach, 0 to 1. */
export function reachableShare({ flops, bytes }: Cost, limits: Limits): number {
  const intensity = flops / bytes;
  return Math.min(1, (intensity * bandwidthFor(bytes, limits)) / limits.gflops);
}

/** Milliseconds that arithmetic or loads take at least, whichever take longer. */
export function leastTime({ flops, bytes }: Cost, limits: Limits): number {
  return Math.max(flops / limits.gflops, bytes / bandwidthFor(bytes, limits)) / 1e6;
}
