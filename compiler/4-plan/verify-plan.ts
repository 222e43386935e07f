/**
 * Checks a plan by itself, without trusting how it was made:
 * every call names buffers that exist; a temporary is written before it is read; nothing reads a state's old value after
 * its next value was written; a panel-local buffer is touched by one group, panel by panel, and has room for as many
 * panels as there are threads; threads split what is independent; and no two buffers that are alive together share memory,
 * but for an element-wise call whose result takes over a dying operand, and for parts, which lie in their whole.
 */
import { productOf, sameDim } from "../ir/type.ts";
import { InternalError } from "../support/diagnostic.ts";
import { borderOf, panelsOf, readsOf, wholeOf, writesOf } from "./access.ts";
import { bytesOf, panelsIn, segmentLength, spaceOf } from "./layout.ts";
import { type Life, livesOf } from "./memory.ts";
import { type Buffer, type Call, type Group, isWindowGradient, type Plan, type Store } from "./plan.ts";
import { scratchOf } from "./winograd-scratch.ts";

export function verifyPlan(plan: Plan): void {
  const fail = (message: string): never => {
    throw new InternalError(`plan ${plan.name}: ${message}`);
  };
  const buffers = new Map<string, Buffer>();
  for (const buffer of plan.buffers) {
    if (buffers.has(buffer.name)) fail(`two buffers are called ${buffer.name}`);
    if (buffer.offset % 16 !== 0) fail(`${buffer.name} is not aligned to 16 bytes`);
    if (buffer.offset + buffer.bytes > plan.memoryBytes) fail(`${buffer.name} ends behind the memory`);
    buffers.set(buffer.name, buffer);
  }
  const get = (name: string): Buffer => buffers.get(name) ?? fail(`no buffer is called ${name}`);
  for (const { name, partOf, offset, role, layout, type } of plan.buffers) {
    if (partOf === undefined) continue;
    const whole = get(partOf.buffer);
    const [own, all] = [spaceOf(type.shape), spaceOf(whole.type.shape)];
    const inside = partOf.panel + panelsIn(own.columns as number) <= panelsIn(all.columns as number);
    const alike = whole.partOf === undefined && whole.role === role && whole.layout === layout && layout === "panels";
    if (!inside || !alike || !sameDim(own.rows, all.rows) || whole.panelLocal || whole.offset !== offset)
      fail(`${name} is no part of ${whole.name}`);
  }
  const overlap = (a: Buffer, b: Buffer) => a.offset < b.offset + b.bytes && b.offset < a.offset + a.bytes;

  const lasting = plan.buffers.filter((buffer) => buffer.role !== "temporary" && buffer.inPlaceOf === undefined);
  const temporary = ({ role }: Buffer) => role === "temporary";
  inOrderOfOffset([...lasting, ...plan.buffers.filter(temporary)], (a, b) => {
    if (overlap(a, b) && !(temporary(a) && temporary(b))) fail(`${a.name} and ${b.name} overlap`);
  });
  for (const { name, type, layout, panelLocal, bytes } of plan.buffers) {
    if (panelLocal && bytes < plan.threads * bytesOf(type, layout, plan.maxBatch, true)) {
      fail(`${name} has not one panel for each of ${plan.threads} threads`);
    }
  }
  for (const next of plan.buffers.filter((buffer) => buffer.inPlaceOf !== undefined)) {
    if (get(next.inPlaceOf!).offset !== next.offset) fail(`${next.name} does not lie where ${next.inPlaceOf} lies`);
  }

  for (const { entry, groups } of plan.entries) {
    const at = (message: string) => fail(`${entry}: ${message}`);
    /** The buffer as which each panel was written. */
    const written = new Map<string, string>();
    const overwritten = new Set<string>();
    /** Of buffers whose border a call makes for itself: what is there, inside and around. */
    const bordered = new Set(groups.flatMap(({ calls }) => calls.flatMap(storesInBorder)).map((store) => store.buffer));
    const insides = new Set<string>();
    const borders = new Set<string>();
    for (const group of groups) {
      checkSplit(group, plan.threads, get, at);
      const madeHere = new Set<string>();
      for (const call of group.calls) {
        checkSegments(call, get, at);
        for (const { buffer: name, local } of readsOf(call)) {
          const buffer = get(name);
          const made = buffer.role === "temporary" || buffer.inPlaceOf !== undefined;
          const panels = panelsNamed(buffer);
          if (made && !panels.every((panel) => written.has(panel))) at(`${name} is read before it is written`);
          if (bordered.has(name) && !(insides.has(name) && borders.has(name)))
            at(`${name} is read before it is written, inside and around`);
          if (overwritten.has(name)) at(`the old value of ${name} is read after its next value was written`);
          if (group.panels > 1 && madeHere.has(name) && !local)
            at(`${name} is read whole in the group that makes it panel by panel`);
          const other = panels.map((panel) => written.get(panel)!).find((as) => as !== name && madeHere.has(as));
          if (group.panels > 1 && other !== undefined)
            at(`${name} is read in the group that makes it panel by panel as ${other}`);
          if (buffer.panelLocal && !madeHere.has(name)) at(`${name} has one panel only and is read in another group`);
        }
        checkBorders(call, get, at);
        const inner = new Set(storesInBorder(call).map((store) => store.buffer));
        for (const name of writesOf(call)) {
          const buffer = get(name);
          if (bordered.has(name)) (inner.has(name) ? insides : borders).add(name);
          const state = buffer.inPlaceOf;
          for (const panel of panelsNamed(buffer)) {
            const as = written.get(panel);
            // Functions of runtime-as may write some columns of a panel.
            if (as !== undefined && as !== name && call.kind !== "kernel") at(`${name} is written over ${as}`);
            written.set(panel, name);
          }
          madeHere.add(name);
          if (state === undefined) continue;
          overwritten.add(state);
          for (const other of group.panels > 1 ? group.calls : []) {
            const reads = readsOf(other).find((read) => read.buffer === state && !read.local);
            if (reads !== undefined) at(`${state} is read whole in the group that overwrites it panel by panel`);
          }
        }
      }
    }
    verifyLives(groups, buffers, overlap, at);
  }
}

