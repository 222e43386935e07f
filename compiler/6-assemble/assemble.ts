/**
 * Emitted AssemblyScript → the bytes of a module: asc compiles and optimises, Binaryen puts the initial memory and the
 * manifest in, validates and writes the binary without names. The same input gives the same bytes.
 *
 * The module has no imports and no static data of its own: memory below ARENA_BASE stays unused, all from there on is
 * the planner's.
 */
import type { default as Binaryen } from "binaryen";
import { MANIFEST_SECTION, type SimdLevel } from "../5-emit/manifest.ts";
import { InternalError } from "../support/diagnostic.ts";
import { runAsc } from "./asc.ts";
import { dropZeros, type Segment } from "./segments.ts";

/** The first address that a plan may use: not 0, so that no buffer has the null address; a cache line's multiple. */
export const ARENA_BASE = 64;

export interface AssembleOptions {
  readonly simd: SimdLevel;
  /** 64 KiB each; the exported memory has exactly this size. */
  readonly memoryPages: number;
  /** JSON for the custom section; without it, there is none. */
  readonly manifest?: string | undefined;
  /** What memory holds at the start where it isn't zero; segments don't overlap. */
  readonly segments: readonly Segment[];
  /** Text of each file of runtime-as/ under its path, such as `runtime-as/math.ts`; see load-runtime.ts. */
  readonly runtime?: ReadonlyMap<string, string>;
}

export interface Assembled {
  readonly wasm: Uint8Array;
  /** The module as text, with the names of the emitted functions. */
  readonly wat: () => string;
  /** Milliseconds a step; loading the tools is only slow the first time. */
  readonly timings: Readonly<Record<string, number>>;
}

export async function assemble(source: string, options: AssembleOptions): Promise<Assembled> {
  const { simd, memoryPages, runtime = new Map() } = options;
  const timings: Record<string, number> = {};
  let last = performance.now();
  const lap = (step: string) => {
    const now = performance.now();
    timings[step] = now - last;
    last = now;
  };
  await import("assemblyscript/asc");
  const { default: binaryen } = await import("binaryen");
  lap("load tools");
  const compiled = await runAsc({ source, simd, memoryPages, runtime });
  lap("asc");
  const segments = dropZeros(options.segments);
  const module = link(binaryen, compiled, memoryPages, segments);
  try {
    if (options.manifest !== undefined) {
      module.addCustomSection(MANIFEST_SECTION, new TextEncoder().encode(options.manifest));
    }
    binaryen.setDebugInfo(false);
    const wasm = module.emitBinary();
    lap("binaryen");
    return { wasm, wat: () => textOf(binaryen, compiled, memoryPages, segments), timings };
  } finally {
    module.dispose();
  }
}

/** Reads what asc wrote and gives it its initial memory. */
function link(binaryen: typeof Binaryen, compiled: Uint8Array, memoryPages: number, segments: readonly Segment[]) {
  const { Features } = binaryen;
  const module = binaryen.readBinaryWithFeatures(
    compiled,
    Features.MutableGlobals |
      Features.SignExt |
      Features.NontrappingFPToInt |
      Features.BulkMemory |
      Features.BulkMemoryOpt |
      Features.SIMD128 |
      Features.RelaxedSIMD,
  );
  // Binaryen's declarations have this method under its old name.
  const { getNumDataSegments } = module as unknown as { getNumDataSegments(): number };
  if (getNumDataSegments() > 0) throw new InternalError("emitted code has static data, which the plan ignores");
  for (let i = 0; i < module.getNumFunctions(); i++) {
    const { name, module: from } = binaryen.getFunctionInfo(module.getFunctionByIndex(i));
    if (from) throw new InternalError(`emitted code imports ${name} from ${from}`);
  }
  for (const { offset, data } of segments) {
    if (offset < ARENA_BASE || offset + data.length > memoryPages * 65536) {
      throw new InternalError(`the segment of ${data.length} bytes at ${offset} lies outside the arena`);
    }
  }
  module.setMemory(
    memoryPages,
    memoryPages,
    null, // asc has exported it
    segments.map(({ offset, data }) => ({ offset: module.i32.const(offset), data })),
  );
  if (module.validate() === 0) throw new InternalError("Binaryen finds the assembled module invalid");
  return module;
}

function textOf(...input: Parameters<typeof link>): string {
  const module = link(...input);
  try {
    return module.emitText();
  } finally {
    module.dispose();
  }
}
