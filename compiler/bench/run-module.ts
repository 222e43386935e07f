/**
 * A module made with `profile` → its entry points and kernel calls as functions to be timed, on memory with values that a
 * model may be given: initial parameters and random inputs.
 */
import { load } from "../../host/index.ts";
import { bytesOf } from "../4-plan/layout.ts";
import type { Buffer, Call, Plan, PlanEntry } from "../4-plan/plan.ts";
import { entryPointOf, profiledCall } from "../5-emit/emit.ts";
import type { EntryPoint } from "../5-emit/manifest.ts";
import type { CompiledModule } from "../compile.ts";
import type { Graph } from "../ir/graph.ts";
import { sizeAt } from "../ir/type.ts";
import { drawInputs } from "../verify/valid-values.ts";

/** Rows that are drawn; a batch of more has them again and again. */
const DRAWN = 64;
/** Multiplies the learning rate: parameters stay where they are, however often a step is taken. */
const RATE_SCALE = 0;

const USUAL = Float32Array.from({ length: 1 << 12 }, (_, i) => 0.5 + ((i * 1597) % 4096) / 4096);

export interface RunOptions {
  readonly module: CompiledModule;
  readonly plan: Plan;
  /** The model before its passes, which says what its inputs may be. */
  readonly model: Graph;
  readonly threads: number;
  readonly seed: number;
}

export interface RunningModule {
  /** Runs an entry point. */
  entry(entry: PlanEntry["entry"], batch: number): void;
  /** Runs one of its calls, by its place among all of them. */
  call(entry: PlanEntry["entry"], index: number, batch: number): void;
  /** Writes numbers between 0.5 and 1.5 into those of the buffers that are f32. */
  refresh(buffers: readonly Buffer[], batch: number): void;
  /** Ends its threads. */
  dispose(): void;
}

const VIEWS = { f32: Float32Array, i32: Int32Array, u8: Uint8Array, i8: Int8Array } as const;

export async function runModule({ module, model, threads, seed }: RunOptions): Promise<RunningModule> {
  const { manifest } = module;
  const wasm = module.wasm as Uint8Array<ArrayBuffer>;
  const { exports, dispose } = threads > 1 ? await withThreads(wasm, threads) : await alone(wasm);
  const memory = exports.memory as WebAssembly.Memory;
  const functions = exports as unknown as Readonly<Record<string, (...args: number[]) => void>>;
  const drawn = drawInputs(model, DRAWN, { seed, number: 0 });
  const entry = (name: PlanEntry["entry"], batch: number) => {
    if (name === "init") functions.init!(seed);
    else if (name === "swap") functions.swap_average!();
    else functions[entryPointOf(name)]!(batch, RATE_SCALE);
  };
  if (manifest.entryPoints.includes("init")) entry("init", 0);
  // Rows of a smaller batch are the first of these.
  for (const { name, dtype, shape, offset } of manifest.inputs) {
    const { data } = drawn.get(name)!;
    const size = shape.reduce<number>((product, dim) => product * sizeAt(dim, manifest.maxBatch), 1);
    const view = new VIEWS[dtype](memory.buffer, offset, size);
    for (let i = 0; i < size; i++) view[i] = data[i % data.length]!;
  }
  return {
    entry,
    call: (name, index, batch) => functions[profiledCall(name, index)]!(batch),
    refresh(buffers, batch) {
      for (const { type, layout, offset, panelLocal } of buffers) {
        if (type.dtype !== "f32") continue;
        const view = new Float32Array(memory.buffer, offset, bytesOf(type, layout, batch, panelLocal) / 4);
        for (let at = 0; at < view.length; at += USUAL.length) view.set(USUAL.subarray(0, view.length - at), at);
      }
    },
    dispose,
  };
}

async function alone(wasm: Uint8Array<ArrayBuffer>) {
  const { instance } = await WebAssembly.instantiate(wasm);
  return { exports: instance.exports, dispose: () => {} };
}

/** The host starts the threads; what is timed are the exports behind it. */
async function withThreads(wasm: Uint8Array<ArrayBuffer>, threads: number) {
  let exports: WebAssembly.Exports = {};
  const model = await load(wasm, {
    threads,
    instantiate: async (module, imports) => {
      const instance = await WebAssembly.instantiate(module, imports);
      exports = instance.exports;
      return instance;
    },
  });
  return { exports, dispose: () => (model as unknown as { dispose(): void }).dispose() };
}

/** The calls of an entry point, in the order they are numbered. */
export function callsOf({ groups }: PlanEntry): readonly Call[] {
  return groups.flatMap(({ calls }) => calls);
}

export function namedEntry({ entry }: PlanEntry): EntryPoint {
  return entryPointOf(entry);
}
