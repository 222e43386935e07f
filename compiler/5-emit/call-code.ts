/** A plan's groups as blocks: each call's addresses (of one panel, in a loop over panels), sizes and strides. */
import { borderOf, panelsOf, writesOf } from "../4-plan/access.ts";
import { PANEL, PANEL_BYTES, panelsIn, rowBytesOf, segmentsIn, spaceOf } from "../4-plan/layout.ts";
import {
  type Buffer,
  type Call,
  type Group,
  imagesOf,
  isPartKernel,
  type MapCall,
  type PlanEntry,
  type ProductCall,
  ROWS_UNIT,
  type WinogradCall,
} from "../4-plan/plan.ts";
import { type Dim, productOf } from "../ir/type.ts";
import type { Border, ImageWindow } from "../ops/definition/lowering.ts";
import { tilesAlong } from "../ops/winograd-rules.ts";
import type { Block, Piece, Term } from "./block.ts";
import type { Kernels } from "./kernels.ts";

type Argument = readonly Piece[];

/** What a weight gradient reads again and again at a time: of a second cache of 512 KiB or more. */
const CACHE_BYTES = 256 * 1024;

export class CallCode {
  readonly #buffers: ReadonlyMap<string, Buffer>;
  readonly #names: ReadonlyMap<string, string>;
  readonly #kernels: Kernels;
  readonly #threads: number;
  /** How the group at hand is split. */
  #split: Group["split"];

  /** `names` are the constants that hold the buffers' addresses. */
  constructor(
    buffers: ReadonlyMap<string, Buffer>,
    names: ReadonlyMap<string, string>,
    kernels: Kernels,
    threads: number,
  ) {
    this.#threads = threads;
    this.#buffers = buffers;
    this.#names = names;
    this.#kernels = kernels;
  }

