/**
 * Less memory for more time: values that are computed again instead of being kept.
 *
 * The most memory is alive between forward and backward pass, and much of it is cheap: what an element-wise call or a copy
 * made. Such a value, where nothing reads it around the peak, is dropped after its last reader before, and the call that
 * made it runs again ahead of the next reader, on the same operands: the results are the same bits.
 *
 *   z = conv(x)   y = relu(norm(z))   conv(y) … | … dw = xᵀ·dy      y lives across the peak |
 *   z = conv(x)   y = relu(norm(z))   conv(y) … | … y' = relu(norm(z))   dw = y'ᵀ·dy
 *
 * Operands must hold what they held: a parameter before its update, a temporary for as long as it lives, or a little longer
 * where it is small, or computed again itself. Of the values at the peak, the one with the most bytes saved a nanosecond
 * goes first, until the budget is met or nothing more can go.
 */

import { panelsOf, readsOf, wholeOf, writesOf } from "./access.ts";
import { costOf } from "./cost-of-call.ts";
import type { DraftBuffer } from "./draft-buffer.ts";
import { bytesOf } from "./layout.ts";
import { blocksOf, type Life, livesOf, type MemoryOptions, place } from "./memory.ts";
import type { Body, Call, Group, Store } from "./plan.ts";

export interface Draft {
  readonly groups: readonly Group[];
  readonly buffers: ReadonlyMap<string, DraftBuffer>;
}

export interface Recomputed extends Draft {
  /** Bytes of the temporaries. */
  readonly bytes: number;
  /** The values that are computed again, and what each of them took. */
  readonly values: readonly { readonly name: string; readonly bytes: number }[];
}

/** Of a core, in FLOPs and bytes a nanosecond. */
const SPEED = { flops: 50, bytes: 30 };

/** A call is cheap if its arithmetic takes no longer than so many times its memory traffic. */
const CHEAP = 3;

/** How many calls in a row may be needed for one value. */
const DEPTH = 3;

/** The largest batch decides; the result is the smallest that was found if no one is within `budget` bytes. */
export function recompute(draft: Draft, budget: number, options: MemoryOptions): Recomputed {
  let { groups, buffers } = draft;
  const values: { name: string; bytes: number }[] = [];
  const measured = (): Recomputed => ({
    groups,
    buffers,
    values: [...values],
    bytes: peakOf(groups, buffers, options),
  });
  let best = measured();
  while (best.bytes > budget) {
    const step = cheapest(groups, buffers, options);
    if (step === undefined) break;
    ({ groups, buffers } = apply(step, groups, buffers));
    values.push({ name: step.name, bytes: step.bytes });
    const now = measured();
    if (now.bytes < best.bytes) best = now;
    else if (values.length - best.values.length >= PATIENCE) break;
  }
  return best;
}

/** Steps that may pass before memory gets less: several values may have to go before a place is free. */
const PATIENCE = 20;

function peakOf(groups: readonly Group[], buffers: ReadonlyMap<string, DraftBuffer>, options: MemoryOptions): number {
  const { blocks } = blocksOf(groups, buffers, options);
  return Math.max(0, ...place(blocks, 0).map(({ offset, bytes }) => offset + bytes));
}

/** A value to compute again ahead of the group at index `time`. */
interface Step {
  readonly name: string;
  readonly bytes: number;
  readonly time: number;
  /** What makes it: calls, each time with the value that they are for, which is the value itself at the end. */
  readonly makers: readonly { readonly calls: readonly Call[]; readonly name: string }[];
}

function cheapest(
  groups: readonly Group[],
  buffers: ReadonlyMap<string, DraftBuffer>,
  options: MemoryOptions,
): Step | undefined {
  const { blocks, local } = blocksOf(groups, buffers, options);
  const peak = peakTime(blocks, groups.length);
  const search = new Search(groups, buffers, local, options.maxBatch);
  let found: Step | undefined;
  let most = 0;
  for (const name of buffers.keys()) {
    const step = search.stepFor(name, peak);
    if (step !== undefined && step.worth > most) [found, most] = [step, step.worth];
  }
  return found;
}

/** The group at which most bytes are alive. */
function peakTime(blocks: readonly (Life & { readonly bytes: number })[], count: number): number {
  const changes = new Array<number>(count + 1).fill(0);
  for (const { first, last, bytes } of blocks) {
    changes[first]! += bytes;
    changes[last + 1]! -= bytes;
  }
  let [alive, most, time] = [0, -1, 0];
  for (const [at, change] of changes.entries()) {
    alive += change;
    if (alive > most) [most, time] = [alive, at];
  }
  return time;
}

