/**
 * The levels against each other, in processes of their own with other flags of V8: `baseline` keeps its bits whatever compiler
 * of the engine makes its code, with pairs of vectors merged or not; the others stay within the tolerance that
 * docs/performance.md states.
 */
import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { deserialize } from "node:v8";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SIMD_LEVELS } from "../../compiler/5-emit/manifest.ts";
import { compileText } from "../../compiler/compile.ts";
import { FLAG } from "../../host/revectorize.ts";
import { SMALL_EXAMPLE_TEXTS } from "../verify/random-programs.ts";
import type { Trained } from "./train-levels.ts";

/** Widths and operators that the examples do not have. */
const ODD = `model odd {
  input x: f32[batch, 19]
  first = dense(x, units: 37, activation: gelu)
  one = layer_norm(first)
  second = dense(one, units: 5, activation: tanh)
  two = dropout(second, rate: 0.2)
  third = dense(two, units: 66, activation: sigmoid)
  three = batch_norm(third)
  y = dense(three, units: 7)
  output log_probabilities = log_softmax(y)
  output variance = reduce_variance(three, axes: 1)
  train {
    input label: i32[batch]
    loss = softmax_cross_entropy(y, label)
    optimizer = sgd(learning_rate: 0.1, momentum: 0.9, nesterov: true)
  }
}`;

const KNOWS_FLAG = !!(process.config.variables as Record<string, unknown>).v8_enable_wasm_simd256_revec;

/** Without Liftoff, all code is optimised from the first call on. */
const ENGINES = { "as it is": [], optimising: ["--no-liftoff"], merging: ["--no-liftoff", FLAG] } as const;
type Engine = keyof typeof ENGINES;
const engines = (Object.keys(ENGINES) as Engine[]).filter((engine) => KNOWS_FLAG || engine !== "merging");

const models = [ODD, ...SMALL_EXAMPLE_TEXTS].map((text) => ({ name: /model (\w+)/.exec(text)![1]!, text }));

let folder: string;
/** By engine, model and level. */
const results = new Map<string, Trained>();
const at = (engine: Engine, name: string, level: string) => results.get(`${engine} ${name} ${level}`)!;
let trace: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "inlay-"));
  const runs: { name: string; level: string; path: string }[] = [];
  for (const { name, text } of models) {
    for (const level of SIMD_LEVELS) {
      const path = join(folder, `${name}.${level}.wasm`);
      await writeFile(path, (await compileText(text, { simd: level, maxBatch: 32 })).module!.wasm);
      runs.push({ name, level, path });
    }
  }
  const script = fileURLToPath(new URL("train-levels.ts", import.meta.url));
  for (const engine of engines) {
    const file = join(folder, "results");
    const tracing = engine === "merging" ? ["--trace-wasm-revectorize"] : [];
    const words = [...ENGINES[engine], ...tracing, script, file, ...runs.map(({ path }) => path)];
    const { stdout, stderr, status } = spawnSync(process.execPath, words, { encoding: "utf8", maxBuffer: 2 ** 30 });
    expect(status, stderr).toBe(0);
    if (engine === "merging") trace = stdout;
    const trained = deserialize(await readFile(file)) as Trained[];
    for (const [i, { name, level }] of runs.entries()) results.set(`${engine} ${name} ${level}`, trained[i]!);
  }
}, 600_000);
afterAll(() => rm(folder, { recursive: true }));

const norm = (all: readonly Float32Array[], others?: readonly Float32Array[]) => {
  let sum = 0;
  for (const [k, values] of all.entries()) {
    for (const [i, value] of values.entries()) sum += (value - (others?.[k]?.[i] ?? 0)) ** 2;
  }
  return Math.sqrt(sum);
};

describe.each(models.map(({ name }) => name))("%s", (name) => {
  test("baseline has the same bits in every engine, after training", () => {
    const hashes = engines.map((engine) => at(engine, name, "baseline").memory);
    expect(new Set(hashes).size).toBe(1);
    expect(at("as it is", name, "baseline").losses.every(Number.isFinite)).toBe(true);
  });

  test.each(["relaxed", "wide"])("%s stays within the tolerance", (level) => {
    const baseline = at("as it is", name, "baseline");
    for (const engine of engines) {
      const own = at(engine, name, level);
      for (const [k, values] of baseline.outputs.entries()) {
        const rms = norm([values]) / Math.sqrt(values.length);
        for (const [i, value] of values.entries()) {
          expect(Math.abs(own.outputs[k]![i]! - value)).toBeLessThanOrEqual(1e-5 * Math.max(Math.abs(value), rms));
        }
      }
      // Parts of the first loss: the last may be next to nothing.
      const offs = own.losses.map((loss, step) => Math.abs(loss - baseline.losses[step]!) / baseline.losses[0]!);
      expect(offs[0]).toBeLessThanOrEqual(1e-6);
      expect(Math.max(...offs)).toBeLessThanOrEqual(2e-5);
      const change = norm(baseline.after, baseline.before);
      expect(norm(own.after, baseline.after) / change).toBeLessThanOrEqual(1e-4);
    }
  });
});

test.runIf(KNOWS_FLAG)("the engine merged something in every model's module", () => {
  expect(trace.match(/Decide to vectorize, [1-9]/g)?.length).toBeGreaterThan(3 * models.length * 2);
});
