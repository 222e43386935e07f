/** The verifier: accepts sound graphs, and names each broken invariant. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Graph } from "../../compiler/ir/graph.ts";
import type { Node } from "../../compiler/ir/node.ts";
import { parseGraph } from "../../compiler/ir/parse.ts";
import { verify } from "../../compiler/ir/verify.ts";
import { InternalError } from "../../compiler/support/diagnostic.ts";
import { arbitraryGraph } from "./random-graph.ts";

const LEAVES = ["x = input : f32[batch, 4]", "w = parameter : f32[4]", "s = state : f32[4]"];

function graph(entry: string, ...lines: string[]): Graph {
  return parseGraph([`graph g ${entry} {`, ...LEAVES, ...lines, "}"].join("\n"));
}

const LOSS = ["sum = reduce_sum(x) {axes = [0, 1]} : f32[]", "loss loss = sum"];
const ADAM = "optimizer adam {learning_rate = 0.001}";

function expectProblem(broken: Graph, problem: string): void {
  expect(() => verify(broken, "some-pass")).toThrow(InternalError);
  expect(() => verify(broken, "some-pass")).toThrow(`after some-pass: ${problem}\n\ngraph g `);
}

describe("verify accepts", () => {
  test.each([
    ["infer", graph("infer", "y = add(x, w) : f32[batch, 4]", "output y = y")],
    ["evaluate", graph("evaluate", ...LOSS, "metric_sum m = sum", "metric_count m = sum")],
    ["a metric that is a tensor", graph("evaluate", ...LOSS, "metric_confusion m = w")],
    ["train, not differentiated", graph("train", ...LOSS, "update s = w", ADAM)],
    ["train, differentiated", graph("train", ...LOSS, "update s = w", "update w = s")],
    ["init", graph("init", "%1 = constant {values = [0]} : f32[4]", "update w = %1", "update s = %1")],
    ["an argument that isn't listed", { ...graph("infer", "b = argument : f32[]", "output b = b"), inputs: [] }],
  ])("%s", (_name, sound) => verify(sound, "test"));

  test("random graphs", () => {
    const any = fc.oneof(arbitraryGraph("model"), arbitraryGraph("infer"), arbitraryGraph("train"));
    fc.assert(fc.property(any, (random) => verify(random, "test")));
  });
});

describe("verify refuses", () => {
  test.each<[string, Graph]>([
    [
      "y has type f32[batch, 3], but relu gives f32[batch, 4]",
      graph("infer", "y = relu(x) : f32[batch, 3]", "output y = y"),
    ],
    ["y: relu has 2 operands", graph("infer", "y = relu(x, x) : f32[batch, 4]", "output y = y")],
    [
      "y: add cannot broadcast [batch, 4] with [3]",
      graph("infer", "c = constant {values = [1]} : f32[3]", "y = add(x, c) : f32[batch, 4]", "output y = y"),
    ],
    ["constant c has 2 values for f32[3]", graph("infer", "c = constant {values = [1, 2]} : f32[3]", "output c = c")],
    ["input x is read but not listed", { ...graph("infer", "output x = x"), inputs: [] }],
    ["two of the inputs, parameters and states are called w", twice(graph("infer"))],
    ["state s is listed as parameter", misplaced(graph("infer"))],
    ["parameter %1 has no name", graph("infer", "%1 = parameter : f32[]")],
    ["state t has a batch dimension", graph("infer", "t = state : f32[batch]")],
    [
      "the update of w is not of a listed parameter or state",
      { ...graph("train", ...LOSS, "update w = s", ADAM), parameters: [] },
    ],
    ["w is updated twice", graph("train", ...LOSS, "update w = s", "update w = w")],
    ["w is f32[4], its update f32[]", graph("train", ...LOSS, "update w = sum")],
    ["entry infer has updates", graph("infer", "update w = s")],
    ["entry evaluate has updates", graph("evaluate", "update w = s")],
    ["entry model has updates", graph("model", "update w = s")],
    ["entry infer has the loss loss", graph("infer", ...LOSS)],
    ["entry train has the output x", graph("train", ...LOSS, "output x = x", ADAM)],
    ["entry init has the output x", graph("init", "output x = x")],
    ["two values are the output x", graph("infer", "output x = x", "output x = w")],
    ["the loss loss is f32[4], not f32[]", graph("evaluate", "loss loss = w")],
    ["the graph has 2 losses", graph("evaluate", ...LOSS, "loss other = sum")],
    ["metric m has no count", graph("evaluate", ...LOSS, "metric_sum m = sum")],
    ["metric m has no sum", graph("evaluate", ...LOSS, "metric_count m = sum")],
    ["the metric_auc m is f32[batch, 4], not f32 of a fixed shape", graph("evaluate", ...LOSS, "metric_auc m = x")],
    ["entry infer has the metric_r2 m", graph("infer", "metric_r2 m = w")],
    ["entry train has no loss", graph("train", ADAM)],
    ["entry train has no optimizer", graph("train", ...LOSS)],
    ["entry init leaves s without a value", graph("init", "update w = w")],
    [
      "y: batch_norm is left after specialization",
      graph("infer", "y = batch_norm(x, w, w, s, s) {epsilon = 0.001} : f32[batch, 4]", "output y = y"),
    ],
  ])("%s", (problem, broken) => expectProblem(broken, problem));

  test("a cycle", () => {
    const broken = graph("infer", "y = relu(x) : f32[batch, 4]", "z = relu(y) : f32[batch, 4]", "output z = z");
    const z = broken.outputs[0]!.node;
    (z.operands[0] as { operands: readonly Node[] }).operands = [z];
    expectProblem(broken, "y and its operand z lie on a cycle");
  });
});

function misplaced(sound: Graph): Graph {
  return { ...sound, parameters: sound.states };
}

/** The graph with its parameter listed among the states too, as another node. */
function twice(sound: Graph): Graph {
  return { ...sound, states: [{ ...sound.states[0]!, name: "w" }] };
}
