/** Operands that are read by segments of rows, and reductions of segments, in every kind of kernel. */
import { beforeAll, describe, expect, test } from "vitest";
import { runPasses } from "../../compiler/3-passes/pipeline.ts";
import { parsePlan } from "../../compiler/4-plan/parse-plan.ts";
import { planModel } from "../../compiler/4-plan/plan-model.ts";
import { printPlan } from "../../compiler/4-plan/print-plan.ts";
import { verifyPlan } from "../../compiler/4-plan/verify-plan.ts";
import { ARENA_BASE } from "../../compiler/6-assemble/assemble.ts";
import { evaluateGraph } from "../../compiler/ir/evaluate.ts";
import { parseGraph } from "../../compiler/ir/parse.ts";
import { InternalError } from "../../compiler/support/diagnostic.ts";
import { randomBindings } from "../ir/random-graph.ts";
import { runOnShadowMemory } from "../plan/shadow-memory.ts";
import { expectAgreement } from "./compare.ts";
import { joinGraphs } from "./join-graphs.ts";
import { buildModule, type RunningModule } from "./run-module.ts";

const MAX_BATCH = 7;

const GRAPHS: Readonly<Record<string, string>> = {
  "values a channel of each image, made and read in one group": `
    x = input : f32[batch, 3, 5, 36]
    %1 = reduce_mean(x) {axes = [1, 2], keep_dims = true} : f32[batch, 1, 1, 36]
    %2 = sub(x, %1) : f32[batch, 3, 5, 36]
    %3 = mul(%2, %2) : f32[batch, 3, 5, 36]
    %4 = reduce_mean(%3) {axes = [1, 2], keep_dims = true} : f32[batch, 1, 1, 36]
    %5 = exp(%2) : f32[batch, 3, 5, 36]
    %6 = div(%5, %4) : f32[batch, 3, 5, 36]
    output normal = %6`,
  "all rows at once, by segment": `
    x = input : f32[batch, 3, 5, 17]
    y = input : f32[batch, 1, 1, 17]
    z = input : f32[batch, 3, 5, 1]
    %1 = mul(x, y) : f32[batch, 3, 5, 17]
    %2 = add(%1, z) : f32[batch, 3, 5, 17]
    %3 = reduce_max(%2) {axes = [0, 1, 2], keep_dims = false} : f32[17]
    %4 = reduce_sum(%2) {axes = [3], keep_dims = true} : f32[batch, 3, 5, 1]
    %5 = reduce_max(%2) {axes = [1, 2], keep_dims = false} : f32[batch, 17]
    %6 = reduce_sum(%2) {axes = [1, 2, 3], keep_dims = true} : f32[batch, 1, 1, 1]
    output whole = %3
    output rows = %4
    output segments = %5
    output images = %6`,
  "segments of two lengths": `
    x = input : f32[batch, 2, 3, 20]
    y = input : f32[batch, 1, 1, 20]
    z = input : f32[batch, 2, 1, 20]
    %1 = add(x, y) : f32[batch, 2, 3, 20]
    %2 = mul(%1, z) : f32[batch, 2, 3, 20]
    %3 = add(x, z) : f32[batch, 2, 3, 20]
    %4 = mul(%3, %1) : f32[batch, 2, 3, 20]
    %5 = reduce_sum(%1) {axes = [2], keep_dims = false} : f32[batch, 2, 20]
    output both = %2
    output each = %4
    output other = %5`,
  "a number for each image, and an image of one row": `
    x = input : f32[batch, 4, 4, 6]
    s = input : f32[batch, 1, 1, 1]
    y = input : f32[batch, 1, 1, 6]
    %1 = mul(x, s) : f32[batch, 4, 4, 6]
    %2 = reduce_sum(y) {axes = [1, 2], keep_dims = true} : f32[batch, 1, 1, 6]
    %3 = mul(%1, %2) : f32[batch, 4, 4, 6]
    output scaled = %3`,
  "one column": `
    x = input : f32[batch, 4, 6, 1]
    y = input : f32[batch, 1, 1, 1]
    %1 = reduce_mean(x) {axes = [1, 2], keep_dims = true} : f32[batch, 1, 1, 1]
    %2 = sub(x, %1) : f32[batch, 4, 6, 1]
    %3 = mul(%2, y) : f32[batch, 4, 6, 1]
    output centred = %3`,
  "rows of fixed number": `
    x = parameter {initializer = "zeros", site = 0} : f32[3, 4, 19]
    y = parameter {initializer = "zeros", site = 1} : f32[1, 4, 19]
    z = input : f32[3, 1, 19]
    %1 = mul(x, z) : f32[3, 4, 19]
    %2 = reduce_sum(%1) {axes = [1], keep_dims = false} : f32[3, 19]
    %3 = reduce_mean(y) {axes = [1], keep_dims = true} : f32[1, 1, 19]
    %4 = sub(y, %3) : f32[1, 4, 19]
    output several = %2
    output one = %4`,
  "a product's results": `
    x = input : f32[batch, 4, 9]
    w = parameter {initializer = "zeros", site = 0} : f32[9, 24]
    y = input : f32[batch, 1, 24]
    v = input : f32[batch, 24]
    %1 = reshape(x) {shape = [4 * batch, 9]} : f32[4 * batch, 9]
    %2 = matmul(%1, w) {transpose_a = false, transpose_b = false} : f32[4 * batch, 24]
    %3 = reshape(%2) {shape = [batch, 4, 24]} : f32[batch, 4, 24]
    %4 = mul(%3, y) : f32[batch, 4, 24]
    %5 = tanh(%4) : f32[batch, 4, 24]
    %6 = reduce_sum(%5) {axes = [1], keep_dims = false} : f32[batch, 24]
    %7 = mul(%6, v) : f32[batch, 24]
    output gated = %5
    output pooled = %7`,
};

