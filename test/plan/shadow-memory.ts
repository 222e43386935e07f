/**
 * Runs a plan on a memory that holds, instead of numbers, the name of the buffer that wrote each 16 bytes. What a call
 * reads must still be there. It shares no code with verify-plan and knows no lifetimes: only addresses, as emission
 * computes them.
 */
import type { Buffer, Call, Plan, PlanEntry } from "../../compiler/4-plan/plan.ts";
import { type Dim, sizeAt } from "../../compiler/ir/type.ts";

const CELL = 16;
const ROW = 64;

interface Range {
  readonly buffer: Buffer;
  readonly start: number;
  readonly bytes: number;
  /** Read only where the same call writes the same element. */
  readonly elementwise: boolean;
  /** Which panel a buffer of one panel holds. */
  readonly panel?: number;
}

/** Throws where a call reads what is not there any more, or not yet. */
export function runOnShadowMemory(plan: Plan, entry: PlanEntry["entry"], batch: number): void {
  const buffers = new Map(plan.buffers.map((buffer) => [buffer.name, buffer]));
  const memory = new Map<number, string>();
  const mark = ({ buffer, panel }: Range) =>
    buffer.panelLocal ? `${buffer.name}, panel ${panel}` : (buffer.partOf?.buffer ?? buffer.name);
  const set = (range: Range) => {
    for (let at = range.start; at < range.start + range.bytes; at += CELL) memory.set(at, mark(range));
  };
  const check = (range: Range) => {
    const { buffer, start, bytes } = range;
    if (start + bytes > startOf(buffer, batch) + buffer.bytes) throw new Error(`${buffer.name} is read behind its end`);
    for (let at = start; at < start + bytes; at += CELL) {
      if (memory.get(at) === mark(range)) continue;
      throw new Error(`${entry}: ${mark(range)} is read where ${memory.get(at) ?? "nothing"} was written`);
    }
  };
  const whole = (buffer: Buffer): Range => ({
    buffer,
    start: startOf(buffer, batch),
    bytes: bytesAt(buffer, batch),
    elementwise: false,
  });
  const lasting = plan.buffers.filter((buffer) => buffer.role !== "temporary" && buffer.inPlaceOf === undefined);
  for (const buffer of lasting) set(whole(buffer));

  for (const { panels, calls } of plan.entries.find((candidate) => candidate.entry === entry)!.groups) {
    for (let panel = 0; panel < panels; panel++) {
      for (const call of calls) {
        const { reads, writes } = rangesOf(call, buffers, batch, call.kind === "kernel" ? undefined : panel, whole);
        for (const read of reads) check(read);
        for (const write of writes) {
          const clash = reads.find((read) => meet(read, write) && !(read.elementwise && read.start === write.start));
          if (clash !== undefined)
            throw new Error(`${entry}: ${write.buffer.name} is written over ${clash.buffer.name}`);
          set(write);
        }
      }
    }
  }

  const nextOf = new Map(plan.buffers.map(({ name, inPlaceOf }) => [name, inPlaceOf]));
  for (const buffer of lasting) {
    const { start, bytes } = whole(buffer);
    for (let at = start; at < start + bytes; at += CELL) {
      const name = memory.get(at)!;
      if (name !== buffer.name && nextOf.get(name) !== buffer.name)
        throw new Error(`${name} is written over ${buffer.name}`);
    }
  }
}

function meet(a: Range, b: Range): boolean {
  return a.start < b.start + b.bytes && b.start < a.start + a.bytes;
}

function rowsAt({ type: { shape } }: Buffer, batch: number): number {
  return shape.slice(0, -1).reduce((product: number, dim: Dim) => product * sizeAt(dim, batch), 1);
}

/** A part begins behind the panels of its whole that are ahead of it. */
function startOf(buffer: Buffer, batch: number): number {
  return buffer.offset + (buffer.partOf?.panel ?? 0) * rowsAt(buffer, batch) * ROW;
}

function bytesAt(buffer: Buffer, batch: number): number {
  const { type, layout, panelLocal } = buffer;
  const columns = type.shape.length === 0 ? 1 : sizeAt(type.shape.at(-1)!, batch);
  const rows = rowsAt(buffer, batch);
  if (panelLocal) return layout === "panels" ? rows * ROW : ROW;
  if (layout === "panels") return rows * ROW * Math.ceil(columns / 16);
  const width = type.dtype === "f32" || type.dtype === "i32" ? 4 : 1;
  return Math.ceil((rows * columns * width) / ROW) * ROW;
}

function rangesOf(
  call: Call,
  buffers: ReadonlyMap<string, Buffer>,
  batch: number,
  panel: number | undefined,
  whole: (buffer: Buffer) => Range,
): { reads: Range[]; writes: Range[] } {
  const get = (name: string) => buffers.get(name)!;
  if (call.kind === "kernel") {
    return {
      reads: call.operands.map((name) => whole(get(name))),
      writes: call.results.map((name) => whole(get(name))),
    };
  }
  /** Where the panel at hand lies, `rows` rows of it. */
  const part = (buffer: Buffer, rows: number, elementwise = false): Range => {
    const isOnce = call.kind === "reduce_columns" || call.kind === "winograd";
    if (isOnce || typeof call.columns !== "number") return { ...whole(buffer), elementwise };
    const bytes = rows * ROW;
    return {
      buffer,
      start: startOf(buffer, batch) + (buffer.panelLocal ? 0 : panel! * bytes),
      bytes,
      elementwise,
      panel: panel!,
    };
  };
  const reads = call.body.operands.map(({ buffer: name, access }): Range => {
    const buffer = get(name);
    if (access === "row") return whole(buffer);
    if (access === "scalar")
      return { ...whole(buffer), bytes: CELL, elementwise: call.rows === 1 && call.columns === 1 };
    if (access === "column") return part(buffer, 1);
    if (access === "segment") return part(buffer, sizeAt(call.rows, batch) / call.segment!);
    return part(buffer, sizeAt(call.rows, batch), true);
  });
  if (call.kind === "product") {
    reads.push(whole(get(call.a)), part(get(call.b), sizeAt(call.depth, batch)));
    if (call.initial !== undefined) reads.push(part(get(call.initial), 1));
  }
  if (call.kind === "winograd") reads.push(whole(get(call.x)), whole(get(call.b)));
  const results: readonly { readonly buffer: string; readonly border?: unknown }[] =
    "stores" in call ? call.stores : call.reductions;
  const writes = results.map(({ buffer: name, border }) => {
    const buffer = get(name);
    // A panel with its border, which another call makes: whoever comes second finds the same name there.
    if (border !== undefined) return part(buffer, rowsAt(buffer, batch), true);
    if (call.kind === "reduce_rows") return part(buffer, 1);
    if (call.kind === "reduce_segments") return part(buffer, sizeAt(call.rows, batch) / call.segment!);
    return call.kind === "reduce_columns" ? whole(buffer) : part(buffer, sizeAt(call.rows, batch), true);
  });
  if (call.kind === "product" && call.partial !== undefined) {
    writes.push(part(get(call.partial), sizeAt(call.rows, batch)));
  }
  return { reads, writes };
}
