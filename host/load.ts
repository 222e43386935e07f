/** Bytes, a URL, a path, a response or a compiled module → a model that is ready to run. */
import { checkManifest, readManifest } from "./check-manifest.ts";
import { checkRest, fail, failBecause } from "./errors.ts";
import { checkWhole, hasEntry, type Instance, initialise } from "./instance.ts";
import { type Model, makeModel } from "./model.ts";
import type { Outputs, OutputsOf } from "./predict.ts";

export type ModuleSource = BufferSource | URL | string | Response | Promise<Response> | WebAssembly.Module;

export interface LoadOptions {
  /** Initialises a module that holds no weights; 0 by default. */
  readonly seed?: number;
  /**
   * `baseline` (default) gives the same bits in every engine. `fastest` loads `m.relaxed.wasm` instead of `m.wasm`
   * where the engine takes it and it is there; `wide` loads `m.wide.wasm` where it is there and V8, with the flag that the
   * host sets in Node, runs it as `m.wasm`, else what `fastest` does. Both only for a URL or a path.
   */
  readonly simd?: "baseline" | "fastest" | "wide";
  /**
   * How many threads run the model, the calling one included, which in a page must be a worker's. With it, `m.wasm` stands
   * for `m.threads.wasm`, and bytes must be of a module that was compiled for as many.
   */
  readonly threads?: number;
  /** Is told why `wide` is not what runs, or not fast; `console.warn` by default. */
  readonly warn?: (message: string) => void;
  /** Makes an instance of a compiled module; `WebAssembly.instantiate` by default. */
  readonly instantiate?: (
    module: WebAssembly.Module,
    imports?: WebAssembly.Imports,
  ) => Promise<Pick<WebAssembly.Instance, "exports">>;
}

/** A function that is `unreachable i8x16.relaxed_swizzle drop`: valid where relaxed SIMD is. */
const RELAXED_PROBE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 9, 1, 7, 0, 0, 253, 128, 2, 26, 11,
]);

/** One thread, and all levels but `wide`. What is wrong with the module is told with its address. */
export async function load<Results extends OutputsOf<Results> = Outputs>(
  source: ModuleSource,
  { seed = 0, simd, warn, instantiate = WebAssembly.instantiate, ...rest }: LoadOptions = {},
): Promise<Model<Results>> {
  checkRest(rest);
  checkWhole({ seed });
  let address: string | undefined;
  try {
    let given = await source;
    address = (given as Response)?.url;
    if (typeof given === "string" || given instanceof URL) {
      address = `${given}`;
      given = (simd === "fastest" && (await readRelaxed(address))) || (await read(address));
    }
    const module = given instanceof WebAssembly.Module ? given : await compile(given);
    const manifest = readManifest(module);
    const { exports } = await instantiate(module);
    const instance: Instance = {
      manifest,
      exports: exports as Instance["exports"],
      heap: checkManifest(manifest, exports),
      epoch: 0,
      position: 0,
      seed,
      averaged: false,
    };
    if (manifest.weights === "none" && hasEntry(instance, "init")) initialise(instance, seed);
    return makeModel(instance) as Model<OutputsOf<unknown>> as Model<Results>;
  } catch (error) {
    if (address) failBecause(`cannot load ${address}`, error);
    throw error;
  }
}

/** The relaxed module, where the engine takes it and it is there; else the baseline module does the same. */
async function readRelaxed(address: string): Promise<WebAssembly.Module | undefined> {
  const relaxed = addressAt(address, "relaxed");
  if (relaxed !== address && WebAssembly.validate(RELAXED_PROBE)) {
    return read(relaxed)
      .then(compile)
      .catch(() => undefined);
  }
  return;
}

/** `a/m.wasm?v=1` → `a/m.relaxed.wasm?v=1` */
export function addressAt(address: string, level: string): string {
  return address.replace(/\.wasm(?=$|[?#])/, `.${level}.wasm`);
}

/** What has a scheme is fetched; paths and file: URLs are read by Node, where there is Node. */
export function read(address: string): Promise<Response | BufferSource> {
  const url = /^[a-z][a-z\d+.-]+:/i.test(address) && new URL(address);
  const files = globalThis.process?.getBuiltinModule?.("node:fs/promises");
  if (!files || (url && url.protocol !== "file:")) return fetch(address);
  return files.readFile(url || address);
}

export async function bytesOf(source: Response | BufferSource): Promise<BufferSource> {
  const response = source as Response;
  // `instanceof Response` would make Node load all that `fetch` needs, which takes longer than all the rest.
  if (response?.arrayBuffer) {
    if (!response.ok) fail(`HTTP ${response.status}`);
    return response.arrayBuffer();
  }
  return source as BufferSource;
}

export async function compile(source: Response | BufferSource): Promise<WebAssembly.Module> {
  return WebAssembly.compile(await bytesOf(source)).catch((error) => failBecause("not a WebAssembly module", error));
}
