/** The seed's model on all of the real MNIST: trained, saved, compiled for inference, resumed. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { CompiledModule } from "../../compiler/compile.ts";
import { readWeights } from "../../compiler/interchange/safetensors.ts";
import { load, type Model } from "../../host/index.ts";
import { compileSeedModel, type Examples, firstRows, mnist } from "./mnist-model.ts";

const BATCH_SIZE = 128;

let baseline: CompiledModule;
let train: Examples;
let tests: Examples;

beforeAll(async () => {
  baseline = await compileSeedModel({ verify: true });
  [train, tests] = await Promise.all([mnist(baseline, "train"), mnist(baseline, "test")]);
});

const instance = ({ wasm }: CompiledModule): Promise<Model> => load(wasm as BufferSource);

/** The loss of every step. */
async function trainOn(model: Model, data: Examples, options: { epochs?: number; steps?: number }): Promise<number[]> {
  const losses: number[] = [];
  for await (const { loss } of model.fit({ ...data }, { ...options, batchSize: BATCH_SIZE, seed: 1 }))
    losses.push(loss);
  return losses;
}

function classesOf(probabilities: ArrayLike<number>): number[] {
  return Array.from({ length: probabilities.length / 10 }, (_, row) => {
    const scores = Array.from({ length: 10 }, (_, digit) => probabilities[10 * row + digit]!);
    return scores.indexOf(Math.max(...scores));
  });
}

describe("one epoch of all 60,000", () => {
  let model: Model;
  beforeAll(async () => {
    model = await instance(baseline);
    await trainOn(model, train, { epochs: 1 });
  });

  test.each([true, false])("reads at least 95 % of the test images, by the average: %s", (useAverage) => {
    const { examples, metrics } = model.evaluate({ ...tests }, { useAverage });
    expect(examples).toBe(10_000);
    expect(metrics.accuracy).toBeGreaterThanOrEqual(0.95);
  });

  test("a folded module for inference alone predicts the same", async () => {
    const folder = await mkdtemp(join(tmpdir(), "inlay-"));
    const file = join(folder, "mnist.safetensors");
    await writeFile(file, model.save());
    const weights = await readWeights(file);
    await rm(folder, { recursive: true });
    const folded = await instance(await compileSeedModel({ inferOnly: true, weights, verify: true }));
    expect(folded.manifest.entryPoints).toEqual(["infer"]);
    expect(folded.manifest.parameters.some(({ name }) => name.startsWith("normal"))).toBe(false);
    const wanted = model.predict({ image: tests.image }).probabilities!;
    const got = folded.predict({ image: tests.image }).probabilities!;
    expect(got).toHaveLength(100_000);
    const differences = Array.from(wanted, (probability, i) => Math.abs(probability - got[i]!));
    expect(differences.reduce((a, b) => Math.max(a, b))).toBeLessThan(1e-5);
    const expected = classesOf(wanted);
    expect(classesOf(got).filter((digit, row) => digit !== expected[row])).toEqual([]);
  });
});

describe("a slice of 2,000", () => {
  const half = 20;
  let slice: Examples;
  let straight: { readonly losses: readonly number[]; readonly saved: Uint8Array };
  beforeAll(async () => {
    slice = firstRows(train, 2000);
    const model = await instance(baseline);
    straight = { losses: await trainOn(model, slice, { steps: 2 * half }), saved: model.save() };
  });

  test("trains to the same bits again", async () => {
    const model = await instance(baseline);
    expect(await trainOn(model, slice, { steps: 2 * half })).toEqual(straight.losses);
    expect(model.save()).toEqual(straight.saved);
  });

  test("trains to the same bits through a checkpoint", async () => {
    const first = await instance(baseline);
    const losses = await trainOn(first, slice, { steps: half });
    const second = await instance(baseline);
    second.restore(first.save());
    losses.push(...(await trainOn(second, slice, { steps: half })));
    expect(losses).toEqual(straight.losses);
    expect(second.save()).toEqual(straight.saved);
  });

  test("trains to nearly the same loss at the relaxed level", async () => {
    const relaxed = await instance(await compileSeedModel({ simd: "relaxed" }));
    const losses = await trainOn(relaxed, slice, { steps: 2 * half });
    const differences = losses.map((loss, step) => Math.abs(loss - straight.losses[step]!));
    expect(Math.max(...differences)).toBeLessThan(1e-3);
  });
});
