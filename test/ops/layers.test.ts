import { describe, expect, test } from "vitest";
import { Builder } from "../../compiler/ir/builder.ts";
import { evaluateNodes } from "../../compiler/ir/evaluate.ts";
import { type GraphEntry, topological } from "../../compiler/ir/graph.ts";
import type { Node } from "../../compiler/ir/node.ts";
import { normal } from "../../compiler/ir/philox.ts";
import { elementsIn, type Tensor, tensor } from "../../compiler/ir/tensor.ts";
import { BATCH, f32, formatType, i32, type TensorType } from "../../compiler/ir/type.ts";
import type { LayerAttrs, LayerScope } from "../../compiler/ops/definition/layer.ts";
import { isError, type SignatureError } from "../../compiler/ops/definition/signature.ts";
import { findEntry, findOp } from "../../compiler/ops/index.ts";
import { centralDifferences, evaluateOne, expectClose, gradientNodes, type Inputs } from "./gradients.ts";

/** Calls a layer on leaves of these types, with its default attributes; parameters and states become inputs. */
function expand(name: string, types: readonly TensorType[], attrs: LayerAttrs = {}) {
  const entry = findEntry(name);
  if (entry?.kind !== "layer") throw new Error(`${name} is no layer`);
  const b = new Builder();
  const made: Record<string, { node: Node; starts: string | number }> = {};
  const make = (leaf: string, type: TensorType, starts: string | number) => {
    const node = b.leaf("input", leaf, type);
    made[leaf] = { node, starts };
    return node;
  };
  const scope: LayerScope = {
    b,
    parameter: (leaf, type, { op }) => make(leaf, type, op.name),
    state: make,
    step: () => make("step", i32(), 0),
    random: () => ({ seed: make("seed", i32(), 0), step: make("step", i32(), 0), site: 0 }),
    initializer: (op) => ({ op: findOp(op)!, attrs: {} }),
  };
  const operands = types.map((type, i) => b.leaf("input", entry.operands[i]!.name, type));
  const defaults = Object.fromEntries(entry.attrs.map((attr) => [attr.name, attr.default]));
  return { b, made, operands, result: entry.expand(scope, operands, { ...defaults, ...attrs }) };
}

function expectNode(result: Node | readonly Node[] | SignatureError): Node {
  if (isError(result)) throw new Error(result.error);
  if ("op" in result) return result;
  throw new Error(`${result.length} results instead of one`);
}

const random = (shape: readonly number[], site: number, shift = 0): Tensor =>
  tensor(
    shape,
    Array.from({ length: elementsIn(shape) }, (_, i) => normal(3, site, i) + shift),
  );

const sketch = (made: ReturnType<typeof expand>["made"]) =>
  Object.entries(made).map(([name, { node, starts }]) => `${name} = ${starts}: ${formatType(node.type)}`);

describe("dense", () => {
  test("is a product, a bias and an activation", () => {
    const { made, result } = expand("dense", [f32(BATCH, 5)], { units: 3, activation: "relu" });
    expect(sketch(made)).toEqual(["weight = glorot_uniform: f32[5, 3]", "bias = zeros: f32[3]"]);
    const node = expectNode(result);
    expect([node.op.name, formatType(node.type)]).toEqual(["relu", "f32[batch, 3]"]);
  });

  test("has no bias where none is wanted", () => {
    const { made } = expand("dense", [f32(BATCH, 5)], { units: 3, bias: false });
    expect(Object.keys(made)).toEqual(["weight"]);
  });

  test("refuses other ranks and says how to flatten", () => {
    expect(expand("dense", [f32(BATCH, 26, 26, 8)], { units: 3 }).result).toMatchObject({
      error: "dense expects rank 2, got rank 4",
      help: "flatten(…) gives f32[batch, 5408]",
    });
    expect(expand("dense", [f32(BATCH)], { units: 3 }).result).not.toHaveProperty("help");
  });
});

