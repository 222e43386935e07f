/** The host on a module that the compiler makes: batch norm, Adam and an average. */
import { beforeAll, describe, expect, test } from "vitest";
import { compileText } from "../../compiler/compile.ts";
import { type FitOptions, load, type Model } from "../../host/index.ts";

const TEXT = `model quadrants {
  input image: f32[batch, 20]
  hidden = dense(image, units: 18, activation: relu)
  normal = batch_norm(hidden)
  logits = dense(normal, units: 3)
  output probabilities = softmax(logits)
  train {
    input label: i32[batch]
    loss = softmax_cross_entropy(logits, label)
    metric accuracy = accuracy(logits, label)
    optimizer = adam(learning_rate: 0.01)
    average = ema(decay: 0.99)
  }
}`;

const ROWS = 203;
const image = Float32Array.from({ length: ROWS * 20 }, (_, i) => Math.sin(i * i));
const label = Int32Array.from({ length: ROWS }, (_, i) => (image[i * 20]! < 0 ? 0 : image[i * 20 + 1]! < 0 ? 1 : 2));
const data = { image, label };

let wasm: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  const { diagnostics, module } = await compileText(TEXT, { maxBatch: 16 });
  expect(diagnostics).toEqual([]);
  wasm = new Uint8Array(module!.wasm);
});

async function train(model: Model, options: FitOptions): Promise<number> {
  let loss = Number.NaN;
  for await (const step of model.fit(data, { batchSize: 16, ...options })) ({ loss } = step);
  return loss;
}

describe("a compiled module", () => {
  test("learns, and its average predicts as evaluate says", async () => {
    const model = await load(wasm, { seed: 1 });
    const before = model.evaluate(data);
    await train(model, { epochs: 20 });
    const { loss, metrics } = model.evaluate(data);
    expect(loss).toBeLessThan(before.loss / 4);
    expect(metrics.accuracy).toBeGreaterThan(0.95);
    const { probabilities } = model.predict({ image });
    const right = label.filter((wanted, i) => {
      const row = probabilities!.subarray(i * 3, i * 3 + 3);
      return row.indexOf(Math.max(...row)) === wanted;
    });
    expect(right.length / ROWS).toBeCloseTo(metrics.accuracy!, 12);
    expect(model.evaluate(data, { useAverage: false }).loss).not.toBe(loss);
  });

  test("goes on from a checkpoint bit for bit, in the middle of an epoch", async () => {
    const whole = await load(wasm);
    await train(whole, { epochs: 3, seed: 2 });
    const half = await load(wasm);
    await train(half, { steps: 17, seed: 2 });
    half.evaluate(data);
    const rest = await load(wasm);
    rest.restore(half.save());
    await train(rest, { epochs: 3 - rest.counters.epoch });
    expect(rest.counters).toEqual({ step: 39, epoch: 3, position: 0, seed: 2 });
    expect(rest.save()).toEqual(whole.save());
  });

  test("refuses a training batch of one example, by the name of the batch norm", async () => {
    const model = await load(wasm);
    expect(() => model.trainStep({ image: image.slice(0, 20), label: [0] })).toThrow("because of `normal`, not 1");
    expect(model.predict({ image: image.slice(0, 20) }).probabilities).toHaveLength(3);
  });
});
