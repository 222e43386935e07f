/** Calls with any number of operands, and with several results. */
import { describe, expect, test } from "vitest";
import { reachable } from "../../compiler/ir/graph.ts";
import { formatType } from "../../compiler/ir/type.ts";
import { bodyOf, lowerText } from "./lower-text.ts";

const messagesOf = (statements: string) =>
  lowerText(`model test {\n  input x: f32[batch, 8]\n${statements}\n  output x\n}\n`)
    .diagnostics.filter(({ severity }) => severity === "error")
    .map(({ message }) => message);

describe("concat", () => {
  test("takes what stands before its named arguments", () => {
    const graph = bodyOf(
      "output one = concat(x)\n output four = concat(x, 2 * x, x, x, axis: 1)\n output y = concat(part: x)",
    );
    expect(graph.outputs.map(({ node }) => formatType(node.type))).toEqual([
      "f32[batch, 8]",
      "f32[batch, 32]",
      "f32[batch, 8]",
    ]);
  });

  test.each([
    ["concat()", "concat needs part"],
    ["concat(axis: 1)", "concat needs part"],
    ["concat(x, 3)", "concat: axis -1 is out of range for rank 0"],
    ["concat(x, relu)", "concat's part 2 must be a tensor, got the word relu"],
    ["concat(x, x, axis: 0)", "concat cannot work on the batch: the first axis of f32[batch, 8]"],
    [
      "concat(x, reshape(x, [4 * batch, 2]))",
      "concat cannot put f32[4*batch, 2] behind f32[batch, 8]: they differ beside axis -1",
    ],
    ["concat(x, x, axes: 1)", "concat has no argument axes"],
    [
      "concat(x, cast(x, dtype: i32))",
      "concat cannot put i32[batch, 8] behind f32[batch, 8]: they differ beside axis -1",
    ],
  ])("%s", (call, message) => {
    expect(messagesOf(`  y = ${call}`)).toEqual([message]);
  });
});

describe("several results", () => {
  test("of split and topk are bound to as many names", () => {
    const graph = bodyOf(`
      left, right = split(x, parts: 2)
      low, _mid, high = split(x, sizes: [1, 2, 5], axis: 1)
      values, places = topk(x, k: 3)
      output left
      output right
      output low
      output high
      output values
      output places`);
    expect(graph.outputs.map(({ name, node }) => `${name} ${formatType(node.type)}`)).toEqual([
      "left f32[batch, 4]",
      "right f32[batch, 4]",
      "low f32[batch, 1]",
      "high f32[batch, 5]",
      "values f32[batch, 3]",
      "places i32[batch, 3]",
    ]);
  });

  test.each([
    ["y = split(x, parts: 2)", "2 results cannot be bound to 1 name"],
    ["a, b = split(x, parts: 4)", "4 results cannot be bound to 2 names"],
    ["a, b = split(x)", "split needs either parts or sizes"],
    ["a, b = split(x, parts: 2, sizes: [4, 4])", "split needs either parts or sizes"],
    ["a, b, c = split(x, parts: 3)", "split cannot cut an axis of 8 into 3 equal parts"],
    ["a, b = split(x, sizes: [3, 4])", "sizes add up to 7, but the axis has 8"],
    ["a, b = split(x, parts: 2, axis: 0)", "split cannot work on the batch: the first axis of f32[batch, 8]"],
    ["a, b = topk(x, k: 9)", "k is 9, but there are 8 elements to choose from"],
    ["a, b = topk(x, k: 0)", "k must be at least 1, got 0"],
  ])("%s", (statement, message) => {
    expect(messagesOf(`  ${statement}`)).toEqual([message]);
  });
});

describe("ranges", () => {
  test.each([
    ["slice(x, start: 8)", "slice cannot start at 8 on an axis of size 8 (axis 1 of f32[batch, 8])"],
    ["slice(x, stop: 9)", "slice cannot stop at 9 on an axis of size 8 (axis 1 of f32[batch, 8])"],
    ["slice(x, start: 3, stop: 3)", "slice from 3 to 3 is empty"],
    ["slice(x, step: 0)", "step must be at least 1, got 0"],
    ["slice(x, axis: 2)", "slice: axis 2 is out of range for rank 2"],
    ["pad(x, before: -1)", "before must be at least 0, got -1"],
    ["tile(x, repeats: [2, 1])", "tile cannot repeat the batch"],
    ["tile(x, repeats: [2])", "tile of f32[batch, 8] needs 2 repeats of at least 1"],
    ["expand(x, shape: [batch, 9])", "expand cannot stretch f32[batch, 8] to [batch, 9]"],
    ["argmax(x, axis: 0)", "argmax cannot run over the batch"],
    ["gather(x, 1)", "gather expects i32 indices, got f32[]"],
    ["embedding(x, vocabulary: 3, features: 2)", "embedding expects i32 indices, got f32[batch, 8]"],
    ["dropout(x, rate: 1)", "rate must be at least 0 and less than 1, got 1"],
    ["dropout(x, rate: -0.5)", "rate must be at least 0 and less than 1, got -0.5"],
    ["layer_norm(x, epsilon: 0)", "epsilon must be greater than 0, got 0"],
    [
      "reduce_variance(reshape(x, [8 * batch, 1]), axes: 1, unbiased: true)",
      "the unbiased variance of one element is not defined",
    ],
  ])("%s", (call, message) => {
    expect(messagesOf(`  y = ${call}`)).toEqual([message]);
  });
});

describe("dropout", () => {
  test("draws by two counters that all dropouts share, each with a number of its own", () => {
    const graph = bodyOf("x = dropout(x)\n output y = dropout(x, rate: 0.1)");
    expect(graph.states.map(({ name, type }) => `${name} ${formatType(type)}`).sort()).toEqual([
      "seed i32[]",
      "step i32[]",
    ]);
    const sites = reachable(graph).flatMap(({ op, attrs }) => (op.name === "dropout" ? [attrs.site] : []));
    expect(sites).toEqual([0, 1]);
  });

  test("keeps inputs and parameters from taking the counters' names", () => {
    expect(messagesOf("  input step: f32[batch, 8]\n  y = x * step")).toEqual([
      "step would be a name that training uses",
    ]);
    expect(messagesOf("  parameter seed: f32[8] = zeros()\n  y = x * seed")).toEqual([
      "seed would be a name that training uses",
    ]);
  });
});
