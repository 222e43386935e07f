/**
 * How tensors lie in memory: their rows and columns, panels and segments of these, and the bytes they take.
 *
 * A tensor is seen as rows × columns: the last axis is the columns, all axes before it together are the rows; a vector
 * is one row. Element-wise and column-local kernels work on one panel of 16 columns a call.
 */
import { type Dim, DTYPE_BYTES, productOf, type Shape, sameDim, sizeAt, type TensorType } from "../ir/type.ts";
import type { Layout } from "../ops/definition/lowering.ts";
import type { Buffer } from "./plan.ts";

export const PANEL = 16;

/** Bytes of one row of a panel. */
export const PANEL_BYTES = PANEL * 4;

/** What Winograd's transforms need of scratch memory: a square of 6 × 6 vectors, two side by side. */
export const SQUARE_BYTES = 36 * 32;

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
