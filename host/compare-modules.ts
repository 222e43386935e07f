/**
 * Whether an engine runs one module as it runs another of the same model: both take the same random inputs on the same
 * memory, and what they write is compared, at the first calls and again when the engine has had time to optimise the code.
 * Instances share a module's code: what is checked here is what a model that is loaded then runs.
 *
 * A tensor may be off by TOLERANCE of what the run changed in it, and by what a change of the inputs in their last bits makes
 * of it: the sign of a gradient that is 0 in truth says nothing, and Adam makes a whole step of it.
 */
import type { EntryPoint, Field, Manifest } from "../compiler/5-emit/manifest.ts";
import { checkManifest, readManifest } from "./check-manifest.ts";
import { firstOf, type Heap, lastingFields, makeHeap, readField, sizeAt, type TypedArray } from "./layout.ts";
import { sharedMemory } from "./shared-memory.ts";

export const TOLERANCE = 1e-3;

/** Times what the inputs' last bits change, and times the values, whose sums are rounded. */
const SHAKEN = 8;
const ROUNDING = 2 ** -22;

/** Tiles of whatever height are filled, and rows are left over. */
const ROWS = [13, 1, 6];

/** What the engine gets between the two comparisons: at least so many milliseconds, and rounds of calls. */
const WARM_MS = 150;
const WARM_ROUNDS = 5;

interface Side {
  readonly manifest: Manifest;
  readonly exports: Readonly<Record<string, (...args: number[]) => void>>;
  readonly heap: Heap;
}

interface Run {
  readonly entry: EntryPoint;
  readonly rows: number;
}

/** What the reference makes of each run, and how far another module may be off. */
export interface Expectation {
  readonly text: string;
  /** The memory that every run begins with. */
  readonly begin: Uint8Array<ArrayBuffer>;
  readonly results: readonly {
    readonly run: Run;
    readonly values: readonly TypedArray[];
    readonly allowed: number[];
  }[];
}

/** Runs the reference. By itself, so that it can be done before the engine is set to make other code of it. */
export async function expectationOf(reference: WebAssembly.Module): Promise<Expectation> {
  const side = await open(reference);
  const { manifest, heap, exports } = side;
  if (manifest.weights === "none") exports.init?.(1);
  const begin = (heap.u8 as Uint8Array).slice();
  const results = runsOf(manifest).map((run) => {
    const fields = writtenBy(manifest, run.entry);
    const before = fields.map((field) => read(makeHeap(begin.buffer), field, run.rows));
    const shaken = perform(side, begin, run, 2 ** -22);
    const values = perform(side, begin, run);
    const allowed = values.map((own, i) => {
      const size = distance(own, new Float32Array(own.length));
      return TOLERANCE * distance(own, before[i]!) + SHAKEN * distance(own, shaken[i]!) + ROUNDING * size;
    });
    return { run, values, allowed };
  });
  return { text: textOf(side), begin, results };
}

/** What differs first, in words; undefined where nothing does. */
export async function findDifference(
  tested: WebAssembly.Module,
  expectation: Expectation,
): Promise<string | undefined> {
  const side = await open(tested);
  if (textOf(side) !== expectation.text) return "it is not of the same compilation as the baseline module";
  const early = compare(side, expectation);
  if (early !== undefined) return early;
  const start = performance.now();
  for (let round = 0; round < WARM_ROUNDS || performance.now() - start < WARM_MS; round++) {
    for (const { run } of expectation.results) call(side, expectation.begin, run);
  }
  // The engine compiles in other threads, which have to hand in their code.
  await new Promise((resolve) => setTimeout(resolve, 20));
  const late = compare(side, expectation);
  return late && `${late}, once it is optimised`;
}

async function open(module: WebAssembly.Module): Promise<Side> {
  const manifest = readManifest(module);
  const imports = manifest.threads ? { env: { memory: sharedMemory(manifest) } } : {};
  const { exports } = await WebAssembly.instantiate(module, imports);
  return { manifest, exports: exports as Side["exports"], heap: checkManifest(manifest, exports) };
}

function textOf({ manifest }: Side): string {
  return JSON.stringify({ ...manifest, simd: "" });
}

/** `evaluate` does what the others do, and `swap_average` moves only. */
function runsOf({ entryPoints, maxBatch, minTrainBatch }: Manifest): Run[] {
  const entries = (["init", "infer", "train_step"] as const).filter((entry) => entryPoints.includes(entry));
  return ROWS.flatMap((rows) =>
    entries.map((entry) => ({
      entry,
      rows: Math.min(Math.max(rows, entry === "train_step" ? minTrainBatch : 1), maxBatch),
    })),
  );
}

function compare(side: Side, { begin, results }: Expectation): string | undefined {
  for (const { run, values, allowed } of results) {
    for (const [i, got] of perform(side, begin, run).entries()) {
      if (!(distance(got, values[i]!) <= allowed[i]!)) {
        const { name } = writtenBy(side.manifest, run.entry)[i]!;
        return `its ${run.entry} gives another \`${name}\` than that of the baseline module`;
      }
    }
  }
  return undefined;
}

function perform(side: Side, begin: Uint8Array, run: Run, shake?: number): TypedArray[] {
  call(side, begin, run, shake);
  return writtenBy(side.manifest, run.entry).map((field) => read(side.heap, field, run.rows));
}

/** The float32 fields that an entry point writes. */
function writtenBy(manifest: Manifest, entry: EntryPoint): Field[] {
  const { outputs, loss } = manifest;
  const learnt: Field[] = lastingFields(manifest);
  if (loss && entry === "train_step") {
    learnt.push({ name: "loss", dtype: "f32", shape: [], layout: "rows", offset: loss.offset });
  }
  return (entry === "infer" ? outputs : learnt).filter(({ dtype }) => dtype === "f32");
}

/** Calls an entry point on the memory given and random inputs, which are the same every time but for their last bits. */
function call({ manifest, exports, heap }: Side, begin: Uint8Array, { entry, rows }: Run, shake = 0): void {
  (heap.u8 as Uint8Array).set(begin);
  let state = 1;
  for (const field of manifest.inputs) {
    const view = heap[field.dtype];
    const first = firstOf(field);
    for (let i = 0; i < sizeAt(field, rows); i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      // The low bits of such a generator have short periods.
      const value = state >>> 8;
      view[first + i] = field.dtype === "f32" ? (value / 2 ** 24) * (1 + shake * (i % 3)) : value % (field.below ?? 2);
    }
  }
  exports[entry]!(entry === "init" ? 2 : rows, 1);
}

function read(heap: Heap, field: Field, rows: number): TypedArray {
  if (field.layout === "panels") return readField(heap, field);
  const first = firstOf(field);
  return heap.f32.slice(first, first + sizeAt(field, rows));
}

/** The norm of the difference; NaN against NaN is none. */
function distance(a: TypedArray, b: TypedArray): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    if (!Object.is(a[i], b[i])) sum += (a[i]! - b[i]!) ** 2;
  }
  return Math.sqrt(sum);
}
