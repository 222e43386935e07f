/** Every kernel of runtime-as in one module a level, and memory to call them on. */
import { ARENA_BASE, assemble } from "../../compiler/6-assemble/assemble.ts";
import { loadRuntime } from "../../compiler/6-assemble/load-runtime.ts";

export const LEVELS = ["baseline", "relaxed"] as const;

export const VECTOR_FUNCTIONS = ["exp", "expm1", "log", "log1p", "tanh", "sigmoid", "erf", "sin", "cos", "sin_turns"];

const FILES = [
  "random",
  "layout",
  "columns",
  "softmax",
  "cross-entropy",
  "classes",
  "convert",
  "counter",
  "indexing",
  "pieces",
];

/** Exports the kernels, and each vector function as `map_<name>(source, result, count)`. */
export const KERNELS_SOURCE = [
  ...FILES.map((file) => `export * from "./runtime-as/${file}";`),
  `import { ${VECTOR_FUNCTIONS.join(", ")} } from "./runtime-as/math";`,
  ...VECTOR_FUNCTIONS.map(
    (name) => `export function map_${name}(source: usize, result: usize, count: i32): void {
      for (let i = 0; i < count; i += 4) v128.store(result + (i << 2), ${name}(v128.load(source + (i << 2))));
    }`,
  ),
].join("\n");

export interface Kernels {
  readonly call: Readonly<Record<string, (...args: number[]) => void>>;
  readonly floats: Float32Array;
  readonly ints: Int32Array;
  readonly bytes: Uint8Array;
  /** The address of a new buffer that holds the values; everything around it is NaN. */
  put(data: Float32Array | Int32Array | Uint8Array | Int8Array): number;
  /** A new buffer of NaN. */
  room(bytes: number): number;
  clear(): void;
}

export async function loadKernels(simd: (typeof LEVELS)[number]): Promise<Kernels> {
  const { wasm } = await assemble(KERNELS_SOURCE, { simd, memoryPages: 160, segments: [], runtime: loadRuntime() });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(wasm as BufferSource));
  const { buffer } = exports.memory as WebAssembly.Memory;
  const bytes = new Uint8Array(buffer);
  const floats = new Float32Array(buffer);
  let next = ARENA_BASE;
  const room = (size: number) => {
    const address = next;
    next += Math.ceil(size / 64) * 64 + 64;
    return address;
  };
  return {
    call: exports as Kernels["call"],
    floats,
    ints: new Int32Array(buffer),
    bytes,
    put: (data) => {
      const address = room(data.byteLength);
      bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), address);
      return address;
    },
    room,
    clear: () => {
      floats.fill(Number.NaN);
      next = ARENA_BASE;
    },
  };
}

export const SHAPES = [
  [1, 1],
  [1, 10],
  [3, 4],
  [5, 7],
  [4, 16],
  [7, 17],
  [6, 30],
  [33, 50],
] as const;

export function panelFloats(rows: number, columns: number): number {
  return Math.ceil(columns / 16) * 16 * rows;
}

export function panelIndex(rows: number, row: number, column: number): number {
  return (column >> 4) * rows * 16 + row * 16 + (column & 15);
}

/** Row-major data in panels whose padding lanes are NaN. */
export function toPanels(data: ArrayLike<number>, rows: number, columns: number): Float32Array {
  const panels = new Float32Array(panelFloats(rows, columns)).fill(Number.NaN);
  for (let i = 0; i < rows * columns; i++) panels[panelIndex(rows, Math.floor(i / columns), i % columns)] = data[i]!;
  return panels;
}

/** Row-major data from panels in memory. */
export function fromPanels(k: Kernels, address: number, rows: number, columns: number): Float32Array {
  return Float32Array.from(
    { length: rows * columns },
    (_, i) => k.floats[address / 4 + panelIndex(rows, Math.floor(i / columns), i % columns)]!,
  );
}

/** Numbers of about normal distribution, the same every time. */
export function noise(count: number, seed = 1): Float32Array {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return Float32Array.from({ length: count }, () => (next() + next() + next() - 1.5) * 2);
}
