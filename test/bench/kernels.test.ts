/** Every case of `npm run bench` finds its call in the plan that the compiler makes today. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CASES } from "../../bench/kernel-cases.ts";
import { KernelSession } from "../../bench/kernel-session.ts";
import { prepareCase, prepareKernels } from "../../bench/prepare-kernels.ts";
import type { Plan } from "../../compiler/4-plan/plan.ts";
import { compileText } from "../../compiler/index.ts";

const costs = new Map<string, { readonly flops: number; readonly bytes: number }>();
const plans = new Map<string, Plan>();
for (const item of CASES) {
  const { text, maxBatch, inferOnly } = item;
  const key = `${text}/${maxBatch}/${inferOnly}`;
  if (!plans.has(key)) plans.set(key, (await compileText(text, { maxBatch, inferOnly, assemble: false })).plan!);
  costs.set(item.name, prepareCase(item, { plan: plans.get(key)!, file: "module" }).cost);
}

test("single calls cost what their names say", () => {
  for (const [name, { flops, bytes }] of costs) {
    const [, sizes] = /(?:product|vector|gradient[^,]*?,?) (\d+×\d+×\d+)$/.exec(name) ?? [];
    if (sizes !== undefined)
      expect([name, flops]).toEqual([name, 2 * sizes.split("×").reduce((a, b) => a * Number(b), 1)]);
    if (!/ (infer|step) B=|^convolution|^depthwise/.test(name)) expect(bytes).toBeGreaterThan(0);
    expect(flops).toBeGreaterThan(0);
  }
});

test("a step of the seed at batch 128 is 52.3 million operations", () => {
  expect(costs.get("seed step B=128")!.flops).toBe(2 * 128 * (2 * 784 * 128 + 3 * 128 * 10));
  expect(costs.get("seed infer B=1")!.flops).toBe(2 * (784 * 128 + 128 * 10));
});

test("whole models of convolutions count their direct multiply-adds, however they are computed", () => {
  // He et al. (2016) and Sandler et al. (2018): 41 and 300 million multiply-adds an image.
  expect(costs.get("resnet20 infer B=1")!.flops).toBe(2 * 40_551_040);
  expect(costs.get("resnet20 step B=32")!.flops).toBe(2 * 32 * (3 * 40_551_040 - 32 * 32 * 27 * 16));
  expect(costs.get("mobilenet-v2 infer B=1")!.flops).toBe(2 * 300_774_272);
});

test("a call runs by itself, timed in blocks", async () => {
  const [item] = CASES.filter(({ name }) => name === "matrix-vector 1×128×10");
  const { folder, prepared, remove } = await prepareKernels([item!], ["baseline"]);
  const read = async (name: string) => new Uint8Array(await readFile(join(folder, name)));
  const session = new KernelSession("baseline", read);
  const { task } = prepared[0]!;
  expect(task.call).toBe("call_infer_0");
  await session.prepare(task);
  await session.warm(task, 5, 0.1);
  const times = await session.time(task, 2);
  expect(times.length).toBeGreaterThan(0);
  for (const ms of times) expect(ms).toBeGreaterThan(0);
  await remove();
});