describe("convolutions", () => {
  const image = f32(BATCH, 7, 6, 4);
  const signature = (name: string, type: TensorType, attrs: LayerAttrs) => {
    const { made, result } = expand(name, [type], attrs);
    return [formatType(expectNode(result).type), ...sketch(made)];
  };
  const opOf = ({ result }: ReturnType<typeof expand>) => expectNode(result).attrs;

  test("conv2d has a weight a window, group and output", () => {
    expect(signature("conv2d", image, { channels: 8, kernel: [3, 5], groups: 2 })).toEqual([
      "f32[batch, 7, 6, 8]",
      "weight = glorot_uniform: f32[3, 5, 2, 8]",
      "bias = zeros: f32[8]",
    ]);
  });

  test("padding same divides sizes by the stride, the odd zero behind", () => {
    const even = expand("conv2d", [image], { channels: 8, kernel: 3, stride: 2 });
    expect(formatType(expectNode(even.result).type)).toEqual("f32[batch, 4, 3, 8]");
    expect(opOf(even)).toMatchObject({ padding: [1, 0, 1, 1], strides: [2, 2], dilations: [1, 1] });
    expect(opOf(expand("conv2d", [image], { channels: 8, kernel: 1, stride: 3 })).padding).toEqual([0, 0, 0, 0]);
    expect(opOf(expand("conv2d", [image], { channels: 8, kernel: 4, dilation: [1, 2] })).padding).toEqual([1, 3, 2, 3]);
  });

  test.each([
    ["valid", [0, 0, 0, 0]],
    [2, [2, 2, 2, 2]],
    [
      [0, 1, 2, 3],
      [0, 1, 2, 3],
    ],
  ])("padding %j is %j", (padding, expected) => {
    expect(opOf(expand("conv2d", [image], { channels: 8, kernel: 3, padding })).padding).toEqual(expected);
  });

  test("depthwise_conv2d has a group a channel", () => {
    expect(signature("depthwise_conv2d", image, { kernel: 3, stride: 2, multiplier: 2, bias: false })).toEqual([
      "f32[batch, 4, 3, 8]",
      "weight = glorot_uniform: f32[3, 3, 1, 8]",
    ]);
  });

  test.each([
    [{ kernel: 4, stride: 2 }, "f32[batch, 14, 12, 8]"],
    [{ kernel: 2, stride: [3, 4] }, "f32[batch, 21, 24, 8]"],
    [{ kernel: 3, stride: 2, padding: "valid" }, "f32[batch, 15, 13, 8]"],
    [{ kernel: 3, stride: 2, padding: 1, output_padding: [1, 0] }, "f32[batch, 14, 11, 8]"],
    [{ kernel: 3, dilation: 2, padding: [0, 1, 2, 0] }, "f32[batch, 9, 9, 8]"],
  ])("conv2d_transpose(%j) gives %s", (attrs, type) => {
    const [result, weight] = signature("conv2d_transpose", image, { channels: 8, groups: 2, ...attrs });
    expect([result, weight]).toEqual([type, expect.stringMatching(/, 4, 4\]$/)]);
  });

  test("conv1d has a window of one axis", () => {
    expect(signature("conv1d", f32(BATCH, 9, 4), { channels: 6, kernel: 3, stride: 2, padding: [2, 0] })).toEqual([
      "f32[batch, 5, 6]",
      "weight = glorot_uniform: f32[3, 4, 6]",
      "bias = zeros: f32[6]",
    ]);
  });
});

describe("losses", () => {
  test("softmax_cross_entropy is the mean over rows", () => {
    const { result } = expand("softmax_cross_entropy", [f32(BATCH, 2), i32(BATCH)]);
    const inputs = { logits: tensor([2, 2], [0, 0, 0, Math.log(3)]), label: tensor([2], [0, 1]) };
    const [value] = evaluateOne(expectNode(result), inputs, 2).data;
    expect(value).toBeCloseTo((Math.log(2) + Math.log(4 / 3)) / 2, 12);
  });

  test.each<[TensorType, string, string]>([
    [i32(BATCH, 2), "shape-mismatch", "got i32[batch, 2]"],
    [f32(BATCH), "shape-mismatch", "got f32[batch]"],
    [{ dtype: "u8", shape: [BATCH] }, "label-type", "got u8[batch]"],
  ])("softmax_cross_entropy refuses the label %o", (label, code, got) => {
    const error = `softmax_cross_entropy expects labels i32[batch] (class numbers) or f32[batch, 2] (one-hot), ${got}`;
    expect(expand("softmax_cross_entropy", [f32(BATCH, 2), label]).result).toMatchObject({ code, error, operand: 1 });
  });

  test("mean_squared_error is the mean over elements", () => {
    const { result } = expand("mean_squared_error", [f32(BATCH, 2), f32(BATCH, 2)]);
    const inputs = { prediction: tensor([2, 2], [1, 2, 3, 4]), target: tensor([2, 2], [1, 0, 3, 0]) };
    expect(Array.from(evaluateOne(expectNode(result), inputs, 2).data)).toEqual([5]);
    expect(expand("mean_squared_error", [f32(BATCH, 2), f32(BATCH, 1)]).result).toMatchObject({ operand: 1 });
  });

  test("accuracy counts rows", () => {
    const entry = findEntry("accuracy");
    if (entry?.kind !== "metric") throw new Error("accuracy is no metric");
    const b = new Builder();
    const metric = entry.expand(
      b,
      [b.leaf("input", "scores", f32(BATCH, 2)), b.leaf("input", "label", i32(BATCH))],
      {},
    );
    if (isError(metric) || "kind" in metric) throw new Error("accuracy is no ratio");
    const inputs = { scores: tensor([3, 2], [0, 1, 1, 0, 0, 1]), label: tensor([3], [1, 0, 0]) };
    expect(evaluateOne(metric.sum, inputs, 3).data[0]).toBe(2);
    expect(evaluateOne(metric.count, inputs, 3).data[0]).toBe(3);
  });
});

