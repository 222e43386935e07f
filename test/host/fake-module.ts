/**
 * A hand-written model that follows the ABI, for tests of the host alone: AssemblyScript → wasm with a manifest.
 * `infer`: scaled = x · bias[0]; `train_step`: order-sensitive updates of every parameter, optimizer state, average and
 * the step; loss = mean of x; metric `positive` = rows whose label is not 0.
 */
import asc from "assemblyscript/asc";
import type { Manifest } from "../../compiler/5-emit/manifest.ts";

export const COLUMNS = 18;

/** Byte offsets; the weight is [3, 18] in two panels of 3 · 16 floats. */
const AT = { x: 4096, label: 8192, scaled: 12288, loss: 16384, sum: 16388, count: 16392, step: 16396 };
const SLOTS = { weight: 20480, bias: 20992, m: 21056, average: 21568, averageBias: 22080, running: 22144 };
const WEIGHT_FLOATS = 96;

const SOURCE = `
const X: usize = ${AT.x}, LABEL: usize = ${AT.label}, SCALED: usize = ${AT.scaled};
const W: usize = ${SLOTS.weight}, B: usize = ${SLOTS.bias}, M: usize = ${SLOTS.m};
const AW: usize = ${SLOTS.average}, AB: usize = ${SLOTS.averageBias}, RUNNING: usize = ${SLOTS.running};
const N: i32 = ${WEIGHT_FLOATS};

export function init(seed: i32): void {
  for (let i: i32 = 0; i < N; i++) {
    const value = f32((seed * 31 + i * 7) % 101) / 100;
    store<f32>(W + (i << 2), value);
    store<f32>(AW + (i << 2), value);
    store<f32>(M + (i << 2), 0);
  }
  for (let i: i32 = 0; i < 2; i++) {
    const value = f32(seed % 10 + i + 1);
    store<f32>(B + (i << 2), value);
    store<f32>(AB + (i << 2), value);
  }
  store<f32>(RUNNING, 1);
  store<i32>(${AT.step}, 0);
}

export function infer(batch: i32): void {
  if (batch < 1 || batch > 4) unreachable();
  for (let i: i32 = 0; i < batch * 3; i++) store<f32>(SCALED + (i << 2), load<f32>(X + (i << 2)) * load<f32>(B));
}

export function evaluate(batch: i32): void {
  infer(batch);
  let loss: f32 = 0;
  let positive: f32 = 0;
  for (let i: i32 = 0; i < batch * 3; i++) loss += load<f32>(X + (i << 2));
  for (let i: i32 = 0; i < batch; i++) positive += load<i32>(LABEL + (i << 2)) == 0 ? 0 : 1;
  store<f32>(${AT.loss}, loss / f32(batch * 3));
  store<f32>(${AT.sum}, positive);
  store<f32>(${AT.count}, f32(batch));
}

export function train_step(batch: i32, rate: f32): void {
  evaluate(batch);
  const step = load<i32>(${AT.step}) + 1;
  const loss = load<f32>(${AT.loss});
  store<i32>(${AT.step}, step);
  for (let i: i32 = 0; i < N; i++) {
    const m = load<f32>(M + (i << 2)) * 0.9 + loss * f32(i + 1);
    store<f32>(M + (i << 2), m);
    store<f32>(W + (i << 2), load<f32>(W + (i << 2)) - rate * 0.01 * m);
    store<f32>(AW + (i << 2), load<f32>(AW + (i << 2)) * 0.75 + load<f32>(W + (i << 2)) * 0.25);
  }
  for (let i: i32 = 0; i < 2; i++) {
    store<f32>(B + (i << 2), load<f32>(B + (i << 2)) * 0.9 + rate * load<f32>(X + (i << 2)));
    store<f32>(AB + (i << 2), load<f32>(AB + (i << 2)) * 0.75 + load<f32>(B + (i << 2)) * 0.25);
  }
  store<f32>(RUNNING, load<f32>(RUNNING) * 0.5 + loss * f32(batch));
}

function exchange(a: usize, b: usize, count: i32): void {
  for (let i: i32 = 0; i < count; i++) {
    const value = load<f32>(a + (i << 2));
    store<f32>(a + (i << 2), load<f32>(b + (i << 2)));
    store<f32>(b + (i << 2), value);
  }
}

export function swap_average(): void {
  exchange(W, AW, N);
  exchange(B, AB, 2);
}
`;

