/**
 * Winograd's filtering as compiled code: several blocks of tiles, of which the last are ragged, panels that are not full, and a
 * body behind the sums that reads operands in every way.
 */
import { beforeAll, describe, expect, test } from "vitest";
import { parsePlan } from "../../compiler/4-plan/parse-plan.ts";
import { planModel } from "../../compiler/4-plan/plan-model.ts";
import { printPlan } from "../../compiler/4-plan/print-plan.ts";
import { Builder } from "../../compiler/ir/builder.ts";
import { evaluateGraph } from "../../compiler/ir/evaluate.ts";
import type { Graph, NamedValue } from "../../compiler/ir/graph.ts";
import type { Node } from "../../compiler/ir/node.ts";
import type { Tensor } from "../../compiler/ir/tensor.ts";
import { BATCH, type Dim, f32 } from "../../compiler/ir/type.ts";
import { reachOf, tilesAlong } from "../../compiler/ops/winograd-rules.ts";
import { exampleOperands } from "../ops/example-data.ts";
import { expectAgreement } from "./compare.ts";
import { buildModule, LEVELS, type RunningModule } from "./run-module.ts";

/** The transforms round too. */
const TOLERANCE = 2e-5;

const b = new Builder();
const inputs: Node[] = [];
const outputs: NamedValue[] = [];

function input(name: string, ...shape: Dim[]): Node {
  inputs.push(b.leaf("input", name, f32(...shape)));
  return inputs.at(-1)!;
}

function output(name: string, node: Node): void {
  outputs.push({ name, role: "output", node });
}

/** A convolution of padded images and the gradient of its weights, each with what may follow. */
function convolution(name: string, images: Dim, [height, width]: [number, number], channels: number, filters: number) {
  /** With zeros around, as far as tiles reach. */
  const padded = (image: Node) =>
    [height, width].reduce((node, size, i) => {
      const attrs = { before: 1, after: reachOf(size) - size - 1, value: 0, axis: i + 1, step: 1 };
      return b.op("pad", [node], attrs);
    }, image);
  const x = input(`${name}.x`, images, height, width, channels);
  const weight = input(`${name}.weight`, 3, 3, channels, filters);
  const image = padded(x);
  const places = [height, width];
  const y = b.op("winograd_conv2d", [image, b.op("winograd_weights", [weight])], { places });
  output(`${name}.y`, y);
  const bias = input(`${name}.bias`, filters);
  const residual = input(`${name}.residual`, images, height, width, filters);
  const gate = input(`${name}.gate`, images, 1, 1, filters);
  const mask = input(`${name}.mask`, images, height, width, 1);
  const gated = b.op("mul", [b.op("relu", [b.op("add", [b.op("add", [y, bias]), residual])]), gate]);
  output(`${name}.gated`, b.op("tanh", [b.op("mul", [gated, mask])]));
  const dy = padded(input(`${name}.dy`, images, height, width, filters));
  const tiles = [tilesAlong(height), tilesAlong(width)];
  const dw = b.op("winograd_weight_gradient", [image, dy], { tiles, origin: [1, 1] });
  output(`${name}.next`, b.op("sub", [weight, b.op("mul", [dw, input(`${name}.rate`)])]));
  return b.op("conv2d", [x, weight], { strides: [1, 1], dilations: [1, 1], padding: [1, 1, 1, 1], groups: 1 });
}

const direct = [
  convolution("even", BATCH, [8, 8], 16, 16),
  convolution("odd", BATCH, [5, 14], 20, 24),
  convolution("few", 1, [3, 4], 3, 40),
];
const graph: Graph = { name: "test", entry: "infer", inputs, parameters: [], states: [], outputs, updates: [] };

/** Sums are far from 0, where tanh hides nothing: the mask makes them small ahead of it. */
function valuesOf(batch: number): Map<string, Tensor> {
  const operands = exampleOperands({ types: inputs.map(({ type }) => type) }, batch, 7);
  const scaled = ({ shape, data }: Tensor, scale: number) => ({ shape, data: data.map((x) => Math.fround(x * scale)) });
  return new Map(inputs.map(({ name }, i) => [name!, scaled(operands[i]!, name!.endsWith("mask") ? 0.02 : 1)]));
}

