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
 * Calls on single values come as early as they can: they need no panel, and groups grow once they are done. Then those that
 * join no group and let go of images: Winograd's weight gradients, whose operands then are in the cache, too.
 *
 *   product → statistics → normalise              one group: 16 columns at a time, while they are in the cache
 *   product → mask → Xᵀ·dY with the optimizer     one group; dX = dY·Wᵀ, which reads the old W, runs before
 */
import { InternalError } from "../support/diagnostic.ts";
import { panelsOf, type Read, readsOf, shareColumns, sharePanels, wholeOf, writesOf } from "./access.ts";
import type { Bound } from "./bind.ts";
import type { DraftBuffer } from "./draft-buffer.ts";
import { sizeInBytes } from "./layout.ts";
import type { Call, Group } from "./plan.ts";

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
    results: [committed],
    sizes: [sizeInBytes(target)],
    comment,
  });
}

interface Dependencies {
  /** The calls that must run before each call. */
  readonly waits: readonly ReadonlySet<number>[];
  /** The states whose next value each call writes in place. */
  readonly overwrites: readonly (readonly { readonly next: string; readonly state: string }[])[];
}

interface Stuck {
  /** The next value that cannot be written in place. */
  readonly stuck: string;
}

function tryOrder(calls: readonly Call[], buffers: ReadonlyMap<string, DraftBuffer>): { groups: Group[] } | Stuck {
  const dependencies = dependenciesOf(calls, buffers);
  return "stuck" in dependencies ? dependencies : new Order(calls, buffers, dependencies).run();
}

function dependenciesOf(calls: readonly Call[], buffers: ReadonlyMap<string, DraftBuffer>): Dependencies | Stuck {
  /** By the memory written to, of which a reader may want other panels. */
  const writers = new Map<string, { readonly i: number; readonly buffer: DraftBuffer }[]>();
  const readers = new Map<string, number[]>();
  for (const [i, call] of calls.entries()) {
    for (const buffer of writesOf(call).map((name) => buffers.get(name)!)) {
      writers.set(wholeOf(buffer), [...(writers.get(wholeOf(buffer)) ?? []), { i, buffer }]);
    }
    for (const { buffer } of readsOf(call)) readers.set(buffer, [...(readers.get(buffer) ?? []), i]);
  }
  const waits = calls.map(() => new Set<number>());
  const overwrites = calls.map(() => [] as { readonly next: string; readonly state: string }[]);
  for (const [i, call] of calls.entries()) {
    for (const { buffer: name } of readsOf(call)) {
      const read = buffers.get(name)!;
      for (const source of writers.get(wholeOf(read)) ?? []) {
        if (source.i !== i && shareColumns(source.buffer, read)) waits[i]!.add(source.i);
      }
    }
    for (const next of writesOf(call)) {
      const written = buffers.get(next)!;
      // What is put beside a part's columns comes after the part, whose kernel writes whole panels.
      for (const source of writers.get(wholeOf(written)) ?? []) {
        if (source.i < i && sharePanels(source.buffer, written)) waits[i]!.add(source.i);
      }
      const state = written.inPlaceOf;
      if (state === undefined) continue;
      overwrites[i]!.push({ next, state });
      for (const reader of readers.get(state) ?? []) if (reader !== i) waits[i]!.add(reader);
      // A call that reads the old value elsewhere than where it writes the new one cannot write in place.
      const whole = ({ buffer, access }: Read) => buffer === state && access !== "element" && access !== "scalar";
      if (readsOf(call).some(whole)) return { stuck: next };
    }
  }
  return { waits, overwrites };
}

/** List scheduling: of the calls that wait for nothing any more, always the first that fits the group at hand. */
class Order {
  readonly #calls: readonly Call[];
  readonly #buffers: ReadonlyMap<string, DraftBuffer>;
  readonly #dependencies: Dependencies;
  readonly #followers: readonly (readonly number[])[];
  readonly #missing: number[];
  readonly #ready = new Set<number>();
  readonly #groups: Group[] = [];

