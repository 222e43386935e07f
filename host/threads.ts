/**
 * Models on several threads: a module compiled with `--threads` divides its work by itself; what is done here is to give
 * it a shared memory and workers, and to say what is wrong where it can have none or where one fails.
 *
 * A worker waits inside WebAssembly and hears no messages: after its start everything goes through the memory.
 */
import { readManifest } from "./check-manifest.ts";
import { fail, failBecause } from "./errors.ts";
import type { LoadOptions, ModuleSource } from "./load.ts";
import type { Model } from "./model.ts";
import type { Outputs, OutputsOf } from "./predict.ts";
import { sharedMemory } from "./shared-memory.ts";
import { startWorker, type ThreadWorker } from "./worker.ts";

/** Where in memory, as i32s, the threads' phase is, and what it is when one has failed. */
const PHASE = 16;
const BROKEN = -1;

type Instantiate = NonNullable<LoadOptions["instantiate"]>;

/** `loadLevel` is for a module's level. */
export async function load<Results extends OutputsOf<Results> = Outputs>(
  source: ModuleSource,
  { threads, instantiate = WebAssembly.instantiate, ...options }: LoadOptions,
  loadLevel: (source: ModuleSource, options: LoadOptions) => Promise<Model>,
): Promise<Model<Results>> {
  if (!(Number.isInteger(threads) && threads! >= 1)) fail(`threads is ${threads}: a whole number from 1 on`);
  if (threads! > 1) checkSurroundings();
  let pool: Pool | undefined;
  try {
    const model = await loadLevel(threaded(await source), {
      ...options,
      instantiate: async (module) => {
        pool = new Pool(module, threads!);
        return { exports: await pool.start(instantiate) };
      },
    });
    return Object.assign(model, { dispose: () => pool!.dispose() }) as Model<OutputsOf<unknown>> as Model<Results>;
  } catch (error) {
    pool?.dispose();
    throw error;
  }
}

function threaded(source: Awaited<ModuleSource>): ModuleSource {
  if (typeof source !== "string" && !(source instanceof URL)) return source;
  return `${source}`.replace(/(\.threads)?\.wasm(?=$|[?#])/, ".threads.wasm");
}

function checkSurroundings(): void {
  if (typeof SharedArrayBuffer === "undefined" || globalThis.crossOriginIsolated === false) {
    fail(
      "threads need shared memory, which a page has if its server sends `Cross-Origin-Opener-Policy: same-origin` " +
        "and `Cross-Origin-Embedder-Policy: require-corp`; or load the model without threads",
    );
  }
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1);
  } catch (cause) {
    fail("a page's own thread may not wait for others: load a model with threads in a worker", { cause });
  }
}

/** The shared memory of one model, and the workers on it. */
class Pool {
  readonly #module: WebAssembly.Module;
  readonly #threads: number;
  readonly #memory: WebAssembly.Memory;
  readonly #phase: Int32Array;
  /** What a worker that failed has written about it. */
  readonly #failure = new Uint8Array(new SharedArrayBuffer(256));
  #workers: ThreadWorker[] = [];
  #disposed = false;

  constructor(module: WebAssembly.Module, threads: number) {
    const manifest = readManifest(module);
    const { threads: most = 1 } = manifest;
    if (threads > most) {
      fail(
        `the module was compiled for ${most === 1 ? "one thread" : `${most} threads`}: compile with --threads ${threads}`,
      );
    }
    this.#module = module;
    this.#threads = threads;
    this.#memory = sharedMemory(manifest);
    this.#phase = new Int32Array(this.#memory.buffer, 0, PHASE + 1);
  }

  /** The exports of thread 0's instance, once the others are ready. */
  async start(instantiate: Instantiate): Promise<WebAssembly.Exports> {
    // The first instance fills the memory.
    const { exports } = await instantiate(this.#module, { env: { memory: this.#memory } });
    const others = Array.from({ length: this.#threads - 1 }, (_, i) => this.#startWorker(i + 1));
    const started = await Promise.allSettled(others);
    this.#workers = started.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    for (const result of started) if (result.status === "rejected") throw result.reason;
    if (others.length > 0) (exports.work as (thread: number, threads: number) => void)(0, this.#threads);
    const guarded = Object.entries(exports).map(([name, value]) => [
      name,
      typeof value === "function" ? this.#guarded(value as (...args: number[]) => void) : value,
    ]);
    return Object.fromEntries(guarded);
  }

  #startWorker(thread: number): Promise<ThreadWorker> {
    const parts = { module: this.#module, memory: this.#memory, failure: this.#failure };
    return startWorker({ ...parts, thread, threads: this.#threads, phase: PHASE, broken: BROKEN }, () => this.#break());
  }

  #guarded(run: (...args: number[]) => void) {
    return (...args: number[]): void => {
      if (this.#disposed) fail("the model was disposed of");
      if (this.#phase[PHASE] === BROKEN) this.#fail();
      try {
        run(...args);
      } catch (error) {
        this.#break();
        this.#fail(error);
      }
    };
  }

  /** Whoever waits traps. */
  #break(): void {
    Atomics.store(this.#phase, PHASE, BROKEN);
    Atomics.notify(this.#phase, PHASE);
  }

  #fail(cause: unknown = new Error("it ended")): never {
    const text = new TextDecoder().decode(this.#failure.slice()).replace(/\0.*/s, "");
    failBecause("a thread failed, and the model with it", text ? new Error(text) : cause);
  }

  dispose(): void {
    this.#disposed = true;
    for (const worker of this.#workers) worker.terminate();
    this.#workers = [];
  }
}
