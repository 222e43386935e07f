/** How large modules are, and that `optimize: "size"` makes them smaller without changing what they compute. */
import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { SIMD_LEVELS } from "../../compiler/5-emit/manifest.ts";
import { type CompileOptions, compileText } from "../../compiler/compile.ts";
import { load } from "../../host/index.ts";

const seed = await readFile("dsl-examples/mnist-batch-norm.inlay", "utf8");

async function compiled(text: string, options: CompileOptions): Promise<Uint8Array<ArrayBuffer>> {
  const { module } = await compileText(text, options);
  return module!.wasm as Uint8Array<ArrayBuffer>;
}

async function sizes(options: CompileOptions): Promise<readonly [inferOnly: number, training: number]> {
  const [small, large] = [await compiled(seed, { ...options, inferOnly: true }), await compiled(seed, options)];
  return [small.length, large.length];
}

describe("the seed model", () => {
  test("has at most 8 KiB for inference, weights aside, and 24 KiB for training, at every level", async () => {
    for (const simd of SIMD_LEVELS) {
      const [inferOnly, training] = await sizes({ simd });
      expect(inferOnly, simd).toBeLessThanOrEqual(8 * 1024);
      expect(training, simd).toBeLessThanOrEqual(24 * 1024);
    }
  });

  test("is smaller by a fifth where size is what counts, at every level", async () => {
    const [fast, small] = [await sizes({}), await sizes({ optimize: "size" })];
    for (const i of [0, 1] as const) expect(small[i]).toBeLessThan(0.85 * fast[i]);
    expect(small[1]).toBeLessThan(0.8 * fast[1]);
    for (const simd of ["relaxed", "wide"] as const) {
      expect((await sizes({ simd, optimize: "size" }))[1]).toBeLessThan(1.02 * small[1]);
    }
  });
});

test("small code computes the same bits at baseline", async () => {
  const text = `model m {
  input x: f32[batch, 21]
  input weights: f32[batch, 1]
  a = dense(x, units: 37, activation: gelu)
  b = layer_norm(batch_norm(a) * weights)
  c = dense(b, units: 19, activation: tanh)
  output y = softmax(dense(c, units: 5))
  output spread = reduce_max(c, axes: [0])
  train {
    input label: i32[batch]
    loss = softmax_cross_entropy(c, label)
    optimizer = adam(learning_rate: 0.01)
  }
}
`;
  const draw = (size: number) => Float32Array.from({ length: size }, (_, i) => Math.sin(i * i + 1));
  const x = draw(11 * 21);
  const weights = draw(11);
  const label = Int32Array.from({ length: 11 }, (_, i) => i);
  const results = [];
  for (const optimize of ["speed", "size"] as const) {
    const model = await load(await compiled(text, { optimize, maxBatch: 11 }), { seed: 5 });
    for (let step = 0; step < 3; step++) model.trainStep({ x, weights, label });
    const { y, spread } = model.predict({ x, weights });
    results.push({ saved: model.save(), y: [...y!], spread: [...spread!] });
  }
  expect(results[1]).toEqual(results[0]);
});
