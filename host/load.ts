/** Bytes, a URL, a path, a response or a compiled module → a model that is ready to run. */
import { checkManifest, readManifest } from "./check-manifest.ts";
import { fail, InlayError } from "./errors.ts";
import { checkSeed, hasEntry, type Instance, initialise } from "./instance.ts";
import { makeHeap } from "./layout.ts";
import { type Model, makeModel } from "./model.ts";

export type ModuleSource = BufferSource | URL | string | Response | Promise<Response> | WebAssembly.Module;

export interface LoadOptions {
  /** Initialises a module that holds no weights; 0 by default. */
  readonly seed?: number;
  /**
   * `baseline` (default) gives the same bits in every engine. `fastest` loads `m.relaxed.wasm` instead of `m.wasm`
   * where the engine takes it and it is there; only for a URL or a path.
   */
  readonly simd?: "baseline" | "fastest";
  /** Makes an instance of a compiled module; `WebAssembly.instantiate` by default. */
  readonly instantiate?: (module: WebAssembly.Module) => Promise<Pick<WebAssembly.Instance, "exports">>;
}

/** A function that is `unreachable i8x16.relaxed_swizzle`: valid where relaxed SIMD is. */
const RELAXED_PROBE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 0, 253, 128, 2, 11,
]);

export async function load(source: ModuleSource, options: LoadOptions = {}): Promise<Model> {
  const { seed = 0, simd, instantiate = WebAssembly.instantiate } = options;
  checkSeed(seed);
  const module = await compile(await source, simd === "fastest");
  const manifest = readManifest(module);
  const { exports } = await instantiate(module);
  checkManifest(manifest, exports);
  const instance: Instance = {
    manifest,
    exports: exports as Instance["exports"],
    heap: makeHeap((exports.memory as WebAssembly.Memory).buffer),
    epoch: 0,
    position: 0,
    seed,
    fresh: false,
    averaged: false,
  };
  if (manifest.weights === "none" && hasEntry(instance, "init")) initialise(instance, seed);
  return makeModel(instance);
}

async function compile(source: Awaited<ModuleSource>, fastest: boolean): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  if (typeof source !== "string" && !(source instanceof URL)) return compileBytes(source);
  const relaxed = `${source}`.replace(/\.wasm(?=$|[?#])/, ".relaxed.wasm");
  if (fastest && relaxed !== `${source}` && WebAssembly.validate(RELAXED_PROBE)) {
    try {
      return await compileBytes(await read(relaxed));
    } catch {
      // Not there: the baseline module does the same.
    }
  }
  return compileBytes(await read(`${source}`));
}

/** What has a scheme is fetched; paths and file: URLs are read by Node, where there is Node. */
function read(address: string): Promise<Response | BufferSource> {
  const isFile = address.startsWith("file:");
  const files = globalThis.process?.getBuiltinModule?.("node:fs/promises");
  if (!files || (!isFile && /^[a-z][a-z\d+.-]+:/i.test(address))) return fetch(address);
  return files.readFile(isFile ? new URL(address) : address);
}

async function compileBytes(source: Response | BufferSource): Promise<WebAssembly.Module> {
  if (source instanceof Response && !source.ok) fail(`cannot load ${source.url}: HTTP status ${source.status}`);
  const bytes = source instanceof Response ? await source.arrayBuffer() : source;
  try {
    return await WebAssembly.compile(bytes);
  } catch (error) {
    throw new InlayError(`not a WebAssembly module: ${(error as Error).message}`, { cause: error });
  }
}
