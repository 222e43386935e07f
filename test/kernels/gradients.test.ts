/** Every gradient rule as compiled code, against its float64 meaning and against central differences in float64. */
import { beforeAll, describe, expect, test } from "vitest";
import { gradients } from "../../compiler/3-passes/gradients.ts";
import { Builder, opNamed } from "../../compiler/ir/builder.ts";
import { type Bindings, evaluateGraph } from "../../compiler/ir/evaluate.ts";
import type { Graph, NamedValue } from "../../compiler/ir/graph.ts";
import type { Node } from "../../compiler/ir/node.ts";
import { normal } from "../../compiler/ir/philox.ts";
import { elementsIn, type Tensor, tensor } from "../../compiler/ir/tensor.ts";
import { BATCH, f32, formatType, shapeAt } from "../../compiler/ir/type.ts";
import { OPS } from "../../compiler/ops/index.ts";
import { centralDifferences } from "../ops/gradients.ts";
import { expectAgreement, farOff } from "./compare.ts";
import { type Case, caseInputs, tableCases } from "./examples.ts";
import { buildModule, LEVELS, type RunningModule } from "./run-module.ts";

const TOLERANCE = 1e-4;
const BATCHES = [1, 3, 19];

const differentiable = OPS.filter((op) => op.gradient !== "none");

const isNull = (gradient: unknown) => gradient === null;

interface Slope {
  readonly name: string;
  readonly example: Case;
  readonly dy: Node;
  readonly leaf: Node;
  readonly gradient: Node;
}

/** The gradients of Σ dy · y by every operand that has one. */
function slopesOf(b: Builder, example: Case, index: number): Slope[] {
  const { result, leaves, title } = example;
  if (result.type.dtype !== "f32") return [];
  const dy = b.leaf("input", `${index}.cotangent`, result.type);
  const axes = result.type.shape.map((_, axis) => axis);
  const product = b.mul(result, dy);
  const loss = axes.length === 0 ? product : b.op("reduce_sum", [product], { axes, keep_dims: false });
  const wrt = leaves.filter(({ type }) => type.dtype === "f32");
  return gradients(b, loss, wrt).flatMap((gradient, i) => {
    const leaf = wrt[i]!;
    return gradient === undefined ? [] : [{ name: `${leaf.name} of ${title}`, example, dy, leaf, gradient }];
  });
}

/** Training's batch_norm: the closed form through the batch's statistics. */
function batchNormCases(b: Builder, first: number): Case[] {
  const op = opNamed("batch_norm");
  const attrs = { momentum: 0.99, epsilon: 1e-5, unbiased_variance: false, frozen: false };
  return [f32(BATCH, 7), f32(BATCH, 3, 17), f32(33, 40)].map((x, i) => {
    const channel = f32(x.shape.at(-1)!);
    const types = [x, i === 1 ? f32() : channel, channel, channel, channel];
    const leaves = types.map((type, operand) => b.leaf("input", `${first + i}.${op.operands[operand]!.name}`, type));
    const { value } = op.specialize!(b, b.op(op.name, leaves, attrs), "train");
    return { title: `batch_norm(${formatType(x)})`, op, example: { types }, leaves, result: value };
  });
}

const b = new Builder();
const table = tableCases(b, differentiable, "as given");
const cases = [...table, ...batchNormCases(b, table.length)];
const slopes = cases.flatMap((example, index) => slopesOf(b, example, index));
const cotangents = [...new Set(slopes.map(({ dy }) => dy))];

const graph: Graph = {
  name: "gradients",
  entry: "infer",
  inputs: [...cases.flatMap(({ leaves }) => leaves), ...cotangents],
  parameters: [],
  states: [],
  outputs: slopes.map(({ name, gradient }): NamedValue => ({ name, role: "output", node: gradient })),
  updates: [],
};

function bindingsAt(batch: number): Bindings & { readonly inputs: ReadonlyMap<string, Tensor> } {
  const given = cotangents.map(({ name, type }, site) => {
    const shape = shapeAt(type.shape, batch);
    const data = Array.from({ length: elementsIn(shape) }, (_, i) => Math.fround(normal(11, site, i)));
    return [name!, tensor(shape, data)] as const;
  });
  return { batch, inputs: new Map([...caseInputs(cases, batch), ...given]) };
}

test("every op with a gradient is among them", () => {
  const flat = cases.filter(({ op, result }) => op.gradient !== "none" && op.gradient(b, result, result).every(isNull));
  const covered = new Set([...slopes.map(({ example }) => example), ...flat].map(({ op }) => op.name));
  expect(differentiable.map(({ name }) => name).filter((name) => !covered.has(name))).toEqual([]);
});

describe.each(LEVELS)("%s", (simd) => {
  let module: RunningModule;
  beforeAll(async () => {
    module = await buildModule([graph], { simd, maxBatch: Math.max(...BATCHES) });
  });

  test.each(BATCHES)("gradients mean the same at batch %i", (batch) => {
    const bindings = bindingsAt(batch);
    expectAgreement(module.run("infer", bindings), evaluateGraph(graph, bindings), TOLERANCE);
  });

  test("gradients are the slopes", () => {
    const batch = 3;
    const bindings = bindingsAt(batch);
    const inputs = Object.fromEntries(bindings.inputs);
    const differences = slopes.map(({ name, example, dy, leaf }) => {
      const value = centralDifferences(example.result, inputs[dy.name!]!, inputs, leaf.name!, batch);
      return [`output:${name}`, value] as const;
    });
    expect(farOff(module.run("infer", bindings).outputs, new Map(differences), TOLERANCE)).toEqual({});
  });
});
