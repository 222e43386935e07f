/**
 * Whole graphs as compiled code against the reference interpreter: fusion, layout and memory that are right for each op
 * alone may still be wrong together. The first test shrinks what it finds; the others run many graphs in one module.
 */
import fc from "fast-check";
import { beforeAll, describe, test } from "vitest";
import { freezeParameters } from "../../compiler/3-passes/freeze-parameters.ts";
import { runPasses } from "../../compiler/3-passes/pipeline.ts";
import { entriesOf, specialize } from "../../compiler/3-passes/specialize.ts";
import { planModel } from "../../compiler/4-plan/plan-model.ts";
import { verifyPlan } from "../../compiler/4-plan/verify-plan.ts";
import { ARENA_BASE } from "../../compiler/6-assemble/assemble.ts";
import { type Bindings, evaluateGraph } from "../../compiler/ir/evaluate.ts";
import type { Graph } from "../../compiler/ir/graph.ts";
import { printGraph } from "../../compiler/ir/print.ts";
import type { Tensor } from "../../compiler/ir/tensor.ts";
import { verify } from "../../compiler/ir/verify.ts";
import { arbitraryGraph, randomBindings } from "../ir/random-graph.ts";
import { deepNet, seedNet } from "../passes/nets.ts";
import { expectAgreement } from "./compare.ts";
import { joinGraphs } from "./join-graphs.ts";
import { buildModule, LEVELS, type RunningModule } from "./run-module.ts";

const TOLERANCE = 1e-4;
const BATCHES = [2, 5, 37];
const MAX_BATCH = Math.max(...BATCHES);

const optimised = (graph: Graph) => runPasses(graph, { inferOnly: false }).graph;

/** Random values, but the optimizer's mean of gradients is 0: its next value then shows the gradient alone. */
function bindingsFor(graph: Graph, batch: number): Bindings {
  const bindings = randomBindings(graph, batch, 5);
  const states = bindings.states as ReadonlyMap<string, Tensor>;
  for (const [name, { data }] of states) if (name.startsWith("optimizer.adam.m.")) data.fill(0);
  return bindings;
}

describe.each(["infer", "train"] as const)("random graphs for %s", (entry) => {
  test("have a plan that verifies", () => {
    const planned = fc.property(arbitraryGraph(entry), (graph) => {
      verifyPlan(planModel([optimised(graph)], { name: "random", maxBatch: MAX_BATCH, base: ARENA_BASE }));
    });
    const { counterexample, errorInstance } = fc.check(planned, { numRuns: 300, seed: 1 });
    if (counterexample !== null) throw new Error(`${errorInstance}\n${printGraph(counterexample[0])}`);
  });

  const graph = joinGraphs(fc.sample(arbitraryGraph(entry), { numRuns: 20, seed: 2 }));
  const reference = optimised(graph);

  describe.each(LEVELS)("%s", (simd) => {
    let module: RunningModule;
    beforeAll(async () => {
      module = await buildModule([graph], { simd, maxBatch: MAX_BATCH });
    });

    test.each(BATCHES)("mean the same at batch %i", (batch) => {
      const bindings = bindingsFor(reference, batch);
      expectAgreement(module.run(entry, bindings), evaluateGraph(reference, bindings), TOLERANCE);
    });
  });
});

describe("random graphs with frozen parameters", () => {
  const graph = joinGraphs(fc.sample(arbitraryGraph("infer"), { numRuns: 20, seed: 3 }));
  const { parameters, states } = randomBindings(graph, 1, 6);
  const weights = new Map([...(parameters as Map<string, Tensor>), ...(states as Map<string, Tensor>)]);
  const frozen = freezeParameters(runPasses(graph, { inferOnly: true }).graph, weights);
  let module: RunningModule;
  beforeAll(async () => {
    verify(frozen.graph, "freezeParameters");
    module = await buildModule([frozen.graph], { simd: "baseline", maxBatch: MAX_BATCH });
  });

  test.each(BATCHES)("mean the same at batch %i", (batch) => {
    const { inputs } = randomBindings(graph, batch, 6);
    const bind = (values: ReadonlyMap<string, Tensor>) => ({
      batch,
      inputs: inputs!,
      parameters: values,
      states: values,
    });
    const reference = evaluateGraph(graph, bind(weights));
    expectAgreement(module.run("infer", bind(frozen.values)), reference, TOLERANCE);
  });
});

/** Batch norms take most of a gradient away, so that rounding shows more in the rest; with two rows next to nothing is left. */
const MODEL_TOLERANCE = 1e-3;
const MODEL_BATCHES = [9, 37];

/** A bias ahead of a batch norm has the gradient 0, of which only rounding errors are left. */
const NO_GRADIENT = /^optimizer\.adam\.m\..*block\d\.dense\.bias$/;

describe("models with all their entry points", () => {
  const model = joinGraphs([
    seedNet(),
    seedNet({ norm: { scale: "scalar" } }),
    seedNet({ norm: { scale: "none", offset: "none" }, classes: 17 }),
    seedNet({ norm: { frozen: true } }),
    deepNet(3),
  ]);
  const graphs = entriesOf(model).map((entry) => specialize(model, entry));

  describe.each(LEVELS)("%s", (simd) => {
    let module: RunningModule;
    beforeAll(async () => {
      module = await buildModule(graphs, { simd, maxBatch: MAX_BATCH });
    });

    test.each(["init", "infer", "evaluate", "train"] as const)("%s means the same", (entry) => {
      const graph = optimised(graphs.find((candidate) => candidate.entry === entry)!);
      for (const batch of MODEL_BATCHES) {
        const bindings = bindingsFor(graph, batch);
        const { outputs, updates } = evaluateGraph(graph, bindings);
        const meaningful = new Map([...updates].filter(([name]) => !NO_GRADIENT.test(name)));
        expectAgreement(module.run(entry, bindings), { outputs, updates: meaningful }, MODEL_TOLERANCE);
      }
    });
  });
});
