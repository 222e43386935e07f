/**
 * The plan: which kernels run in which order on which buffers. Plain data that prints and parses back
 * (print-plan.ts, parse-plan.ts), so emission needs no graph.
 *
 * A tensor is seen as rows × columns: the last axis is the columns, all axes before it together are the rows; a vector
 * is one row. Element-wise and column-local kernels work on one panel of 16 columns a call.
 */
import type { GraphEntry, NamedValue } from "../ir/graph.ts";
import type { Attrs } from "../ir/node.ts";
import { type Dim, DTYPE_BYTES, productOf, type Shape, sameDim, sizeAt, type TensorType } from "../ir/type.ts";
import type { Border, ImageWindow, KernelSize, Layout, WinogradSizes } from "../ops/define.ts";

export const PANEL = 16;

/** Bytes of one row of a panel. */
export const PANEL_BYTES = PANEL * 4;

/** What Winograd's transforms need of scratch memory: a square of 6 × 6 vectors, two side by side. */
export const SQUARE_BYTES = 36 * 32;

/** Rows that threads split are theirs in multiples of this: of every tile's height, so that tiles stay whole. */
export const ROWS_UNIT = 12;

export type BufferRole =
  | "argument"
  | "parameter"
  | "state"
  | "constant"
  | "input"
  | "output"
  /** Loss and metrics. */
  | "result"
  | "temporary";

export interface Buffer {
  /** Unique in the plan; a temporary's begins with its entry: `train/hidden`. */
  readonly name: string;
  readonly role: BufferRole;
  readonly type: TensorType;
  readonly layout: Layout;
  /**
   * A temporary of which only the panel at hand exists: every panel of its group uses the same memory, or that of its
   * thread, where there are several; those lie one after the other.
   */
  readonly panelLocal: boolean;
  /** Bytes from the start of memory, and bytes reserved at the largest batch. */
  readonly offset: number;
  readonly bytes: number;
  /** A constant's elements, row-major. */
  readonly values?: readonly number[];
  /** The parameter or state whose next value this is, in the same memory. */
  readonly inPlaceOf?: string;
  /** The temporary whose panels these are. `offset` is then where that one begins: strides come from the actual batch. */
  readonly partOf?: PartOf;
}

export interface PartOf {
  readonly buffer: string;
  /** The first panel. */
  readonly panel: number;
  /** The first lane there that is written under this name, where those before it are another part's. */
  readonly lane?: number;
}

/** How a kernel on rows × columns reads an operand. */
export type Access =
  /** The element at the same row and column. */
  | "element"
  /** One value a column. */
  | "column"
  /** One value a row. */
  | "row"
  /** One value a column of each segment: so many rows that come one after the other. */
  | "segment"
  /** One value. */
  | "scalar";

export interface Operand {
  readonly buffer: string;
  readonly access: Access;
}

/** One element-wise op of a kernel's body. Arguments are value numbers: see `Body`. */
export interface Step {
  readonly op: string;
  readonly attrs: Attrs;
  readonly args: readonly number[];
}

/** Values are numbered: first the operands, then, in a product, the accumulator, then the steps. */
export interface Body {
  readonly operands: readonly Operand[];
  readonly steps: readonly Step[];
}

export interface Store {
  readonly value: number;
  readonly buffer: string;
  /** The buffer has a border around every image, which this leaves alone. All such stores of a call have the same. */
  readonly border?: Border;
}

interface CallBase {
  /** What is computed here, in the model's names: a comment line for each node. */
  readonly comment: readonly string[];
}

/** Rows that come one after the other, such as the pixels of one image. */
interface Segmented {
  /** How many rows are a segment, where an operand is read by segment or a reduction gives a value for each. */
  readonly segment?: number;
}

/** C[rows, panel] = initial + Σₖ A(row, k) · B(k, panel), then the body on the tile in registers. */
export interface ProductCall extends CallBase, Segmented {
  readonly kind: "product";
  /** `rows`: A(r, k) is a[r, k]. `columns`: A(r, k) is a[k, r] (the weight gradient's Xᵀ). */
  readonly a: string;
  readonly aAccess: "rows" | "columns";
  /** `a` holds images: row r of A is what the window shows at place r, counted over all images. */
  readonly window?: ImageWindow;
  /** Always panels, depth × columns. */
  readonly b: string;
  readonly initial?: string;
  /** Where sums over the places of a window wait from one block of images to the next. */
  readonly partial?: string;
  readonly rows: Dim;
  readonly depth: Dim;
  readonly columns: number;
  readonly body: Body;
  readonly stores: readonly Store[];
}

/** Whether the rows of a product are elements of a window, which threads do not share. */
export function isWindowGradient(call: Call): boolean {
  return call.kind === "product" && call.window !== undefined && call.aAccess === "columns";
}

/** How many images a product's window moves over. */
export function imagesOf({ aAccess, rows, depth }: ProductCall, { places }: ImageWindow): Dim {
  const dim = aAccess === "rows" ? rows : depth;
  const each = places[0] * places[1];
  return typeof dim === "number" ? dim / each : { batch: dim.batch / each };
}

