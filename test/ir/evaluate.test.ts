/** The interpreter against numbers worked out by hand. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluateGraph, evaluateNodes } from "../../compiler/ir/evaluate.ts";
import { parseGraph } from "../../compiler/ir/parse.ts";
import { printGraph } from "../../compiler/ir/print.ts";
import { elementsIn, tensor } from "../../compiler/ir/tensor.ts";
import { shapeAt } from "../../compiler/ir/type.ts";
import { UserError } from "../../compiler/support/diagnostic.ts";
import { arbitraryGraph, randomBindings } from "./random-graph.ts";

const DENSE = parseGraph(`graph dense infer {
  x = input : f32[batch, 2]
  batch_size = argument : f32[]
  w = parameter : f32[2, 3]
  bias = parameter : f32[3]
  %1 = matmul(x, w) : f32[batch, 3]
  %2 = add(%1, bias) : f32[batch, 3]
  y = relu(%2) : f32[batch, 3]
  total = reduce_sum(y) {axes = [0]} : f32[3]
  %3 = div(total, batch_size) : f32[3]
  output y = y
  output mean = %3
}`);

const PARAMETERS = { w: tensor([2, 3], [1, 2, 3, 4, 5, 6]), bias: tensor([3], [0.5, -100, 0]) };

describe("evaluateGraph", () => {
  test("a dense layer and its mean over the batch", () => {
    const { outputs, updates } = evaluateGraph(DENSE, {
      batch: 2,
      inputs: new Map([["x", tensor([2, 2], [1, 0, 2, -1])]]),
      parameters: PARAMETERS,
    });
    expect([...outputs.get("output:y")!.data]).toEqual([1.5, 0, 3, 0, 0, 0]);
    expect(outputs.get("output:y")!.shape).toEqual([2, 3]);
    expect([...outputs.get("output:mean")!.data]).toEqual([0.75, 0, 1.5]);
    expect(updates.size).toBe(0);
  });

  test("updates read the values from before the step", () => {
    const swap = parseGraph(`graph swap train {
      a = state : f32[2]
      b = state : f32[2]
      sum = add(a, b) : f32[2]
      update a = b
      update b = sum
    }`);
    const { updates } = evaluateGraph(swap, { batch: 1, states: { a: tensor([2], [1, 2]), b: tensor([2], [3, 5]) } });
    expect([...updates.get("a")!.data]).toEqual([3, 5]);
    expect([...updates.get("b")!.data]).toEqual([4, 7]);
  });

  test("training batch norm normalises and moves the running mean", () => {
    const norm = parseGraph(`graph norm train {
      x = input : f32[batch, 1]
      scale = parameter : f32[1]
      offset = parameter : f32[1]
      running = state : f32[1]
      mean = batch_mean(x) : f32[1]
      variance = batch_variance(x, mean) : f32[1]
      y = batch_normalize(x, mean, variance, scale, offset) {batch_statistics = true, epsilon = 1} : f32[batch, 1]
      momentum = constant {values = [0.75]} : f32[]
      rest = constant {values = [0.25]} : f32[]
      %1 = mul(running, momentum) : f32[1]
      %2 = mul(mean, rest) : f32[1]
      %3 = add(%1, %2) : f32[1]
      output y = y
      update running = %3
    }`);
    const { outputs, updates } = evaluateGraph(norm, {
      batch: 4,
      inputs: { x: tensor([4, 1], [0, 0, 2 * Math.sqrt(3), 2 * Math.sqrt(3)]) },
      parameters: { scale: tensor([1], [2]), offset: tensor([1], [10]) },
      states: { running: tensor([1], [8]) },
    });
    // mean √3, biased variance 3, deviation √(3 + 1) = 2
    const low = 10 - Math.sqrt(3);
    const high = 10 + Math.sqrt(3);
    [low, low, high, high].forEach((value, row) => {
      expect(outputs.get("output:y")!.data[row]).toBeCloseTo(value, 12);
    });
    expect(updates.get("running")!.data[0]).toBeCloseTo(6 + Math.sqrt(3) / 4, 12);
  });

  test("a missing value and a wrong shape name the leaf", () => {
    expect(() => evaluateGraph(DENSE, { batch: 1, parameters: PARAMETERS })).toThrow(
      new UserError("no value is given for the input x"),
    );
    expect(() => evaluateGraph(DENSE, { batch: 3, inputs: { x: tensor([2, 2], [1, 2, 3, 4]) } })).toThrow(
      new UserError("the input x is [3, 2], got [2, 2]"),
    );
  });

  test("random graphs: the same numbers from the parsed text, finite, of the types' shapes", () => {
    fc.assert(
      fc.property(
        fc.oneof(arbitraryGraph("infer"), arbitraryGraph("train")),
        fc.integer({ min: 2, max: 5 }),
        (graph, batch) => {
          const bindings = randomBindings(graph, batch, 1);
          const evaluation = evaluateGraph(graph, bindings);
          expect(evaluateGraph(parseGraph(printGraph(graph)), bindings)).toEqual(evaluation);
          for (const { name, role, node } of graph.outputs) {
            const value = evaluation.outputs.get(`${role}:${name}`)!;
            expect(value.shape).toEqual(shapeAt(node.type.shape, batch));
            expect(value.data.length).toBe(elementsIn(value.shape));
            expect(value.data.every(Number.isFinite)).toBe(true);
          }
        },
      ),
    );
  });
});

test("evaluateNodes gives the value of every node that the roots need", () => {
  const mean = DENSE.outputs[1]!.node;
  const values = evaluateNodes([mean], {
    batch: 1,
    inputs: { x: tensor([1, 2], [1, 1]) },
    parameters: PARAMETERS,
  });
  expect([...values.get(mean.operands[0]!)!.data]).toEqual([5.5, 0, 9]);
  expect(values.size).toBe(9);
});
