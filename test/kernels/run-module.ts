/**
 * Hand-made entry graphs → one module that runs on a test's values: what the reference interpreter does, done by compiled
 * code. Memory holds NaN wherever a module may not rely on what is there.
 */
import { runPasses } from "../../compiler/3-passes/pipeline.ts";
import { planModel } from "../../compiler/4-plan/plan-model.ts";
import { verifyPlan } from "../../compiler/4-plan/verify-plan.ts";
import { emit } from "../../compiler/5-emit/emit.ts";
import { initialSegments } from "../../compiler/5-emit/initial-data.ts";
import { SIMD_LEVELS, type SimdLevel } from "../../compiler/5-emit/manifest.ts";
import { ARENA_BASE, assemble } from "../../compiler/6-assemble/assemble.ts";
import { loadRuntime } from "../../compiler/6-assemble/load-runtime.ts";
import type { Graph } from "../../compiler/ir/graph.ts";
import { type OpenModule, openModule } from "../../compiler/verify/open-module.ts";

export const LEVELS: readonly SimdLevel[] = SIMD_LEVELS;

export interface RunningModule extends OpenModule {
  readonly source: string;
}

export interface ModuleOptions {
  readonly simd: SimdLevel;
  readonly maxBatch: number;
}

const runtime = loadRuntime();

export async function buildModule(graphs: readonly Graph[], { simd, maxBatch }: ModuleOptions): Promise<RunningModule> {
  const entries = graphs.map((graph) => runPasses(graph, { inferOnly: false, verify: true }).graph);
  const plan = planModel(entries, { name: "test", maxBatch, base: ARENA_BASE });
  verifyPlan(plan);
  const source = emit(plan, { simd, minTrainBatch: 1 });
  const segments = initialSegments(plan, new Map());
  const memoryPages = Math.ceil(plan.memoryBytes / 65536);
  const { wasm } = await assemble(source, { simd, memoryPages, segments, runtime });
  // Between the buffers too.
  const erase = (memory: ArrayBuffer) => {
    new Float32Array(memory).fill(Number.NaN);
    for (const { offset, data } of segments) new Uint8Array(memory).set(data, offset);
  };
  return { ...openModule({ wasm, plan, entries }, erase), source };
}
