/** The layer whose statistics are learnt from the data: with the compiler, and folded for inference. */
import { beforeAll, describe, expect, test } from "vitest";
import { compileText } from "../../compiler/compile.ts";
import { tensor } from "../../compiler/ir/tensor.ts";
import { load, type Model } from "../../host/index.ts";
import { readSafetensors } from "../../host/safetensors.ts";
import { standardize, train } from "../../host/training.ts";

const TEXT = `model raw {
  input x: f32[batch, 3]
  scaled = standardize(x)
  hidden = dense(scaled, units: 5, activation: relu)
  logits = dense(hidden, units: 2)
  output probabilities = softmax(logits)
  train {
    input label: i32[batch]
    loss = softmax_cross_entropy(logits, label)
    optimizer = adam(learning_rate: 0.02)
  }
}`;

const ROWS = 64;
/** Columns of very different size; the last one is constant. */
const x = Float32Array.from(
  { length: ROWS * 3 },
  (_, i) => [1e4 + 50 * Math.sin(i * i), 1e-3 * Math.cos(i), 7][i % 3]!,
);
const label = Int32Array.from({ length: ROWS }, (_, row) => (x[row * 3]! > 1e4 ? 1 : 0));

let wasm: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  const { module, diagnostics } = await compileText(TEXT, { verify: true });
  expect(diagnostics).toEqual([]);
  wasm = new Uint8Array(module!.wasm);
});

async function trained(): Promise<Model> {
  const model = await load(wasm, { seed: 1 });
  expect(standardize(model, { x, label })).toEqual([{ layer: "scaled", input: "x" }]);
  await train(model, { x, label }, { epochs: 30, batchSize: 16 });
  return model;
}

describe("standardize", () => {
  test("sets the mean and the deviation of every column; 1 where nothing varies", async () => {
    const model = await load(wasm);
    expect([...model.get("scaled.mean")]).toEqual([0, 0, 0]);
    expect([...model.get("scaled.deviation")]).toEqual([1, 1, 1]);
    standardize(model, { x });
    const column = (place: number) => Array.from({ length: ROWS }, (_, row) => x[row * 3 + place]!);
    for (const place of [0, 1, 2]) {
      const mean = column(place).reduce((sum, value) => sum + value) / ROWS;
      const deviation = Math.sqrt(column(place).reduce((sum, value) => sum + (value - mean) ** 2, 0) / ROWS) || 1;
      expect(model.get("scaled.mean")[place]! / mean).toBeCloseTo(1, 6);
      expect(model.get("scaled.deviation")[place]! / deviation).toBeCloseTo(1, 5);
    }
  });

  test("lets a model learn from raw numbers; training leaves the statistics alone and a checkpoint has them", async () => {
    const model = await trained();
    const { mean } = { mean: model.get("scaled.mean") };
    expect(mean[0]!).toBeGreaterThan(9e3);
    expect(model.evaluate({ x, label }).loss).toBeLessThan(0.2);
    const other = await load(wasm);
    other.restore(model.save());
    expect(other.get("scaled.deviation")).toEqual(model.get("scaled.deviation"));
    expect(other.predict({ x })).toEqual(model.predict({ x }));
  });

  test("keeps raw data exact in a module for inference: no folding, which would cancel", async () => {
    const model = await trained();
    const weights = new Map(
      [...readSafetensors(model.save()).tensors]
        .filter(([, { dtype }]) => dtype === "F32")
        .map(([name, { shape, data }]) => [name, tensor(shape, new Float32Array(data.slice().buffer))]),
    );
    const { module, reports } = await compileText(TEXT, { inferOnly: true, weights, verify: true });
    expect(reports.map(({ text }) => text).join("\n")).toContain("x is data as they come");
    const frozen = await load(new Uint8Array(module!.wasm));
    const [expected, got] = [model, frozen].map((one) => one.predict({ x }).probabilities!.slice());
    got!.forEach((value, i) => {
      expect(Math.abs(value - expected![i]!)).toBeLessThan(1e-6);
    });
  });

  test.each([10, 100, 150, 569])("takes 1 as the deviation of a constant column of %d rows", async (rows) => {
    const { module } = await compileText(TEXT);
    const model = await load(new Uint8Array(module!.wasm));
    // Plain numbers: float64 sums of 0.1 are inexact, where those of its float32 are not.
    const columns = Array.from({ length: rows * 3 }, (_, i) => [0.1, 3.3, i][i % 3]!);
    standardize(model, { x: columns, label: new Int32Array(rows) });
    expect([...model.get("scaled.deviation")].slice(0, 2)).toEqual([1, 1]);
  });

  test("asks which input is meant where several could be", async () => {
    const two = TEXT.replace("input x: f32[batch, 3]", "input x: f32[batch, 3]\n  input z: f32[batch, 3]").replace(
      "dense(scaled,",
      "dense(scaled * z,",
    );
    const { module } = await compileText(two);
    const model = await load(new Uint8Array(module!.wasm));
    expect(() => standardize(model, { x, z: x })).toThrow("say which input `scaled` standardizes: 2 have 3 columns");
    expect(standardize(model, { x, z: x }, { scaled: "x" })).toEqual([{ layer: "scaled", input: "x" }]);
    expect(() => standardize(model, { x, z: x }, { scaled: "y" })).toThrow("no input is called `y`");
    expect(() => standardize(model, { x, z: x }, { other: "x" })).toThrow("no standardize layer is called `other`");
  });

  test.each([
    ["standardize(x * 2)", "standardize expects an input of the model"],
    ["standardize(one)", "standardize expects rank 2 or more, got f32[batch]"],
    ["standardize(whole)", "standardize expects f32, got i32"],
  ])("%s is refused", async (call, message) => {
    const text = `model m {\n  input x: f32[batch, 3]\n  input one: f32[batch]\n  input whole: i32[batch, 3]\n  output y = ${call}\n}`;
    const { diagnostics } = await compileText(text);
    expect(diagnostics.find(({ severity }) => severity === "error")!.message).toContain(message);
  });
});
