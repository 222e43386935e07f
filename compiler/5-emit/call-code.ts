/** A plan's groups as blocks: each call's addresses (of one panel, in a loop over panels), sizes and strides. */
import {
  type Buffer,
  type Call,
  type Group,
  PANEL,
  PANEL_BYTES,
  type PlanEntry,
  type ProductCall,
  panelsOf,
  writesOf,
} from "../4-plan/plan.ts";
import type { Dim } from "../ir/type.ts";
import type { Block, Piece, Term } from "./block.ts";
import type { Kernels } from "./kernels.ts";

type Argument = readonly Piece[];

export class CallCode {
  readonly #buffers: ReadonlyMap<string, Buffer>;
  readonly #names: ReadonlyMap<string, string>;
  readonly #kernels: Kernels;

  /** `names` are the constants that hold the buffers' addresses. */
  constructor(buffers: ReadonlyMap<string, Buffer>, names: ReadonlyMap<string, string>, kernels: Kernels) {
    this.#buffers = buffers;
    this.#names = names;
    this.#kernels = kernels;
  }

  block(entry: PlanEntry["entry"], { panels, calls }: Group): Block {
    const statements = calls.map((call) => ({
      comment: call.comment,
      callee: this.#kernels.nameOf(call),
      args: this.#args(call),
    }));
    const byPanel = calls.some((call) => panelsOf(call) !== undefined);
    return {
      name: this.#nameOf(entry, calls),
      ...(byPanel ? { panels: { ...size(panels, "panels"), scale: 1 } } : {}),
      statements,
    };
  }

  /** After the first parameter that the calls update, or else the first value that they make. */
  #nameOf(entry: PlanEntry["entry"], calls: readonly Call[]): string {
    const made = calls.flatMap(writesOf).map((name) => this.#buffers.get(name)!);
    const parameter = made.find(({ inPlaceOf }) => this.#buffers.get(inPlaceOf ?? "")?.role === "parameter");
    const constant = this.#names.get((parameter ?? made[0]!).name)!;
    return `${entry}_${constant.replace(/^at_/, "").replace(`${entry}_`, "")}`;
  }

  #args(call: Call): Argument[] {
    switch (call.kind) {
      case "kernel":
        return [
          ...call.operands.map((name) => this.#whole(name)),
          ...call.results.map((name) => this.#whole(name)),
          ...call.sizes.map((number): Argument => {
            if (typeof number !== "object" || !("f32" in number)) return [dimCode(number, "size")];
            return [{ kind: "float", value: number.f32, name: "value" }];
          }),
        ];
      case "product":
        return this.#product(call);
      case "map": {
        const stores = call.stores.map((store) => this.#panel(store.buffer, call.rows));
        return [[mapRows(call.rows, call.columns)], ...this.#operands(call), ...stores];
      }
      case "reduce_rows":
      case "reduce_columns": {
        const columns = call.kind === "reduce_rows" ? [] : [[dimCode(call.columns, "columns")]];
        const results = call.reductions.map((reduction) => this.#panel(reduction.buffer, 1));
        return [[dimCode(call.rows, "rows")], ...columns, ...this.#operands(call), ...results];
      }
    }
  }

  #product(call: ProductCall): Argument[] {
    const a = this.#buffers.get(call.a)!;
    const inPanels = a.layout === "panels";
    const { rows, depth } = call;
    let strides: Piece[];
    if (call.aAccess === "rows") {
      strides = inPanels
        ? [String(PANEL_BYTES), String(PANEL), timesCode(rows, PANEL_BYTES, "rows")]
        : [timesCode(depth, 4, "depth"), dimCode(depth, "depth"), "0"];
    } else {
      strides = inPanels
        ? [String(PANEL_BYTES), String(PANEL), timesCode(depth, PANEL_BYTES, "depth")]
        : [timesCode(rows, 4, "rows"), dimCode(rows, "rows"), "0"];
    }
    return [
      [dimCode(rows, "rows")],
      [dimCode(depth, "depth")],
      this.#whole(call.a),
      ...strides.map((stride) => [stride]),
      this.#panel(call.b, depth),
      ...(call.initial === undefined ? [] : [this.#panel(call.initial, 1)]),
      ...this.#operands(call),
      ...call.stores.map((store) => this.#panel(store.buffer, call.rows)),
    ];
  }

  #operands(call: Exclude<Call, { kind: "kernel" }>): Argument[] {
    return call.body.operands.map(({ buffer, access }) => {
      if (access === "row" || access === "scalar" || panelsOf(call) === undefined) return this.#whole(buffer);
      return this.#panel(buffer, access === "column" ? 1 : call.rows);
    });
  }

  #whole(buffer: string): [Term] {
    const { offset } = this.#buffers.get(buffer)!;
    return [{ kind: "address", value: offset, name: this.#names.get(buffer)! }];
  }

  /** The address of the panel at hand. The caller says how many rows there are: the buffer may be of another shape. */
  #panel(buffer: string, rows: Dim): Argument {
    if (this.#buffers.get(buffer)!.panelLocal) return this.#whole(buffer);
    return [...this.#whole(buffer), { stride: timesCode(rows, PANEL_BYTES, "rows") }];
  }
}

/** A vector over the batch is done as rows of 16. */
function mapRows(rows: Dim, columns: Dim): Piece {
  if (typeof columns === "number") return dimCode(rows, "rows");
  return `(${dimCode(columns, "columns") as string} + ${PANEL - 1}) / ${PANEL}`;
}

function size(value: number, name: string): Term {
  return { kind: "size", value, name };
}

/** An i32. */
function dimCode(dim: Dim, name: string): string | Term {
  if (typeof dim === "number") return size(dim, name);
  return dim.batch === 1 ? "batch" : `batch * ${dim.batch}`;
}

/** `dim · scale` as usize. */
function timesCode(dim: Dim, scale: number, name: string): string | Term {
  if (typeof dim === "number") return { ...size(dim, name), scale };
  return `<usize>batch * ${dim.batch * scale}`;
}
