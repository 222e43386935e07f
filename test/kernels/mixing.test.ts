/** mixup, cutmix and stochastic_depth: their distributions, what they do to a batch, and compiled models against the interpreter. */
import { describe, expect, test } from "vitest";
import { specialize } from "../../compiler/3-passes/specialize.ts";
import { compileText } from "../../compiler/compile.ts";
import { Builder } from "../../compiler/ir/builder.ts";
import { evaluateGraph } from "../../compiler/ir/evaluate.ts";
import { type Graph, reachable } from "../../compiler/ir/graph.ts";
import type { Node } from "../../compiler/ir/node.ts";
import { normal } from "../../compiler/ir/philox.ts";
import { tensor } from "../../compiler/ir/tensor.ts";
import { BATCH, i32 } from "../../compiler/ir/type.ts";
import { betaOf, uniforms } from "../../compiler/ops/mixing-rules.ts";
import { load } from "../../host/index.ts";
import { graphOf } from "../lower/lower-text.ts";
import { expectAgreement } from "./compare.ts";
import { buildModule } from "./run-module.ts";

const TEXT = `model mixing {
  input image: f32[batch, 5, 6, 3]
  mixed, weight = mixup(image, alpha: 0.4)
  cut, left = cutmix(mixed)
  branch = relu(2 * cut - 1)
  deep = reshape(cut + stochastic_depth(branch, rate: 0.3), [batch, 5 * 6 * 3])
  logits = dense(deep, units: 4)
  output y = logits
  train {
    input label: i32[batch]
    target = blend(blend(one_hot(label, classes: 4), weight), left)
    loss = softmax_cross_entropy(logits, target)
    optimizer = sgd(learning_rate: 0.1)
  }
}
`;
const BATCH_SIZE = 19;
const SHAPE = [5, 6, 3];
const PIXELS = 5 * 6;

const image = (rows: number) => Float32Array.from({ length: rows * PIXELS * 3 }, (_, i) => normal(1, 2, i));
const label = Int32Array.from({ length: BATCH_SIZE }, (_, i) => i % 4);
const graph = graphOf(TEXT);
const train = specialize(graph, "train");

/** The values of nodes of the training graph that are found by their ops or names. */
function values(nodes: Record<string, Node>, step: number, batch = BATCH_SIZE) {
  const outputs = Object.entries(nodes).map(([name, node]) => ({ name, role: "output" as const, node }));
  const inputs = {
    image: tensor([batch, ...SHAPE], image(batch)),
    label: tensor([batch], label.slice(0, batch)),
  };
  const states = new Map([
    ["seed", tensor([], [3])],
    ["step", tensor([], [step])],
  ]);
  const found = evaluateGraph({ ...train, outputs, updates: [] }, { batch, inputs, states, parameters: new Map() });
  return (name: string) => found.outputs.get(`output:${name}`)!.data;
}

const nodes = reachable(train);
const only = (op: string, is: (node: Node) => boolean = () => true) => nodes.find((n) => n.op.name === op && is(n))!;

describe("the weight of mixup", () => {
  test.each([0.1, 0.4, 1, 2.5])("has the moments and quartiles of Beta(%d, %d)", (alpha) => {
    const b = new Builder();
    const [seed, step] = [b.leaf("input", "seed", i32()), b.leaf("input", "step", i32())];
    const draw = uniforms(b, seed, step, { shape: [BATCH, 1], site: 0 });
    const node = betaOf(b, draw(0), draw(1), alpha);
    const infer: Graph = {
      ...{ name: "beta", entry: "infer", inputs: [seed, step], parameters: [], states: [], updates: [] },
      outputs: [{ name: "y", role: "output", node }],
    };
    const inputs = { seed: tensor([], [1]), step: tensor([], [2]) };
    const rows = 20_000;
    const drawn = Array.from(evaluateGraph(infer, { batch: rows, inputs }).outputs.get("output:y")!.data);
    const mean = (power: number) => drawn.reduce((sum, x) => sum + (x - 0.5) ** power, 0) / rows;
    expect(drawn.every((x) => x >= 0 && x <= 1)).toBe(true);
    expect(Math.abs(mean(1))).toBeLessThan(0.015);
    const variance = 1 / (4 * (2 * alpha + 1));
    expect(Math.abs(mean(2) / variance - 1)).toBeLessThan(0.03);
    // The fourth central moment of a symmetric beta distribution.
    expect(Math.abs(mean(4) / ((3 * variance ** 2 * (2 * alpha + 1)) / (2 * alpha + 3)) - 1)).toBeLessThan(0.05);
  });
});

