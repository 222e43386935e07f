/**
 * `npm run demo [-- <seed>]`: the whole way on the real MNIST. Trains dsl-examples/mnist-batch-norm.inlay, writes the
 * folded inference-only module to demo-out/, and compares the two on the 10,000 test images.
 */
import { mkdirSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "../compiler/cli/compile.ts";
import { measureLines } from "../compiler/cli/measures.ts";
import { bindEntry } from "../compiler/cli/open-model.ts";
import { reportFailure } from "../compiler/cli/report.ts";
import { train } from "../compiler/cli/train.ts";
import { openDataset } from "../compiler/interchange/dataset.ts";
import { load, type Model } from "../host/node.ts";

const CLASSES = 10;

const inRoot = (path: string): string => relative("", fileURLToPath(new URL(`../${path}`, import.meta.url)));
const model = inRoot("dsl-examples/mnist-batch-norm.inlay");
const weights = inRoot("demo-out/mnist.safetensors");
const wasm = inRoot("demo-out/mnist.wasm");

async function demo(seed: number): Promise<void> {
  const start = performance.now();
  mkdirSync(inRoot("demo-out"), { recursive: true });
  const common = { data: "mnist", batchSize: 128, rateScale: 1, simd: "baseline" } as const;
  const trained = await train(model, { ...common, epochs: 5, seed, output: weights });
  const compiling = performance.now();
  await compile(model, { weights, inferOnly: true, average: true, simd: ["baseline"], disablePass: [], output: wasm });

  console.log(`folded and compiled in ${seconds(compiling)} s`);

  const test = await openDataset("mnist", "test");
  const before = probabilities(trained, test);
  const after = probabilities(await load(wasm), test);
  console.log(compare(before, after));
  console.log(`${seconds(start)} s in all`);
  const { columns } = bindEntry(trained, "evaluate", test);
  for (const line of measureLines("test", trained.evaluate(columns))) console.log(line);
}

function seconds(start: number): string {
  return ((performance.now() - start) / 1000).toFixed(1);
}

function probabilities(model: Model, test: Awaited<ReturnType<typeof openDataset>>): Float32Array {
  return model.predict(bindEntry(model, "infer", test).columns).probabilities as Float32Array;
}

/** How far the folded module is from the one that was trained. */
function compare(before: Float32Array, after: Float32Array): string {
  let differing = 0;
  for (let start = 0; start < before.length; start += CLASSES) {
    if (classOf(before, start) !== classOf(after, start)) differing++;
  }
  const largest = before.reduce((most, value, i) => Math.max(most, Math.abs(value - after[i]!)), 0);
  const images = (before.length / CLASSES).toLocaleString("en-US");
  return `folded against trained module, ${images} images: ${differing} classified otherwise, largest probability difference ${largest.toExponential(1)}`;
}

function classOf(rows: Float32Array, start: number): number {
  const row = rows.subarray(start, start + CLASSES);
  return row.indexOf(Math.max(...row));
}

try {
  await demo(Number(process.argv[2] ?? 1));
} catch (error) {
  process.exitCode = reportFailure(error, true);
}
