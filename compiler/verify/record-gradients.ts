/**
 * A model → the same model with an optimizer that changes nothing and keeps the gradients as states:
 *
 *     optimizer adam {…}   ──▶   update optimizer.recorded.hidden.weight = gradient of the loss by hidden.weight
 *
 * An update hides its gradient: adam's has size 1 whatever the gradient's, and rounding noise where that is 0. The recording
 * model goes through the passes and kernels that the training step goes through.
 */
import { runPasses } from "../3-passes/pipeline.ts";
import { specialize } from "../3-passes/specialize.ts";
import { planModel } from "../4-plan/plan-model.ts";
import { emit } from "../5-emit/emit.ts";
import { initialSegments } from "../5-emit/initial-data.ts";
import type { SimdLevel } from "../5-emit/manifest.ts";
import { ARENA_BASE, assemble } from "../6-assemble/assemble.ts";
import type { Graph } from "../ir/graph.ts";
import { defineOptimizer } from "../ops/define.ts";
import type { ModuleParts } from "./open-module.ts";

const recorded = defineOptimizer({
  name: "recorded",
  doc: "Keeps every parameter's gradient as a state.",
  operands: [],
  attrs: [],
  begin:
    ({ state, update }) =>
    ({ name, type }, gradient) =>
      update(state(name!, type, 0), gradient),
});

/** The name of the state that holds a parameter's gradient. */
export function gradientState(parameter: string): string {
  return `optimizer.${recorded.name}.${parameter}`;
}

export function recordGradients(model: Graph): Graph {
  return { ...model, training: { optimizer: { def: recorded, attrs: { learning_rate: 1 } } } };
}

export interface RecordingOptions {
  readonly simd: SimdLevel;
  readonly maxBatch: number;
  readonly runtime: ReadonlyMap<string, string>;
}

/** The module of a recording model's training step. */
export async function compileRecording(recording: Graph, options: RecordingOptions): Promise<ModuleParts> {
  const { simd, maxBatch, runtime } = options;
  const entries = [runPasses(specialize(recording, "train"), { inferOnly: false }).graph];
  const plan = planModel(entries, { name: recording.name, maxBatch, base: ARENA_BASE });
  const { wasm } = await assemble(emit(plan, { simd, minTrainBatch: 1 }), {
    simd,
    memoryPages: Math.ceil(plan.memoryBytes / 65536),
    segments: initialSegments(plan, new Map()),
    runtime,
  });
  return { wasm, plan, entries };
}