function storesInBorder(call: Call): Store[] {
  return "stores" in call ? call.stores.filter(({ border }) => border !== undefined) : [];
}

/** All of a call's borders are one, and leave as many pixels inside as the call has rows. */
function checkBorders(call: Call, get: (name: string) => Buffer, fail: (message: string) => never): void {
  const stores = storesInBorder(call);
  if (stores.length === 0 || !("stores" in call)) return;
  const { image, padding } = borderOf(call)!;
  const [height, width] = [image[0] + padding[0] + padding[2], image[1] + padding[1] + padding[3]];
  for (const { buffer: name, border } of stores) {
    const { type, layout, panelLocal, role } = get(name);
    const inside = productOf([type.shape[0]!, ...image]);
    const fits = sameDim(inside, call.rows) && type.shape[1] === height && type.shape[2] === width;
    const same = JSON.stringify(border) === JSON.stringify(borderOf(call));
    if (!fits || !same || layout !== "panels" || panelLocal || role !== "temporary")
      fail(`${name} has no such border as it is stored in`);
  }
}

/** A name for each panel of a buffer, the same in its parts; for what is not in panels, its own. */
function panelsNamed({ name, layout, type, partOf }: Buffer): string[] {
  if (layout !== "panels") return [name];
  const count = panelsIn(spaceOf(type.shape).columns as number);
  return Array.from({ length: count }, (_, i) => `${partOf?.buffer ?? name}, panel ${(partOf?.panel ?? 0) + i}`);
}

/** What is read or made by segment has a row for each. */
function checkSegments(call: Call, get: (name: string) => Buffer, fail: (message: string) => never) {
  if (call.kind === "kernel") return;
  const { body, segment, rows, columns } = call;
  const bySegment = body.operands.filter(({ access }) => access === "segment").map(({ buffer }) => buffer);
  if (call.kind === "reduce_segments") bySegment.push(...call.reductions.map(({ buffer }) => buffer));
  if ((segment === undefined) !== (bySegment.length === 0)) fail("a call has segments that nothing is read or made by");
  for (const name of bySegment) {
    const { type, layout } = get(name);
    const own = spaceOf(type.shape);
    const isOne = own.rows === 1 && layout === "rows" && segment === rows && sameDim(own.columns, columns);
    if (!isOne && (layout !== "panels" || segmentLength(own, { rows, columns }) !== segment))
      fail(`${name} has not one row for each segment of ${segment} rows`);
  }
}