  block(entry: PlanEntry["entry"], { panels, calls, split }: Group): Block {
    this.#split = split;
    const statements = calls.map((call) => ({
      comment: call.comment,
      callee: this.#kernels.nameOf(call),
      args: this.#args(call),
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
    const made = calls.flatMap(writesOf).map((name) => this.#buffers.get(name)!);
    const parameter = made.find(({ inPlaceOf }) => this.#buffers.get(inPlaceOf ?? "")?.role === "parameter");
    const constant = this.#names.get((parameter ?? made[0]!).name)!;
    return `${entry}_${constant.replace(/^at_/, "").replace(`${entry}_`, "")}`;
  }

  #args(call: Call): Argument[] {
    switch (call.kind) {
      case "kernel":
        return [
          ...[...call.operands, ...call.results].map((name) =>
            isPartKernel(call.kernel) ? this.#whole(name) : this.#ofKernel(name, call.sizes[0] as Dim),
          ),
          ...call.sizes.map((number, i): Argument => {
            if (i === 0 && this.#split === "rows" && !isPartKernel(call.kernel)) return ["part"];
            if (typeof number !== "object" || !("f32" in number)) return [dimCode(number, "size")];
            return [{ kind: "float", value: number.f32, name: "value" }];
          }),
          ...(isPartKernel(call.kernel) ? [["<i32>first"], ["part"]] : []),
        ];
      case "product":
        return this.#product(call);
      case "winograd":
        return this.#winograd(call);
      case "map": {
        const rows = this.#split === "rows" && call.rows !== 1 ? "part" : mapRows(call.rows, call.columns);
        return [[rows], ...lengthOf(call), ...this.#border(call), ...this.#operands(call), ...this.#stores(call)];
      }
      case "reduce_rows":
      case "reduce_segments":
      case "reduce_columns": {
        const columns = call.kind === "reduce_columns" ? [[dimCode(call.columns, "columns")]] : [];
        const rows = call.kind === "reduce_segments" ? segmentsIn(call.rows, call.segment!) : 1;
        const results = call.reductions.map(({ buffer }) =>
          this.#split === "rows" ? this.#byRow(buffer, "4") : this.#panel(buffer, rows),
        );
        return [[this.#rows(call.rows)], ...lengthOf(call), ...columns, ...this.#operands(call), ...results];
      }
    }
  }

  #product(call: ProductCall): Argument[] {
    return [
      ...(call.window === undefined ? this.#matrix(call) : this.#images(call, call.window)),
      ...lengthOf(call),
      ...this.#border(call),
      this.#panel(call.b, call.depth, false),
      ...(call.partial === undefined ? [] : [this.#panel(call.partial, call.rows)]),
      ...(call.initial === undefined ? [] : [this.#panel(call.initial, 1)]),
      ...this.#operands(call),
      ...this.#stores(call),
    ];
  }

  /** Where A lies and how large it is, as the walks of matrices want it (product-walk.ts). */
  #matrix(call: ProductCall): Argument[] {
    const inPanels = this.#buffers.get(call.a)!.layout === "panels";
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
      [this.#rows(rows)],
      [dimCode(depth, "depth")],
      this.#split === "rows" ? this.#byRow(call.a, rowStrideOfA(call, inPanels)) : this.#whole(call.a),
      ...strides.map((stride) => [stride]),
    ];
  }

  /** The same of images and a window, as window-walk.ts wants it. */
  #images(call: ProductCall, window: ImageWindow): Argument[] {
    const { channels, image, kernel, strides, dilations, places } = window;
    const images = imagesOf(call, window);
    const inPanels = this.#buffers.get(call.a)!.layout === "panels";
    const pixel = inPanels ? PANEL_BYTES : channels * 4;
    const line = image[1] * pixel;
    // Where the channels of neighbouring elements lie one behind the other, a line of the window is one element.
    const isOne = dilations[1] === 1 && (!inPanels || channels === PANEL);
    const depth = isOne ? kernel[1] * channels : channels;
    const chunk = inPanels && !isOne ? PANEL : depth;
    const next = inPanels && !isOne ? timesCode(images, image[0] * line, "images") : "0";
    const bytes = (value: number, name: string) => [{ ...size(value, name), scale: 1 }];
    const block = Math.max(1, Math.floor(CACHE_BYTES / (image[0] * line + places[0] * places[1] * PANEL_BYTES)));
    const first = this.#split === "rows" ? "<i32>first" : "0";
    return [
      ...(call.aAccess === "rows"
        ? [[this.#rows(call.rows)], [first]]
        : [[dimCode(images, "images")], [size(block, "block")]]),
      [size(places[0], "down")],
      [size(places[1], "across")],
      this.#whole(call.a),
      bytes(strides[1] * pixel, "step_x"),
      bytes(strides[0] * line, "step_y"),
      bytes(image[0] * line, "step_n"),
      [size(kernel[0], "lines")],
      bytes(dilations[0] * line, "line"),
      [size(isOne ? 1 : kernel[1], "taps")],
      bytes(isOne ? 0 : dilations[1] * pixel, "tap"),
      [size(depth, "depth")],
      [size(chunk, "chunk")],
      [next],
    ];
  }

  /** As winograd.ts wants them. */
  #winograd(call: WinogradCall): Argument[] {
    const { images, image, channels, places, gradient, block, columns, rows, stores } = call;
    const [down, across] = places.map(tilesAlong) as [number, number];
    const bytes = (value: number, name: string): Argument => [{ ...size(value, name), scale: 1 }];
    const strides = ([height, width]: readonly [number, number], name: string): Argument[] => [
      bytes(width * PANEL_BYTES, `${name}_row`),
      bytes(height * width * PANEL_BYTES, `${name}_image`),
      [timesCode(images, height * width * PANEL_BYTES, `${name}_images`)],
    ];
    const rest = (origin: Argument): Argument[] => [
      ...[origin, ...(gradient === undefined ? [] : strides(gradient.image, "dy"))],
      [size(panelsIn(columns), "panels")],
    ];
    const bordered = stores.find(({ border }) => border !== undefined);
    const borderRows = bordered && spaceOf(this.#buffers.get(bordered.buffer)!.type.shape).rows;
    const inBorder: Argument[] =
      borderRows === undefined
        ? []
        : [...borderSizes(borderOf(call)!).slice(2), [timesCode(borderRows, PANEL_BYTES, "border_rows")]];
    const start = gradient && (gradient.origin[0] * gradient.image[1] + gradient.origin[1]) * PANEL_BYTES;
    const origin: Argument =
      start === undefined ? this.#whole(call.b) : [...this.#whole(call.b), " + ", ...bytes(start, "origin")];
    return [
      ...(this.#split === "rows" ? [["<i32>first"], ["<i32>first + part"]] : [["0"], [tilesCode(call)]]),
      [size(block, "block")],
      [size(across, "across")],
      [size(down, "down")],
      this.#whole(call.x),
      ...strides(image, "x"),
      [size(channels, "channels")],
      ...rest(origin),
      ...(gradient === undefined ? [[size(places[1], "width")], [size(places[0], "height")]] : []),
      this.#ofThread(call.scratch),
      [timesCode(rows, PANEL_BYTES, "rows")],
      ...lengthOf(call),
      ...inBorder,
      ...call.body.operands.map(({ buffer }) => this.#whole(buffer)),
      ...stores.map(({ buffer }) => this.#whole(buffer)),
    ];
  }

  #stores(call: ProductCall | MapCall): Argument[] {
    return call.stores.map(({ buffer, border }) => {
      const rows = border === undefined ? call.rows : spaceOf(this.#buffers.get(buffer)!.type.shape).rows;
      return this.#panel(buffer, rows, call.rows !== 1);
    });
  }

  /** Sizes of the border that stores are inside of, as border.ts wants them. */
  #border(call: ProductCall | MapCall): Argument[] {
    const border = borderOf(call);
    if (border === undefined) return [];
    return [[this.#split === "rows" ? "<i32>first" : "0"], ...borderSizes(border)];
  }

  #operands(call: Exclude<Call, { kind: "kernel" }>): Argument[] {
    return call.body.operands.map(({ buffer, access }) => {
      if (access === "row" && this.#split === "rows") {
        return this.#byRow(buffer, this.#buffers.get(buffer)!.layout === "panels" ? `${PANEL_BYTES}` : "4");
      }
      if (access === "row" || access === "scalar" || (panelsOf(call) === undefined && this.#split === undefined)) {
        return this.#whole(buffer);
      }
      if (access === "segment") return this.#panel(buffer, segmentsIn(call.rows, call.segment!));
      return this.#panel(buffer, access === "column" ? 1 : call.rows);
    });
  }

  #ofKernel(buffer: string, rows: Dim): Argument {
    const { type, layout } = this.#buffers.get(buffer)!;
    if (this.#split !== "rows") return this.#whole(buffer);
    return this.#byRow(buffer, String(layout === "panels" ? PANEL_BYTES : rowBytesOf(type, rows)));
  }

  /** This thread's part of memory that has one for each, where it is shared. */
  #ofThread(buffer: string): Argument {
    if (this.#split === undefined) return this.#whole(buffer);
    const bytes = this.#buffers.get(buffer)!.bytes / this.#threads;
    return [...this.#whole(buffer), { by: "thread", stride: { ...size(bytes, "bytes"), scale: 1 } }];
  }

  #rows(rows: Dim): Piece {
    return this.#split === "rows" ? "part" : dimCode(rows, "rows");
  }

  /** The address of this thread's first row. */
  #byRow(buffer: string, stride: Piece): Argument {
    return [...this.#whole(buffer), { by: "row", stride }];
  }

  #whole(name: string): Argument {
    const { offset, partOf, type } = this.#buffers.get(name)!;
    const start: Term = { kind: "address", value: offset, name: this.#names.get(name)! };
    if (partOf === undefined || partOf.panel === 0) return [start];
    return [start, " + ", timesCode(spaceOf(type.shape).rows, partOf.panel * PANEL_BYTES, "rows")];
  }

  /**
   * The address of the panel at hand, and there of this thread's first row. The caller says how many rows there are: the
   * buffer may be of another shape.
   */
  #panel(buffer: string, rows: Dim, ownRows = rows !== 1): Argument {
    const { panelLocal, bytes } = this.#buffers.get(buffer)!;
    const pieces: Piece[] = [...this.#whole(buffer)];
    if (!panelLocal) pieces.push({ by: "panel", stride: timesCode(rows, PANEL_BYTES, "rows") });
    else if (this.#split !== undefined) {
      pieces.push({ by: "thread", stride: { ...size(bytes / this.#threads, "bytes"), scale: 1 } });
    }
    if (this.#split === "rows" && ownRows) pieces.push({ by: "row", stride: `${PANEL_BYTES}` });
    return pieces;
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

/** Winograd's tiles on all images. */
function tilesCode({ images, places }: WinogradCall): string | Term {
  return dimCode(productOf([images, ...places.map(tilesAlong)]), "tiles");
}

/** Bytes from what one row of the result needs of A to what the next needs, for rows in multiples of a panel. */
function rowStrideOfA({ aAccess, depth }: ProductCall, inPanels: boolean): Piece {
  if (aAccess === "rows") return inPanels ? `${PANEL_BYTES}` : timesCode(depth, 4, "depth");
  return inPanels ? timesCode(depth, 4, "depth") : "4";
}

function lengthOf({ segment }: Exclude<Call, { kind: "kernel" }>): Argument[] {
  return segment === undefined ? [] : [[size(segment, "length")]];
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

/** Pixels of a line, lines, bytes to the first pixel, and those between lines and between images. */
function borderSizes({ image: [height, width], padding: [top, left, bottom, right] }: Border): Argument[] {
  const line = (left + width + right) * PANEL_BYTES;
  const bytes = (value: number, name: string): Argument => [{ ...size(value, name), scale: 1 }];
  return [
    [size(width, "pixels")],
    [size(height, "lines")],
    bytes(top * line + left * PANEL_BYTES, "corner"),
    bytes((left + right) * PANEL_BYTES, "line_gap"),
    bytes((top + bottom) * line, "image_gap"),
  ];
}
