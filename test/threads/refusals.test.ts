/** What goes wrong with threads is told, and nothing waits for ever. */
import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ABI_VERSION, type Manifest } from "../../compiler/5-emit/manifest.ts";
import { assemble } from "../../compiler/6-assemble/assemble.ts";
import { loadRuntime } from "../../compiler/6-assemble/load-runtime.ts";
import { bundleHost, MODULE_NAME } from "../../compiler/cli/host-bundle.ts";
import { InlayError, load } from "../../host/index.ts";
import { fakeModule } from "../host/fake-module.ts";
import { compiled, EXAMPLES } from "./models.ts";

const [example] = EXAMPLES as [(typeof EXAMPLES)[number]];
const { batch } = example;
const { image } = example.data(batch) as { image: Float32Array };

let folder: string;
let wasm: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "inlay-"));
  wasm = await compiled(example, 3);
  const loader = await bundleHost(new URL("../../host/", import.meta.url), { wide: false, threads: true });
  await writeFile(join(folder, "m.mjs"), loader.replace(MODULE_NAME, "m.wasm"));
  await writeFile(join(folder, "m.wasm"), await compiled(example, 1));
  await writeFile(join(folder, "m.threads.wasm"), wasm);
});
afterAll(() => rm(folder, { recursive: true }));

async function message(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => expect.fail("it did not throw"),
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(InlayError);
  return (error as Error).message;
}

/** A module by hand, in which one thread divides by zero for a batch of 4. */
async function failing(thread: number): Promise<Uint8Array<ArrayBuffer>> {
  const x = { name: "x", dtype: "f32", shape: [{ batch: 1 }], offset: 1024, layout: "rows" } as const;
  const manifest: Manifest = {
    ...{
      abi: ABI_VERSION,
      compiler: "by hand",
      model: "failing",
      simd: "baseline",
      threads: 3,
      maxBatch: 4,
      minTrainBatch: 1,
    },
    ...{ entryPoints: ["infer"], inputs: [{ ...x, usedBy: ["infer"] }], outputs: [{ ...x, name: "y" }] },
    ...{ metrics: [], parameters: [], states: [], weights: "embedded", memoryBytes: 2048 },
  };
  const source = `import { barrier, enlist, fork, job_batch, next_job, thread } from "./runtime-as/index";
  function part(batch: i32): void {
    if (thread == ${thread}) i32.store(1536, 12 / (4 - batch));
    barrier();
  }
  export function infer(batch: i32): void { fork(1, batch, true); part(batch); barrier(); }
  export function work(number: i32, threads: i32): void {
    enlist(number, threads);
    while (number > 0 && next_job() != 0) { part(job_batch()); barrier(); }
  }`;
  const { wasm } = await assemble(source, {
    ...{ simd: "baseline", memoryPages: 1, shared: true, manifest: JSON.stringify(manifest), segments: [] },
    runtime: loadRuntime(),
  });
  return new Uint8Array(wasm);
}

describe("refused", () => {
  test.each([
    [1.5, "threads is 1.5: a whole number from 1 on"],
    [-1, "threads is -1: a whole number from 1 on"],
    [4, "the module was compiled for 3 threads: compile with --threads 4"],
  ])("%s threads", async (threads, text) => {
    expect(await message(load(wasm, { threads }))).toBe(text);
  });

  test("a module for one thread", async () => {
    const text = "the module was compiled for one thread: compile with --threads 2";
    expect(await message(load(await fakeModule(), { threads: 2 }))).toBe(text);
  });

  test("a place without shared memory, with the headers that give it", async () => {
    Object.assign(globalThis, { crossOriginIsolated: false });
    try {
      expect(await message(load(wasm, { threads: 2 }))).toMatch(/Cross-Origin-Opener-Policy.*Embedder-Policy/);
      expect((await load(wasm, { threads: 1 })).manifest.threads).toBe(3);
    } finally {
      Object.assign(globalThis, { crossOriginIsolated: undefined });
    }
  });

  test("a thread that may not wait", async () => {
    const { wait } = Atomics;
    Atomics.wait = () => {
      throw new TypeError("Atomics.wait cannot be called in this context");
    };
    try {
      expect(await message(load(wasm, { threads: 2 }))).toMatch(/load a model with threads in a worker$/);
    } finally {
      Atomics.wait = wait;
    }
  });
});

describe("a model with threads", () => {
  test("is m.threads.wasm beside m.wasm", async () => {
    const model = await load(join(folder, "m.wasm"), { threads: 2 });
    expect(model.manifest.threads).toBe(3);
    model.dispose();
    expect((await load(join(folder, "m.wasm"))).manifest.threads).toBeUndefined();
  });

  test("does not run after it was disposed of", async () => {
    const model = await load(wasm, { threads: 2 });
    model.dispose();
    model.dispose();
    expect(() => model.predict({ image })).toThrow("the model was disposed of");
  });

  test.each([1, 2])("throws, now and from then on, when thread %i fails", async (thread) => {
    const model = await load(await failing(thread), { threads: 3 });
    model.predict({ x: [1, 2, 3] });
    const text = `a thread failed, and the model with it: thread ${thread}: RuntimeError: divide by zero`;
    expect(() => model.predict({ x: [1, 2, 3, 4] })).toThrow(text);
    expect(() => model.predict({ x: [1, 2, 3] })).toThrow(text);
    model.dispose();
  });

  test("throws when thread 0 fails, and lets the others go", async () => {
    const model = await load(await failing(0), { threads: 3 });
    expect(() => model.predict({ x: [1, 2, 3, 4] })).toThrow("a thread failed, and the model with it");
    expect(() => model.predict({ x: [1, 2, 3] })).toThrow("a thread failed, and the model with it");
    model.dispose();
  });
});

test("a process ends by itself, whether or not the model was disposed of", async () => {
  for (const end of ["", "model.dispose();"]) {
    const path = join(folder, "script.mjs");
    await writeFile(
      path,
      `import { load } from "./m.mjs";
      const model = await load({ threads: 2 });
      const { probabilities } = model.predict({ image: new Float32Array(${150 * batch}) });
      console.log(probabilities.length, probabilities.buffer instanceof SharedArrayBuffer);
      ${end}`,
    );
    const { stdout, stderr, status } = spawnSync(process.execPath, [path], { encoding: "utf8", timeout: 60_000 });
    expect({ stdout, stderr, status }).toEqual({ stdout: `${10 * batch} true\n`, stderr: "", status: 0 });
  }
});
