/**
 * Emitted AssemblyScript → the bytes of a module: asc compiles and optimises, Binaryen puts the initial memory and the
 * manifest in, validates and writes the binary without names. The same input gives the same bytes.
 *
 * The module has no imports and no static data of its own: memory below ARENA_BASE stays unused, all from there on is
 * the planner's. A module for threads imports its memory, which is shared and holds runtime-as/fork-join's control block
 * below SHARED_ARENA_BASE; the first instance on a memory puts the initial data there, as its start function.
 */
import type { default as Binaryen } from "binaryen";
import { MANIFEST_SECTION, type SimdLevel } from "../5-emit/manifest.ts";
import { InternalError } from "../support/diagnostic.ts";
import { runAsc } from "./asc.ts";
import { dropZeros, type Segment } from "./segments.ts";

/** The first address that a plan may use: not 0, so that no buffer has the null address; a cache line's multiple. */
export const ARENA_BASE = 64;

/** The same for a shared memory. */
export const SHARED_ARENA_BASE = 256;

/** In the control block: whether the initial data is there. */
const LOADED = 192;

/** What Binaryen calls an imported memory. */
const IMPORTED_MEMORY = "mimport$0";

export interface AssembleOptions {
  readonly simd: SimdLevel;
  /** 64 KiB each; the exported memory has exactly this size. */
  readonly memoryPages: number;
  /** Whether the memory is shared and imported. */
  readonly shared?: boolean;
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
  const { simd, memoryPages, shared = false, runtime = new Map() } = options;
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
  const compiled = await runAsc({ source, simd, memoryPages, shared, runtime });
  lap("asc");
  const segments = dropZeros(options.segments);
  const module = link(binaryen, compiled, memoryPages, shared, segments);
  try {
    if (options.manifest !== undefined) {
      module.addCustomSection(MANIFEST_SECTION, new TextEncoder().encode(options.manifest));
    }
    binaryen.setDebugInfo(false);
    const wasm = module.emitBinary();
    lap("binaryen");
    return { wasm, wat: () => textOf(binaryen, compiled, memoryPages, shared, segments), timings };
  } finally {
    module.dispose();
  }
}

/** Reads what asc wrote and gives it its initial memory. */
function link(
  binaryen: typeof Binaryen,
  compiled: Uint8Array,
  memoryPages: number,
  shared: boolean,
  segments: readonly Segment[],
) {
  const { Features } = binaryen;
  const module = binaryen.readBinaryWithFeatures(
    compiled,
    Features.MutableGlobals |
      Features.SignExt |
      Features.NontrappingFPToInt |
      Features.BulkMemory |
      Features.BulkMemoryOpt |
      Features.SIMD128 |
      Features.RelaxedSIMD |
      (shared ? Features.Atomics : 0),
  );
  // Binaryen's declarations have this method under its old name.
  const { getNumDataSegments } = module as unknown as { getNumDataSegments(): number };
  if (getNumDataSegments() > 0) throw new InternalError("emitted code has static data, which the plan ignores");
  for (let i = 0; i < module.getNumFunctions(); i++) {
    const { name, module: from } = binaryen.getFunctionInfo(module.getFunctionByIndex(i));
    if (from) throw new InternalError(`emitted code imports ${name} from ${from}`);
  }
  for (const { offset, data } of segments) {
    if (offset < (shared ? SHARED_ARENA_BASE : ARENA_BASE) || offset + data.length > memoryPages * 65536) {
      throw new InternalError(`the segment of ${data.length} bytes at ${offset} lies outside the arena`);
    }
  }
  if (shared) {
    shareMemory(binaryen, module, memoryPages, segments);
  } else {
    module.setMemory(
      memoryPages,
      memoryPages,
      null, // asc has exported it
      segments.map(({ offset, data }) => ({ offset: module.i32.const(offset), data })),
    );
  }
  if (module.validate() === 0) throw new InternalError("Binaryen finds the assembled module invalid");
  return module;
}

/** Passive segments, and a start function that copies them once a memory, whichever instance comes first. */
function shareMemory(
  binaryen: typeof Binaryen,
  module: Binaryen.Module,
  memoryPages: number,
  segments: readonly Segment[],
): void {
  const { i32, memory } = module;
  const named = segments.map((segment, i) => ({ ...segment, name: `data${i}` }));
  // Binaryen takes no offset for 0; its declarations want one.
  const passive = named.map(({ name, data }) => ({ name, data, passive: true, offset: 0 }));
  module.setMemory(memoryPages, memoryPages, null, passive, true, false, IMPORTED_MEMORY);
  module.addMemoryImport(IMPORTED_MEMORY, "env", "memory", true);
  if (segments.length === 0) return;
  const copies = named.map(({ name, offset, data }) =>
    memory.init(name, i32.const(offset), i32.const(0), i32.const(data.length)),
  );
  const loaded = i32.atomic.rmw.xchg(0, i32.const(LOADED), i32.const(1));
  const body = module.if(i32.eqz(loaded), module.block(null, copies));
  module.setStart(module.addFunction("load_data", binaryen.none, binaryen.none, [], body));
}

function textOf(...input: Parameters<typeof link>): string {
  const module = link(...input);
  try {
    return module.emitText();
  } finally {
    module.dispose();
  }
}
