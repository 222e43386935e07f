/**
 * A module with the plan that it was made from → a function that does what the interpreter does: it takes the values of a
 * graph's leaves and gives outputs and updates. Memory holds NaN wherever a module may not rely on what is there.
 */
import { leafBuffer, outputBuffer } from "../4-plan/draft-buffer.ts";
import { PANEL, spaceOf } from "../4-plan/layout.ts";
import type { Buffer, Plan } from "../4-plan/plan.ts";
import { entryPointOf } from "../5-emit/emit.ts";
import { type Bindings, type Evaluation, outputKey, type Values } from "../ir/evaluate.ts";
import type { Graph, GraphEntry } from "../ir/graph.ts";
import type { Node } from "../ir/node.ts";
import { elementsIn, type Tensor, tensor } from "../ir/tensor.ts";
import { shapeAt } from "../ir/type.ts";
import { InternalError, UserError } from "../support/diagnostic.ts";

export interface ModuleParts {
  readonly wasm: Uint8Array;
  readonly plan: Plan;
  /** The graphs that were planned, one an entry point. */
  readonly entries: readonly Graph[];
  /** Parameters and states have their values in the module and are not given. */
  readonly embedded?: boolean;
}

export interface OpenModule {
  readonly entries: readonly Graph[];
  /** Calls the entry point of that graph, as `evaluateGraph` would evaluate it. */
  run(entry: GraphEntry, bindings: Bindings): Evaluation;
}

/** `erase` makes memory worthless before a call; all of it may go but what the module's data segments hold. */
export function openModule(parts: ModuleParts, erase = eraseBuffers): OpenModule {
  const { plan, entries, embedded = false } = parts;
  const { exports } = new WebAssembly.Instance(compiled(parts.wasm));
  const { buffer: memory } = exports.memory as WebAssembly.Memory;
  const buffers = new Map(plan.buffers.map((buffer) => [buffer.name, buffer]));
  const place = (name: string): Buffer => {
    const buffer = buffers.get(name);
    if (buffer === undefined) throw new InternalError(`the plan has no buffer ${name}`);
    return buffer;
  };

  const run = (entry: GraphEntry, bindings: Bindings): Evaluation => {
    const graph = entries.find((candidate) => candidate.entry === entry);
    if (graph === undefined) throw new InternalError(`the module has no entry ${entry}`);
    const { batch } = bindings;
    erase(memory, plan);
    const write = (leaves: readonly Node[], values: Values = {}) => {
      for (const leaf of leaves) writeTensor(memory, place(leafBuffer(leaf).name), batch, given(values, leaf.name!));
    };
    write(
      graph.inputs.filter((leaf) => leaf.op.name === "input"),
      bindings.inputs,
    );
    if (entry !== "init" && !embedded) {
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
  return { entries, run };
}

function compiled(wasm: Uint8Array): WebAssembly.Module {
  try {
    return new WebAssembly.Module(wasm as BufferSource);
  } catch (error) {
    throw new UserError(`this engine does not take the module: ${(error as Error).message}`);
  }
}

/** Fills what a call has to write before it reads with NaN; in integers, -1 or 255. */
function eraseBuffers(memory: ArrayBuffer, { buffers }: Plan): void {
  for (const { role, offset, bytes } of buffers) {
    if (["temporary", "input", "output", "result"].includes(role)) new Uint8Array(memory, offset, bytes).fill(0xff);
  }
}

function call(exports: WebAssembly.Exports, entry: GraphEntry, { batch, arguments: values = {} }: Bindings): void {
  const run = exports[entryPointOf(entry as Exclude<GraphEntry, "model">)] as (...args: number[]) => void;
  const argument = (name: string) => given(values, name).data[0]!;
  if (entry === "init") run(argument("seed"));
  else if (entry === "train") run(batch, argument("rate_scale"));
  else run(batch);
}

function given(values: Values, name: string): Tensor {
  const value = values instanceof Map ? values.get(name) : (values as Readonly<Record<string, Tensor>>)[name];
  if (value === undefined) throw new InternalError(`no value is given for ${name}`);
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