/**
 * Winograd's filtering with windows of 3 × 3 (5-emit/winograd.ts), then the body on each element of the result: y[place,
 * panel] = Σ over channels of x ∗ weight, or, with `gradient`, dw[tap and channel, panel] = Σ over places of x · dy.
 */
export interface WinogradCall extends CallBase, Segmented, WinogradSizes {
  readonly kind: "winograd";
  /** Images in panels, with their padding; the window's places begin at its corner. */
  readonly x: string;
  /** In panels: the transformed weights, or dy. */
  readonly b: string;
  /** How many tiles are done together. */
  readonly block: number;
  readonly scratch: string;
  readonly rows: Dim;
  readonly columns: number;
  readonly body: Body;
  readonly stores: readonly Store[];
}

export interface MapCall extends CallBase, Segmented {
  readonly kind: "map";
  readonly rows: Dim;
  readonly columns: Dim;
  readonly body: Body;
  readonly stores: readonly Store[];
}

export interface Reduction {
  /** The op whose lowering has init, step, combine and finish. */
  readonly op: string;
  readonly attrs: Attrs;
  readonly args: readonly number[];
  readonly buffer: string;
}

/**
 * `reduce_rows` gives a value a column and `reduce_segments` a value a column of each segment (both column-local);
 * `reduce_columns` a value a row.
 */
export interface ReduceCall extends CallBase, Segmented {
  readonly kind: "reduce_rows" | "reduce_segments" | "reduce_columns";
  readonly rows: Dim;
  readonly columns: Dim;
  readonly body: Body;
  readonly reductions: readonly Reduction[];
}

/** A function of runtime-as. */
export interface KernelCall extends CallBase {
  readonly kind: "kernel";
  readonly kernel: string;
  readonly operands: readonly string[];
  readonly results: readonly string[];
  readonly sizes: readonly KernelSize[];
}

/** The variant of a function of runtime-as that does some rows: it takes the first and their number besides. */
export function partKernel(kernel: string): string {
  return `${kernel}_part`;
}

export function isPartKernel(kernel: string): boolean {
  return kernel.endsWith("_part");
}

export type Call = ProductCall | WinogradCall | MapCall | ReduceCall | KernelCall;

/** Whether a call's body begins with a sum in registers. */
export function hasSum(call: Call): call is ProductCall | WinogradCall {
  return call.kind === "product" || call.kind === "winograd";
}

/** Calls that run one after the other for each panel; `panels` is 1 for calls that are not by panel. */
export interface Group {
  readonly panels: number;
  readonly calls: readonly Call[];
  /** Each thread runs a part: some of the panels, or some of the rows in every panel. */
  readonly split?: "panels" | "rows";
}

export interface PlanEntry {
  readonly entry: Exclude<GraphEntry, "model"> | "swap";
  readonly groups: readonly Group[];
  /** The smallest batch that threads share; below it thread 0 runs all groups. */
  readonly sharedFrom?: number;
}

export interface Plan {
  readonly name: string;
  readonly maxBatch: number;
  /** The most threads that run an entry point. */
  readonly threads: number;
  readonly buffers: readonly Buffer[];
  readonly entries: readonly PlanEntry[];
  /** The first byte after everything. */
  readonly memoryBytes: number;
}

/** The name of the buffer that holds a leaf of the graph. Parameters and states have their own names. */
export function leafBufferName(kind: string, name: string): string {
  return kind === "parameter" || kind === "state" ? name : `${kind}/${name}`;
}

/** The name of the buffer that holds an output, the loss, or a metric's sum or count. */
export function outputBufferName({ role, name }: Pick<NamedValue, "role" | "name">): string {
  return `${role}/${name}`;
}

export interface Space {
  readonly rows: Dim;
  readonly columns: Dim;
}

export function spaceOf(shape: Shape): Space {
  if (shape.length === 0) return { rows: 1, columns: 1 };
  return { rows: productOf(shape.slice(0, -1)), columns: shape.at(-1)! };
}

export function sameSpace(a: Space, b: Space): boolean {
  return sameDim(a.rows, b.rows) && sameDim(a.columns, b.columns);
}

/** How many rows of `space` each row of `part` stands for, where it is a whole number. */
export function segmentLength(part: Space, space: Space): number | undefined {
  if (!sameDim(part.columns, space.columns)) return undefined;
  const [few, many] = [part.rows, space.rows];
  let length: number;
  if (typeof few === "number" && typeof many === "number") length = many / few;
  else if (typeof few !== "number" && typeof many !== "number") length = many.batch / few.batch;
  else return undefined;
  return Number.isInteger(length) ? length : undefined;
}

/** Of how many segments the rows of a call are. */
export function segmentsIn(rows: Dim, length: number): Dim {
  return typeof rows === "number" ? rows / length : { batch: rows.batch / length };
}

/** Panels of a static number of columns. */
export function panelsIn(columns: number): number {
  return Math.ceil(columns / PANEL);
}