const graph = joinGraphs(Object.values(GRAPHS).map((text) => parseGraph(`graph segments infer {${text}\n}`)));

describe("segments of rows", () => {
  const optimised = runPasses(graph, { inferOnly: false }).graph;
  let module: RunningModule;
  beforeAll(async () => {
    module = await buildModule([graph], { simd: "baseline", maxBatch: MAX_BATCH });
  });

  test.each([1, 3, MAX_BATCH])("are read and reduced as they should be, at batch %i", (batch) => {
    const bindings = randomBindings(optimised, batch, 5);
    const reference = evaluateGraph(optimised, bindings);
    expect(reference.outputs.size).toBe(14);
    expectAgreement(module.run("infer", bindings), reference, 1e-5);
  });

  const plan = planModel([optimised], { name: "segments", maxBatch: MAX_BATCH, base: ARENA_BASE });

  test("are in the plan, which prints and parses back and holds on a shadow memory", () => {
    const text = printPlan(plan);
    expect(text).toContain("reduce_segments [15*batch, 36] segments of 15 {");
    expect(printPlan(parsePlan(text))).toBe(text);
    expect(text).not.toContain("transpose");
    for (const batch of [1, MAX_BATCH]) runOnShadowMemory(plan, "infer", batch);
  });

  test("are split among threads by panels only", () => {
    const shared = planModel([optimised], { name: "segments", maxBatch: 4096, threads: 3, base: ARENA_BASE });
    verifyPlan(shared);
    const split = shared.entries[0]!.groups.filter((group) => group.split !== undefined);
    const segmented = split.filter(({ calls }) => calls.some((call) => call.kind !== "kernel" && call.segment));
    expect(new Set(segmented.map((group) => group.split))).toEqual(new Set(["panels"]));
  });

  test("statistics and what reads them are one panel group", () => {
    const [first] = plan.entries[0]!.groups.filter(({ panels }) => panels === 3);
    expect(first!.calls.map(({ kind }) => kind)).toEqual(["reduce_segments", "reduce_segments", "map"]);
  });

  test("a wrong number of rows is refused", () => {
    const text = printPlan(plan).replace("segments of 15", "segments of 5");
    expect(() => verifyPlan(parsePlan(text))).toThrow(InternalError);
  });
});
