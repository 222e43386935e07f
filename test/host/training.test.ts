/** The training loop on the hand-written module, where every step's effect is known. */
import { beforeAll, describe, expect, test } from "vitest";
import { load, type Model } from "../../host/index.ts";
import {
  balancedOrder,
  type CheckpointKind,
  type EpochReport,
  findLearningRate,
  splitDataset,
  train,
} from "../../host/training.ts";
import { fakeData, fakeModule } from "./fake-module.ts";

let bytes: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  bytes = await fakeModule();
});

/** A model whose evaluations give these losses in turn. */
async function judged(losses: readonly number[], metric: (loss: number) => number = (loss) => -loss): Promise<Model> {
  const model = await load(bytes);
  let next = 0;
  return {
    ...model,
    get counters() {
      return model.counters;
    },
    evaluate: () => {
      const loss = losses[next++]!;
      return { loss, metrics: { positive: metric(loss) }, sums: { positive: [metric(loss), 1] }, examples: 1 };
    },
  };
}

describe("train", () => {
  test("is fit, step by step and epoch by epoch", async () => {
    const [own, plain] = [await load(bytes), await load(bytes)];
    const steps: number[] = [];
    const { epochs, best, ended } = await train(own, fakeData(11), {
      epochs: 2,
      batchSize: 4,
      seed: 3,
      onStep: ({ step }) => steps.push(step),
    });
    const losses: number[][] = [[], []];
    for await (const step of plain.fit(fakeData(11), { epochs: 2, batchSize: 4, seed: 3 })) {
      losses[step.epoch - 1]!.push(step.loss * step.batch);
    }
    expect(own.save()).toEqual(plain.save());
    expect(steps).toEqual([1, 2, 3, 4, 5, 6]);
    expect(ended).toBe("limit");
    expect(epochs.map(({ epoch, step }) => [epoch, step])).toEqual([
      [1, 3],
      [2, 6],
    ]);
    for (const { epoch, train, validation } of epochs) {
      expect(train.loss).toBeCloseTo(losses[epoch - 1]!.reduce((sum, loss) => sum + loss) / 11, 12);
      expect(train.metrics.positive).toBeCloseTo(8 / 11, 12);
      expect(validation).toBeUndefined();
    }
    expect(epochs).toContain(best);
  });

  test("stops when patience ends and takes the best epoch back", async () => {
    const model = await judged([5, 3, 4, 2.95, 6, 9]);
    const saved: [CheckpointKind, Uint8Array][] = [];
    const result = await train(model, fakeData(8), {
      epochs: 9,
      batchSize: 4,
      validation: fakeData(4),
      patience: 2,
      minDelta: 0.1,
      every: 3,
      onCheckpoint: (kind, own) => saved.push([kind, own]),
    });
    expect(result).toMatchObject({ ended: "patience", restored: true, best: { epoch: 2 } });
    expect(result.epochs.map(({ best }) => best)).toEqual([true, true, false, false]);
    expect(saved.map(([kind]) => kind)).toEqual(["last", "best", "last", "best", "last", "periodic", "last"]);
    expect(model.save()).toEqual(saved[3]![1]);
    expect(model.counters.epoch).toBe(2);
  });

  test("keeps the last epoch where the best is not asked for, and where training was stopped by hand", async () => {
    const plain = await judged([1, 2, 3]);
    expect(await train(plain, fakeData(4), { epochs: 3, batchSize: 4, validation: fakeData(4) })).toMatchObject({
      restored: false,
    });
    expect(plain.counters.epoch).toBe(3);
    const stopped = await judged([1, 2, 3]);
    const stop = { restoreBest: true, onEpoch: ({ epoch }: EpochReport) => epoch < 2 };
    const options = { epochs: 3, batchSize: 4, validation: fakeData(4), ...stop };
    expect(await train(stopped, fakeData(4), options)).toMatchObject({ ended: "callback", restored: false });
    expect(stopped.counters.epoch).toBe(2);
  });

  test("monitors a metric; where its name does not tell which way is better, the mode must", async () => {
    const data = { epochs: 3, batchSize: 4, validation: fakeData(4), monitor: "positive", mode: "max" as const };
    const more = await train(await judged([1, 2, 3]), fakeData(4), data);
    expect(more.best!.epoch).toBe(1);
    const less = await train(await judged([1, 2, 3]), fakeData(4), { ...data, mode: "min" });
    expect(less.best!.epoch).toBe(3);
    const { mode: _, ...unsaid } = data;
    await expect(train(await judged([]), fakeData(4), unsaid)).rejects.toThrow(
      "say whether `positive` should fall or rise",
    );
    await expect(train(await judged([]), fakeData(4), { ...data, monitor: "recall" })).rejects.toThrow(
      "no metric is called `recall`: there are `loss`, `positive`",
    );
  });

  test("hands out the state within an epoch when a step stops it", async () => {
    const model = await load(bytes);
    const saved: Uint8Array[] = [];
    const stop = {
      onStep: ({ step }: { step: number }) => step < 4,
      onCheckpoint: (_: unknown, own: Uint8Array) => saved.push(own),
    };
    const options = { epochs: 3, batchSize: 4, seed: 5 };
    expect(await train(model, fakeData(11), { ...options, ...stop })).toMatchObject({ ended: "callback" });
    expect(model.counters).toMatchObject({ epoch: 1, position: 4 });
    const resumed = await load(bytes);
    resumed.restore(saved.at(-1)!);
    await train(resumed, fakeData(11), { epochs: 2, batchSize: 4 });
    const whole = await load(bytes);
    await train(whole, fakeData(11), options);
    expect(resumed.save()).toEqual(whole.save());
  });

  test("goes on from a best checkpoint of before", async () => {
    const before = (await load(bytes, { seed: 7 })).save();
    const model = await judged([2.5, 3, 4]);
    const result = await train(model, fakeData(4), {
      ...{ epochs: 2, batchSize: 4, validation: fakeData(4) },
      ...{ best: before, patience: 2 },
    });
    expect(result).toMatchObject({ ended: "patience", restored: true });
    expect(result.best).toBeUndefined();
    expect(model.save()).toEqual(before);
  });

  test("holds a fraction of the rows out, the same ones in a training that goes on", async () => {
    const data = fakeData(10);
    const [part, held] = splitDataset(await load(bytes), data, 0.3, 4);
    const [own, given] = [await load(bytes), await load(bytes)];
    const options = { epochs: 2, batchSize: 4, seed: 4, lastBatch: "drop" } as const;
    const one = await train(own, data, { ...options, validationFraction: 0.3 });
    const two = await train(given, part, { ...options, validation: held });
    expect(own.save()).toEqual(given.save());
    expect(one.epochs.map(({ validation }) => validation)).toEqual(two.epochs.map(({ validation }) => validation));
  });

  test.each([
    [{ patience: 0 }, "patience is 0: at least 1"],
    [{ every: 0 }, "every is 0: at least 1"],
    [{ minDelta: -1 }, "minDelta is -1: at least 0"],
    [{ validationFraction: 1 }, "a fraction is a number between 0 and 1, not 1"],
    [{ validationFraction: 0.01 }, "a fraction of 0.01 leaves a part of 8 rows empty"],
    [{ validationFraction: 0.5, validation: fakeData(4) }, "validation and validationFraction exclude each other"],
    [{ balanced: "y" }, "no input is called `y`"],
    [{ speed: 1 }, "no option is called `speed`"],
  ])("refuses %o", async (options, message) => {
    await expect(train(await load(bytes), fakeData(8), { batchSize: 4, ...options })).rejects.toThrow(message);
  });
});

