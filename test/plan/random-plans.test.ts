import fc from "fast-check";
import { expect, test } from "vitest";
import { parsePlan } from "../../compiler/4-plan/parse-plan.ts";
import type { Plan } from "../../compiler/4-plan/plan.ts";
import { printPlan } from "../../compiler/4-plan/print-plan.ts";
import { verifyPlan } from "../../compiler/4-plan/verify-plan.ts";
import { emit, entryPointOf } from "../../compiler/5-emit/emit.ts";
import { arbitraryGraph } from "../ir/random-graph.ts";
import { MAX_BATCH, planOf, planOfModel, seedModel } from "./plan-model.ts";
import { runOnShadowMemory } from "./shadow-memory.ts";

const RUNS = 400;

function expectSound(plan: Plan): void {
  verifyPlan(plan);
  for (const { entry } of plan.entries) {
    // Strides come from the actual batch, offsets from the largest one.
    runOnShadowMemory(plan, entry, MAX_BATCH);
    runOnShadowMemory(plan, entry, 2);
  }
}

function expectRoundTrip(plan: Plan): void {
  const text = printPlan(plan);
  const parsed = parsePlan(text);
  expect(parsed).toEqual(plan);
  expect(printPlan(parsed)).toBe(text);
}

test.each(["infer", "train"] as const)("random graphs: plans are sound, read back and emit: %s", (entry) => {
  fc.assert(
    fc.property(arbitraryGraph(entry, 24), (graph) => {
      const plan = planOf([graph]);
      expectSound(plan);
      expectRoundTrip(plan);
      expect(emit(plan, { simd: "baseline", minTrainBatch: 1 })).toContain(`export function ${entryPointOf(entry)}(`);
    }),
    { numRuns: RUNS },
  );
});

test("random models: entries share what lasts", () => {
  fc.assert(
    fc.property(arbitraryGraph("model"), (model) => {
      const plan = planOfModel(model);
      expectSound(plan);
      expectRoundTrip(plan);
    }),
    { numRuns: RUNS / 4 },
  );
});

test("random graphs: what is computed again is there when it is read, and as it was", () => {
  let fewer = 0;
  fc.assert(
    fc.property(arbitraryGraph("train", 24), (graph) => {
      const plan = planOf([graph], { inferOnly: false }, 1);
      expectSound(plan);
      expectRoundTrip(plan);
      const kept = planOf([graph]);
      expect(plan.memoryBytes).toBeLessThanOrEqual(kept.memoryBytes);
      if (plan.memoryBytes < kept.memoryBytes) fewer++;
    }),
    { numRuns: RUNS / 2, seed: 3 },
  );
  expect(fewer).toBeGreaterThan(0);
});

test("the seed's model", () => {
  const plan = planOfModel(seedModel());
  expectSound(plan);
  expectRoundTrip(plan);
});
