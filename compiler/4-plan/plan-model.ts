/** Entry graphs → one plan: kernels, order, memory. */
import type { Graph, GraphEntry } from "../ir/graph.ts";
import type { Node } from "../ir/node.ts";
import { bind } from "./bind.ts";
import { type DraftBuffer, leafBuffer, outputBuffer } from "./draft-buffer.ts";
import { fuse } from "./fuse.ts";
import { sizeInBytes } from "./layout.ts";
import { layOut } from "./memory.ts";
import type { Group, Plan, PlanEntry } from "./plan.ts";
import { recompute } from "./recompute.ts";
import { schedule } from "./schedule.ts";
import { splitEntry } from "./split.ts";

export interface PlanOptions {
  readonly name: string;
  readonly maxBatch: number;
  /** The most threads that run an entry point. */
  readonly threads?: number;
  /** The first byte of memory that the plan may use. */
  readonly base: number;
  /** Bytes: where memory would be more, values are computed again instead of being kept. */
  readonly memoryBudget?: number | undefined;
  /** Is told which ones. */
  readonly report?: (entry: GraphEntry, value: string, bytes: number) => void;
}

/** Plans all entries of a module together: they share everything but temporaries. */
export function planModel(
  graphs: readonly Graph[],
  { name, maxBatch, threads = 1, base, memoryBudget, report }: PlanOptions,
): Plan {
  const lasting = new Map<string, DraftBuffer>();
  const keep = (buffer: DraftBuffer) => {
    if (!lasting.has(buffer.name)) lasting.set(buffer.name, buffer);
  };
  for (const graph of graphs) {
    for (const leaf of [...graph.parameters, ...graph.states, ...graph.inputs]) keep(leafBuffer(leaf));
    for (const output of graph.outputs) keep(outputBuffer(output));
  }
  const scheduled = graphs.map((graph) => {
    const result = schedule(bind(graph, fuse(graph), threads));
    for (const buffer of result.buffers.values()) if (buffer.role !== "temporary") keep(buffer);
    return { ...result, entry: graph.entry as Exclude<GraphEntry, "model"> };
  });
  const room = memoryBudget && memoryBudget - layOut(lasting.values(), [], { maxBatch, threads, base }).memoryBytes;
  const planned = scheduled.map(({ entry: of, ...draft }) => {
    const fitted = room === undefined ? undefined : recompute(draft, room, { maxBatch, threads });
    for (const { name, bytes } of fitted?.values ?? []) report?.(of, name.replace(/^.*?\//, ""), bytes);
    const { groups, buffers } = fitted ?? draft;
    const entry = { entry: of, groups };
    return { ...(threads > 1 ? splitEntry(entry, buffers, { threads, maxBatch }) : entry), buffers };
  });
  const { buffers, memoryBytes } = layOut(lasting.values(), planned, { maxBatch, threads, base });
  const entries: PlanEntry[] = planned.map(({ buffers: _, ...entry }) => entry);
  const swaps = swapGroups(graphs);
  if (swaps.length > 0) entries.push({ entry: "swap", groups: swaps });
  return { name, maxBatch, threads, buffers, entries, memoryBytes };
}

/** Exchanges every parameter with its average. */
function swapGroups(graphs: readonly Graph[]): Group[] {
  const averages = new Map<string, Node>();
  for (const graph of graphs) {
    for (const state of graph.states) if (state.attrs.kind === "average") averages.set(state.name!, state);
  }
  return [...averages].map(([name, state]) => {
    const parameter = state.attrs.parameter as string;
    const sizes = [sizeInBytes(leafBuffer(state))];
    const comment = [`${parameter} ↔ ${name}`];
    return {
      panels: 1,
      calls: [{ kind: "kernel", kernel: "swap", operands: [parameter], results: [name], sizes, comment }],
    };
  });
}