describe("splitDataset", () => {
  test("gives every row to one part, by the seed", async () => {
    const model = await load(bytes);
    const data = fakeData(20);
    const parts = splitDataset(model, data, 0.25, 1);
    expect(parts.map(({ label }) => label!.length)).toEqual([15, 5]);
    const rows = parts.flatMap(({ x, label }) =>
      Array.from(label!, (own, i) => [...x!.slice(i * 3, i * 3 + 3), own].join()),
    );
    const all = Array.from(data.label, (own, i) => [...data.x.slice(i * 3, i * 3 + 3), own].join());
    expect(rows.sort()).toEqual(all.sort());
    expect(splitDataset(model, data, 0.25, 1)).toEqual(parts);
    expect(splitDataset(model, data, 0.25, 2)).not.toEqual(parts);
    const plain = { x: [...data.x], label: [...data.label] };
    expect(splitDataset(model, plain, 0.25, 1).map(({ label }) => label)).toEqual(
      parts.map(({ label }) => [...label!]),
    );
  });
});

describe("balancedOrder", () => {
  const label = Int32Array.from({ length: 40 }, (_, i) => (i < 30 ? 2 : i < 37 ? 0 : 3));
  const data = { x: new Float32Array(120), label };

  test("takes every class equally often, and the rows of each in turn", async () => {
    const fill = balancedOrder(await load(bytes), data);
    const seen = new Uint32Array(40);
    for (let epoch = 0; epoch < 30; epoch++) {
      const order = new Uint32Array(40);
      fill(order, 9, epoch);
      const counts = [0, 0, 0, 0];
      for (const row of order) {
        counts[label[row]!]!++;
        seen[row]!++;
      }
      expect(counts[1]).toBe(0);
      expect([counts[0], counts[2], counts[3]].sort()).toEqual([13, 13, 14]);
      const again = new Uint32Array(40).fill(7);
      fill(again, 9, epoch);
      expect(again).toEqual(order);
    }
    const large = [...seen.slice(0, 30)];
    expect(Math.max(...large) - Math.min(...large)).toBeLessThanOrEqual(4);
  });

  test("takes one-hot classes, and refuses numbers that are none", async () => {
    const model = await load(bytes);
    const x = Float32Array.from({ length: 9 }, (_, i) =>
      [0, 3, 6].includes(i) ? 0 : i === 1 || i === 4 || i === 8 ? 1 : 0,
    );
    const order = new Uint32Array(3);
    balancedOrder(model, { x }, "x")(order, 1, 0);
    expect(order).toContain(2);
    const { manifest } = model;
    const inputs = manifest.inputs.map((field) => ({ ...field, shape: [{ batch: 1 }], dtype: "f32" as const }));
    expect(() => balancedOrder({ manifest: { ...manifest, inputs } }, { label: [0, 1] })).toThrow(
      "`label` holds no classes: it is f32, one number a row",
    );
  });

  test("goes on exactly", async () => {
    const [whole, half, rest] = [await load(bytes), await load(bytes), await load(bytes)];
    const rows = { x: fakeData(40).x, label };
    await train(whole, rows, { epochs: 4, batchSize: 4, balanced: true, seed: 2 });
    await train(half, rows, { steps: 17, batchSize: 4, balanced: "label", seed: 2 });
    rest.restore(half.save());
    await train(rest, rows, { epochs: 3, batchSize: 4, balanced: true });
    expect(rest.save()).toEqual(whole.save());
  });
});

describe("findLearningRate", () => {
  test("sweeps a copy: the model is as before", async () => {
    const model = await load(bytes);
    await train(model, fakeData(11), { steps: 2, batchSize: 4 });
    const before = model.save();
    const { curve, suggestion } = await findLearningRate(model, fakeData(11), {
      batchSize: 4,
      steps: 5,
      from: 0.01,
      to: 100,
    });
    expect(model.save()).toEqual(before);
    expect(curve.map(({ rateScale }) => Number(rateScale.toPrecision(6)))).toEqual([0.01, 0.1, 1, 10, 100]);
    expect(curve[0]!.smoothed).toBeCloseTo(curve[0]!.loss, 12);
    const least = curve.reduce((a, b) => (b.smoothed < a.smoothed ? b : a));
    expect(suggestion).toBeCloseTo(least.rateScale / 10, 12);
  });

  test.each([
    [{ from: 0 }, "rates from 0 to 1000"],
    [{ from: 2, to: 1 }, "rates from 2 to 1"],
    [{ steps: 1 }, "steps is 1: a sweep has at least 2"],
  ])("refuses %o", async (options, message) => {
    await expect(findLearningRate(await load(bytes), fakeData(8), options)).rejects.toThrow(message);
  });
});
