/** `memoryBudget`: less memory, the same bits. */
import { beforeAll, expect, test } from "vitest";
import { type CompileOptions, compileText } from "../../compiler/compile.ts";
import { normal } from "../../compiler/ir/philox.ts";
import { load } from "../../host/index.ts";

const BATCH = 6;
const TEXT = `block residual(x, channels) {
  h = conv2d(x, channels: channels, kernel: 3, padding: same, bias: false)
  h = relu(batch_norm(h))
  h = conv2d(h, channels: channels, kernel: 3, padding: same, bias: false)
  return relu(batch_norm(h) + x)
}

model deep {
  input image: f32[batch, 8, 8, 3]
  x = relu(conv2d(image, channels: 16, kernel: 3, padding: same))
  for i in 0..4 {
    x = residual(x, 16)
  }
  logits = dense(global_average_pool(x), units: 4)
  output y = logits
  train {
    input label: i32[batch]
    loss = softmax_cross_entropy(logits, label)
    optimizer = sgd(learning_rate: 0.1, momentum: 0.9)
  }
}
`;

// With Winograd's filtering, its transformed weights are most of the memory of images as small as these.
const compiled = (options: CompileOptions) =>
  compileText(TEXT, { maxBatch: BATCH, winograd: false, verify: true, ...options });
const planned = async (options: CompileOptions) => (await compiled({ ...options, assemble: false })).plan!.memoryBytes;

let kept: number;
beforeAll(async () => {
  kept = await planned({});
});

test("takes no more than the budget, and tells which values are computed again", async () => {
  expect(await planned({ memoryBudget: kept })).toBe(kept);
  const budget = Math.floor(0.8 * kept);
  const { plan, reports } = await compiled({ memoryBudget: budget, assemble: false });
  expect(plan!.memoryBytes).toBeLessThanOrEqual(budget);
  const again = reports.filter(({ pass }) => pass === "memory-budget");
  expect(again.length).toBeGreaterThan(0);
  expect(again[0]).toMatchObject({
    entry: "train",
    text: expect.stringMatching(/^is computed again .*: [\d,]+ bytes$/),
  });
  expect(await planned({ memoryBudget: Math.floor(0.8 * kept), threads: 2 })).toBeLessThanOrEqual(budget);
});

test("a budget that cannot be met is refused with the least that can", async () => {
  const message = await compiled({ memoryBudget: 1000, assemble: false }).then(
    () => "",
    (error: Error) => error.message,
  );
  const [, least] = /^the model needs ([\d,]+) bytes of memory at batches up to 6, .* budget of 1,000 bytes/.exec(
    message,
  )!;
  const bytes = Number(least!.replaceAll(",", ""));
  expect(bytes).toBeLessThan(0.8 * kept);
  expect(await planned({ memoryBudget: bytes })).toBe(bytes);
  await expect(planned({ memoryBudget: bytes - 1 })).rejects.toThrow(`needs ${least} bytes`);
});

test("the same bits come out", async () => {
  const image = Float32Array.from({ length: BATCH * 8 * 8 * 3 }, (_, i) => normal(1, 0, i));
  const label = Int32Array.from({ length: BATCH }, (_, i) => i % 4);
  const trained = async (options: CompileOptions) => {
    const { module } = await compiled(options);
    const model = await load(module!.wasm as Uint8Array<ArrayBuffer>, { seed: 1 });
    const losses = [1, 2, 3].map(() => model.trainStep({ image, label }).loss);
    return { losses, bytes: model.save() };
  };
  const [all, few] = [await trained({}), await trained({ memoryBudget: Math.floor(0.75 * kept) })];
  expect(few).toEqual(all);
  expect(new Set(all.losses).size).toBe(3);
});
