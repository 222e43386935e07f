/**
 * A kernel call → the arithmetic and the memory traffic that it cannot do without, for rooflines and benchmarks.
 *
 * FLOPs: a product counts 2 · rows · columns · depth, as libraries count; what its epilogue does on the tile is not in it.
 * Winograd's filtering counts its 36 products a tile, not the transforms around them.
 * Element-wise bodies and reductions count their operations, each as often as its value changes; a function of
 * runtime-as/math.ts counts FUNCTION. Bytes: every distinct buffer that is read or written, once each, in
 * whole panels; of a table only as much as is taken from it.
 */
import { opNamed } from "../ir/builder.ts";
import { type Dim, sizeAt } from "../ir/type.ts";
import { PRODUCTS, tilesAlong } from "../ops/winograd-rules.ts";
import type { V, VectorBuilder } from "../support/vector-builder.ts";
import { readsOf, writesOf } from "./access.ts";
import { counting } from "./cost.ts";
import { bytesOf, spaceOf } from "./layout.ts";
import type { Body, Buffer, Call, ReduceCall } from "./plan.ts";

export interface Cost {
  readonly flops: number;
  readonly bytes: number;
  /** FLOPs of the product that the call takes the place of, which does more of them. */
  readonly directFlops?: number;
}

/** What of a buffer is asked. */
export type Placed = Pick<Buffer, "type" | "layout">;

/** About what exp, log, tanh, … do an element. */
const FUNCTION = 20;

/** Operations an element of the first operand, of the functions of runtime-as that compute; the others move data. */
const KERNEL_FLOPS: Readonly<Record<string, number>> = {
  softmax: FUNCTION + 4,
  log_softmax: FUNCTION + 4,
  softmax_cross_entropy_and_slope_dense: FUNCTION + 10,
  softmax_cross_entropy_and_slope_index: FUNCTION + 6,
  softmax_cross_entropy_dense: FUNCTION + 6,
  softmax_cross_entropy_index: FUNCTION + 4,
  softmax_cross_entropy_slope_dense: FUNCTION + 10,
  softmax_cross_entropy_slope_index: FUNCTION + 6,
  regression_sums: 6,
  scatter_add: 1,
  scatter_add_elements: 1,
  add_columns: 1,
};

/** Functions that read no more of their first operand than they write, which may be a small part of it. */
const READS_A_PART = new Set(["gather", "gather_elements", "take_columns", "slice", "strided_copy"]);

const FLOPS = { simple: 1, madd: 2, slow: 1, call: FUNCTION };

export function costOf(call: Call, buffers: ReadonlyMap<string, Placed>, batch: number): Cost {
  const sizeOf = (name: string) => bytesOf(buffers.get(name)!.type, buffers.get(name)!.layout, batch);
  const reads = new Set(readsOf(call).map(({ buffer }) => buffer));
  const writes = new Set(writesOf(call));
  if (call.kind === "winograd") writes.delete(call.scratch);
  if (call.kind === "product" && call.partial !== undefined) writes.delete(call.partial);
  let bytes = [...reads, ...writes].reduce((sum, name) => sum + sizeOf(name), 0);
  if (call.kind === "kernel" && READS_A_PART.has(call.kernel)) {
    bytes -= Math.max(0, sizeOf(call.operands[0]!) - sizeOf(call.results[0]!));
  }
  const cost = { flops: flopsOf(call, buffers, batch), bytes };
  if (call.kind !== "winograd") return cost;
  const places = sizeAt(call.images, batch) * call.places[0] * call.places[1];
  return { ...cost, directFlops: 18 * places * call.channels * call.columns };
}

function flopsOf(call: Call, buffers: ReadonlyMap<string, Placed>, batch: number): number {
  if (call.kind === "kernel") {
    if (/^(depthwise_)?convolve/.test(call.kernel)) return convolutionFlops(call.sizes as readonly Dim[], batch);
    const first = call.operands[0] ?? call.results[0]!;
    const { rows, columns } = spaceOf(buffers.get(first)!.type.shape);
    return (KERNEL_FLOPS[call.kernel.replace(/_part$/, "")] ?? 0) * sizeAt(rows, batch) * sizeAt(columns, batch);
  }
  const rows = sizeAt(call.rows, batch);
  const columns = sizeAt(call.columns, batch);
  if (call.kind === "winograd") {
    const tiles = sizeAt(call.images, batch) * tilesAlong(call.places[0]) * tilesAlong(call.places[1]);
    return 2 * PRODUCTS * tiles * call.channels * columns;
  }
  if (call.kind === "product") return 2 * rows * columns * sizeAt(call.depth, batch);
  const steps = bodyFlops(call.body, rows, columns, rows / (call.segment ?? rows));
  return call.kind === "map" ? steps : steps + reductionFlops(call, rows * columns);
}

/** Two for every weight that meets an element of the image or of its padding, in each of the three kernels of a convolution. */
function convolutionFlops(sizes: readonly Dim[], batch: number): number {
  const [images, , , channels, height, width, outputs, kernelHeight, kernelWidth] = sizes as [Dim, ...number[]];
  const groups = sizes[15] as number;
  const products = height! * width! * outputs! * kernelHeight! * kernelWidth! * (channels! / groups);
  return 2 * sizeAt(images, batch) * products;
}

/** A value of a body changes once a call, once a row, once a column, at each segment of one, or at each element. */
function bodyFlops({ operands, steps }: Body, rows: number, columns: number, segments: number): number {
  const bySegment = operands.map(({ access }) => access === "segment");
  const byRow = operands.map(({ access }) => access === "row" || access === "element");
  const byColumn = operands.map(({ access }) => ["column", "segment", "element"].includes(access));
  let total = 0;
  for (const { op, attrs, args } of steps) {
    bySegment.push(args.some((arg) => bySegment[arg]));
    byRow.push(args.some((arg) => byRow[arg]));
    byColumn.push(args.some((arg) => byColumn[arg]));
    const { lower } = opNamed(op);
    if (lower.kind !== "map") continue;
    const times = (byRow.at(-1) ? rows : bySegment.at(-1) ? segments : 1) * (byColumn.at(-1) ? columns : 1);
    total += times * operations((v) => lower.map(v, args.map(value), attrs));
  }
  return total;
}

function reductionFlops({ reductions }: ReduceCall, elements: number): number {
  return reductions.reduce((sum, { op, attrs, args }) => {
    const { lower } = opNamed(op);
    if (lower.kind !== "reduce") return sum;
    return sum + elements * operations((v) => lower.step(v, value(), args.map(value), attrs));
  }, 0);
}

function operations(write: (v: VectorBuilder) => V): number {
  const { builder, total } = counting(FLOPS);
  write(builder);
  return total();
}

function value(): V {
  return {} as V;
}
