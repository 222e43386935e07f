import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { type FitOptions, type FitStep, InlayError, load, type Model } from "../../host/index.ts";
import { shuffle } from "../../host/shuffle.ts";
import { fakeData, fakeModule } from "./fake-module.ts";

let bytes: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  bytes = await fakeModule();
});

async function train(model: Model, options: FitOptions, rows = 11): Promise<FitStep[]> {
  const steps: FitStep[] = [];
  for await (const step of model.fit(fakeData(rows), options)) steps.push(step);
  return steps;
}

describe("shuffle", () => {
  test("is a permutation that depends on seed and epoch only", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(), fc.nat(), (length, seed, epoch) => {
        const [first, second] = [new Uint32Array(length), new Uint32Array(length).fill(7)];
        shuffle(first, seed, epoch);
        shuffle(second, seed, epoch);
        expect(second).toEqual(first);
        expect([...first].sort((a, b) => a - b)).toEqual(Array.from({ length }, (_, i) => i));
      }),
    );
  });

  test("keeps its order between versions", () => {
    const orders = [0, 1].map((epoch) => {
      const order = new Uint32Array(10);
      shuffle(order, 1, epoch);
      return order.join(" ");
    });
    expect(orders).toMatchInlineSnapshot(`
      [
        "8 5 7 4 0 2 3 9 6 1",
        "1 5 6 2 3 0 9 7 4 8",
      ]
    `);
  });

  test("puts every example everywhere equally often", () => {
    const counts = new Uint32Array(25);
    const order = new Uint32Array(5);
    for (let epoch = 0; epoch < 10_000; epoch++) {
      shuffle(order, 42, epoch);
      order.forEach((value, i) => {
        counts[i * 5 + value]!++;
      });
    }
    const chiSquared = counts.reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0);
    expect(chiSquared).toBeLessThan(45);
  });
});

