/**
 * Where the operands and results of a group's calls are: at the panel at hand, in a loop over panels, and at this thread's
 * part, where threads share the group.
 */
import { borderOf, panelsOf } from "../4-plan/access.ts";
import { PANEL_BYTES, rowBytesOf, segmentsIn, spaceOf } from "../4-plan/layout.ts";
import type { Buffer, Call, Group, MapCall, ProductCall } from "../4-plan/plan.ts";
import type { Dim } from "../ir/type.ts";
import type { Piece, Term } from "./block.ts";
import { type Argument, borderSizes, bytes, dimCode, timesCode } from "./size-code.ts";

/** What is the same for all groups. `names` are the constants that hold the buffers' addresses. */
export interface Memory {
  readonly buffers: ReadonlyMap<string, Buffer>;
  readonly names: ReadonlyMap<string, string>;
  readonly threads: number;
}

export class Addresses {
  readonly #memory: Memory;
  /** How the group is split. */
  readonly split: Group["split"];

  constructor(memory: Memory, split: Group["split"]) {
    this.#memory = memory;
    this.split = split;
  }

  buffer(name: string): Buffer {
    return this.#memory.buffers.get(name)!;
  }

  stores(call: ProductCall | MapCall): Argument[] {
    return call.stores.map(({ buffer, border }) => {
      const rows = border === undefined ? call.rows : spaceOf(this.buffer(buffer).type.shape).rows;
      return this.panel(buffer, rows, call.rows !== 1);
    });
  }

  /** Sizes of the border that stores are inside of, as border.ts wants them. */
  border(call: ProductCall | MapCall): Argument[] {
    const border = borderOf(call);
    if (border === undefined) return [];
    return [[this.split === "rows" ? "<i32>first" : "0"], ...borderSizes(border)];
  }

  operands(call: Exclude<Call, { kind: "kernel" }>): Argument[] {
    return call.body.operands.map(({ buffer, access }) => {
      if (access === "row" && this.split === "rows") {
        return this.byRow(buffer, this.buffer(buffer).layout === "panels" ? `${PANEL_BYTES}` : "4");
      }
      if (access === "row" || access === "scalar" || (panelsOf(call) === undefined && this.split === undefined)) {
        return this.whole(buffer);
      }
      if (access === "segment") return this.panel(buffer, segmentsIn(call.rows, call.segment!));
      return this.panel(buffer, access === "column" ? 1 : call.rows);
    });
  }

  ofKernel(buffer: string, rows: Dim): Argument {
    const { type, layout } = this.buffer(buffer);
    if (this.split !== "rows") return this.whole(buffer);
    return this.byRow(buffer, String(layout === "panels" ? PANEL_BYTES : rowBytesOf(type, rows)));
  }

  /** This thread's part of memory that has one for each, where it is shared. */
  ofThread(buffer: string): Argument {
    if (this.split === undefined) return this.whole(buffer);
    return [...this.whole(buffer), this.#toThread(buffer)];
  }

  rows(rows: Dim): Piece {
    return this.split === "rows" ? "part" : dimCode(rows, "rows");
  }

  /** The address of this thread's first row. */
  byRow(buffer: string, stride: Piece): Argument {
    return [...this.whole(buffer), { by: "row", stride }];
  }

  whole(name: string): Argument {
    const { offset, partOf, type } = this.buffer(name);
    const start: Term = { kind: "address", value: offset, name: this.#memory.names.get(name)! };
    if (partOf === undefined || partOf.panel === 0) return [start];
    return [start, " + ", timesCode(spaceOf(type.shape).rows, partOf.panel * PANEL_BYTES, "rows")];
  }

  /**
   * The address of the panel at hand, and there of this thread's first row. The caller says how many rows there are: the
   * buffer may be of another shape.
   */
  panel(buffer: string, rows: Dim, ownRows = rows !== 1): Argument {
    const { panelLocal } = this.buffer(buffer);
    const pieces: Piece[] = [...this.whole(buffer)];
    if (!panelLocal) pieces.push({ by: "panel", stride: timesCode(rows, PANEL_BYTES, "rows") });
    else if (this.split !== undefined) pieces.push(this.#toThread(buffer));
    if (this.split === "rows" && ownRows) pieces.push({ by: "row", stride: `${PANEL_BYTES}` });
    return pieces;
  }

  /** From thread 0's part of a buffer to this thread's. */
  #toThread(buffer: string): Piece {
    const [stride] = bytes(this.buffer(buffer).bytes / this.#memory.threads, "bytes");
    return { by: "thread", stride: stride! };
  }
}
