import { describe, expect, test } from "vitest";
import { constantExpressions } from "../../compiler/3-passes/constant-expressions.ts";
import { freezeParameters } from "../../compiler/3-passes/freeze-parameters.ts";
import { runPasses } from "../../compiler/3-passes/pipeline.ts";
import { specialize } from "../../compiler/3-passes/specialize.ts";
import { evaluateGraph } from "../../compiler/ir/evaluate.ts";
import { reachable } from "../../compiler/ir/graph.ts";
import type { Tensor } from "../../compiler/ir/tensor.ts";
import { verify } from "../../compiler/ir/verify.ts";
import { UserError } from "../../compiler/support/diagnostic.ts";
import { randomBindings } from "../ir/random-graph.ts";
import { expectClose } from "../ops/gradients.ts";
import { seedNet } from "./nets.ts";

const infer = specialize(seedNet(), "infer");
const { graph: folded } = runPasses(infer, { inferOnly: true });
const bindings = randomBindings(infer, 4, 9);
const weights = new Map([...(bindings.parameters as Map<string, Tensor>), ...(bindings.states as Map<string, Tensor>)]);
const names = ["hidden.weight", "hidden.bias", "logits.weight.folded", "logits.bias.folded"];

describe("the seed's model", () => {
  test("has a folded weight and a folded bias", () => {
    expect(constantExpressions(folded).map((node) => node.op.name)).toEqual(["mul", "add"]);
  });

  test("means the same with four parameters and no state", () => {
    const { graph, values } = freezeParameters(folded, weights);
    verify(graph, "freezeParameters");
    expect(graph.parameters.map((leaf) => leaf.name)).toEqual(names);
    expect(graph.states).toEqual([]);
    expect([...values.keys()]).toEqual(names);
    expect(reachable(graph).filter((node) => node.operands.length > 0)).toHaveLength(4);
    const got = evaluateGraph(graph, { batch: 4, inputs: bindings.inputs!, parameters: values });
    const expected = evaluateGraph(infer, bindings);
    expectClose(
      got.outputs.get("output:probabilities")!.data,
      expected.outputs.get("output:probabilities")!.data,
      1e-12,
    );
  });

  test("has the same shape without weights, all zero", () => {
    const { graph, values } = freezeParameters(folded, undefined);
    expect(graph.parameters.map((leaf) => leaf.name)).toEqual(names);
    expect(values.get("logits.weight.folded")!.shape).toEqual([4, 3]);
    expect([...values.values()].every((value) => value.data.every((element) => element === 0))).toBe(true);
  });
});

test("a weight that is missing is a user error", () => {
  const without = new Map([...weights].filter(([name]) => name !== "hidden.weight"));
  expect(() => freezeParameters(folded, without)).toThrow(UserError);
});
