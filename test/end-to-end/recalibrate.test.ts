/** Recalibration: statistics of all data together, held against float64, and nothing else moved. */
import { beforeAll, describe, expect, test } from "vitest";
import { compileText } from "../../compiler/compile.ts";
import { normal } from "../../compiler/ir/philox.ts";
import { load, type Model } from "../../host/index.ts";
import { recalibrate } from "../../host/training.ts";

const COLUMNS = 6;
const ROWS = 43;

const TEXT = `model net {
  input x: f32[batch, ${COLUMNS}]
  first = batch_norm(x, momentum: 1, scale: none, offset: none)
  hidden = dense(dropout(first, rate: 0.5), units: 20, activation: tanh)
  second = batch_norm(hidden, momentum: none, renormalize: true)
  image = reshape(hidden, [batch, 2, 2, 5])
  third = batch_norm(image, virtual_batch_size: 4)
  still = batch_norm(image, frozen: true)
  y = dense(reshape(third + still, [batch, 20]) + second, units: 2)
  output y
  train {
    input target: f32[batch, 2]
    loss = mean_squared_error(y, target)
    optimizer = adam(learning_rate: 0.05)
    average = ema(decay: 0.9)
  }
}`;

/** Far from 0, and no two batches alike. */
const x = Float32Array.from({ length: ROWS * COLUMNS }, (_, i) => normal(5, 0, i) * (1 + (i % 7)) + 20 + i / 50);
const target = Float32Array.from({ length: ROWS * 2 }, (_, i) => Math.sin(i));

interface Moments {
  readonly mean: number[];
  readonly variance: number[];
}

/** Of each of the last `channels`, over all else. */
function moments(values: ArrayLike<number>, channels: number): Moments {
  const count = values.length / channels;
  const of = (c: number) => Array.from({ length: count }, (_, row) => values[row * channels + c]!);
  const average = (list: number[]) => list.reduce((a, b) => a + b, 0) / count;
  const mean = Array.from({ length: channels }, (_, c) => average(of(c)));
  return { mean, variance: mean.map((m, c) => average(of(c).map((value) => (value - m) ** 2))) };
}

function expectClose(got: ArrayLike<number>, expected: readonly number[], tolerance = 1e-5): void {
  const rms = Math.sqrt(expected.reduce((sum, value) => sum + value * value, 0) / expected.length);
  for (const [i, value] of expected.entries()) {
    expect(Math.abs(got[i]! - value)).toBeLessThanOrEqual(tolerance * Math.max(Math.abs(value), rms));
  }
}

