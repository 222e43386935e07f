/** One thread of a model: a worker of the browser or of Node that runs an instance of the module until it is ended. */
import { InlayError } from "./errors.ts";

export interface ThreadWorker {
  terminate(): unknown;
}

/** What a worker is sent. */
export interface ThreadParts {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly thread: number;
  readonly threads: number;
  /** Where a worker that fails says so, what it stores there, and the bytes that take its message. */
  readonly phase: number;
  readonly broken: number;
  readonly failure: Uint8Array;
}

/**
 * The worker's whole text, not a file: so it follows a bundle wherever that goes. In a page with a content security
 * policy it needs `worker-src blob:`.
 */
const SCRIPT = `
const { parentPort } = globalThis.process?.getBuiltinModule?.("node:worker_threads") ?? {};
const port = parentPort ?? globalThis;
port.onmessage = async ({ data: { module, memory, thread, threads, phase, broken, failure } }) => {
  try {
    const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
    port.postMessage("ready");
    exports.work(thread, threads);
  } catch (error) {
    const phases = new Int32Array(memory.buffer);
    if (Atomics.load(phases, phase) !== broken) {
      failure.set(new TextEncoder().encode("thread " + thread + ": " + error).subarray(0, failure.length));
    }
    Atomics.store(phases, phase, broken);
    Atomics.notify(phases, phase);
    port.postMessage(String(error));
  }
  port.close();
};`;

/** Resolves when the worker is about to wait for work. `onEnd` is called if it ends by itself after that. */
export function startWorker(parts: ThreadParts, onEnd: () => void): Promise<ThreadWorker> {
  return new Promise((resolve, reject) => {
    let ready = false;
    const end = (reason: string) => {
      if (ready) onEnd();
      else reject(new InlayError(`a worker for a thread did not start: ${reason}`));
    };
    const worker = newWorker((message) => {
      if (message !== "ready") return end(message);
      ready = true;
      // A process ends without asking the model's threads.
      worker.unref?.();
      resolve(worker);
    }, end);
    worker.postMessage(parts);
  });
}

interface AnyWorker extends ThreadWorker {
  postMessage(message: unknown): void;
  unref?(): void;
}

function newWorker(hear: (message: string) => void, end: (reason: string) => void): AnyWorker {
  const node = globalThis.process?.getBuiltinModule?.("node:worker_threads");
  if (node) {
    const worker = new node.Worker(SCRIPT, { eval: true });
    return worker
      .on("message", hear)
      .on("error", (error) => end(`${error}`))
      .on("exit", () => end("it ended"));
  }
  const url = URL.createObjectURL(new Blob([SCRIPT], { type: "text/javascript" }));
  const worker = new Worker(url);
  worker.onmessage = ({ data }) => {
    URL.revokeObjectURL(url);
    hear(data);
  };
  worker.onerror = ({ message }) => end(message || "a content security policy must allow `worker-src blob:`");
  return worker;
}
