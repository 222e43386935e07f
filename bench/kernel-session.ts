/**
 * Times calls into Inlay's modules as they are, without the host: single kernels of modules made with `profile`, and whole
 * entry points. Measures the machine's limits at the same level between them.
 */
import { type LimitLevel, type LimitMeter, median, newLimitMeter } from "../compiler/bench/limits.ts";
import type { Limits } from "../compiler/bench/roofline.ts";
import type { Manifest } from "../compiler/index.ts";
import { load } from "../host/index.ts";
import { randomNumbers } from "./network.ts";
import type { Read } from "./session.ts";

/**
 * Scale of the learning rate. A model that learns one batch by heart has gradients that vanish into subnormal numbers,
 * on which processors are many times slower; the arithmetic of a step is the same at rate 0.
 */
const STILL = 0;

export interface KernelTask {
  readonly id: string;
  /** `<file>.<level>.wasm` */
  readonly file: string;
  readonly entry: "infer" | "train";
  readonly batch: number;
  /** How many threads run it; a module of its own kind if more than one. */
  readonly threads: number;
  /** The export that runs one call; the entry point if left out. */
  readonly call?: string;
}

export class KernelSession {
  readonly #level: LimitLevel;
  readonly #read: Read;
  readonly #runs = new Map<string, { readonly call: () => void; block: number }>();
  #meter: LimitMeter | undefined;

  constructor(level: LimitLevel, read: Read) {
    this.#level = level;
    this.#read = read;
  }

  /** Runs the entry point once through the host, so that inputs and arguments are where the calls read them. */
  async prepare({ id, file, entry, batch, threads, call }: KernelTask): Promise<number[]> {
    let exports: Record<string, (...numbers: number[]) => void> = {};
    const model = await load(await this.#read(`${file}.${this.#level}.wasm`), {
      seed: 1,
      ...(threads > 1 ? { threads } : {}),
      instantiate: async (module, imports) => {
        const instance = await WebAssembly.instantiate(module, imports);
        exports = instance.exports as typeof exports;
        return instance;
      },
    });
    const data = inputs(model.manifest, entry, batch);
    if (entry === "train") model.trainStep(data, { rateScale: STILL });
    else model.predict(data);
    const run = exports[call ?? { infer: "infer", train: "train_step" }[entry]]!;
    this.#runs.set(id, {
      call: call !== undefined || entry === "infer" ? () => run(batch) : () => run(batch, STILL),
      block: 1,
    });
    return [];
  }

  async warm({ id }: KernelTask, ms: number, blockMs: number): Promise<void> {
    const run = this.#runs.get(id)!;
    const end = performance.now() + ms;
    let each = 0;
    // Functions that are called often are optimised in the background.
    while (performance.now() < end) {
      const start = performance.now();
      let calls = 0;
      for (; calls === 0 || performance.now() < start + ms / 8; calls++) run.call();
      each = (performance.now() - start) / calls;
      await new Promise((resolve) => setTimeout(resolve));
    }
    run.block = Math.max(1, Math.round(blockMs / each));
  }

  async time({ id }: KernelTask, ms: number): Promise<number[]> {
    const { call, block } = this.#runs.get(id)!;
    const times: number[] = [];
    const end = performance.now() + ms;
    do {
      const start = performance.now();
      for (let i = 0; i < block; i++) call();
      times.push((performance.now() - start) / block);
    } while (performance.now() < end);
    return times;
  }

  /** GFLOP/s of multiply-adds in registers, measured for so long: beside another process, what two threads can do. */
  async chains(ms: number): Promise<number> {
    const meter = await newLimitMeter(this.#level, []);
    const rates: number[] = [];
    for (const end = performance.now() + ms; performance.now() < end; ) rates.push(meter.sample());
    return median(rates);
  }

  /** Another sample of the limits; their medians so far. */
  async limits(): Promise<Limits> {
    this.#meter ??= await newLimitMeter(this.#level);
    this.#meter.sample();
    return this.#meter.limits();
  }
}

/** Made-up values of every input that the entry point reads: numbers from 0 to 1, or classes. */
function inputs(
  { inputs }: Manifest,
  entry: KernelTask["entry"],
  batch: number,
): Record<string, Float32Array | Int32Array> {
  const random = randomNumbers(4);
  const used = inputs.filter(({ usedBy }) => usedBy.includes(entry === "train" ? "train_step" : "infer"));
  return Object.fromEntries(
    used.map(({ name, dtype, shape, below = 2 }) => {
      const length = shape.reduce<number>((size, dim) => size * (typeof dim === "number" ? dim : dim.batch * batch), 1);
      const values =
        dtype === "f32"
          ? Float32Array.from({ length }, () => random.uniform())
          : Int32Array.from({ length }, () => Math.floor(random.uniform() * below));
      return [name, values];
    }),
  );
}
