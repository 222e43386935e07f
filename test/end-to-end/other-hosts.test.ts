/**
 * A host in any language has docs/abi.md and nothing else: this one uses the WebAssembly API alone. It also works out by
 * hand what a small network's outputs and first step must be.
 */
import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, test } from "vitest";
import type { Field, Manifest, RatioMetric, StateField, StatesOfParameters } from "../../compiler/5-emit/manifest.ts";
import { compileText } from "../../compiler/compile.ts";
import { normal } from "../../compiler/ir/philox.ts";

/** 20 units: more than one panel. */
const MODEL = `model small {
  input x: f32[batch, 3]
  scores = dense(x, units: 20)
  output doubled = scores + scores
  train {
    input label: i32[batch]
    loss = softmax_cross_entropy(scores, label)
    metric accuracy = accuracy(scores, label)
    optimizer = sgd(learning_rate: 0.5)
    average = ema(decay: 0.9)
  }
}`;

const WITH_STATISTICS = `model normal {
  input x: f32[batch, 3]
  output y = batch_norm(x)
  train {
    input target: f32[batch, 3]
    loss = mean_squared_error(y, target)
    optimizer = sgd(learning_rate: 0.1)
  }
}`;

const MAX_BATCH = 8;

interface RawModule {
  readonly module: WebAssembly.Module;
  readonly manifest: Manifest;
  readonly memory: ArrayBuffer;
  readonly call: Readonly<Record<string, (...args: number[]) => void>>;
}

async function instantiate(text: string): Promise<RawModule> {
  const { module: compiled, diagnostics } = await compileText(text, { maxBatch: MAX_BATCH, verify: true });
  expect(diagnostics).toEqual([]);
  const module = await WebAssembly.compile(compiled!.wasm as BufferSource);
  const [section] = WebAssembly.Module.customSections(module, "inlay");
  const manifest = JSON.parse(new TextDecoder().decode(section)) as Manifest;
  const { exports } = await WebAssembly.instantiate(module);
  const memory = (exports.memory as WebAssembly.Memory).buffer;
  return { module, manifest, memory, call: exports as RawModule["call"] };
}

const named = <T extends { readonly name: string }>(fields: readonly T[], name: string): T =>
  fields.find((field) => field.name === name)!;

/** By the rule for states of all parameters. */
function averageOf({ manifest: { parameters, states } }: RawModule, name: string): Field {
  const averages = named(states, "average.") as StatesOfParameters;
  const index = parameters.findIndex((parameter) => parameter.name === name);
  return { ...parameters[index]!, offset: averages.offset[index]! };
}

/** Row-major values of a field in panels, by the formula of docs/abi.md. */
function readPanels({ memory }: RawModule, { offset, shape }: Field): number[][] {
  const [rows, columns] = shape as number[] as [number, number];
  const view = new DataView(memory);
  const at = (r: number, c: number) => offset + 4 * ((c >> 4) * rows * 16 + r * 16 + (c & 15));
  return Array.from({ length: rows }, (_, r) =>
    Array.from({ length: columns }, (_, c) => view.getFloat32(at(r, c), true)),
  );
}

const readFloats = ({ memory }: RawModule, offset: number, count: number): number[] =>
  Array.from(new Float32Array(memory, offset, count));

const BATCH = 5;
const X = Array.from({ length: BATCH }, (_, row) => Array.from({ length: 3 }, (_, i) => normal(1, row, i)));
const LABELS = [3, 19, 0, 16, 7];

function writeInputs({ memory, manifest: { inputs } }: RawModule): void {
  new Float32Array(memory, named(inputs, "x").offset, 3 * BATCH).set(X.flat());
  new Int32Array(memory, named(inputs, "label").offset, BATCH).set(LABELS);
}

function scoresOf(weight: readonly (readonly number[])[], bias: readonly number[]): number[][] {
  return X.map((row) => bias.map((start, c) => row.reduce((sum, x, i) => sum + x * weight[i]![c]!, start)));
}

function softmax(scores: readonly number[]): number[] {
  const powers = scores.map(Math.exp);
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / sum);
}

const expectNear = (got: readonly number[], wanted: readonly number[]) => {
  expect(got).toHaveLength(wanted.length);
  for (const [i, value] of wanted.entries()) expect(got[i]).toBeCloseTo(value, 5);
};