const weight = { dtype: "f32", shape: [3, COLUMNS], layout: "panels" } as const;
const bias = { dtype: "f32", shape: [2], layout: "rows" } as const;

export const FAKE_MANIFEST: Manifest = {
  abi: 2,
  compiler: "inlay 0.1.0",
  model: "fake",
  simd: "baseline",
  maxBatch: 4,
  minTrainBatch: 2,
  minTrainBatchBecause: "normal",
  entryPoints: ["init", "infer", "evaluate", "train_step", "swap_average"],
  inputs: [
    {
      name: "x",
      dtype: "f32",
      shape: [{ batch: 1 }, 3],
      offset: AT.x,
      layout: "rows",
      usedBy: ["infer", "evaluate", "train_step"],
    },
    {
      name: "label",
      dtype: "i32",
      shape: [{ batch: 1 }],
      offset: AT.label,
      layout: "rows",
      usedBy: ["evaluate", "train_step"],
      below: 4,
    },
  ],
  outputs: [{ name: "scaled", dtype: "f32", shape: [{ batch: 1 }, 3], offset: AT.scaled, layout: "rows" }],
  loss: { offset: AT.loss },
  metrics: [{ name: "positive", sum: AT.sum, count: AT.count }],
  parameters: [
    { name: "weight", ...weight, offset: SLOTS.weight },
    { name: "bias", ...bias, offset: SLOTS.bias },
  ],
  states: [
    { name: "optimizer.adam.m.weight", ...weight, offset: SLOTS.m, kind: "optimizer", initial: 0 },
    { name: "average.weight", ...weight, offset: SLOTS.average, kind: "average" },
    { name: "average.bias", ...bias, offset: SLOTS.averageBias, kind: "average" },
    {
      name: "normal.running_mean",
      dtype: "f32",
      shape: [1],
      offset: SLOTS.running,
      layout: "rows",
      kind: "statistic",
      initial: 1,
    },
    { name: "step", dtype: "i32", shape: [], offset: AT.step, layout: "rows", kind: "counter", initial: 0 },
  ],
  weights: "none",
  memoryBytes: 65536,
};

let code: Promise<Uint8Array> | undefined;

async function compileFake(): Promise<Uint8Array> {
  const files: Record<string, Uint8Array> = {};
  const { error, stderr } = await asc.main(
    ["fake.ts", "--outFile", "fake.wasm", "--runtime", "stub", "--initialMemory", "1", "-O"],
    {
      readFile: (name) => (name === "fake.ts" ? SOURCE : null),
      writeFile: (name, contents) => {
        files[name] = contents as Uint8Array;
      },
      listFiles: () => [],
    },
  );
  if (error) throw new Error(stderr.toString(), { cause: error });
  return files["fake.wasm"]!;
}

/** The wasm without its manifest. */
export function fakeCode(): Promise<Uint8Array> {
  code ??= compileFake();
  return code;
}

export async function fakeModule(changes: Partial<Manifest> | string = {}): Promise<Uint8Array<ArrayBuffer>> {
  const text = typeof changes === "string" ? changes : JSON.stringify({ ...FAKE_MANIFEST, ...changes });
  const encoder = new TextEncoder();
  const name = encoder.encode("inlay");
  const payload = [name.length, ...name, ...encoder.encode(text)];
  return Uint8Array.from([...(await fakeCode()), 0, ...leb(payload.length), ...payload]);
}

function leb(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...leb(value >>> 7)];
}

/** Rows with distinct values, and labels. */
export function fakeData(rows: number) {
  return {
    x: Float32Array.from({ length: rows * 3 }, (_, i) => ((i * 37) % 101) / 50),
    label: Int32Array.from({ length: rows }, (_, i) => i % 4),
  };
}
