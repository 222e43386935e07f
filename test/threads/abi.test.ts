/** A module for threads without the host: instances on a shared memory, by what docs/abi.md says and nothing else. */
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import type { Field, Manifest } from "../../compiler/5-emit/manifest.ts";
import { compileText } from "../../compiler/compile.ts";
import { tensor } from "../../compiler/ir/tensor.ts";
import { EXAMPLES } from "./models.ts";

const [example] = EXAMPLES as [(typeof EXAMPLES)[number]];

const THREAD = `
const { parentPort, workerData: { module, memory, thread, threads } } = require("node:worker_threads");
const { exports } = new WebAssembly.Instance(module, { env: { memory } });
parentPort.postMessage("there");
exports.work(thread, threads);`;

test("data is there once, threads work together, and stop lets them return", async () => {
  const { module: compiled } = await compileText(example.text, { threads: 3, maxBatch: example.batch });
  const module = await WebAssembly.compile(compiled!.wasm as BufferSource);
  const [section] = WebAssembly.Module.customSections(module, "inlay");
  const manifest = JSON.parse(new TextDecoder().decode(section)) as Manifest;
  expect(manifest.threads).toBe(3);
  expect(WebAssembly.Module.imports(module)).toEqual([{ module: "env", name: "memory", kind: "memory" }]);

  const pages = Math.ceil(manifest.memoryBytes / 65536);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
  const call = exports as unknown as Record<string, (...args: number[]) => void>;
  expect(exports.memory).toBe(memory);
  call.init!(1);
  const floats = new Float32Array(memory.buffer);
  const valuesOf = ({ offset }: Field, length: number) => floats.slice(offset / 4, offset / 4 + length);
  const input = manifest.inputs.find(({ name }) => name === "image")!;
  floats.set(example.data(example.batch).image as Float32Array, input.offset / 4);
  const [output] = manifest.outputs as [Field];
  call.infer!(example.batch);
  const alone = valuesOf(output, 10 * example.batch);
  const [parameter] = manifest.parameters as [Field];
  const before = valuesOf(parameter, 100);

  const workers = [1, 2].map(
    (thread) => new Worker(THREAD, { eval: true, workerData: { module, memory, thread, threads: 3 } }),
  );
  const ends = workers.map((worker) => once(worker, "exit"));
  await Promise.all(workers.map((worker) => once(worker, "message")));
  // Instances that come later change nothing.
  expect(valuesOf(parameter, 100)).toEqual(before);
  call.work!(0, 3);
  floats.fill(0, output.offset / 4, output.offset / 4 + alone.length);
  call.infer!(example.batch);
  expect(valuesOf(output, alone.length)).toEqual(alone);
  call.stop!();
  expect(await Promise.all(ends)).toEqual([[0], [0]]);
  call.infer!(example.batch);
  expect(valuesOf(output, alone.length)).toEqual(alone);
});

test("embedded weights are copied by the first instance only", async () => {
  const weights = new Map([["w", tensor([3, 2], [1, 2, 3, 4, 5, 6])]]);
  const text = "model m {\n  input x: f32[batch, 3]\n  parameter w: f32[3, 2] = zeros()\n  output y = matmul(x, w)\n}";
  const { module: compiled, diagnostics } = await compileText(text, { threads: 2, maxBatch: 2, weights });
  expect(diagnostics).toEqual([]);
  const module = await WebAssembly.compile(compiled!.wasm as BufferSource);
  const pages = Math.ceil(compiled!.manifest.memoryBytes / 65536);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const at = compiled!.manifest.parameters[0]!.offset / 4;
  const floats = new Float32Array(memory.buffer);
  await WebAssembly.instantiate(module, { env: { memory } });
  expect([floats[at], floats[at + 1], floats[at + 16]]).toEqual([1, 2, 3]);
  floats[at] = 9;
  await WebAssembly.instantiate(module, { env: { memory } });
  expect(floats[at]).toBe(9);
});
