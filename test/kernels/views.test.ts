/** Values that are read under another shape than they were stored in: the reader's rows and columns say where things lie. */
import { beforeAll, describe, expect, test } from "vitest";
import { runPasses } from "../../compiler/3-passes/pipeline.ts";
import { evaluateGraph } from "../../compiler/ir/evaluate.ts";
import type { Graph, GraphEntry } from "../../compiler/ir/graph.ts";
import { parseGraph } from "../../compiler/ir/parse.ts";
import { randomBindings } from "../ir/random-graph.ts";
import { expectAgreement } from "./compare.ts";
import { joinGraphs } from "./join-graphs.ts";
import { buildModule, type RunningModule } from "./run-module.ts";

const MAX_BATCH = 19;

/** Leaves and values of odd sizes, more than a panel wide once they are one row; p is a leaf, t is computed. */
const INFERENCE: Readonly<Record<string, string>> = {
  "a matrix as a vector": `
    x = input : f32[batch, 20]
    p = parameter {initializer = "zeros", site = 0} : f32[4, 5]
    t = tanh(p) : f32[4, 5]
    %1 = reshape(t) {shape = [20]} : f32[20]
    %2 = relu(%1) : f32[20]
    %3 = reshape(p) {shape = [20]} : f32[20]
    %4 = sigmoid(%3) : f32[20]
    %5 = add(x, %3) : f32[batch, 20]
    output matrix = t
    output vector = %2
    output leaf = %4
    output column = %5`,
  "a row as a column in a product": `
    x = input : f32[batch, 20]
    p = parameter {initializer = "zeros", site = 0} : f32[1, 20]
    w = parameter {initializer = "zeros", site = 1} : f32[1, 18]
    t = tanh(p) : f32[1, 20]
    %1 = reshape(p) {shape = [20, 1]} : f32[20, 1]
    %2 = reshape(t) {shape = [20, 1]} : f32[20, 1]
    %3 = matmul(%1, w) {transpose_a = false, transpose_b = false} : f32[20, 18]
    %4 = matmul(%2, w) {transpose_a = false, transpose_b = false} : f32[20, 18]
    %5 = matmul(x, %1) {transpose_a = false, transpose_b = false} : f32[batch, 1]
    %6 = matmul(x, %2) {transpose_a = false, transpose_b = false} : f32[batch, 1]
    %7 = matmul(%1, %3) {transpose_a = true, transpose_b = false} : f32[1, 18]
    output leaf_left = %3
    output value_left = %4
    output leaf_right = %5
    output value_right = %6
    output transposed = %7`,
  "a column as a row in a product": `
    p = parameter {initializer = "zeros", site = 0} : f32[20, 1]
    w = parameter {initializer = "zeros", site = 1} : f32[20, 18]
    t = tanh(p) : f32[20, 1]
    %1 = reshape(p) {shape = [1, 20]} : f32[1, 20]
    %2 = reshape(t) {shape = [1, 20]} : f32[1, 20]
    %3 = matmul(%1, w) {transpose_a = false, transpose_b = false} : f32[1, 18]
    %4 = matmul(%2, w) {transpose_a = false, transpose_b = false} : f32[1, 18]
    output leaf = %3
    output value = %4`,
  "a row as a factor of rows": `
    x = input : f32[20, 18]
    p = parameter {initializer = "zeros", site = 0} : f32[1, 20]
    t = tanh(p) : f32[1, 20]
    %1 = reshape(p) {shape = [20, 1]} : f32[20, 1]
    %2 = reshape(t) {shape = [20, 1]} : f32[20, 1]
    %3 = mul(x, %1) : f32[20, 18]
    %4 = mul(x, %2) : f32[20, 18]
    output leaf = %3
    output value = %4`,
};

const TRAINING = `
  x = input : f32[batch, 20]
  p = parameter {initializer = "zeros", site = 0} : f32[1, 20]
  q = parameter {initializer = "zeros", site = 1} : f32[4, 5]
  %1 = reshape(p) {shape = [20, 1]} : f32[20, 1]
  %2 = matmul(x, %1) {transpose_a = false, transpose_b = false} : f32[batch, 1]
  %3 = reshape(q) {shape = [20]} : f32[20]
  %4 = mul(x, %3) : f32[batch, 20]
  %5 = add(%4, %2) : f32[batch, 20]
  %6 = tanh(%5) : f32[batch, 20]
  %7 = mul(%6, %6) : f32[batch, 20]
  %8 = reduce_mean(%7) {axes = [0, 1], keep_dims = false} : f32[]
  loss loss = %8
  optimizer sgd {learning_rate = 10, momentum = 0}`;

const infer = joinGraphs(Object.values(INFERENCE).map((text) => parseGraph(`graph views infer {${text}\n}`)));
const train = parseGraph(`graph views train {${TRAINING}\n}`);

describe("a value under another shape", () => {
  let module: RunningModule;
  beforeAll(async () => {
    module = await buildModule([infer, train], { simd: "baseline", maxBatch: MAX_BATCH });
  });

  const expectSame = (entry: GraphEntry, graph: Graph, batch: number) => {
    const optimised = runPasses(graph, { inferOnly: false }).graph;
    const bindings = randomBindings(optimised, batch, 3);
    const reference = evaluateGraph(optimised, bindings);
    expect(reference.outputs.size).toBeGreaterThan(0);
    expectAgreement(module.run(entry, bindings), reference, 1e-5);
  };

  test.each([1, 3, MAX_BATCH])("is read where it lies, at batch %i", (batch) => expectSame("infer", infer, batch));
  test.each([1, MAX_BATCH])("and so is its gradient, at batch %i", (batch) => expectSame("train", train, batch));
});
