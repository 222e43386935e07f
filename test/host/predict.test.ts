import { beforeAll, describe, expect, test } from "vitest";
import { load, type Model } from "../../host/index.ts";
import { FAKE_MANIFEST, fakeData, fakeModule } from "./fake-module.ts";

let model: Model;

beforeAll(async () => {
  model = await load(await fakeModule(), { seed: 1 });
});

describe("predict", () => {
  test("gives the same views for the same size of batch", () => {
    const first = model.predict({ x: fakeData(3).x });
    expect([...first.scaled!]).toEqual([...fakeData(3).x.map((value) => value * 2)]);
    const again = model.predict({ x: new Float32Array(9) });
    expect(again).toBe(first);
    expect(again.scaled).toBe(first.scaled);
    expect([...first.scaled!]).toEqual(Array(9).fill(0));
    expect(model.predict({ x: [1, 2, 3] }).scaled).toHaveLength(3);
  });

  test("splits more rows than the largest batch into chunks, into arrays of their own", () => {
    const { x } = fakeData(11);
    const { scaled } = model.predict({ x });
    expect([...scaled!]).toEqual([...x.map((value) => value * 2)]);
    const copy = scaled!.slice();
    model.predict({ x: new Float32Array(12) });
    expect(scaled).toEqual(copy);
    expect(model.predict({ x }).scaled).not.toBe(scaled);
  });

  test("takes plain numbers, and leaves out inputs that it doesn't need", () => {
    expect([...model.predict({ x: [1, 2, 3], label: [0] }).scaled!]).toEqual([2, 4, 6]);
  });

  test.each([Number.NaN, Infinity, -Infinity])("finds %s wherever it stands, and its opposite with it", (value) => {
    for (const at of [0, 1, 2, 3, 6, 9, 10, 11]) {
      const x = new Float32Array(12).fill(3e38);
      model.predict({ x });
      x[at] = value;
      expect(() => model.predict({ x })).toThrow(`input \`x\` is ${value} at index ${at}`);
      x[(at + 5) % 12] = -value;
      const first = Math.min(at, (at + 5) % 12);
      expect(() => model.predict({ x })).toThrow(`input \`x\` is ${x[first]} at index ${first}`);
    }
  });

  test("inputs that don't depend on the batch, and other dtypes", async () => {
    const [x, label] = FAKE_MANIFEST.inputs;
    const fixed = await load(
      await fakeModule({
        inputs: [
          { ...x!, shape: [3] },
          { ...label!, dtype: "u8", usedBy: ["infer"] },
        ],
      }),
    );
    expect([...fixed.predict({ x: [1, 2, 3], label: Uint8Array.of(1, 2) }).scaled!.subarray(0, 3)]).toEqual([1, 2, 3]);
    expect(() => fixed.predict({ x: [1, 2, 3, 4, 5, 6], label: [1] })).toThrow("input `x` has 6 values: it takes 3");
    for (const value of [256, 0.5, null, "1"]) {
      const label = [0, value] as number[];
      expect(() => fixed.predict({ x: [1, 2, 3], label })).toThrow(`input \`label\` is ${value} at index 1`);
    }
  });

  test.each<[string, Record<string, unknown> | undefined, string]>([
    ["missing", {}, "input `x` is missing"],
    ["no", undefined, "input `x` is missing"],
    ["unknown", { x: [1, 2, 3], y: [1] }, "no input is called `y`: there are `x`, `label`"],
    [
      "dtype",
      { x: new Uint8Array(3) },
      "input `x` is f32: it takes Float32Array or an array of numbers, not Uint8Array",
    ],
    [
      "float64",
      { x: new Float64Array(3) },
      "input `x` is f32: it takes Float32Array or an array of numbers, not Float64Array",
    ],
    ["number", { x: 3 }, "input `x` is f32: it takes Float32Array or an array of numbers, not number"],
    ["size", { x: [1, 2, 3, 4] }, "input `x` has 4 values: it takes rows of 3"],
    ["empty", { x: [] }, "input `x` has 0 values: it takes rows of 3"],
    ["NaN", { x: [1, 2, 3, 4, Number.NaN, 6] }, "input `x` is NaN at index 4"],
    ["infinite", { x: Float32Array.of(1, 2, -1 / 0) }, "input `x` is -Infinity at index 2"],
    ["beyond float32", { x: [1e39, 0, 0] }, "input `x` is 1e+39 at index 0"],
  ])("%s input is an error", (_, inputs, message) => {
    expect(() => model.predict(inputs as never)).toThrow(expect.objectContaining({ name: "InlayError", message }));
  });

  test("options that there are not are an error", () => {
    const { x } = fakeData(1);
    expect(() => model.predict({ x }, { average: false } as never)).toThrow("no option is called `average`");
    expect(() => model.evaluate(fakeData(2), { average: false } as never)).toThrow("no option is called `average`");
  });

  test("gives outputs of the types that the caller knows", async () => {
    interface Results {
      readonly scaled: Float32Array;
    }
    const typed = await load<Results>(await fakeModule(), { seed: 1 });
    const scaled: Float32Array = typed.predict({ x: [1, 2, 3] }).scaled;
    expect([...scaled]).toEqual([2, 4, 6]);
    // @ts-expect-error: there is no such output
    expect(typed.predict({ x: [1, 2, 3] }).other).toBeUndefined();
  });

  test("other errors of data", () => {
    const { x } = fakeData(2);
    expect(() => model.evaluate({ x, label: [0, 1, 2] })).toThrow("input `label` has 3 rows, `x` has 2");
    expect(() => model.evaluate({ x, label: [0, 4] })).toThrow(
      "input `label` is 4 at index 1: a class must be from 0 to 3",
    );
    expect(() => model.evaluate({ x, label: [-1, 0] })).toThrow(
      "input `label` is -1 at index 0: a class must be from 0 to 3",
    );
    expect(() => model.evaluate({ x, label: [0.5, 0] })).toThrow("input `label` is 0.5 at index 0");
    expect(() => model.evaluate({ x, label: new Float32Array(2) as never })).toThrow(
      "input `label` is i32: it takes Int32Array or an array of numbers, not Float32Array",
    );
  });

  test("what the module cannot do is an error", async () => {
    const infer = await load(await fakeModule({ entryPoints: ["infer"], weights: "embedded" }));
    expect(infer.predict({ x: [1, 2, 3] }).scaled).toHaveLength(3);
    expect(() => infer.evaluate(fakeData(2))).toThrow("this module was compiled without `evaluate`");
    expect(() => infer.fit(fakeData(2))).toThrow("this module was compiled without `train_step`");
    expect(() => infer.init(1)).toThrow("this module was compiled without `init`");
  });
});