describe("a module by the WebAssembly API alone", () => {
  let raw: RawModule;
  const parameters = () => ({
    weight: readPanels(raw, named(raw.manifest.parameters, "scores.weight")),
    bias: readFloats(raw, named(raw.manifest.parameters, "scores.bias").offset, 20),
  });

  beforeAll(async () => {
    raw = await instantiate(MODEL);
    raw.call.init!(7);
    writeInputs(raw);
  });

  test("imports nothing and exports what the manifest lists", () => {
    expect(WebAssembly.Module.imports(raw.module)).toEqual([]);
    const names = WebAssembly.Module.exports(raw.module).map(({ name }) => name);
    expect(names.toSorted()).toEqual(["memory", ...raw.manifest.entryPoints].toSorted());
    expect(raw.manifest.entryPoints).toEqual(["init", "infer", "evaluate", "train_step", "swap_average"]);
    expect(raw.manifest).toMatchObject({ abi: 2, simd: "baseline", weights: "none", maxBatch: MAX_BATCH });
    expect(raw.memory.byteLength).toBeGreaterThanOrEqual(raw.manifest.memoryBytes);
  });

  test("init draws from the seed alone", () => {
    const { weight, bias } = parameters();
    expect(weight.flat().every((value) => value !== 0 && Math.abs(value) < 1)).toBe(true);
    expect(bias).toEqual(new Array(20).fill(0));
    raw.call.init!(8);
    expect(parameters().weight).not.toEqual(weight);
    raw.call.init!(7);
    expect(parameters().weight).toEqual(weight);
  });

  test("infer, evaluate and train_step compute what the model says", () => {
    const { weight, bias } = parameters();
    const scores = scoresOf(weight, bias);
    const wanted = scores.map(softmax);

    raw.call.infer!(BATCH);
    const output = named(raw.manifest.outputs, "doubled");
    expectNear(
      readFloats(raw, output.offset, 20 * BATCH),
      scores.flat().map((score) => 2 * score),
    );

    const loss = wanted.reduce((sum, row, i) => sum - Math.log(row[LABELS[i]!]!), 0) / BATCH;
    const right = scores.filter((row, i) => row.indexOf(Math.max(...row)) === LABELS[i]).length;
    const accuracy = named(raw.manifest.metrics, "accuracy") as RatioMetric;
    const measures = () =>
      [raw.manifest.loss!.offset, accuracy.sum, accuracy.count].map((at) => readFloats(raw, at, 1)[0]!);
    raw.call.evaluate!(BATCH);
    expectNear(measures(), [loss, right, BATCH]);
    expect(parameters()).toEqual({ weight, bias });

    raw.call.train_step!(BATCH, 0.5);
    expectNear(measures(), [loss, right, BATCH]);
    const slopes = wanted.map((row, i) => row.map((p, c) => (p - (c === LABELS[i] ? 1 : 0)) / BATCH));
    const rate = 0.5 * 0.5;
    const after = parameters();
    expectNear(
      after.weight.flat(),
      weight.flatMap((row, i) =>
        row.map((w, c) => w - rate * slopes.reduce((sum, slope, n) => sum + X[n]![i]! * slope[c]!, 0)),
      ),
    );
    expectNear(
      after.bias,
      bias.map((start, c) => start - rate * slopes.reduce((sum, slope) => sum + slope[c]!, 0)),
    );
    const step = named(raw.manifest.states, "step") as StateField;
    expect(new Int32Array(raw.memory, step.offset, 1)[0]).toBe(1);
  });

  test("swap_average exchanges parameters and averages", () => {
    const average = () => readPanels(raw, averageOf(raw, "scores.weight"));
    const before = { parameter: parameters().weight, average: average() };
    expect(before.average).not.toEqual(before.parameter);
    raw.call.swap_average!();
    expect({ parameter: average(), average: parameters().weight }).toEqual(before);
    raw.call.swap_average!();
    expect({ parameter: parameters().weight, average: average() }).toEqual(before);
  });

  test.each([0, -1, MAX_BATCH + 1, 2 ** 31 - 1])("a batch of %i traps and changes nothing", (batch) => {
    const before = parameters();
    for (const entry of ["infer", "evaluate", "train_step"]) {
      expect(() => raw.call[entry]!(batch, 1), entry).toThrow(WebAssembly.RuntimeError);
    }
    expect(parameters()).toEqual(before);
    raw.call.infer!(MAX_BATCH);
  });

  test("training on one row traps where batch statistics need two", async () => {
    const { call, manifest } = await instantiate(WITH_STATISTICS);
    expect(manifest).toMatchObject({ minTrainBatch: 2, minTrainBatchBecause: "y" });
    call.init!(1);
    expect(() => call.train_step!(1, 1)).toThrow(WebAssembly.RuntimeError);
    call.evaluate!(1);
    call.train_step!(2, 1);
  });

  test("the example of docs/abi.md runs it", async () => {
    const text = await readFile("docs/abi.md", "utf8");
    const [, code] = text.match(/```js\n(.*?)```/s)!;
    const { run } = await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code!)}`);
    const { module } = await compileText(MODEL);
    const { doubled } = await run(module!.wasm);
    expect(doubled).toHaveLength(20);
    expect(doubled.every(Number.isFinite)).toBe(true);
  });
});
