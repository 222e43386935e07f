/** Plans for tests: from model graphs, from graph text. */
import { type PassOptions, runPasses } from "../../compiler/3-passes/pipeline.ts";
import { entriesOf, specialize } from "../../compiler/3-passes/specialize.ts";
import { writesOf } from "../../compiler/4-plan/access.ts";
import type { Call, Group, Plan, PlanEntry } from "../../compiler/4-plan/plan.ts";
import { planModel } from "../../compiler/4-plan/plan-model.ts";
import type { Graph } from "../../compiler/ir/graph.ts";
import { BATCH, f32, i32 } from "../../compiler/ir/type.ts";
import { buildModel } from "../passes/nets.ts";

export const MAX_BATCH = 5;

export function planOf(
  graphs: readonly Graph[],
  options: PassOptions = { inferOnly: false },
  memoryBudget?: number,
): Plan {
  const optimised = graphs.map((graph) => runPasses(graph, options).graph);
  return planModel(optimised, { name: "test", maxBatch: MAX_BATCH, base: 64, memoryBudget });
}

export function planOfModel(model: Graph): Plan {
  return planOf(entriesOf(model).map((entry) => specialize(model, entry)));
}

/** The seed's model with two panels of hidden columns. */
export function seedModel(): Graph {
  return buildModel(
    (m) => {
      const hidden = m.dense("hidden", m.input("image", f32(BATCH, 40)), 32, { activation: "relu" });
      const logits = m.dense("logits", m.batchNorm("normal", hidden), 10);
      m.output("probabilities", m.b.named(m.b.op("softmax", [logits]), "probabilities"));
      const label = m.input("label", i32(BATCH));
      m.loss(m.layer("softmax_cross_entropy", "loss", [logits, label]));
      m.metric("accuracy", [logits, label]);
    },
    { average: "ema" },
  );
}

/** As many dense layers of 32 units. */
export function denseModel(layers: number): Graph {
  return buildModel((m) => {
    let x = m.input("x", f32(BATCH, 32));
    for (let i = 0; i < layers; i++) x = m.dense(`layer${i}`, x, 32, { activation: "relu" });
    m.output("y", x);
    m.loss(m.layer("mean_squared_error", "loss", [x, m.input("target", f32(BATCH, 32))]));
  });
}

export function groupsOf(plan: Plan, entry: PlanEntry["entry"]): readonly Group[] {
  return plan.entries.find((candidate) => candidate.entry === entry)!.groups;
}

/** The index of the group that writes a buffer. */
export function groupThatWrites(groups: readonly Group[], buffer: string): number {
  return groups.findIndex((group) => group.calls.some((call) => writesOf(call).includes(buffer)));
}

export function callThatWrites(group: Group, buffer: string): Call {
  return group.calls.find((call) => writesOf(call).includes(buffer))!;
}
