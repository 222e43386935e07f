/** Dropout in compiled models: the interpreter's own masks, nothing outside training, the same again after a restart. */
import { beforeAll, describe, expect, test } from "vitest";
import { runPasses } from "../../compiler/3-passes/pipeline.ts";
import { specialize } from "../../compiler/3-passes/specialize.ts";
import { compileText } from "../../compiler/compile.ts";
import { evaluateGraph } from "../../compiler/ir/evaluate.ts";
import type { Graph } from "../../compiler/ir/graph.ts";
import { normal } from "../../compiler/ir/philox.ts";
import { tensor } from "../../compiler/ir/tensor.ts";
import { load } from "../../host/index.ts";
import { readSafetensors } from "../../host/safetensors.ts";
import { graphOf } from "../lower/lower-text.ts";
import { expectAgreement } from "./compare.ts";
import { buildModule, LEVELS, type RunningModule } from "./run-module.ts";

const WIDTH = 21;
const BATCH = 19;

const TEXT = `model dropping {
  input x: f32[batch, ${WIDTH}]
  hidden = dropout(dense(x, units: 33, activation: tanh), rate: 0.4)
  output y = dropout(dense(hidden, units: 5), rate: 0.25)
  train {
    loss = reduce_mean(y * y)
    optimizer = adam(learning_rate: 0.01)
  }
}
`;

const rows = (batch: number) => Float32Array.from({ length: batch * WIDTH }, (_, i) => normal(1, 2, i));

describe.each(LEVELS)("%s", (simd) => {
  const model = graphOf(TEXT);
  const train = specialize(model, "train");
  const reference: Graph = runPasses(train, { inferOnly: false }).graph;
  let module: RunningModule;
  beforeAll(async () => {
    module = await buildModule([train], { simd, maxBatch: BATCH });
  });

  test.each([
    [0, 0, 1],
    [7, 1, 3],
    [-1, 2 ** 31 - 1, BATCH],
  ])("a step means the same with seed %i after %i steps at batch %i", (seed, step, batch) => {
    const parameters = new Map(
      reference.parameters.map(({ name, type }, site) => {
        const shape = type.shape as readonly number[];
        const size = shape.reduce((a, b) => a * b, 1);
        return [
          name!,
          tensor(
            shape,
            Array.from({ length: size }, (_, i) => Math.fround(normal(3, site, i) / 4)),
          ),
        ];
      }),
    );
    const states = new Map(
      reference.states.map(({ name, type }) => {
        const shape = type.shape as readonly number[];
        const value = name === "seed" ? seed : name === "step" ? step : 0;
        return [name!, tensor(shape, new Array<number>(shape.reduce((a, b) => a * b, 1)).fill(value))];
      }),
    );
    const bindings = {
      batch,
      inputs: { x: tensor([batch, WIDTH], rows(batch)) },
      parameters,
      states,
      arguments: { rate_scale: tensor([], [1]) },
    };
    const got = module.run("train", bindings);
    const expected = evaluateGraph(reference, bindings);
    expectAgreement({ outputs: got.outputs, updates: new Map() }, { ...expected, updates: new Map() }, 1e-5);
    for (const name of ["optimizer.adam.m.hidden.weight", "optimizer.adam.m.dense.weight"]) {
      const pick = (updates: typeof got.updates) => new Map([...updates].filter(([key]) => key === name));
      expectAgreement(
        { outputs: new Map(), updates: pick(got.updates) },
        { outputs: new Map(), updates: pick(expected.updates) },
        1e-4,
      );
    }
  });

  describe("as a module", () => {
    let wasm: Uint8Array;
    beforeAll(async () => {
      const { diagnostics, module } = await compileText(TEXT, { simd, maxBatch: BATCH });
      expect(diagnostics).toEqual([]);
      wasm = module!.wasm;
    });
    const start = async (seed: number) => {
      const model = await load(wasm);
      model.init(seed);
      return model;
    };
    const data = { x: rows(BATCH) };

    test("nothing is dropped in prediction", async () => {
      const model = await start(1);
      const first = Float32Array.from(model.predict(data).y as Float32Array);
      expect(model.predict(data).y).toEqual(first);
      expect(first.some((value) => value === 0)).toBe(false);
    });

    test("another seed or step drops something else", async () => {
      const losses: number[] = [];
      const first = await start(1);
      const names = ["dense.weight", "dense_1.weight"];
      for (const seed of [1, 2]) {
        const model = await start(seed);
        for (const name of names) model.set(name, first.get(name));
        for (let step = 0; step < 2; step++) losses.push(model.trainStep(data, { rateScale: 0 }).loss);
      }
      expect(new Set(losses).size).toBe(4);
    });

    test("a checkpoint has the seed that init was given, and the step", async () => {
      const model = await start(12);
      model.trainStep(data);
      const { tensors } = readSafetensors(model.save());
      const counters = ["seed", "step"].map((name) => new Int32Array(tensors.get(name)!.data.slice().buffer)[0]);
      expect(counters).toEqual([12, 1]);
    });

    test("a restored run goes on bit for bit", async () => {
      const through = await start(5);
      for (let i = 0; i < 3; i++) through.trainStep(data);
      const checkpoint = through.save();
      const resumed = await load(wasm);
      resumed.restore(checkpoint);
      for (let i = 0; i < 3; i++) expect(resumed.trainStep(data).loss).toBe(through.trainStep(data).loss);
      expect(resumed.save()).toEqual(through.save());
    });
  });
});

test("a mask keeps the expected share, whatever the batch, and another site has another", () => {
  const b = graphOf(TEXT);
  const train = runPasses(specialize(b, "train"), { inferOnly: false }).graph;
  const masks = new Set<number>();
  for (const { op, attrs } of walk(train)) {
    if (op.name !== "dropout_mask") continue;
    const rate = attrs.rate as number;
    const evaluate = (batch: number) =>
      Array.from(op.evaluate({ operands: [tensor([], [3]), tensor([], [4])], attrs, shape: [batch, 40], batch }));
    const many = evaluate(500);
    expect(evaluate(7)).toEqual(many.slice(0, 280));
    expect(new Set(many)).toEqual(new Set([0, 1 / (1 - rate)]));
    expect(many.filter((value) => value === 0).length / many.length).toBeCloseTo(rate, 1.5);
    masks.add(attrs.site as number);
  }
  expect(masks.size).toBe(2);
});

function* walk(graph: Graph) {
  const seen = new Set(graph.outputs.map(({ node }) => node));
  for (const node of seen) {
    for (const operand of node.operands) seen.add(operand);
    yield node;
  }
}
