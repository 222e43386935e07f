/**
 * Buffers → offsets. What lives on (arguments, parameters, states, constants, inputs, outputs, results) lies side by side;
 * temporaries share one region in which no two that are alive at the same time overlap. Time is the index of a group,
 * since a group's calls run once a panel.
 *
 * - A temporary that only one group touches, panel by panel, exists one panel at a time, or one a thread.
 * - A temporary that an element-wise call makes takes over the memory of an operand that dies there.
 * - The rest is placed largest first, each at the lowest offset that is free during its life (greedy by size;
 *   Pisarchyk & Lee 2020, section 4).
 */

import { readsOf, wholeOf, writesOf } from "./access.ts";
import type { DraftBuffer } from "./draft-buffer.ts";
import { bytesOf } from "./layout.ts";
import type { Buffer, BufferRole, Group } from "./plan.ts";

const LASTING: readonly BufferRole[] = ["argument", "parameter", "state", "constant", "input", "output", "result"];

/** Start and end of a life, in groups; both inclusive. */
export interface Life {
  readonly first: number;
  readonly last: number;
}

export function livesOf(groups: readonly Group[]): Map<string, Life> {
  const lives = new Map<string, Life>();
  for (const [time, group] of groups.entries()) {
    for (const call of group.calls) {
      for (const name of [...readsOf(call).map((read) => read.buffer), ...writesOf(call)]) {
        lives.set(name, { first: lives.get(name)?.first ?? time, last: time });
      }
    }
  }
  return lives;
}

/** Lays out the buffers of all entries; temporaries of different entries share memory. */
export function layOut(
  lasting: Iterable<DraftBuffer>,
  entries: readonly { readonly groups: readonly Group[]; readonly buffers: ReadonlyMap<string, DraftBuffer> }[],
  { maxBatch, threads, base }: { readonly maxBatch: number; readonly threads: number; readonly base: number },
): { readonly buffers: Buffer[]; readonly memoryBytes: number } {
  const buffers: Buffer[] = [];
  let top = base;
  const known = [...lasting];
  for (const role of LASTING) {
    for (const draft of known.filter((buffer) => buffer.role === role && buffer.inPlaceOf === undefined)) {
      const bytes = bytesOf(draft.type, draft.layout, maxBatch);
      buffers.push(placed(draft, false, top, bytes));
      top += bytes;
    }
  }
  const placedNames = new Map(buffers.map((buffer) => [buffer.name, buffer]));
  for (const draft of known.filter((buffer) => buffer.inPlaceOf !== undefined)) {
    const { offset, bytes } = placedNames.get(draft.inPlaceOf!)!;
    buffers.push(placed(draft, false, offset, bytes));
  }
  const floor = align(top);
  let memoryBytes = floor;
  for (const entry of entries) {
    const temporaries = planTemporaries(entry.groups, entry.buffers, { maxBatch, threads, floor });
    buffers.push(...temporaries);
    for (const { offset, bytes } of temporaries) memoryBytes = Math.max(memoryBytes, offset + bytes);
  }
  return { buffers, memoryBytes: align(memoryBytes) };
}

export interface MemoryOptions {
  readonly maxBatch: number;
  readonly threads: number;
}

/** What is placed as one: a temporary, with those that take its memory over and its parts. */
export interface Block extends Life {
  readonly name: string;
  readonly bytes: number;
}

function planTemporaries(
  groups: readonly Group[],
  drafts: ReadonlyMap<string, DraftBuffer>,
  { floor, ...options }: MemoryOptions & { readonly floor: number },
): Buffer[] {
  const { temporaries, blocks, root, local, bytes } = blocksOf(groups, drafts, options);
  const offsets = new Map(place(blocks, floor).map((block) => [block.name, block.offset]));
  return temporaries.map((draft) =>
    placed(draft, local.has(draft.name), offsets.get(root(draft.name))!, bytes.get(draft.name)!),
  );
}

