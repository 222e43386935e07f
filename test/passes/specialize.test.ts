import { describe, expect, test } from "vitest";
import { runPasses } from "../../compiler/3-passes/pipeline.ts";
import { entriesOf, prepareStates, specialize } from "../../compiler/3-passes/specialize.ts";
import { evaluateGraph } from "../../compiler/ir/evaluate.ts";
import { type Graph, reachable } from "../../compiler/ir/graph.ts";
import type { Node } from "../../compiler/ir/node.ts";
import { BATCH, f32 } from "../../compiler/ir/type.ts";
import { verify } from "../../compiler/ir/verify.ts";
import { InternalError } from "../../compiler/support/diagnostic.ts";
import { randomBindings } from "../ir/random-graph.ts";
import { buildModel, seedNet } from "./nets.ts";

const names = (nodes: readonly Node[]) => nodes.map((node) => node.name);
const opsOf = (graph: Graph) => reachable(graph).map((node) => node.op.name);

describe("entries", () => {
  const model = seedNet();

  test("a model that trains has all", () => expect(entriesOf(model)).toEqual(["init", "infer", "evaluate", "train"]));

  test("a model without a loss cannot be evaluated or trained", () => {
    const plain = buildModel((m) => m.output("y", m.dense("y", m.input("x", f32(BATCH, 2)), 2)));
    expect(entriesOf(plain)).toEqual(["init", "infer"]);
    expect(() => specialize(plain, "train")).toThrow(new InternalError("net has no entry train"));
  });

  test("each is a graph that holds", () => {
    for (const entry of entriesOf(model)) verify(specialize(model, entry), `specialize ${entry}`);
  });

  test("infer lists what it reads and normalises by running statistics", () => {
    const infer = specialize(model, "infer");
    expect(names(infer.inputs)).toEqual(["image"]);
    expect(names(infer.states)).toEqual(["normal.running_mean", "normal.running_var"]);
    expect(infer.outputs.map((output) => output.name)).toEqual(["probabilities"]);
    expect(opsOf(infer)).not.toContain("batch_mean");
    expect(infer.training).toBeUndefined();
  });

  test("evaluate has loss and metrics", () => {
    const evaluate = specialize(model, "evaluate");
    expect(names(evaluate.inputs)).toEqual(["image", "label", "batch_size"]);
    expect(evaluate.outputs.map((output) => output.role)).toEqual(["loss", "metric_sum", "metric_count"]);
    expect(evaluate.updates).toEqual([]);
  });

  test("train normalises by batch statistics and moves the running ones", () => {
    const train = specialize(model, "train");
    expect(train.updates.map(({ target }) => target.name)).toEqual(["normal.running_mean", "normal.running_var"]);
    expect(opsOf(train)).toContain("batch_variance");
  });

  test("a frozen batch norm keeps its running statistics", () => {
    const train = specialize(seedNet({ norm: { frozen: true } }), "train");
    expect(train.updates).toEqual([]);
    expect(opsOf(train)).not.toContain("batch_mean");
  });

  test("a batch norm whose value has two names moves its running statistics once", () => {
    const model = buildModel((m) => {
      const normal = m.batchNorm("normal", m.dense("x", m.input("x", f32(BATCH, 2)), 2));
      const product = m.b.mul(normal, m.b.named(normal, "alias"));
      m.loss(m.b.op("reduce_mean", [product]));
    });
    const { graph } = runPasses(specialize(model, "train"), { inferOnly: false, verify: true });
    expect(graph.updates.filter(({ target }) => target.name === "normal.running_mean")).toHaveLength(1);
    expect(opsOf(graph).filter((op) => op === "batch_mean")).toHaveLength(1);
  });

  test("init gives every parameter and state a value; an average starts as its parameter", () => {
    const init = runPasses(specialize(model, "init"), { inferOnly: false, verify: true }).graph;
    const { updates } = evaluateGraph(init, randomBindings(init, 1, 7));
    expect([...updates.keys()].sort()).toEqual(names([...init.parameters, ...init.states]).sort());
    expect(updates.get("average.hidden.weight")).toEqual(updates.get("hidden.weight"));
    expect(new Set(updates.get("hidden.weight")!.data).size).toBe(20);
    expect([...updates.get("normal.running_var")!.data]).toEqual([1, 1, 1, 1]);
    expect([...updates.get("step")!.data]).toEqual([0]);
  });
});

test("all entries share their leaves", () => {
  const model = seedNet();
  const byName = new Map<string, Node>();
  for (const entry of entriesOf(model)) {
    const { graph } = runPasses(specialize(model, entry), { inferOnly: false });
    for (const leaf of [...graph.parameters, ...graph.states]) {
      expect(byName.get(leaf.name!) ?? leaf).toBe(leaf);
      byName.set(leaf.name!, leaf);
    }
  }
  expect([...byName.values()]).toEqual(expect.arrayContaining([...prepareStates(model).states]));
});

test("a state has one node a name: optimizer, averages and counter", () => {
  const { states } = prepareStates(seedNet());
  expect(names(states)).toEqual(
    expect.arrayContaining(["optimizer.adam.correction1", "optimizer.adam.m.hidden.weight"]),
  );
  expect(names(states)).toEqual(expect.arrayContaining(["average.logits.bias", "step"]));
  expect(new Set(names(states)).size).toBe(states.length);
  expect(states.find((state) => state.name === "average.hidden.bias")?.attrs).toEqual({
    kind: "average",
    parameter: "hidden.bias",
  });
});