describe("fit", () => {
  test("reports every step", async () => {
    const model = await load(bytes);
    const steps = await train(model, { batchSize: 4, epochs: 2, shuffle: false });
    expect(steps.map(({ epoch, step, batch, examples, epochEnd }) => [epoch, step, batch, examples, epochEnd])).toEqual(
      [
        [1, 1, 4, 4, false],
        [1, 2, 4, 8, false],
        [1, 3, 3, 11, true],
        [2, 4, 4, 4, false],
        [2, 5, 4, 8, false],
        [2, 6, 3, 11, true],
      ],
    );
    const { x } = fakeData(4);
    expect(steps[0]!.loss).toBeCloseTo(x.reduce((sum, value) => sum + value, 0) / 12, 6);
    expect(steps[0]).toMatchObject({ total: 11, metrics: { positive: 0.75 } });
    expect(model.counters).toEqual({ step: 6, epoch: 2, position: 0, seed: 0 });
  });

  test("drops the last batch when told to", async () => {
    const model = await load(bytes);
    const steps = await train(model, { batchSize: 4, epochs: 2, lastBatch: "drop" });
    expect(steps.map(({ batch, epochEnd }) => [batch, epochEnd])).toEqual([
      [4, false],
      [4, true],
      [4, false],
      [4, true],
    ]);
    expect(model.counters).toMatchObject({ epoch: 2, position: 0 });
  });

  test("one epoch by default, no limit of epochs with steps, nothing for none", async () => {
    const model = await load(bytes);
    expect(await train(model, {})).toHaveLength(3);
    expect(await train(model, { steps: 7 })).toHaveLength(7);
    expect(await train(model, { epochs: 1 })).toHaveLength(2);
    expect(model.counters).toMatchObject({ epoch: 4, position: 0 });
    expect(await train(model, { epochs: 0 })).toEqual([]);
    expect(await train(model, { steps: 0 })).toEqual([]);
  });

  test("takes every example once an epoch, in another order each", async () => {
    const model = await load(bytes);
    const losses = (await train(model, { epochs: 3, batchSize: 4, seed: 5 }, 12)).map(({ loss }) => loss);
    const total = fakeData(12).x.reduce((sum, value) => sum + value, 0) / 12;
    for (const epoch of [0, 3, 6])
      expect(losses[epoch]! + losses[epoch + 1]! + losses[epoch + 2]!).toBeCloseTo(total, 5);
    expect(new Set(losses).size).toBeGreaterThan(6);
  });

  test("a seed initialises an untouched model only", async () => {
    const seeded = await load(bytes, { seed: 3 });
    const model = await load(bytes);
    await train(seeded, { epochs: 2 });
    await train(model, { epochs: 2, seed: 3 });
    expect(model.save()).toEqual(seeded.save());
    await train(model, { seed: 4 });
    expect(model.counters).toMatchObject({ step: 9, epoch: 3, seed: 4 });
  });

  test("another seed later only shuffles anew", async () => {
    const [same, other] = [await load(bytes), await load(bytes)];
    for (const model of [same, other]) await train(model, { seed: 3 });
    const before = other.get("weight");
    other.fit(fakeData(11), { seed: 4 });
    expect(other.get("weight")).toEqual(before);
    await train(same, { shuffle: false });
    await train(other, { seed: 4, shuffle: false });
    expect(other.get("weight")).toEqual(same.get("weight"));
    expect(other.counters).toEqual({ ...same.counters, seed: 4 });
  });

  test("goes on no more when another one has begun", async () => {
    const model = await load(bytes);
    const [first, second] = [model.fit(fakeData(11)), model.fit(fakeData(11))];
    await first.next();
    await second.next();
    await expect(first.next()).rejects.toThrow("another `fit` has begun: one at a time");
    expect((await second.next()).value).toMatchObject({ step: 3, epochEnd: true });
  });

  test("2n steps are n steps, save, restore, n steps, bit for bit", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
        fc.constantFrom<"keep" | "drop">("keep", "drop"),
        fc.integer({ min: 2, max: 4 }),
        fc.boolean(),
        async (n, shuffle, lastBatch, batchSize, repeatSeed) => {
          const options = { shuffle, lastBatch, batchSize };
          const rows = lastBatch === "keep" && batchSize !== 4 ? 12 : 11;
          if (lastBatch === "keep" && (rows % batchSize) - 1 === 0) return;
          const whole = await load(bytes);
          await train(whole, { ...options, steps: 2 * n, seed: 6 }, rows);
          const half = await load(bytes);
          await train(half, { ...options, steps: n, seed: 6 }, rows);
          const rest = await load(bytes, { seed: 99 });
          rest.restore(half.save());
          expect(rest.counters).toEqual(half.counters);
          await train(rest, { ...options, steps: n, ...(repeatSeed ? { seed: 6 } : {}) }, rows);
          expect(rest.counters).toEqual(whole.counters);
          expect(rest.save()).toEqual(whole.save());
        },
      ),
      { numRuns: 60 },
    );
  });

  test("leaving the loop keeps the place, and the interrupted epoch counts as one", async () => {
    const whole = await load(bytes);
    await train(whole, { epochs: 3 });
    const model = await load(bytes);
    for await (const { step } of model.fit(fakeData(11), { epochs: 3 })) if (step === 4) break;
    expect(model.counters).toMatchObject({ step: 4, epoch: 1, position: 4 });
    await train(model, { epochs: 3 - model.counters.epoch });
    expect(model.save()).toEqual(whole.save());
  });

  test("scales the rate", async () => {
    const model = await load(bytes);
    const seen: number[] = [];
    await train(model, {
      rateScale: (step) => {
        seen.push(step);
        return step === 0 ? 0 : 1;
      },
      steps: 3,
    });
    expect(seen).toEqual([0, 1, 2]);
    const [still, moved] = [await load(bytes), await load(bytes)];
    still.trainStep(fakeData(4), { rateScale: 0 });
    moved.trainStep(fakeData(4));
    expect(still.get("weight")).toEqual((await load(bytes)).get("weight"));
    expect(moved.get("weight")).not.toEqual(still.get("weight"));
    expect(() => model.trainStep(fakeData(4), { rateScale: Number.NaN })).toThrow("rateScale is NaN");
  });

  test("stops at a signal and lets the event loop run", async () => {
    const model = await load(bytes);
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 20);
    await expect(train(model, { steps: 1e9, signal: abort.signal })).rejects.toThrow(/abort/i);
    expect(model.counters.step).toBeGreaterThan(10);
  });

  test("memory neither grows nor are views made", async () => {
    const memory: WebAssembly.Memory[] = [];
    const original = WebAssembly.instantiate;
    Object.assign(WebAssembly, {
      instantiate: async (module: WebAssembly.Module) => {
        const instance = await original(module);
        memory.push(instance.exports.memory as WebAssembly.Memory);
        return instance;
      },
    });
    const model = await load(bytes).finally(() => Object.assign(WebAssembly, { instantiate: original }));
    const { buffer } = memory[0]!;
    const { subarray } = Float32Array.prototype;
    let views = 0;
    const TypedArray = Object.getPrototypeOf(Float32Array.prototype);
    TypedArray.subarray = function (this: Float32Array, ...range: [number, number]) {
      views++;
      return subarray.apply(this, range);
    };
    try {
      for await (const { step } of model.fit(fakeData(11), { steps: 50 })) expect(step).toBeGreaterThan(0);
      expect(views).toBe(0);
      for (let i = 0; i < 20; i++) model.predict({ x: fakeData((i % 4) + 1).x });
      expect(views).toBe(4);
    } finally {
      TypedArray.subarray = subarray;
    }
    expect(memory[0]!.buffer).toBe(buffer);
  });

  test("NaN in the loss names the step", async () => {
    const model = await load(bytes);
    const huge = { x: new Float32Array(12).fill(3e38), label: new Int32Array(4) };
    model.trainStep(fakeData(4));
    expect(() => model.trainStep(huge)).toThrow("loss is Infinity at step 2: try a lower learning rate or rateScale");
  });

  test.each<[string, FitOptions, number, string]>([
    [
      "a batch size above the largest",
      { batchSize: 9 },
      11,
      "a training batch of 9 is above 4: compile with --max-batch 9",
    ],
    ["a batch size of 1", { batchSize: 1 }, 11, "training needs batches of at least 2 because of `normal`, not 1"],
    [
      "a last batch of 1",
      { batchSize: 4 },
      9,
      'training needs batches of at least 2 because of `normal`, not 1, the last of an epoch: change batchSize or set lastBatch: "drop"',
    ],
    ["nothing left", { lastBatch: "drop" }, 3, 'lastBatch "drop" leaves nothing of 3 examples: batchSize is 4'],
    ["half an epoch", { epochs: 0.5 }, 11, "epochs 0.5 is not a whole number from 0 to 4294967295"],
    ["fewer than no steps", { steps: -1 }, 11, "steps -1 is not a whole number from 0 to 4294967295"],
    ["a fractional batch", { batchSize: 2.5 }, 11, "batchSize 2.5 is not a whole number from 0 to 4294967295"],
    ["an endless seed", { seed: Infinity }, 11, "seed Infinity is not a whole number from 0 to 4294967295"],
    ["an unknown last batch", { lastBatch: "none" as never }, 11, "lastBatch is none"],
    ["an unknown option", { epoch: 3 } as never, 11, "no option is called `epoch`"],
    ["a seed below 0", { seed: -1 }, 11, "seed -1 is not a whole number from 0 to 4294967295"],
  ])("%s is an error at the call", async (_, options, rows, message) => {
    const model = await load(bytes);
    const before = model.save();
    expect(() => model.fit(fakeData(rows), options)).toThrow(expect.objectContaining({ name: "InlayError", message }));
    expect(model.save()).toEqual(before);
  });

  test("bad data are an error at the call, bad batches of trainStep too", async () => {
    const model = await load(bytes);
    const data = fakeData(11);
    data.x[20] = Number.NaN;
    expect(() => model.fit(data)).toThrow("input `x` is NaN at index 20");
    expect(() => model.trainStep(fakeData(1))).toThrow("training needs batches of at least 2");
    expect(() => model.trainStep(fakeData(5))).toThrow("compile with --max-batch 5");
    expect(() => model.trainStep({ x: [1, 2, 3] })).toThrow(InlayError);
    expect(() => model.trainStep(fakeData(4), { rate: 1 } as never)).toThrow("no option is called `rate`");
  });

  test("a continued epoch may end in a smaller last batch than whole ones", async () => {
    const model = await load(bytes);
    await train(model, { batchSize: 3, steps: 1 }, 12);
    expect(() => model.fit(fakeData(12), { batchSize: 4 })).toThrow("not 1, the last of an epoch");
    expect(await train(model, { batchSize: 4, lastBatch: "drop" }, 12)).toHaveLength(2);
  });
});
