/** A module with probes → a model that runs, and what its probes hold after a training step. */
import { load, type Model } from "../../host/index.ts";
import { outputBufferName } from "../4-plan/plan.ts";
import type { CompileResult } from "../compile.ts";
import type { Graph } from "../ir/graph.ts";
import { type Shape, sizeAt } from "../ir/type.ts";
import { UserError } from "../support/diagnostic.ts";
import type { Points } from "./probes.ts";

export interface Patient {
  readonly name: string;
  readonly graph: Graph;
  readonly model: Model;
  readonly points: Points;
  /** Names of probes, without those of the points: `hidden.weight.gradient`. */
  readonly gradients: readonly string[];
  /** A view of what a probe holds after a step with so many rows; the next step overwrites it. */
  read(probe: string, batch: number): Float32Array;
}

const PREFIX = outputBufferName({ role: "probe", name: "" });

export async function openPatient(
  { module, plan, graph }: Pick<CompileResult, "module" | "plan" | "graph">,
  points: Points,
  { seed, weights }: { readonly seed: number; readonly weights?: Uint8Array | undefined },
): Promise<Patient> {
  const { name } = graph!;
  if (!plan!.entries.some(({ entry }) => entry === "train"))
    throw new UserError(`${name} has no loss and optimizer in a train block, so there is no training to watch`);
  let memory: WebAssembly.Memory | undefined;
  // The host knows nothing of probes: what they hold is read from the module's memory.
  const instantiate = async (compiled: WebAssembly.Module) => {
    const instance = await WebAssembly.instantiate(compiled);
    memory = instance.exports.memory as WebAssembly.Memory;
    return instance;
  };
  const model = await load(module!.wasm as BufferSource, { seed, instantiate });
  if (weights !== undefined) model.restore(weights);
  const probes = new Map(
    plan!.buffers.flatMap((buffer) =>
      buffer.name.startsWith(PREFIX) ? [[buffer.name.slice(PREFIX.length), buffer]] : [],
    ),
  );
  const read = (probe: string, batch: number) => {
    const { offset, type } = probes.get(probe)!;
    return new Float32Array(memory!.buffer, offset, elementsAt(type.shape, batch));
  };
  const gradients = [...probes.keys()].filter((probe) => probe.endsWith(".gradient"));
  return { name, graph: graph!, model, points, gradients, read };
}

function elementsAt(shape: Shape, batch: number): number {
  return shape.reduce<number>((size, dim) => size * sizeAt(dim, batch), 1);
}
