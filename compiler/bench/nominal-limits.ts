/** Limits to reckon with where none are measured: those of one machine, as compiler/bench/limits.ts measured it in a quiet hour. */
import type { SimdLevel } from "../5-emit/manifest.ts";
import type { Limits } from "./roofline.ts";

/** What the numbers below are of. */
export const NOMINAL_MACHINE = "one AMD EPYC core (Zen 5, a virtual machine), Node 24";

const VECTOR_LOADS = loads(127, 125, 95, 36);

export const NOMINAL_LIMITS: Readonly<Record<SimdLevel, Limits>> = {
  baseline: { gflops: 65, loads: VECTOR_LOADS },
  relaxed: { gflops: 65, loads: VECTOR_LOADS },
  wide: { gflops: 131, loads: loads(230, 215, 115, 38) },
};

function loads(...gbps: readonly [number, number, number, number]): Limits["loads"] {
  const workingSets = [16 * 1024, 256 * 1024, 4 * 1024 ** 2, 48 * 1024 ** 2];
  return gbps.map((rate, i) => ({ workingSet: workingSets[i]!, gbps: rate }));
}