  constructor(calls: readonly Call[], buffers: ReadonlyMap<string, DraftBuffer>, dependencies: Dependencies) {
    this.#calls = calls;
    this.#buffers = buffers;
    this.#dependencies = dependencies;
    const followers = calls.map(() => [] as number[]);
    for (const [i, before] of dependencies.waits.entries()) for (const j of before) followers[j]!.push(i);
    this.#followers = followers;
    this.#missing = dependencies.waits.map((before) => before.size);
    for (const [i, count] of this.#missing.entries()) if (count === 0) this.#ready.add(i);
  }

  run(): { groups: Group[] } | Stuck {
    while (this.#ready.size > 0) this.#group();
    const { overwrites } = this.#dependencies;
    const waiting = overwrites.find((list, i) => this.#missing[i]! > 0 && list.length > 0);
    if (waiting !== undefined) return { stuck: waiting[0]!.next };
    if (this.#missing.some((count) => count > 0)) throw new InternalError("the kernels of a plan wait for each other");
    return { groups: this.#groups };
  }

  #take(i: number): void {
    this.#ready.delete(i);
    for (const follower of this.#followers[i]!) if (--this.#missing[follower]! === 0) this.#ready.add(follower);
  }

  #group(): void {
    const urgency = (i: number) => urgencyOf(this.#calls[i]!);
    let first = Infinity;
    for (const i of this.#ready) if (first === Infinity || (urgency(first) - urgency(i) || i - first) < 0) first = i;
    const members = [first];
    this.#take(first);
    const panels = panelsOf(this.#calls[first]!);
    while (panels !== undefined) {
      let next = this.#readyFollowers(members).find((i) => this.#fits(i, members, panels));
      if (next === undefined) next = this.#unblocked(members, panels);
      if (next === undefined) break;
      members.push(next);
      this.#take(next);
    }
    this.#groups.push({ panels: panels ?? 1, calls: members.map((i) => this.#calls[i]!) });
  }

  /** Only a call that waited for a member can fit. */
  #readyFollowers(members: readonly number[]): number[] {
    const followers = new Set(members.flatMap((member) => this.#followers[member]!));
    return [...followers].filter((i) => this.#ready.has(i)).sort((a, b) => a - b);
  }

  /**
   * A call that would fit, but for calls that are ready and need nothing of the group: those run ahead of the group. So
   * the transposition of an old weight makes way for the weight's update.
   */
  #unblocked(members: readonly number[], panels: number): number | undefined {
    for (const i of new Set(members.flatMap((member) => this.#followers[member]!))) {
      if (this.#missing[i] === 0 || !this.#fits(i, members, panels)) continue;
      const open = [...this.#dependencies.waits[i]!].filter((wait) => this.#ready.has(wait));
      const independent = open.every((wait) => members.every((member) => !this.#dependencies.waits[wait]!.has(member)));
      if (open.length !== this.#missing[i] || !independent) continue;
      for (const wait of open) {
        this.#groups.push({ panels: panelsOf(this.#calls[wait]!) ?? 1, calls: [this.#calls[wait]!] });
        this.#take(wait);
      }
      return i;
    }
    return undefined;
  }

  #fits(i: number, members: readonly number[], panels: number): boolean {
    const call = this.#calls[i]!;
    if (panelsOf(call) !== panels) return false;
    const made = new Set(members.flatMap((member) => writesOf(this.#calls[member]!)));
    const reads = readsOf(call);
    if (!reads.some((read) => made.has(read.buffer))) return false;
    if (reads.some((read) => made.has(read.buffer) && !read.local)) return false;
    // Under another name, panels are counted from elsewhere.
    const wholes = new Set([...made].map((name) => wholeOf(this.#buffers.get(name)!)));
    const elsewhere = (name: string) => !made.has(name) && wholes.has(wholeOf(this.#buffers.get(name)!));
    if (reads.some((read) => elsewhere(read.buffer))) return false;
    // What this call overwrites in place, the group may have read only panel by panel.
    const states = new Set(this.#dependencies.overwrites[i]!.map(({ state }) => state));
    const readsOfMember = (member: number) => readsOf(this.#calls[member]!);
    return members.every((member) => readsOfMember(member).every((read) => !states.has(read.buffer) || read.local));
  }
}

function urgencyOf(call: Call): number {
  if (call.kind === "map" && call.rows === 1 && call.columns === 1) return 2;
  return call.kind === "winograd" && call.gradient ? 1 : 0;
}
