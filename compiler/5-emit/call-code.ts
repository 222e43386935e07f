/** The arguments of a kernel call: addresses (of one panel, where the call is in a loop over panels), sizes, strides. */
import { type Buffer, type Call, PANEL, PANEL_BYTES, type ProductCall } from "../4-plan/plan.ts";
import type { Dim } from "../ir/type.ts";
import { literal } from "./vector-code.ts";

export class CallCode {
  readonly #buffers: ReadonlyMap<string, Buffer>;
  readonly #names: ReadonlyMap<string, string>;

  constructor(buffers: ReadonlyMap<string, Buffer>, names: ReadonlyMap<string, string>) {
    this.#buffers = buffers;
    this.#names = names;
  }

  /** `panel` is the loop's variable, or undefined outside of one. */
  args(call: Call, panel: string | undefined): string[] {
    switch (call.kind) {
      case "kernel":
        return [
          ...call.operands.map((name) => this.#whole(name)),
          this.#whole(call.result),
          ...call.sizes.map((size) => (typeof size === "object" && "f32" in size ? literal(size.f32) : dimCode(size))),
        ];
      case "product":
        return this.#product(call, panel);
      case "map": {
        const operands = this.#operands(call, panel);
        const stores = call.stores.map((store) => this.#panel(store.buffer, panel, call.rows));
        return [mapRows(call.rows, call.columns), ...operands, ...stores];
      }
      case "reduce_rows":
      case "reduce_columns": {
        const sizes = call.kind === "reduce_rows" ? [call.rows] : [call.rows, call.columns];
        const operands = this.#operands(call, panel);
        const results = call.reductions.map((reduction) => this.#panel(reduction.buffer, panel, 1));
        return [...sizes.map(dimCode), ...operands, ...results];
      }
    }
  }

  #product(call: ProductCall, panel: string | undefined): string[] {
    const a = this.#buffers.get(call.a)!;
    const inPanels = a.layout === "panels";
    const { rows, depth } = call;
    let strides: string[];
    if (call.aAccess === "rows") {
      strides = inPanels
        ? [String(PANEL_BYTES), String(PANEL), timesCode(rows, PANEL_BYTES)]
        : [timesCode(depth, 4), dimCode(depth), "0"];
    } else {
      strides = inPanels
        ? [String(PANEL_BYTES), timesCode(depth, PANEL_BYTES)]
        : [timesCode(rows, 4), String(PANEL_BYTES)];
    }
    return [
      dimCode(rows),
      dimCode(depth),
      this.#whole(call.a),
      ...strides,
      this.#panel(call.b, panel, depth),
      ...(call.initial === undefined ? [] : [this.#panel(call.initial, panel, 1)]),
      ...this.#operands(call, panel),
      ...call.stores.map((store) => this.#panel(store.buffer, panel, call.rows)),
    ];
  }

  #operands({ body, rows }: Exclude<Call, { kind: "kernel" }>, panel: string | undefined): string[] {
    return body.operands.map(({ buffer, access }) => {
      if (access === "row" || access === "scalar") return this.#whole(buffer);
      return this.#panel(buffer, panel, access === "column" ? 1 : rows);
    });
  }

  #whole(name: string): string {
    return this.#names.get(name)!;
  }

  /** The address of the panel at hand. The caller says how many rows there are: the buffer may be of another shape. */
  #panel(name: string, panel: string | undefined, rows: Dim): string {
    const buffer = this.#buffers.get(name)!;
    if (panel === undefined || buffer.panelLocal) return this.#whole(name);
    return `${this.#whole(name)} + ${panel} * ${parenthesised(timesCode(rows, PANEL_BYTES))}`;
  }
}

/** A vector over the batch is done as rows of 16. */
function mapRows(rows: Dim, columns: Dim): string {
  if (typeof columns === "number") return dimCode(rows);
  return `(${dimCode(columns)} + ${PANEL - 1}) / ${PANEL}`;
}

/** An i32. */
function dimCode(dim: Dim): string {
  if (typeof dim === "number") return String(dim);
  return dim.batch === 1 ? "batch" : `batch * ${dim.batch}`;
}

/** `dim · factor` as usize. */
function timesCode(dim: Dim, factor: number): string {
  if (typeof dim === "number") return String(dim * factor);
  return `<usize>batch * ${dim.batch * factor}`;
}

function parenthesised(code: string): string {
  return code.includes(" ") ? `(${code})` : code;
}