/** Threads split panels that are independent, or rows that are; what has one row is made by each for itself. */
function checkSplit(
  { panels, calls, split }: Group,
  threads: number,
  get: (name: string) => Buffer,
  fail: (message: string) => never,
) {
  if (split === "panels" && !(panels > 1 && calls.every((call) => panelsOf(call) === panels))) {
    fail("threads split panels of a group that has none");
  }
  if (split !== "rows") return;
  for (const call of calls) {
    const [name] = writesOf(call) as [string];
    const own = call.kind === "map" && call.rows === 1 && writesOf(call).every((made) => get(made).panelLocal);
    if (
      call.kind === "reduce_rows" ||
      (call.kind !== "kernel" && call.segment !== undefined) ||
      (call.kind === "map" && call.rows === 1 && !own)
    ) {
      fail(`threads split the rows of ${name}, which is made of all rows`);
    }
    if (call.kind === "kernel" && calls.length > 1) fail(`threads split the rows of ${name} together with others`);
    if (call.kind === "winograd") {
      const { floats } = scratchOf(call, call.columns, threads);
      if (call.gradient !== undefined) fail(`threads split ${name}, which is a sum over all tiles`);
      if (get(call.scratch).bytes < 4 * floats) fail(`${name} has no scratch memory for each of ${threads} threads`);
    }
    if (isWindowGradient(call)) fail(`threads split the rows of ${name}, which are elements of a window`);
    if (call.kind !== "product") continue;
    const b = get(call.b);
    const isOver = (made: Buffer) => made.name === b.name || (made.offset === b.offset && !made.partOf && !b.partOf);
    if (calls.flatMap(writesOf).some((made) => isOver(get(made))))
      fail(`threads split the rows of ${name}, which needs all rows of ${call.b}`);
  }
}

function verifyLives(
  groups: readonly Group[],
  buffers: ReadonlyMap<string, Buffer>,
  overlap: (a: Buffer, b: Buffer) => boolean,
  fail: (message: string) => never,
): void {
  const lives = new Map<string, Life>();
  for (const [name, life] of livesOf(groups)) {
    const whole = wholeOf(buffers.get(name)!);
    const { first, last } = lives.get(whole) ?? life;
    lives.set(whole, { first: Math.min(first, life.first), last: Math.max(last, life.last) });
  }
  const temporaries = [...lives.keys()]
    .map((name) => buffers.get(name)!)
    .filter((buffer) => buffer.role === "temporary");
  const passesOn = (from: Buffer, to: Buffer): boolean =>
    handsOver(groups, from, to, lives.get(from.name)!.last) ||
    temporaries.some(
      (next) => next !== to && handsOver(groups, from, next, lives.get(from.name)!.last) && passesOn(next, to),
    );
  inOrderOfOffset(temporaries, (a, b) => {
    const [lifeA, lifeB] = [lives.get(a.name)!, lives.get(b.name)!];
    if (!overlap(a, b) || lifeA.last < lifeB.first || lifeB.last < lifeA.first) return;
    if (!passesOn(a, b) && !passesOn(b, a)) {
      fail(`${a.name} and ${b.name} are alive together and overlap`);
    }
  });
}

/** Whether `from` dies in an element-wise call that makes `to` in the same place. */
function handsOver(groups: readonly Group[], from: Buffer, to: Buffer, time: number): boolean {
  if (from.offset !== to.offset || from.bytes !== to.bytes || from.panelLocal !== to.panelLocal) return false;
  const { calls } = groups[time]!;
  const making = calls.findIndex((call) => writesOf(call).includes(to.name));
  const call = calls[making];
  if (call?.kind !== "map") return false;
  const reads = calls.flatMap((other, i) => readsOf(other).map((read) => ({ ...read, i })));
  const ofFrom = reads.filter((read) => read.buffer === from.name);
  const writes = calls.slice(making).some((other) => writesOf(other).includes(from.name));
  return (
    !writes &&
    ofFrom.every((read) => read.local && read.i <= making) &&
    ofFrom.some((read) => read.i === making && read.access === "element")
  );
}

/** Calls `check` for every pair whose ranges may meet. */
function inOrderOfOffset(buffers: readonly Buffer[], check: (a: Buffer, b: Buffer) => void): void {
  const sorted = [...buffers].sort((a, b) => a.offset - b.offset);
  for (const [i, a] of sorted.entries()) {
    for (let j = i + 1; j < sorted.length && sorted[j]!.offset < a.offset + a.bytes; j++) check(a, sorted[j]!);
  }
}