describe("evaluate", () => {
  test("weighs chunks by their rows", () => {
    const data = fakeData(9);
    const { loss, metrics, examples } = model.evaluate(data);
    expect(loss).toBeCloseTo(data.x.reduce((sum, value) => sum + value, 0) / 27, 6);
    expect(metrics).toEqual({ positive: 6 / 9 });
    expect(examples).toBe(9);
  });
});

describe("averages", () => {
  test("predict and evaluate take them unless told otherwise, and nothing else sees them", async () => {
    const model = await load(await fakeModule());
    model.trainStep({ x: fakeData(4).x.map((value) => value + 1), label: fakeData(4).label });
    const [raw, average] = [model.get("bias")[0]!, model.get("average.bias")[0]!];
    expect(average).not.toBe(raw);
    const predicted = (options?: { useAverage: boolean }) => model.predict({ x: [1, 1, 1] }, options).scaled![0];
    const before = model.save();
    expect(predicted()).toBe(average);
    expect(predicted({ useAverage: false })).toBe(raw);
    expect(predicted()).toBe(average);
    expect(model.get("bias")[0]).toBe(raw);
    predicted();
    expect(model.save()).toEqual(before);
    model.useAverage = false;
    expect(predicted()).toBe(raw);
    expect(predicted({ useAverage: true })).toBe(average);
    model.set("bias", [5, 6]);
    expect(predicted()).toBe(5);
    expect(predicted({ useAverage: true })).toBe(5);
    model.init(8);
    expect(predicted({ useAverage: true })).toBe(9);
  });

  test("training between predictions is as without them", async () => {
    const [plain, watched] = [await load(await fakeModule()), await load(await fakeModule())];
    for (let i = 0; i < 5; i++) {
      plain.trainStep(fakeData(4));
      watched.trainStep(fakeData(4));
      watched.evaluate(fakeData(6));
    }
    expect(watched.save()).toEqual(plain.save());
  });
});

describe("get and set", () => {
  test("go through panels", () => {
    const values = Float32Array.from({ length: 54 }, (_, i) => i);
    model.set("weight", values);
    expect(model.get("weight")).toEqual(values);
    expect(model.get("average.weight")).toEqual(values);
    expect(model.parameters()).toMatchObject([
      { name: "weight", shape: [3, 18] },
      { name: "bias", shape: [2] },
    ]);
  });

  test("errors", () => {
    expect(() => model.get("bais")).toThrow(
      "no parameter or state is called `bais`: there are `weight`, `bias`, `optimizer.adam.m.weight` and 3 more",
    );
    expect(() => model.set("bias", [1])).toThrow("`bias` has 2 values, not 1");
    expect(() => model.set("bias", [1, Number.NaN])).toThrow("`bias` would be NaN at index 1");
  });
});
