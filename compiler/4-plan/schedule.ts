/**
 * Calls → groups: the order in which calls run, and which run together panel by panel.
 *
 * A call waits for those that write what it reads, and a call that writes the next value of a state waits for all who
 * read the old one. Where that cannot be had (two states that take each other's value), the next value gets memory of
 * its own and is copied at the end.
 *
 * A call joins the group before it when it runs over as many panels, reads something the group makes, and each panel of
 * it needs only the same panel of all that the group makes or overwrites:
 *
 * Calls on single values come as early as they can: they need no panel, and groups grow once they are done.
 *
 *   product → statistics → normalise              one group: 16 columns at a time, while they are in the cache
 *   product → mask → Xᵀ·dY with the optimizer     one group; dX = dY·Wᵀ, which reads the old W, runs before
 */
import { InternalError } from "../support/diagnostic.ts";
import type { Bound } from "./bind.ts";
import type { DraftBuffer } from "./draft-buffer.ts";
import { type Call, type Group, panelsOf, readsOf, sizeInBytes, writesOf } from "./plan.ts";

export interface Schedule {
  readonly groups: readonly Group[];
  readonly buffers: ReadonlyMap<string, DraftBuffer>;
}

export function schedule(bound: Bound): Schedule {
  const calls = [...bound.calls];
  const buffers = new Map(bound.buffers);
  for (;;) {
    const attempt = tryOrder(calls, buffers);
    if ("groups" in attempt) return { groups: attempt.groups, buffers };
    demote(attempt.stuck, calls, buffers);
  }
}

/** Gives a next value its own memory and appends the copy to the state. */
function demote(stuck: string, calls: Call[], buffers: Map<string, DraftBuffer>): void {
  const { inPlaceOf: state, ...next } = buffers.get(stuck)!;
  const target = buffers.get(state!)!;
  const committed = `${stuck}'`;
  buffers.set(stuck, { ...next, role: "temporary" });
  buffers.set(committed, { ...target, name: committed, inPlaceOf: target.name });
  const comment = [`${state} ← its next value`];
  calls.push({
    kind: "kernel",
    kernel: "copy",
    operands: [stuck],
    result: committed,
    sizes: [sizeInBytes(target)],
    comment,
  });
}

function isScalar(call: Call): boolean {
  return call.kind === "map" && call.rows === 1 && call.columns === 1;
}

function tryOrder(
  calls: readonly Call[],
  buffers: ReadonlyMap<string, DraftBuffer>,
): { readonly groups: Group[] } | { readonly stuck: string } {
  const writer = new Map<string, number>();
  const readers = new Map<string, number[]>();
  for (const [i, call] of calls.entries()) {
    for (const buffer of writesOf(call)) writer.set(buffer, i);
    for (const { buffer } of readsOf(call)) readers.set(buffer, [...(readers.get(buffer) ?? []), i]);
  }
  const waits = calls.map(() => new Set<number>());
  const overwrites = calls.map(() => [] as { readonly next: string; readonly state: string }[]);
  for (const [i, call] of calls.entries()) {
    for (const { buffer } of readsOf(call)) {
      const source = writer.get(buffer);
      if (source !== undefined && source !== i) waits[i]!.add(source);
    }
    for (const next of writesOf(call)) {
      const state = buffers.get(next)!.inPlaceOf;
      if (state === undefined) continue;
      overwrites[i]!.push({ next, state });
      for (const reader of readers.get(state) ?? []) if (reader !== i) waits[i]!.add(reader);
      // A call that reads the old value elsewhere than where it writes the new one cannot write in place.
      if (
        readsOf(call).some((read) => read.buffer === state && read.access !== "element" && read.access !== "scalar")
      ) {
        return { stuck: next };
      }
    }
  }

  const followers = calls.map(() => [] as number[]);
  for (const [i, before] of waits.entries()) for (const j of before) followers[j]!.push(i);
  const missing = waits.map((before) => before.size);
  const ready = new Set([...calls.keys()].filter((i) => missing[i] === 0));
  const groups: { panels: number; calls: Call[] }[] = [];
  const take = (i: number) => {
    ready.delete(i);
    for (const follower of followers[i]!) if (--missing[follower]! === 0) ready.add(follower);
  };
  let done = 0;
  while (ready.size > 0) {
    const first = [...ready].sort((a, b) => Number(isScalar(calls[b]!)) - Number(isScalar(calls[a]!)) || a - b)[0]!;
    const members = [first];
    take(first);
    const panels = panelsOf(calls[first]!);
    while (panels !== undefined) {
      const next = [...ready].sort((a, b) => a - b).find((i) => fits(i, members, panels));
      if (next === undefined) break;
      members.push(next);
      take(next);
    }
    done += members.length;
    groups.push({ panels: panels ?? 1, calls: members.map((i) => calls[i]!) });
  }
  if (done === calls.length) return { groups };
  const blocked = overwrites.find((list, i) => missing[i]! > 0 && list.length > 0);
  if (blocked === undefined) throw new InternalError("the kernels of a plan wait for each other");
  return { stuck: blocked[0]!.next };

  function fits(i: number, members: readonly number[], panels: number): boolean {
    const call = calls[i]!;
    if (panelsOf(call) !== panels) return false;
    const made = new Set(members.flatMap((member) => writesOf(calls[member]!)));
    const reads = readsOf(call);
    if (!reads.some((read) => made.has(read.buffer))) return false;
    if (reads.some((read) => made.has(read.buffer) && !read.local)) return false;
    // What this call overwrites in place, the group may have read only panel by panel.
    const states = new Set(overwrites[i]!.map(({ state }) => state));
    return members.every((member) => readsOf(calls[member]!).every((read) => !states.has(read.buffer) || read.local));
  }
}