export function blocksOf(
  groups: readonly Group[],
  drafts: ReadonlyMap<string, DraftBuffer>,
  { maxBatch, threads }: MemoryOptions,
) {
  const lives = livesOf(groups);
  const local = panelLocals(groups, drafts, lives);
  const touched = new Set([...lives.keys()].map((name) => wholeOf(drafts.get(name)!)));
  const temporaries = [...drafts.values()].filter(
    ({ name, role }) => role === "temporary" && (lives.has(name) || touched.has(name)),
  );
  const bytes = new Map(
    temporaries.map(({ name, type, layout }) => {
      const isLocal = local.has(name);
      return [name, (isLocal ? threads : 1) * bytesOf(type, layout, maxBatch, isLocal)];
    }),
  );
  const takesOver = reusedOperands(groups, drafts, lives, local, bytes);

  // Chains of buffers that take each other's memory over are placed as one.
  const root = (name: string): string =>
    takesOver.has(name) ? root(takesOver.get(name)!) : wholeOf(drafts.get(name)!);
  const spans = new Map<string, Life>();
  for (const { name } of temporaries) {
    const life = lives.get(name);
    if (life === undefined) continue;
    const known = spans.get(root(name)) ?? life;
    spans.set(root(name), { first: Math.min(known.first, life.first), last: Math.max(known.last, life.last) });
  }
  const blocks = [...spans].map(([name, life]): Block => ({ name, ...life, bytes: bytes.get(name)! }));
  return { temporaries, blocks, root, local, bytes };
}

/** Each at the lowest offset from `floor` on that is free during its life, in order of their offsets. */
export function place(blocks: readonly Block[], floor: number): (Block & { readonly offset: number })[] {
  const done: (Block & { readonly offset: number })[] = [];
  for (const block of blocks.toSorted((a, b) => b.bytes - a.bytes || a.first - b.first)) {
    let offset = floor;
    for (const other of done) {
      const together = other.first <= block.last && block.first <= other.last;
      if (together && offset < other.offset + other.bytes && other.offset < offset + block.bytes) {
        offset = other.offset + other.bytes;
      }
    }
    const at = done.findIndex((other) => other.offset > offset);
    done.splice(at < 0 ? done.length : at, 0, { ...block, offset });
  }
  return done;
}

/** Temporaries in panels that one group makes and reads, each panel for itself. */
export function panelLocals(
  groups: readonly Group[],
  drafts: ReadonlyMap<string, DraftBuffer>,
  lives: ReadonlyMap<string, Life>,
): Set<string> {
  const local = new Set<string>();
  const shared = sharedWholes(drafts);
  for (const draft of drafts.values()) {
    const life = lives.get(draft.name);
    if (draft.role !== "temporary" || life === undefined || life.first !== life.last || shared.has(wholeOf(draft)))
      continue;
    const group = groups[life.first]!;
    if (group.panels < 2) continue;
    const reads = group.calls.flatMap(readsOf).filter((read) => read.buffer === draft.name);
    if (reads.every((read) => read.local)) local.add(draft.name);
  }
  return local;
}

/** For an element-wise call's result: the dying operand whose memory it takes over. */
function reusedOperands(
  groups: readonly Group[],
  drafts: ReadonlyMap<string, DraftBuffer>,
  lives: ReadonlyMap<string, Life>,
  local: ReadonlySet<string>,
  bytes: ReadonlyMap<string, number>,
): Map<string, string> {
  const takesOver = new Map<string, string>();
  const taken = new Set<string>();
  const shared = sharedWholes(drafts);
  const isShared = (name: string) => shared.has(wholeOf(drafts.get(name)!));
  for (const [time, group] of groups.entries()) {
    for (const [position, call] of group.calls.entries()) {
      if (call.kind !== "map") continue;
      const later = new Set(
        group.calls.slice(position + 1).flatMap((other) => readsOf(other).map((read) => read.buffer)),
      );
      const elsewhere = group.calls.flatMap(readsOf).filter((read) => !read.local);
      for (const { buffer: result, border } of call.stores) {
        if (
          border !== undefined ||
          drafts.get(result)?.role !== "temporary" ||
          takesOver.has(result) ||
          isShared(result)
        )
          continue;
        const operand = call.body.operands.find(
          ({ buffer, access }) =>
            access === "element" &&
            drafts.get(buffer)?.role === "temporary" &&
            lives.get(buffer)!.last === time &&
            !later.has(buffer) &&
            !taken.has(buffer) &&
            !isShared(buffer) &&
            !elsewhere.some((read) => read.buffer === buffer) &&
            local.has(buffer) === local.has(result) &&
            bytes.get(buffer) === bytes.get(result),
        );
        if (operand === undefined) continue;
        takesOver.set(result, operand.buffer);
        taken.add(operand.buffer);
      }
    }
  }
  return takesOver;
}

/** The buffers that others are part of. */
function sharedWholes(drafts: ReadonlyMap<string, DraftBuffer>): Set<string> {
  return new Set([...drafts.values()].flatMap(({ partOf }) => (partOf === undefined ? [] : [partOf.buffer])));
}

function placed(draft: DraftBuffer, panelLocal: boolean, offset: number, bytes: number): Buffer {
  return { ...draft, panelLocal, offset, bytes };
}

function align(offset: number): number {
  return Math.ceil(offset / 64) * 64;
}