/** Whether the two layouts are the same bytes: one row, or not f32 (always rows). Such buffers are said to be in rows. */
export function layoutsAgree(type: TensorType): boolean {
  return type.dtype !== "f32" || spaceOf(type.shape).rows === 1;
}

/** Bytes at a batch, rounded up to whole panel rows, so that vector loads stay inside. */
export function bytesOf(type: TensorType, layout: Layout, batch: number, panelLocal = false): number {
  const { rows, columns } = spaceOf(type.shape);
  const width = sizeAt(columns, batch);
  if (layout === "panels" && type.dtype === "f32") {
    return sizeAt(rows, batch) * PANEL_BYTES * (panelLocal ? 1 : panelsIn(width));
  }
  const bytes = sizeAt(rows, batch) * width * DTYPE_BYTES[type.dtype];
  return Math.ceil(bytes / PANEL_BYTES) * PANEL_BYTES;
}

/** Bytes from a row to the next of a tensor in rows whose leading axes together are `rows`; undefined for other tensors. */
export function rowBytesOf({ dtype, shape }: TensorType, rows: Dim): number | undefined {
  for (const axes of [shape.length, shape.length - 1]) {
    const rest = productOf(shape.slice(axes));
    if (axes > 0 && sameDim(productOf(shape.slice(0, axes)), rows) && typeof rest === "number") {
      return rest * DTYPE_BYTES[dtype];
    }
  }
  return undefined;
}

/** The bytes that a tensor fills at run time, for copying. */
export function sizeInBytes({ type, layout }: Pick<Buffer, "type" | "layout">): Dim {
  const { rows, columns } = spaceOf(type.shape);
  if (layout === "rows") return productOf([...type.shape, DTYPE_BYTES[type.dtype]]);
  return productOf([rows, PANEL_BYTES * panelsIn(columns as number)]);
}

export interface Read {
  readonly buffer: string;
  /** A panel of the call needs only the same panel of the buffer. */
  readonly local: boolean;
  readonly access: Access | "whole";
}

/** What a call reads. */
export function readsOf(call: Call): Read[] {
  if (call.kind === "kernel") return call.operands.map((buffer) => ({ buffer, local: false, access: "whole" }));
  const reads: Read[] = call.body.operands.map(({ buffer, access }) => ({
    buffer,
    local: call.kind !== "reduce_columns" && (access === "element" || access === "column" || access === "segment"),
    access,
  }));
  if (call.kind === "winograd") {
    for (const buffer of [call.x, call.b]) reads.push({ buffer, local: false, access: "whole" });
  }
  if (call.kind === "product") {
    reads.push({ buffer: call.a, local: false, access: "whole" }, { buffer: call.b, local: true, access: "whole" });
    if (call.initial !== undefined) reads.push({ buffer: call.initial, local: true, access: "column" });
  }
  return reads;
}

export function writesOf(call: Call): string[] {
  if (call.kind === "kernel") return [...call.results];
  if ("reductions" in call) return call.reductions.map((reduction) => reduction.buffer);
  const stores = call.stores.map((store) => store.buffer);
  if (call.kind === "product" && call.partial !== undefined) return [...stores, call.partial];
  return call.kind === "winograd" ? [...stores, call.scratch] : stores;
}

export type StoringCall = ProductCall | WinogradCall | MapCall;

export function borderOf({ stores }: StoringCall): Border | undefined {
  return stores.find(({ border }) => border !== undefined)?.border;
}

/** The panels that a call runs over, or undefined where it runs once. */
export function panelsOf(call: Call): number | undefined {
  if (call.kind === "kernel" || call.kind === "winograd" || call.kind === "reduce_columns") return undefined;
  return typeof call.columns === "number" ? panelsIn(call.columns) : undefined;
}

/** The memory that a buffer's panels are in: its own, or that of the buffer that it is part of. */
export function wholeOf({ name, partOf }: Pick<Buffer, "name" | "partOf">): string {
  return partOf?.buffer ?? name;
}

/** Whether two buffers have panels in common, lanes beyond their columns included. */
export function sharePanels(a: Placed, b: Placed): boolean {
  const [startA, endA] = columnsOf(a);
  const [startB, endB] = columnsOf(b);
  const panel = (column: number) => Math.floor(column / PANEL);
  return meet(a, b, panel(startA) <= panel(endB - 1) && panel(startB) <= panel(endA - 1));
}

/** Whether they have columns in common. */
export function shareColumns(a: Placed, b: Placed): boolean {
  const [startA, endA] = columnsOf(a);
  const [startB, endB] = columnsOf(b);
  return meet(a, b, startA < endB && startB < endA);
}

type Placed = Pick<Buffer, "name" | "partOf" | "type">;

function meet(a: Placed, b: Placed, inWhole: boolean): boolean {
  return a.name === b.name || (wholeOf(a) === wholeOf(b) && inWhole);
}

/** The first column and the one behind the last, in the whole. */
function columnsOf({ partOf, type }: Placed): readonly [number, number] {
  const first = (partOf?.panel ?? 0) * PANEL;
  return [first + (partOf?.lane ?? 0), first + (spaceOf(type.shape).columns as number)];
}
