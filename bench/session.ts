/**
 * Prepares and times the calls of one runtime, in Node and in a page alike. A task's calls walk over several batches of
 * different data.
 */
import type { ImageShape, Network } from "./network.ts";
import type { ModelFiles, Runtime } from "./peers/peer.ts";

export interface Task {
  readonly id: string;
  readonly model: string;
  readonly kind: "infer" | "train";
  readonly batch: number;
  /** Different batches of data. */
  readonly batches: number;
}

/**
 * Scale of the learning rate while steps are timed. A model that learns its batches by heart has gradients that vanish into
 * subnormal numbers, on which processors are many times slower.
 */
const STILL = 1e-3;

/** Warming up goes on while a window's calls take less than this of those of the window before. */
const SETTLED = 0.9;
const MOST_WINDOWS = 16;

export type Read = (name: string) => Promise<Uint8Array<ArrayBuffer>>;

interface Run {
  readonly call: (index: number) => unknown;
  next: number;
  /** Calls between two looks at the clock. */
  block: number;
}

export class Session {
  readonly #runtime: Runtime;
  readonly #read: Read;
  readonly #runs = new Map<string, Run>();

  constructor(runtime: Runtime, read: Read) {
    this.#runtime = runtime;
    this.#read = read;
  }

  /** Makes the task ready and gives the results of its first `check` calls: probabilities or losses. */
  async prepare(task: Task, check: number): Promise<number[]> {
    const call = await this.#caller(task, 1);
    const results: number[] = [];
    for (let i = 0; i < check; i++) {
      const result = (await call(i)) as number | Float32Array;
      if (typeof result === "number") results.push(result);
      else results.push(...result);
    }
    this.#runs.set(task.id, { call: await this.#caller(task, STILL), next: 0, block: 1 });
    return results;
  }

  /**
   * Runs until calls get no faster, since engines compile what is hot behind their backs, and later on a busy machine; then
   * settles how many calls fill `blockMs`.
   */
  async warm(task: Task, ms: number, blockMs: number): Promise<void> {
    const run = this.#runOf(task);
    let each = Number.POSITIVE_INFINITY;
    for (let window = 0; window < MOST_WINDOWS; window++) {
      const before = each;
      const start = performance.now();
      let calls = 0;
      for (; calls < 2 || performance.now() < start + ms / 2; calls++) {
        const result = run.call(run.next++);
        if (result instanceof Promise) await result;
      }
      each = (performance.now() - start) / calls;
      if (each > SETTLED * before) break;
    }
    run.block = Math.max(1, Math.round(blockMs / each));
  }

  /** Milliseconds a call, one number a block, for about `ms`. */
  async time(task: Task, ms: number): Promise<number[]> {
    const run = this.#runOf(task);
    const times: number[] = [];
    const end = performance.now() + ms;
    do {
      const start = performance.now();
      for (let i = 0; i < run.block; i++) {
        const result = run.call(run.next + i);
        if (result instanceof Promise) await result;
      }
      times.push((performance.now() - start) / run.block);
      run.next += run.block;
    } while (performance.now() < end);
    return times;
  }

  #runOf({ id }: Task): Run {
    const run = this.#runs.get(id);
    if (run === undefined) throw new Error(`task ${id} was not prepared`);
    return run;
  }

  async #caller({ model, kind, batch, batches }: Task, rateScale: number): Promise<(index: number) => unknown> {
    const read = this.#read;
    const network = JSON.parse(new TextDecoder().decode(await read(`${model}.network.json`))) as Network;
    const weights = new Float32Array((await read(`${model}.f32`)).buffer);
    const files: ModelFiles = { model, network, weights, rateScale, read };
    const images = new Float32Array((await read(`${model}.images.f32`)).buffer);
    const labels = new Int32Array((await read(`${model}.labels.i32`)).buffer);
    const size = batch * network.inputs;
    const count = Math.min(batches, Math.floor(labels.length / batch));
    // Each batch is an array of its own, as a caller's would be.
    const data = Array.from({ length: count }, (_, i) => ({
      image: this.#rows(images.slice(i * size, (i + 1) * size), network.image),
      label: labels.slice(i * batch, (i + 1) * batch),
    }));
    if (kind === "infer") {
      const infer = await this.#runtime.infer!(files, batch);
      return (index) => infer(data[index % count]!.image);
    }
    const train = await this.#runtime.train!(files, batch);
    return (index) => {
      const { image, label } = data[index % count]!;
      return train(image, label);
    };
  }

  /** As the runtime wants them: whoever uses it would keep his images so. */
  #rows(images: Float32Array, shape: ImageShape | undefined): Float32Array {
    if (shape === undefined || this.#runtime.channelsFirst !== true) return images;
    const channels = shape[2];
    const pixels = shape[0] * shape[1];
    return images.map((_, i) => {
      const [plane, pixel] = [Math.floor(i / pixels), i % pixels];
      const [image, channel] = [Math.floor(plane / channels), plane % channels];
      return images[(image * pixels + pixel) * channels + channel]!;
    });
  }
}
