/** Gradients of whole nets, through the whole pipeline, against central differences of the loss in float64. */
import { describe, expect, test } from "vitest";
import { checkDifferentiable } from "../../compiler/3-passes/differentiate.ts";
import { gradients } from "../../compiler/3-passes/gradients.ts";
import { runPasses } from "../../compiler/3-passes/pipeline.ts";
import { specialize } from "../../compiler/3-passes/specialize.ts";
import { Builder } from "../../compiler/ir/builder.ts";
import { type Bindings, evaluateGraph } from "../../compiler/ir/evaluate.ts";
import { type Graph, reachable } from "../../compiler/ir/graph.ts";
import { type Tensor, tensor } from "../../compiler/ir/tensor.ts";
import { BATCH, f32, i32 } from "../../compiler/ir/type.ts";
import type { LayerAttrs } from "../../compiler/ops/definition/layer.ts";
import { DiagnosticSink, InternalError } from "../../compiler/support/diagnostic.ts";
import { randomBindings } from "../ir/random-graph.ts";
import { expectClose } from "../ops/gradients.ts";
import { buildModel, type ModelScope } from "./nets.ts";

const BATCH_SIZE = 6;
const DIFFERENCE = 1e-5;
/** Of sgd, as the nets take it. */
const RATE = 0.01;

/** dense → tanh → batch_norm → dense, class labels. */
const withNorm = (norm: LayerAttrs) => (m: ModelScope) => {
  const hidden = m.dense("hidden", m.input("x", f32(BATCH, 4)), 5, { activation: "tanh" });
  const logits = m.dense("logits", m.batchNorm("normal", hidden, norm), 3);
  m.loss(m.layer("softmax_cross_entropy", "loss", [logits, m.input("label", i32(BATCH))]));
};

const NETS: Readonly<Record<string, (m: ModelScope) => void>> = {
  "batch norm": withNorm({}),
  frozen: withNorm({ frozen: true }),
  "scalar scale": withNorm({ scale: "scalar" }),
  "scalar offset": withNorm({ offset: "scalar" }),
  "no scale, no offset": withNorm({ scale: "none", offset: "none" }),
  unbiased: withNorm({ unbiased_variance: true }),
  "batch norm right behind the product, relu after": (m) => {
    const hidden = m.dense("hidden", m.input("x", f32(BATCH, 4)), 5);
    const y = m.dense("y", m.b.op("sigmoid", [m.batchNorm("normal", hidden)]), 2);
    m.loss(m.layer("mean_squared_error", "loss", [y, m.input("target", f32(BATCH, 2))]));
  },
  "axis 1 of rank 3": (m) => {
    const x = m.b.mul(m.input("x", f32(BATCH, 3, 4)), m.parameter("stretch", f32(3, 1)));
    const normal = m.batchNorm("normal", m.b.op("tanh", [x]), { axis: [1] });
    m.loss(m.layer("mean_squared_error", "loss", [normal, m.input("target", f32(BATCH, 3, 4))]));
  },
  "three axes reduced apart": (m) => {
    const x = m.b.add(m.input("x", f32(BATCH, 3, 4)), m.parameter("shift", f32(3, 4)));
    const rows = m.b.op("reduce_mean", [m.b.mul(x, x)], { axes: [1], keep_dims: true });
    const sums = m.b.op("reduce_sum", [m.b.mul(x, rows)], { axes: [0, 2], keep_dims: false });
    m.loss(m.b.op("reduce_mean", [m.b.op("tanh", [sums])]));
  },
  "one-hot labels": (m) => {
    const logits = m.dense("logits", m.input("x", f32(BATCH, 4)), 3, { activation: "sigmoid" });
    m.loss(m.layer("softmax_cross_entropy", "loss", [logits, m.input("label", f32(BATCH, 3))]));
  },
  "labels that are trained": (m) => {
    const x = m.input("x", f32(BATCH, 4));
    const label = m.dense("label", x, 3, { activation: "sigmoid" });
    m.loss(m.layer("softmax_cross_entropy", "loss", [m.dense("logits", x, 3), label]));
  },
  "a block used twice on one weight": (m) => {
    const w = m.parameter("w", f32(4, 4));
    const once = m.b.op("tanh", [m.b.op("matmul", [m.input("x", f32(BATCH, 4)), w])]);
    const twice = m.b.op("matmul", [m.batchNorm("normal", once), w], { transpose_b: true });
    m.loss(m.layer("mean_squared_error", "loss", [twice, m.input("target", f32(BATCH, 4))]));
  },
};

