/** The machine's limits are measured by loops that run and depend on themselves; the roofline is arithmetic on them. */
import { describe, expect, it } from "vitest";
import { measureLimits } from "../../compiler/bench/limits.ts";
import { NOMINAL_LIMITS } from "../../compiler/bench/nominal-limits.ts";
import { bandwidthFor, leastTime, reachableShare } from "../../compiler/bench/roofline.ts";

describe("measureLimits", () => {
  it.each(["baseline", "relaxed", "wide"] as const)("gives rates that a machine can have, at %s", async (level) => {
    const { gflops, loads } = await measureLimits(level, 3);
    // A loop that the engine has thrown out would be beyond all bounds.
    expect(gflops).toBeGreaterThan(0.1);
    expect(gflops).toBeLessThan(2000);
    expect(loads.map(({ workingSet }) => workingSet)).toEqual(
      NOMINAL_LIMITS[level].loads.map(({ workingSet }) => workingSet),
    );
    for (const { gbps } of loads) {
      expect(gbps).toBeGreaterThan(0.1);
      expect(gbps).toBeLessThan(5000);
    }
  });
});

describe("the roofline", () => {
  const limits = {
    gflops: 60,
    loads: [
      { workingSet: 1000, gbps: 120 },
      { workingSet: 8000, gbps: 30 },
    ],
  };

  it("takes the bandwidth of the largest working set that the bytes fill", () => {
    expect([1, 1000, 7999, 8000, 1e9].map((bytes) => bandwidthFor(bytes, limits))).toEqual([120, 120, 120, 30, 30]);
  });

  it("is bound by loads up to some intensity, by arithmetic from there", () => {
    expect(reachableShare({ flops: 100, bytes: 800 }, limits)).toBeCloseTo(0.25);
    expect(reachableShare({ flops: 1000, bytes: 8000 }, limits)).toBeCloseTo(0.0625);
    expect(reachableShare({ flops: 1e6, bytes: 4000 }, limits)).toBe(1);
    expect(leastTime({ flops: 6000, bytes: 1 }, limits)).toBeCloseTo(1e-4);
    expect(leastTime({ flops: 6, bytes: 12000 }, limits)).toBeCloseTo(4e-4);
  });
});