class Search {
  readonly #buffers: ReadonlyMap<string, DraftBuffer>;
  readonly #local: ReadonlySet<string>;
  readonly #batch: number;
  readonly #lives: ReadonlyMap<string, Life>;
  /** The groups that read a buffer, ascending, and the calls that write it. */
  readonly #reads = new Map<string, number[]>();
  readonly #writes = new Map<string, Call[]>();
  /** The last group that writes a buffer. */
  readonly #written = new Map<string, number>();
  /** When the next value of a parameter or state is written in its place. */
  readonly #overwritten = new Map<string, number>();
  readonly #wholes: ReadonlySet<string>;

  constructor(
    groups: readonly Group[],
    buffers: ReadonlyMap<string, DraftBuffer>,
    local: ReadonlySet<string>,
    batch: number,
  ) {
    this.#buffers = buffers;
    this.#local = local;
    this.#batch = batch;
    this.#lives = livesOf(groups);
    this.#wholes = new Set([...buffers.values()].flatMap(({ partOf }) => (partOf ? [partOf.buffer] : [])));
    for (const [time, { calls }] of groups.entries()) {
      for (const call of calls) {
        for (const { buffer } of readsOf(call)) {
          const known = this.#reads.get(buffer);
          if (known === undefined) this.#reads.set(buffer, [time]);
          else if (known.at(-1) !== time) known.push(time);
        }
        for (const name of writesOf(call)) {
          this.#writes.set(name, [...(this.#writes.get(name) ?? []), call]);
          this.#written.set(name, time);
          const state = buffers.get(name)!.inPlaceOf;
          if (state !== undefined) this.#overwritten.set(state, Math.min(time, this.#overwritten.get(state) ?? time));
        }
      }
    }
  }