const lossAt = (train: Graph, bindings: Bindings) => evaluateGraph(train, bindings).outputs.get("loss:loss")!.data[0]!;

/** The slope of the loss along every element of a parameter. */
function slopes(train: Graph, bindings: ReturnType<typeof randomBindings>, name: string): Tensor {
  const parameters = bindings.parameters as ReadonlyMap<string, Tensor>;
  const at = parameters.get(name)!;
  const moved = (i: number, by: number) => {
    const value = tensor(at.shape, at.data);
    value.data[i]! += by;
    return lossAt(train, { ...bindings, parameters: new Map([...parameters, [name, value]]) });
  };
  const found = Array.from(at.data, (_, i) => (moved(i, DIFFERENCE) - moved(i, -DIFFERENCE)) / (2 * DIFFERENCE));
  return tensor(at.shape, found);
}

describe("a step of sgd moves every parameter along the loss's slope", () => {
  test.each(Object.entries(NETS))("%s", (_, build) => {
    const train = specialize(buildModel(build, { optimizer: "sgd" }), "train");
    const { graph } = runPasses(train, { inferOnly: false, verify: true });
    const bindings = randomBindings(graph, BATCH_SIZE, 5);
    const { updates } = evaluateGraph(graph, bindings);
    expect(graph.parameters.length).toBeGreaterThan(0);
    for (const { name } of graph.parameters) {
      const before = (bindings.parameters as ReadonlyMap<string, Tensor>).get(name!)!;
      const step = updates.get(name!)!.data.map((after, i) => (before.data[i]! - after) / RATE);
      expectClose(step, slopes(train, bindings, name!).data, 1e-5);
    }
  });
});

test("nothing is built towards the data", () => {
  const { graph } = runPasses(specialize(buildModel(NETS["batch norm"]!, { optimizer: "sgd" }), "train"), {
    inferOnly: false,
  });
  const products = reachable(graph).filter((node) => node.op.name === "matmul");
  // Two forward, two by weights, one by the hidden layer's value.
  expect(products).toHaveLength(5);
});

test("a parameter that the loss does not depend on has no gradient", () => {
  const b = new Builder();
  const [p, q] = [b.leaf("parameter", "p", f32()), b.leaf("parameter", "q", f32())];
  const [dp, dq] = gradients(b, b.mul(p, p), [p, q]);
  expect(dp?.op.name).toBe("add");
  expect(dq).toBeUndefined();
});

describe("an op without a gradient", () => {
  const model = buildModel((m) => {
    const x = m.b.op("cast", [m.parameter("p", f32(3))], { dtype: "i32" });
    m.loss(m.b.op("reduce_sum", [m.b.op("one_hot", [x], { classes: 2 })]));
  });

  test("is a diagnostic", () => {
    expect(diagnosticsOf(model)).toEqual([noGradient("cast"), noGradient("one_hot")]);
  });

  test("is an internal error when nobody checked", () => {
    const run = () => runPasses(specialize(model, "train"), { inferOnly: false });
    expect(run).toThrow(InternalError);
    expect(run).toThrow(/in pass differentiate: the op one_hot has no gradient/);
  });
});

test("integers between a parameter and the loss are a diagnostic", () => {
  const model = buildModel((m) => {
    const integers = m.b.op("cast", [m.parameter("p", f32(3))], { dtype: "i32" });
    m.loss(m.b.op("reduce_sum", [m.b.op("cast", [integers], { dtype: "f32" })]));
  });
  expect(diagnosticsOf(model)).toEqual([noGradient("cast")]);
});

test("a loss that depends on no parameter is a warning", () => {
  const model = buildModel((m) => {
    const x = m.input("x", f32(BATCH, 4));
    m.output("y", m.dense("y", x, 2));
    m.loss(m.layer("mean_squared_error", "loss", [x, m.input("target", f32(BATCH, 4))]));
  });
  const message = "the loss depends on no parameter that is trained: training changes nothing";
  expect(diagnosticsOf(model)).toEqual([["warning", "nothing-to-train", message]]);
  expect(diagnosticsOf(buildModel(NETS.frozen!))).toEqual([]);
});

function diagnosticsOf(model: Graph) {
  const sink = new DiagnosticSink();
  checkDifferentiable(specialize(model, "train"), sink);
  return sink.diagnostics.map(({ severity, code, message }) => [severity, code, message]);
}

function noGradient(op: string) {
  return ["error", "no-gradient", `${op} has no gradient, but the loss depends on parameters through it`];
}
