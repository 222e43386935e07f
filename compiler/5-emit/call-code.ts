/** A plan's groups as blocks: each call's addresses (of one panel, in a loop over panels), sizes and strides. */
import { panelsOf, writesOf } from "../4-plan/access.ts";
import { PANEL, segmentsIn } from "../4-plan/layout.ts";
import { type Call, type Group, isPartKernel, type PlanEntry, ROWS_UNIT } from "../4-plan/plan.ts";
import type { Dim } from "../ir/type.ts";
import { Addresses, type Memory } from "./addresses.ts";
import type { Block, Piece } from "./block.ts";
import type { Kernels } from "./kernels.ts";
import { productArgs } from "./product-args.ts";
import { type Argument, dimCode, lengthOf, size } from "./size-code.ts";
import { tilesCode, winogradArgs } from "./winograd-args.ts";

export class CallCode {
  readonly #memory: Memory;
  readonly #kernels: Kernels;

  constructor(memory: Memory, kernels: Kernels) {
    this.#memory = memory;
    this.#kernels = kernels;
  }

  block(entry: PlanEntry["entry"], { panels, calls, split }: Group): Block {
    const at = new Addresses(this.#memory, split);
    const statements = calls.map((call) => ({
      comment: call.comment,
      callee: this.#kernels.nameOf(call),
      args: argsOf(call, at),
    }));
    const byPanel = calls.some((call) => panelsOf(call) !== undefined);
    return {
      name: this.#nameOf(entry, calls),
      // Threads count in i32.
      ...(byPanel ? { panels: { ...size(panels, "panels"), ...(split === "panels" ? {} : { scale: 1 }) } } : {}),
      ...(split === undefined ? {} : { split: split === "panels" ? { unit: 1 } : rowsOf(calls) }),
      statements,
    };
  }

  /** After the first parameter that the calls update, or else the first value that they make. */
  #nameOf(entry: PlanEntry["entry"], calls: readonly Call[]): string {
    const made = calls.flatMap(writesOf).map((name) => this.#memory.buffers.get(name)!);
    const parameter = made.find(({ inPlaceOf }) => this.#memory.buffers.get(inPlaceOf ?? "")?.role === "parameter");
    const constant = this.#memory.names.get((parameter ?? made[0]!).name)!;
    return `${entry}_${constant.replace(/^at_/, "").replace(`${entry}_`, "")}`;
  }
}

function argsOf(call: Call, at: Addresses): Argument[] {
  switch (call.kind) {
    case "kernel":
      return [
        ...[...call.operands, ...call.results].map((name) =>
          isPartKernel(call.kernel) ? at.whole(name) : at.ofKernel(name, call.sizes[0] as Dim),
        ),
        ...call.sizes.map((number, i): Argument => {
          if (i === 0 && at.split === "rows" && !isPartKernel(call.kernel)) return ["part"];
          if (typeof number !== "object" || !("f32" in number)) return [dimCode(number, "size")];
          return [{ kind: "float", value: number.f32, name: "value" }];
        }),
        ...(isPartKernel(call.kernel) ? [["<i32>first"], ["part"]] : []),
      ];
    case "product":
      return productArgs(call, at);
    case "winograd":
      return winogradArgs(call, at);
    case "map": {
      const rows = at.split === "rows" && call.rows !== 1 ? "part" : mapRows(call.rows, call.columns);
      return [[rows], ...lengthOf(call), ...at.border(call), ...at.operands(call), ...at.stores(call)];
    }
    case "reduce_rows":
    case "reduce_segments":
    case "reduce_columns": {
      const columns = call.kind === "reduce_columns" ? [[dimCode(call.columns, "columns")]] : [];
      const rows = call.kind === "reduce_segments" ? segmentsIn(call.rows, call.segment!) : 1;
      const results = call.reductions.map(({ buffer }) =>
        at.split === "rows" ? at.byRow(buffer, "4") : at.panel(buffer, rows),
      );
      return [[at.rows(call.rows)], ...lengthOf(call), ...columns, ...at.operands(call), ...results];
    }
  }
}

/** The rows that threads split, of the calls of a group: those that have more than one have as many. */
function rowsOf(calls: readonly Call[]): NonNullable<Block["split"]> {
  const call = calls.find((candidate) => candidate.kind === "kernel" || candidate.rows !== 1)!;
  if (call.kind === "winograd") return { rows: tilesCode(call), unit: call.block };
  const rows = call.kind === "kernel" ? (call.sizes[0] as Dim) : call.rows;
  const byPanels = (each: Call) =>
    each.kind === "kernel" ? isPartKernel(each.kernel) : each.kind === "product" && each.aAccess === "columns";
  return { rows: dimCode(rows, "rows"), unit: calls.some(byPanels) ? PANEL : ROWS_UNIT };
}

/** A vector over the batch is done as rows of 16. */
function mapRows(rows: Dim, columns: Dim): Piece {
  if (typeof columns === "number") return dimCode(rows, "rows");
  return `(${dimCode(columns, "columns") as string} + ${PANEL - 1}) / ${PANEL}`;
}