test("what it computes is the convolution", () => {
  const bindings = { batch: 2, inputs: valuesOf(2) };
  const names = ["even.y", "odd.y", "few.y"];
  const reference = {
    ...graph,
    outputs: direct.map((node, i) => ({ name: names[i]!, role: "output" as const, node })),
  };
  const filtered = { ...graph, outputs: outputs.filter(({ name }) => names.includes(name)) };
  expectAgreement(evaluateGraph(filtered, bindings), evaluateGraph(reference, bindings), 1e-12);
});

test("its weight gradient is the convolution's", () => {
  const bindings = { batch: 2, inputs: valuesOf(2) };
  const gradients = ["even", "odd", "few"].map((name, i): NamedValue => {
    const [x, weight] = direct[i]!.operands as [Node, Node];
    const dy = inputs.find((leaf) => leaf.name === `${name}.dy`)!;
    const rate = inputs.find((leaf) => leaf.name === `${name}.rate`)!;
    const dw = b.op("conv2d_weight_gradient", [x, dy], { ...direct[i]!.attrs, kernel: [3, 3] });
    return { name: `${name}.next`, role: "output", node: b.op("sub", [weight, b.op("mul", [dw, rate])]) };
  });
  const filtered = { ...graph, outputs: outputs.filter(({ name }) => name.endsWith(".next")) };
  expectAgreement(evaluateGraph(filtered, bindings), evaluateGraph({ ...graph, outputs: gradients }, bindings), 1e-12);
});

test("its plan prints and parses back", () => {
  const text = printPlan(planModel([graph], { name: "test", maxBatch: 9, base: 64 }));
  expect(text).toContain("= filter x ");
  expect(printPlan(parsePlan(text))).toBe(text);
});

describe.each(LEVELS)("%s", (simd) => {
  let module: RunningModule;
  beforeAll(async () => {
    module = await buildModule([graph], { simd, maxBatch: 9 });
  });

  test.each([1, 9])("computes what it means at batch %i", (batch) => {
    const bindings = { batch, inputs: valuesOf(batch) };
    expectAgreement(module.run("infer", bindings), evaluateGraph(graph, bindings), TOLERANCE);
  });

  test("joins what follows it", () => {
    expect(module.source).toMatch(/winograd_add_relu_mul_tanh/);
    expect(module.source).toContain("winograd_gradient_mul_sub");
  });
});

test("rounds at most four times as much as the direct product", async () => {
  const errors = new Map<string, number>();
  const b = new Builder();
  const leaf = (name: string, ...shape: Dim[]) => b.leaf("input", name, f32(...shape));
  const leaves = [leaf("x", BATCH, 18, 18, 16), leaf("weight", 3, 3, 16, 16), leaf("dy", BATCH, 16, 16, 16)];
  const [x, weight, dy] = leaves as [Node, Node, Node];
  const each = { strides: [1, 1], dilations: [1, 1] };
  const nodes = {
    winograd: b.op("winograd_conv2d", [x, b.op("winograd_weights", [weight])], { places: [16, 16] }),
    direct: b.op("window_product", [x, weight], each),
    winogradGradient: b.op("winograd_weight_gradient", [x, dy], { tiles: [4, 4], origin: [0, 0] }),
    directGradient: b.op("window_gradient", [x, dy], { ...each, kernel: [3, 3] }),
  };
  const named = Object.entries(nodes).map(([name, node]): NamedValue => ({ name, role: "output", node }));
  const both: Graph = { ...graph, inputs: leaves, outputs: named };
  const operands = exampleOperands({ types: leaves.map(({ type }) => type) }, 2, 3);
  const bindings = { batch: 2, inputs: new Map(leaves.map(({ name }, i) => [name!, operands[i]!])) };
  const reference = evaluateGraph(both, bindings);
  const got = (await buildModule([both], { simd: "baseline", maxBatch: 2 })).run("infer", bindings);
  for (const { name } of named) {
    const valuesOf = ({ outputs }: typeof got) => [...outputs.get(`output:${name}`)!.data];
    const exact = valuesOf(reference);
    errors.set(name, Math.max(...valuesOf(got).map((value, i) => Math.abs(value - exact[i]!))));
  }
  expect(errors.get("winograd")! / errors.get("direct")!).toBeLessThan(4);
  expect(errors.get("winogradGradient")! / errors.get("directGradient")!).toBeLessThan(4);
});