describe("in a training step", () => {
  test("mixup blends each example with its partner, and the label alike", () => {
    const blended = only("add", ({ operands: [a] }) => a!.op.name === "mul" && a!.operands[1]!.name === "image");
    const weight = only("reshape", ({ type }) => type.shape.length === 4);
    const at = values({ blended, weight }, 0);
    const x = image(BATCH_SIZE);
    const size = PIXELS * 3;
    expect(new Set(at("weight")).size).toBe(BATCH_SIZE);
    for (const [i, got] of at("blended").entries()) {
      const row = Math.floor(i / size);
      const own = at("weight")[row]!;
      expect(got).toBeCloseTo(own * x[i]! + (1 - own) * x[(BATCH_SIZE - 1 - row) * size + (i % size)]!, 6);
    }
  });

  test("cutmix leaves a box of the partner, and its weight is the share of the rest", () => {
    const pasted = only("paste_box");
    const [own, partner] = pasted.operands;
    const weight = only("sub", ({ operands: [, b] }) => b!.op.name === "mul" && b!.operands[0]!.op.name === "mul");
    const shares = new Set<number>();
    for (let step = 0; step < 4; step++) {
      const at = values({ pasted, own: own!, partner: partner!, weight }, step);
      for (let row = 0; row < BATCH_SIZE; row++) {
        const pixels = Array.from({ length: PIXELS }, (_, p) => (row * PIXELS + p) * 3);
        const cut = pixels.map((p) => at("pasted")[p] !== at("own")[p]);
        const isPartner = (p: number) => at("pasted")[p] === at("partner")[p];
        expect(pixels.every((p, i) => !cut[i] || isPartner(p))).toBe(true);
        // The example in the middle is its own partner.
        if (row !== 9) expect(at("weight")[row]).toBeCloseTo(1 - cut.filter(Boolean).length / PIXELS, 6);
        const lines = Array.from({ length: 5 }, (_, y) => cut.slice(6 * y, 6 * y + 6).join());
        expect(new Set(lines.filter((line) => line.includes("true"))).size).toBeLessThanOrEqual(1);
        shares.add(at("weight")[row]!);
      }
    }
    expect(shares.size).toBeGreaterThan(5);
  });

  test("stochastic depth drops whole branches", () => {
    const mask = only("dropout_mask");
    const drawn = Array.from({ length: 40 }, (_, step) => [...values({ mask }, step)("mask")]).flat();
    expect(drawn).toHaveLength(40 * BATCH_SIZE);
    expect(new Set(drawn)).toEqual(new Set([0, 1 / 0.7]));
    expect(drawn.filter((kept) => kept === 0).length / drawn.length).toBeCloseTo(0.3, 1);
  });
});

test.each(["infer", "evaluate"] as const)("%s has nothing of it", (entry) => {
  const own = new Set(reachable(specialize(graph, entry)).map(({ op }) => op.name));
  for (const op of ["random_uniform", "reverse_batch", "paste_box", "dropout_mask"]) expect(own).not.toContain(op);
});

test.each(["baseline", "wide"] as const)("a step at %s means what it means in float64", async (simd) => {
  const module = await buildModule([train], { simd, maxBatch: BATCH_SIZE });
  for (const [step, batch] of [
    [0, BATCH_SIZE],
    [5, 2],
  ] as const) {
    const parameters = new Map(
      train.parameters.map(({ name, type }, site) => {
        const shape = type.shape as readonly number[];
        const size = shape.reduce((a, b) => a * b, 1);
        const data = Array.from({ length: size }, (_, i) => Math.fround(normal(3, site, i) / 4));
        return [name!, tensor(shape, data)];
      }),
    );
    const states = new Map([
      ["seed", tensor([], [7])],
      ["step", tensor([], [step])],
    ]);
    const inputs = {
      image: tensor([batch, ...SHAPE], image(batch)),
      label: tensor([batch], label.slice(0, batch)),
    };
    const bindings = { batch, inputs, parameters, states, arguments: { rate_scale: tensor([], [1]) } };
    const expected = evaluateGraph(module.entries[0]!, bindings);
    expectAgreement(module.run("train", bindings), expected, 1e-4);
  }
});

test("evaluation is of the examples as they are, training is not, and goes the same way again", async () => {
  const { module } = await compileText(TEXT, { maxBatch: BATCH_SIZE });
  const model = await load(module!.wasm as Uint8Array<ArrayBuffer>, { seed: 4 });
  const data = { image: image(BATCH_SIZE), label };
  const whole = model.evaluate(data).loss;
  const one = model.predict({ image: data.image.subarray(0, PIXELS * 3) }).y as Float32Array;
  expect([...(model.predict({ image: data.image }).y as Float32Array).subarray(0, 4)]).toEqual([...one]);
  const losses = (seed: number) => {
    model.init(seed);
    return [0, 1].map(() => model.trainStep(data, { rateScale: 0 }).loss);
  };
  const first = losses(4);
  expect(new Set([whole, ...first]).size).toBe(3);
  expect(losses(4)).toEqual(first);
  expect(losses(5)).not.toEqual(first);
});
