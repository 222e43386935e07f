/** A plan's memory for `inlay inspect`: by role, and what the temporaries of each entry point save by sharing places. */
import { readsOf, writesOf } from "../4-plan/access.ts";
import type { Plan, PlanEntry } from "../4-plan/plan.ts";
import { grouped } from "./measures.ts";
import { newTable } from "./table.ts";

type Buffers = Plan["buffers"];

export function memoryTables({ buffers: all, entries, maxBatch, memoryBytes }: Plan): string {
  const buffers = all.filter((buffer) => buffer.inPlaceOf === undefined);
  const table = newTable(["memory", "buffers", "bytes"], 1);
  for (const role of new Set(buffers.map((buffer) => buffer.role))) {
    const own = buffers.filter((buffer) => buffer.role === role);
    table.push([role, own.length, grouped(covered(own))]);
  }
  table.push(["in all", buffers.length, grouped(memoryBytes)]);
  const sharing = newTable(["temporaries of", "values", "bytes if none shared", "bytes"], 1);
  for (const entry of entries) {
    const values = temporariesOf(entry, all);
    const alone = values.reduce((sum, { bytes }) => sum + bytes, 0);
    if (values.length > 0) sharing.push([entry.entry, values.length, grouped(alone), grouped(covered(values))]);
  }
  return `memory for batches up to ${maxBatch}; temporaries share theirs\n${table}\n${sharing}`;
}

function temporariesOf({ groups }: PlanEntry, buffers: Buffers): Buffers {
  const calls = groups.flatMap((group) => group.calls);
  const names = new Set(calls.flatMap((call) => [...readsOf(call).map(({ buffer }) => buffer), ...writesOf(call)]));
  return buffers.filter(({ name, role }) => role === "temporary" && names.has(name));
}

/** Bytes that the buffers cover together: those that are not alive at the same time may overlap. */
function covered(buffers: Buffers): number {
  let bytes = 0;
  let end = 0;
  for (const buffer of buffers.toSorted((a, b) => a.offset - b.offset)) {
    const last = buffer.offset + buffer.bytes;
    bytes += Math.max(0, last - Math.max(end, buffer.offset));
    end = Math.max(end, last);
  }
  return bytes;
}
