/**
 * The plan: which kernels run in which order on which buffers. Plain data that prints and parses back
 * (print-plan.ts, parse-plan.ts), so emission needs no graph. How tensors are seen as rows × columns is in layout.ts, what
 * calls read and write in access.ts.
 */
import type { GraphEntry, NamedValue } from "../ir/graph.ts";
import type { Attrs } from "../ir/node.ts";
import type { Dim, TensorType } from "../ir/type.ts";
import type { Border, ImageWindow, KernelSize, Layout, WinogradSizes } from "../ops/definition/lowering.ts";

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
