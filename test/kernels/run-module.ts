/**
 * Hand-made entry graphs → one module that runs on a test's values: what the reference interpreter does, done by compiled
 * code. Memory holds NaN wherever a module may not rely on what is there.
 */
import { runPasses } from "../../compiler/3-passes/pipeline.ts";
import { leafBuffer, outputBuffer } from "../../compiler/4-plan/draft-buffer.ts";
import { type Buffer, PANEL, spaceOf } from "../../compiler/4-plan/plan.ts";
import { planModel } from "../../compiler/4-plan/plan-model.ts";
import { verifyPlan } from "../../compiler/4-plan/verify-plan.ts";
import { emit, entryPointOf } from "../../compiler/5-emit/emit.ts";
import { initialSegments } from "../../compiler/5-emit/initial-data.ts";
import type { SimdLevel } from "../../compiler/5-emit/manifest.ts";
import { ARENA_BASE, assemble } from "../../compiler/6-assemble/assemble.ts";
import { loadRuntime } from "../../compiler/6-assemble/load-runtime.ts";
import { type Bindings, type Evaluation, outputKey, type Values } from "../../compiler/ir/evaluate.ts";
import type { Graph, GraphEntry } from "../../compiler/ir/graph.ts";
import type { Node } from "../../compiler/ir/node.ts";
import { elementsIn, type Tensor, tensor } from "../../compiler/ir/tensor.ts";
import { shapeAt } from "../../compiler/ir/type.ts";

export const LEVELS: readonly SimdLevel[] = ["baseline", "relaxed"];

export interface RunningModule {
  /** Calls the entry point of that graph, as `evaluateGraph` would evaluate it. */
  run(entry: GraphEntry, bindings: Bindings): Evaluation;
  readonly source: string;
}

export interface ModuleOptions {
  readonly simd: SimdLevel;
  readonly maxBatch: number;
}

const runtime = loadRuntime();

export async function buildModule(graphs: readonly Graph[], { simd, maxBatch }: ModuleOptions): Promise<RunningModule> {
  const entries = graphs.map((graph) => runPasses(graph, { inferOnly: false, verify: true }).graph);
  const plan = planModel(entries, { name: "test", maxBatch, base: ARENA_BASE });
  verifyPlan(plan);
  const source = emit(plan, { simd, minTrainBatch: 1 });
  const segments = initialSegments(plan, new Map());
  const memoryPages = Math.ceil(plan.memoryBytes / 65536);
  const { wasm } = await assemble(source, { simd, memoryPages, segments, runtime });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(wasm as BufferSource));
  const { buffer: memory } = exports.memory as WebAssembly.Memory;
  const buffers = new Map(plan.buffers.map((buffer) => [buffer.name, buffer]));
  const place = (name: string) => buffers.get(name)!;

  const run = (entry: GraphEntry, bindings: Bindings): Evaluation => {
    const graph = entries.find((candidate) => candidate.entry === entry)!;
    const { batch } = bindings;
    new Float32Array(memory).fill(Number.NaN);
    for (const { offset, data } of segments) new Uint8Array(memory).set(data, offset);
    const write = (leaves: readonly Node[], values: Values = {}) => {
      for (const leaf of leaves)
        writeTensor(memory, place(leafBuffer(leaf).name), batch, givenValue(values, leaf.name!));
    };
    write(
      graph.inputs.filter((leaf) => leaf.op.name === "input"),
      bindings.inputs,
    );
    if (entry !== "init") {
      write(graph.parameters, bindings.parameters);
      write(graph.states, bindings.states);
    }
    call(exports, entry, bindings);
    const read = (name: string) => readTensor(memory, place(name), batch);
    return {
      outputs: new Map(graph.outputs.map((output) => [outputKey(output), read(outputBuffer(output).name)])),
      updates: new Map(graph.updates.map(({ target }) => [target.name!, read(leafBuffer(target).name)])),
    };
  };
  return { run, source };
}

function call(exports: WebAssembly.Exports, entry: GraphEntry, { batch, arguments: values = {} }: Bindings): void {
  const run = exports[entryPointOf(entry as Exclude<GraphEntry, "model">)] as (...args: number[]) => void;
  const argument = (name: string) => givenValue(values, name).data[0]!;
  if (entry === "init") run(argument("seed"));
  else if (entry === "train") run(batch, argument("rate_scale"));
  else run(batch);
}

function givenValue(values: Values, name: string): Tensor {
  const value = values instanceof Map ? values.get(name) : (values as Readonly<Record<string, Tensor>>)[name];
  if (value === undefined) throw new Error(`the test gives no value for ${name}`);
  return value;
}

const VIEWS = { f32: Float32Array, i32: Int32Array, u8: Uint8Array, i8: Int8Array } as const;

function writeTensor(memory: ArrayBuffer, buffer: Buffer, batch: number, { data }: Tensor): void {
  const view = new VIEWS[buffer.type.dtype](memory);
  visit(buffer, batch, (at, index) => {
    view[at] = data[index]!;
  });
}

function readTensor(memory: ArrayBuffer, buffer: Buffer, batch: number): Tensor {
  const view = new VIEWS[buffer.type.dtype](memory);
  const shape = shapeAt(buffer.type.shape, batch);
  const data = new Float64Array(elementsIn(shape));
  visit(buffer, batch, (at, index) => {
    data[index] = view[at]!;
  });
  return tensor(shape, data);
}

/** Calls `element` with the place of every element in its dtype's view of memory, and its row-major index. */
function visit({ type, layout, offset }: Buffer, batch: number, element: (at: number, index: number) => void): void {
  const { rows, columns } = spaceOf(type.shape);
  const [height, width] = shapeAt([rows, columns], batch) as [number, number];
  const inPanels = layout === "panels" && type.dtype === "f32";
  const first = offset / VIEWS[type.dtype].BYTES_PER_ELEMENT;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const index = row * width + column;
      const panel = Math.floor(column / PANEL);
      element(first + (inPanels ? (panel * height + row) * PANEL + (column % PANEL) : index), index);
    }
  }
}