describe("batch_norm", () => {
  const specialized = (entry: GraphEntry, type: TensorType, attrs: LayerAttrs = {}) => {
    const { b, made, result } = expand("batch_norm", [type], { epsilon: 0.01, ...attrs });
    const node = expectNode(result);
    return { b, made, node, ...node.op.specialize!(b, node, entry) };
  };
  const valuesFor = (x: Tensor, made: ReturnType<typeof expand>["made"]): Inputs => {
    const shapeOf = (name: string) => made[name]!.node.type.shape as readonly number[];
    const others = Object.keys(made).map((name, i) => [
      name,
      random(shapeOf(name), 5 + i, name === "running_var" ? 5 : 0),
    ]);
    return { x, ...Object.fromEntries(others) };
  };

  test.each([
    ["channel", "f32[5]"],
    ["scalar", "f32[]"],
  ])("parameters and states with scale and offset a %s", (kind, type) => {
    expect(sketch(expand("batch_norm", [f32(BATCH, 5)], { scale: kind, offset: kind }).made)).toEqual([
      `weight = ones: ${type}`,
      `bias = zeros: ${type}`,
      "running_mean = 0: f32[5]",
      "running_var = 1: f32[5]",
    ]);
  });

  test("neither scale nor offset", () => {
    const { made } = expand("batch_norm", [f32(BATCH, 5)], { scale: "none", offset: "none" });
    expect(Object.keys(made)).toEqual(["running_mean", "running_var"]);
  });

  const total: [string, TensorType, readonly number[], LayerAttrs][] = [
    ["a matrix", f32(BATCH, 5), [8, 5], {}],
    ["two rows", f32(BATCH, 3), [2, 3], {}],
    ["rank 3", f32(BATCH, 3, 4), [4, 3, 4], {}],
    ["scalar scale and offset", f32(BATCH, 5), [8, 5], { scale: "scalar", offset: "scalar" }],
    ["neither", f32(BATCH, 5), [8, 5], { scale: "none", offset: "none" }],
    ["frozen", f32(BATCH, 5), [8, 5], { frozen: true }],
  ];
  test.each(total)(
    "the gradient through the batch's statistics agrees with differences: %s",
    (_, type, shape, attrs) => {
      const { b, made, value } = specialized("train", type, attrs);
      const batch = shape[0]!;
      const inputs = valuesFor(random(shape, 1), made);
      const dy = random(shape, 2);
      const leaves = topological([value]).filter((node) => node.op.name === "input");
      expect(leaves.length).toBeGreaterThan(0);
      const gradients = gradientNodes(b, value, b.leaf("input", "dy", type), leaves);
      for (const [i, leaf] of leaves.entries()) {
        const got = evaluateOne(gradients[i]!, { ...inputs, dy }, batch).data;
        expectClose(got, centralDifferences(value, dy, inputs, leaf.name!, batch).data);
      }
    },
  );

  test("the gradients of the statistics themselves agree with differences", () => {
    const b = new Builder();
    const x = b.leaf("input", "x", f32(BATCH, 5));
    const mean = b.op("batch_mean", [x]);
    const y = b.op("batch_variance", [x, mean]);
    const dy = random([5], 2);
    const inputs = { x: random([8, 5], 1) };
    for (const value of [mean, y]) {
      const [gradient] = gradientNodes(b, value, b.leaf("input", "dy", f32(5)), [x]);
      const got = evaluateOne(gradient!, { ...inputs, dy }, 8).data;
      expectClose(got, centralDifferences(value, dy, inputs, "x", 8).data);
    }
  });

  test.each([
    [false, 8],
    [true, 7],
  ])("running statistics follow the batch's; unbiased: %s", (unbiased_variance, divisor) => {
    const { made, updates } = specialized("train", f32(BATCH, 2), { momentum: 0.9, unbiased_variance });
    const x = random([8, 2], 1);
    const inputs = valuesFor(x, made);
    const column = (c: number) => Array.from({ length: 8 }, (_, row) => x.data[row * 2 + c]!);
    const mean = [0, 1].map((c) => column(c).reduce((a, v) => a + v) / 8);
    const variance = [0, 1].map((c) => column(c).reduce((a, v) => a + (v - mean[c]!) ** 2, 0) / divisor);
    const expected = { running_mean: mean, running_var: variance };
    expect(updates.map(({ target }) => target.name)).toEqual(["running_mean", "running_var"]);
    for (const { target, value } of updates) {
      const name = target.name as keyof typeof expected;
      const got = evaluateNodes([value], { batch: 8, inputs }).get(value)!.data;
      expectClose(
        got,
        expected[name].map((v, c) => 0.9 * inputs[name]!.data[c]! + 0.1 * v),
        1e-12,
      );
    }
  });

  test.each<[GraphEntry, LayerAttrs]>([
    ["infer", {}],
    ["evaluate", {}],
    ["train", { frozen: true }],
  ])("%s %o uses the running statistics and leaves them alone", (entry, attrs) => {
    const { made, node, value, updates } = specialized(entry, f32(BATCH, 5), attrs);
    const inputs = valuesFor(random([4, 5], 1), made);
    expect(updates).toEqual([]);
    expectClose(evaluateOne(value, inputs, 4).data, evaluateOne(node, inputs, 4).data, 1e-12);
  });

  test("another axis is moved to the end and back", () => {
    const { made, result } = expand("batch_norm", [f32(BATCH, 3, 4)], { axis: [1] });
    const node = expectNode(result);
    expect(formatType(made.running_mean!.node.type)).toBe("f32[3]");
    expect([node.op.name, formatType(node.type)]).toEqual(["transpose", "f32[batch, 3, 4]"]);
  });

  test.each<[TensorType, LayerAttrs, string]>([
    [f32(BATCH), {}, "batch_norm expects rank 2 or more, got f32[batch]"],
    [i32(BATCH, 3), {}, "batch_norm expects f32, got i32"],
    [f32(BATCH, 3), { axis: [2] }, "axis 2 is out of range for rank 2"],
    [f32(BATCH, 3), { axis: [0] }, "batch_norm cannot take the batch as its channel axis"],
    [f32(1, 4), {}, "batch_norm needs more than one value a channel, and f32[1, 4] has one"],
    [f32(BATCH, 3), { axis: [] }, "batch_norm needs a channel axis"],
    [f32(BATCH, 3, 2), { axis: [1, -2] }, "axis -2 is given twice"],
    [
      f32(BATCH, 3),
      { momentum: "none", zero_debias: true },
      "an average of all batches has no bias: zero_debias is for a momentum",
    ],
    [f32(BATCH, 3), { momentum: 1, zero_debias: true }, "with momentum 1 nothing is averaged: zero_debias needs less"],
    [
      f32(BATCH, 3),
      { renormalize: true, virtual_batch_size: 2 },
      "batch renormalisation takes whole batches: leave virtual_batch_size out",
    ],
    [
      f32(BATCH, 3),
      { virtual_batch_size: 1 },
      "a ghost batch of one row has one value a channel: virtual_batch_size must be at least 2",
    ],
    [f32(1, 4, 1), { axis: [1] }, "batch_norm needs more than one value a channel, and f32[1, 4, 1] has one"],
  ])("refuses %o %o", (type, attrs, error) => {
    expect(expand("batch_norm", [type], attrs).result).toMatchObject({ error });
  });
});
