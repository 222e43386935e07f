/** What a call reads and writes, over which panels, and which buffers meet in memory. */
import type { Border } from "../ops/definition/lowering.ts";
import { PANEL, panelsIn, spaceOf } from "./layout.ts";
import type { Access, Buffer, Call, MapCall, ProductCall, WinogradCall } from "./plan.ts";

export interface Read {
  readonly buffer: string;
  /** A panel of the call needs only the same panel of the buffer. */
  readonly local: boolean;
  readonly access: Access | "whole";
}

/** What a call reads. */
export function readsOf(call: Call): Read[] {
  if (call.kind === "kernel") return call.operands.map((buffer) => ({ buffer, local: false, access: "whole" }));
  const reads: Read[] = call.body.operands.map(({ buffer, access }) => ({
    buffer,
    local: call.kind !== "reduce_columns" && (access === "element" || access === "column" || access === "segment"),
    access,
  }));
  if (call.kind === "winograd") {
    for (const buffer of [call.x, call.b]) reads.push({ buffer, local: false, access: "whole" });
  }
  if (call.kind === "product") {
    reads.push({ buffer: call.a, local: false, access: "whole" }, { buffer: call.b, local: true, access: "whole" });
    if (call.initial !== undefined) reads.push({ buffer: call.initial, local: true, access: "column" });
  }
  return reads;
}

export function writesOf(call: Call): string[] {
  if (call.kind === "kernel") return [...call.results];
  if ("reductions" in call) return call.reductions.map((reduction) => reduction.buffer);
  const stores = call.stores.map((store) => store.buffer);
  if (call.kind === "product" && call.partial !== undefined) return [...stores, call.partial];
  return call.kind === "winograd" ? [...stores, call.scratch] : stores;
}

export type StoringCall = ProductCall | WinogradCall | MapCall;

export function borderOf({ stores }: StoringCall): Border | undefined {
  return stores.find(({ border }) => border !== undefined)?.border;
}

/** The panels that a call runs over, or undefined where it runs once. */
export function panelsOf(call: Call): number | undefined {
  if (call.kind === "kernel" || call.kind === "winograd" || call.kind === "reduce_columns") return undefined;
  return typeof call.columns === "number" ? panelsIn(call.columns) : undefined;
}

/** The memory that a buffer's panels are in: its own, or that of the buffer that it is part of. */
export function wholeOf({ name, partOf }: Pick<Buffer, "name" | "partOf">): string {
  return partOf?.buffer ?? name;
}

/** Whether two buffers have panels in common, lanes beyond their columns included. */
export function sharePanels(a: Placed, b: Placed): boolean {
  const [startA, endA] = columnsOf(a);
  const [startB, endB] = columnsOf(b);
  const panel = (column: number) => Math.floor(column / PANEL);
  return meet(a, b, panel(startA) <= panel(endB - 1) && panel(startB) <= panel(endA - 1));
}

/** Whether they have columns in common. */
export function shareColumns(a: Placed, b: Placed): boolean {
  const [startA, endA] = columnsOf(a);
  const [startB, endB] = columnsOf(b);
  return meet(a, b, startA < endB && startB < endA);
}

type Placed = Pick<Buffer, "name" | "partOf" | "type">;

function meet(a: Placed, b: Placed, inWhole: boolean): boolean {
  return a.name === b.name || (wholeOf(a) === wholeOf(b) && inWhole);
}

/** The first column and the one behind the last, in the whole. */
function columnsOf({ partOf, type }: Placed): readonly [number, number] {
  const first = (partOf?.panel ?? 0) * PANEL;
  return [first + (partOf?.lane ?? 0), first + (spaceOf(type.shape).columns as number)];
}
