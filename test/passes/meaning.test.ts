import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { freezeParameters } from "../../compiler/3-passes/freeze-parameters.ts";
import { PASS_ENTRIES, reportInto } from "../../compiler/3-passes/pass.ts";
import { PASSES, PIPELINE, runPasses } from "../../compiler/3-passes/pipeline.ts";
import { entriesOf, specialize } from "../../compiler/3-passes/specialize.ts";
import { evaluateGraph } from "../../compiler/ir/evaluate.ts";
import type { Graph } from "../../compiler/ir/graph.ts";
import type { Tensor } from "../../compiler/ir/tensor.ts";
import { verify } from "../../compiler/ir/verify.ts";
import { arbitraryGraph, randomBindings } from "../ir/random-graph.ts";
import { expectClose } from "../ops/gradients.ts";
import { expectSameMeaning } from "./meaning.ts";
import { seedNet } from "./nets.ts";

const BATCH_SIZE = 5;

/** Runs the pipeline step by step and compares after each. */
function expectEveryStepKeepsMeaning(graph: Graph, inferOnly: boolean): void {
  let current = graph;
  for (const { pass } of PIPELINE) {
    if (!pass.entries.some((entry) => entry === graph.entry) || (pass.constantParameters === true && !inferOnly))
      continue;
    const next = pass.run(current, reportInto([], pass.name, graph.entry));
    verify(next, pass.name);
    expectSameMeaning(current, next, randomBindings(next, BATCH_SIZE, 1));
    current = next;
  }
}

describe("random graphs keep their meaning through every pass", () => {
  test.each(["infer", "train"] as const)("entry %s", (entry) => {
    fc.assert(
      fc.property(arbitraryGraph(entry), (graph) => expectEveryStepKeepsMeaning(graph, true)),
      { numRuns: 150 },
    );
  });

  test("a random model keeps its meaning through specialization", () => {
    fc.assert(
      fc.property(arbitraryGraph("model"), (model) => {
        for (const entry of entriesOf(model)) {
          const graph = specialize(model, entry);
          verify(graph, "specialize");
          const { graph: after } = runPasses(graph, { inferOnly: false, verify: true });
          expectSameMeaning(graph, after, randomBindings(after, BATCH_SIZE, 2));
        }
      }),
      { numRuns: 50 },
    );
  });
});

test("random graphs keep their meaning with frozen parameters", () => {
  fc.assert(
    fc.property(arbitraryGraph("infer"), (graph) => {
      const { inputs, parameters, states, batch } = randomBindings(graph, BATCH_SIZE, 4);
      const weights = new Map([...(parameters as Map<string, Tensor>), ...(states as Map<string, Tensor>)]);
      const frozen = freezeParameters(runPasses(graph, { inferOnly: true }).graph, weights);
      verify(frozen.graph, "freezeParameters");
      const got = evaluateGraph(frozen.graph, {
        batch,
        inputs: inputs!,
        parameters: frozen.values,
        states: frozen.values,
      });
      const expected = evaluateGraph(graph, { batch, inputs: inputs!, parameters: weights, states: weights });
      for (const [name, value] of expected.outputs) expectClose(got.outputs.get(name)!.data, value.data, 1e-9);
    }),
    { numRuns: 100 },
  );
});

describe("a model keeps its meaning with a pass disabled", () => {
  const model = seedNet();
  test.each(PASSES.filter((pass) => pass.required === undefined).map((pass) => pass.name))("%s", (name) => {
    for (const entry of PASS_ENTRIES) {
      const graph = specialize(model, entry);
      const everything = runPasses(graph, { inferOnly: true }).graph;
      const without = runPasses(graph, { inferOnly: true, disable: new Set([name]), verify: true }).graph;
      expect(without.updates.length).toBe(everything.updates.length);
      expectSameMeaning(everything, without, randomBindings(everything, BATCH_SIZE, 3));
    }
  });
});