describe("recalibration", () => {
  let wasm: Uint8Array;
  let model: Model;
  beforeAll(async () => {
    const { diagnostics, module } = await compileText(TEXT, { maxBatch: 64, recalibrate: true, verify: true });
    expect(diagnostics).toEqual([]);
    wasm = module!.wasm;
    model = await load(wasm);
    model.init(2);
    for (let step = 0; step < 5; step++) model.trainStep({ x, target });
  });

  test("gives the statistics of all rows, by the law of total variance, whatever the batches", () => {
    const whole = moments(x, COLUMNS);
    for (const batchSize of [8, 16, 43]) {
      const done = recalibrate(model, { x }, { batchSize });
      expect([done.rows, done.batches]).toEqual([ROWS, Math.ceil(ROWS / batchSize)]);
      expectClose(model.get("first.running_mean"), whole.mean, 2e-6);
      expectClose(model.get("first.running_var"), whole.variance, 2e-6);
    }
  });

  test("sends every batch forward as inference does, normalised by itself, with the averaged parameters", () => {
    const outputs = (useAverage: boolean) => {
      const read = (name: string) => model.get(useAverage ? `average.${name}` : name);
      const [weight, bias] = [read("hidden.weight"), read("hidden.bias")];
      const { mean, variance } = moments(x, COLUMNS);
      return Float64Array.from({ length: ROWS * 20 }, (_, i) => {
        const row = Math.floor(i / 20);
        let sum = bias[i % 20]!;
        for (let c = 0; c < COLUMNS; c++) {
          const normal = (x[row * COLUMNS + c]! - mean[c]!) / Math.sqrt(variance[c]! + 1e-5);
          sum += normal * weight[c * 20 + (i % 20)]!;
        }
        return Math.tanh(sum);
      });
    };
    for (const useAverage of [true, false]) {
      recalibrate(model, { x }, { batchSize: ROWS, useAverage });
      const hidden = outputs(useAverage);
      for (const [name, channels] of [["second", 20] as const, ["third", 5] as const]) {
        const { mean, variance } = moments(hidden, channels);
        expectClose(model.get(`${name}.running_mean`), mean);
        expectClose(model.get(`${name}.running_var`), variance);
      }
    }
  });

  test("moves statistics only, and not those of a frozen layer", () => {
    const names = model.manifest.states.flatMap((state) => ("shape" in state ? [state.name] : []));
    const states = names.filter((name) => name !== "step" && name !== "seed" && !/running/.test(name));
    const kept = [...model.parameters().map(({ name }) => name), ...states, "still.running_mean", "still.running_var"];
    expect(kept).toContain("second.num_batches_tracked");
    const read = () => [kept.map((name) => [...model.get(name)]), model.counters];
    const before = read();
    const done = recalibrate(model, { x }, { batchSize: 8 });
    expect(read()).toEqual(before);
    expect(done.layers.map(({ name }) => name)).toEqual(["first", "second", "third", "still"]);
    expect(done.layers.at(-1)).toEqual({ name: "still", shift: 0, ratio: [1, 1] });
    for (const { ratio } of done.layers) expect(ratio[0]).toBeLessThanOrEqual(ratio[1]);
  });

  test("leaves a last batch of one row out, and depends on the seed alone", async () => {
    const odd = { x: x.subarray(0, 33 * COLUMNS) };
    const run = (seed: number) => {
      const { rows } = recalibrate(model, odd, { batchSize: 16, seed });
      return [rows, ...model.get("second.running_var")];
    };
    const [first, again, other] = [run(1), run(1), run(2)];
    expect(first[0]).toBe(32);
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  test.each<[string, Parameters<typeof recalibrate>[2], number, string]>([
    ["a batch of one row", { batchSize: 1 }, ROWS, "batchSize is 1: from 2 to 64"],
    ["a batch too large", { batchSize: 65 }, ROWS, "batchSize is 65: from 2 to 64"],
    ["one row", {}, 1, "statistics need 2 rows or more, not 1"],
    ["an unknown option", { batch: 3 } as object, ROWS, "no option is called `batch`"],
  ])("refuses %s", (_, options, rows, message) => {
    expect(() => recalibrate(model, { x: x.subarray(0, rows * COLUMNS) }, options)).toThrow(message);
  });

  test("changes nothing where statistics would not be finite", () => {
    const before = [...model.get("first.running_mean")];
    const huge = new Float32Array(ROWS * COLUMNS).fill(3e38);
    const message = "the statistics of `first` are not finite on this data: nothing was changed";
    expect(() => recalibrate(model, { x: huge })).toThrow(message);
    expect([...model.get("first.running_mean")]).toEqual(before);
  });

  test("needs a module that was compiled for it, and a model with statistics", async () => {
    const without = await compileText(TEXT, { maxBatch: 8 });
    expect(without.module!.manifest.entryPoints).not.toContain("recalibrate");
    const plain = await load(without.module!.wasm);
    expect(() => recalibrate(plain, { x })).toThrow("this module was compiled without `recalibrate`");
    const none = compileText("model m {\n  input x: f32[batch, 2]\n  output y = relu(x)\n}", { recalibrate: true });
    await expect(none).rejects.toThrow("m has no batch norm whose statistics could be recalibrated");
    const folded = compileText(TEXT, { recalibrate: true, inferOnly: true });
    await expect(folded).rejects.toThrow("an inference-only module has no statistics left to recalibrate");
  });
});