  /** How to do without `name` at the peak, and the bytes saved a nanosecond. */
  stepFor(name: string, peak: number): (Step & { readonly worth: number }) | undefined {
    const reads = this.#reads.get(name) ?? [];
    const time = reads.find((read) => read >= peak);
    if (time === undefined || time === peak || this.#lives.get(name)!.first >= peak) return undefined;
    const made = this.#make(name, time, peak, DEPTH);
    if (made === undefined) return undefined;
    const bytes = this.#bytes(name);
    const saved = bytes - made.kept;
    return saved > 0 ? { name, bytes, time, makers: made.makers, worth: saved / made.nanoseconds } : undefined;
  }

  /** The calls that make `name` at a time, what they cost, and the bytes that must live on until then because of them. */
  #make(name: string, time: number, peak: number, depth: number) {
    const calls = this.#makersOf(name);
    if (calls === undefined || depth === 0) return undefined;
    let nanoseconds = calls.reduce((sum, call) => {
      const { flops, bytes } = costOf(call, this.#buffers, this.#batch);
      return sum + flops / SPEED.flops + bytes / SPEED.bytes;
    }, 0);
    let kept = 0;
    const makers: { calls: readonly Call[]; name: string }[] = [];
    for (const operand of new Set(calls.flatMap((call) => readsOf(call).map(({ buffer }) => buffer)))) {
      const needed = this.#keep(operand, time, peak);
      if (needed === 0) continue;
      const again = needed * 8 < this.#bytes(name) ? undefined : this.#make(operand, time, peak, depth - 1);
      if (again === undefined) kept += needed;
      else {
        kept += again.kept;
        nanoseconds += again.nanoseconds;
        makers.push(...again.makers);
      }
    }
    return { makers: [...makers, { calls, name }], nanoseconds, kept };
  }

  /** The bytes that keeping a buffer until `time` adds at the peak; Infinity where it then holds something else. */
  #keep(name: string, time: number, peak: number): number {
    const buffer = this.#buffers.get(name)!;
    if (buffer.role !== "temporary") {
      const written = buffer.inPlaceOf !== undefined || (this.#writes.get(name) ?? []).length > 0;
      return written || (this.#overwritten.get(name) ?? Infinity) < time ? Infinity : 0;
    }
    if (this.#local.has(name)) return this.#bytes(name);
    const whole = wholeOf(buffer);
    const last = Math.max(...[name, whole].map((each) => this.#lives.get(each)?.last ?? -1));
    return last >= Math.min(time, peak) ? 0 : this.#bytes(whole);
  }

  /** The calls that make a temporary, such as an image and its border, where they are cheap. */
  #makersOf(name: string): readonly Call[] | undefined {
    const { role, partOf } = this.#buffers.get(name)!;
    const calls = this.#writes.get(name) ?? [];
    if (role !== "temporary" || partOf !== undefined || this.#wholes.has(name) || calls.length === 0) return undefined;
    const isCheap = (call: Call) => {
      const { flops, bytes } = costOf(call, this.#buffers, this.#batch);
      const isAlone = call.kind === "map" || (call.kind === "kernel" && call.results.length === 1);
      return isAlone && flops / SPEED.flops <= (CHEAP * bytes) / SPEED.bytes;
    };
    const reads = this.#reads.get(name) ?? [];
    return calls.every(isCheap) && this.#written.get(name)! <= reads[0]! ? calls : undefined;
  }

  #bytes(name: string): number {
    const { type, layout } = this.#buffers.get(name)!;
    return bytesOf(type, layout, this.#batch);
  }
}

/** Puts the calls ahead of the group, and lets it and all later ones read what they make. */
function apply({ time, makers }: Step, groups: readonly Group[], drafts: ReadonlyMap<string, DraftBuffer>): Draft {
  const buffers = new Map(drafts);
  const renamed = new Map<string, string>();
  const again = makers.flatMap(({ calls, name }) => {
    const fresh = freshName(name, buffers);
    buffers.set(fresh, { ...buffers.get(name)!, name: fresh });
    const own = calls.map((call) => renameReads(onlyFor(call, name, fresh), renamed));
    renamed.set(name, fresh);
    return own.map(
      (call): Group => ({
        panels: panelsOf(call) ?? 1,
        calls: [{ ...call, comment: [...call.comment, "again, not to be kept"] }],
      }),
    );
  });
  const later = groups
    .slice(time)
    .map((group) => ({ ...group, calls: group.calls.map((call) => renameReads(call, renamed)) }));
  return { groups: [...groups.slice(0, time), ...again, ...later], buffers };
}

function freshName(name: string, buffers: ReadonlyMap<string, DraftBuffer>): string {
  for (let count = 2; ; count++) {
    const fresh = `${name.replace(/_again\d+$/, "")}_again${count}`;
    if (!buffers.has(fresh)) return fresh;
  }
}

/** The call with only the steps that `name` needs, which goes to `fresh`. */
function onlyFor(call: Call, name: string, fresh: string): Call {
  if (call.kind === "kernel") return { ...call, results: [fresh] };
  if (call.kind !== "map") return call;
  const store = call.stores.find(({ buffer }) => buffer === name)!;
  const { body, stores } = pruned(call.body, { ...store, buffer: fresh });
  const segmented = body.operands.some(({ access }) => access === "segment");
  const { segment, ...rest } = call;
  return { ...rest, ...(segmented && segment !== undefined ? { segment } : {}), body, stores };
}

function pruned({ operands, steps }: Body, store: Store): { body: Body; stores: readonly Store[] } {
  const needed = new Set([store.value]);
  for (let i = steps.length - 1; i >= 0; i--) {
    if (needed.has(operands.length + i)) for (const arg of steps[i]!.args) needed.add(arg);
  }
  const numbers = new Map([...needed].sort((a, b) => a - b).map((value, number) => [value, number]));
  const body = {
    operands: operands.filter((_, i) => needed.has(i)),
    steps: steps
      .filter((_, i) => needed.has(operands.length + i))
      .map((step) => ({ ...step, args: step.args.map((arg) => numbers.get(arg)!) })),
  };
  return { body, stores: [{ ...store, value: numbers.get(store.value)! }] };
}

function renameReads(call: Call, names: ReadonlyMap<string, string>): Call {
  const rename = (name: string) => names.get(name) ?? name;
  if (call.kind === "kernel") return { ...call, operands: call.operands.map(rename) };
  const operands = call.body.operands.map((operand) => ({ ...operand, buffer: rename(operand.buffer) }));
  const body = { ...call.body, operands };
  switch (call.kind) {
    case "product":
      return {
        ...{ ...call, body, a: rename(call.a), b: rename(call.b) },
        ...(call.initial === undefined ? {} : { initial: rename(call.initial) }),
      };
    case "winograd":
      return { ...call, body, x: rename(call.x), b: rename(call.b) };
    default:
      return { ...call, body };
  }
}
