/** Sizes and strides as arguments. */
import { PANEL_BYTES } from "../4-plan/layout.ts";
import type { Call } from "../4-plan/plan.ts";
import type { Dim } from "../ir/type.ts";
import type { Border } from "../ops/definition/lowering.ts";
import type { Piece, Term } from "./block.ts";

export type Argument = readonly Piece[];

export function size(value: number, name: string): Term {
  return { kind: "size", value, name };
}

/** A size in address arithmetic. */
export function bytes(value: number, name: string): Argument {
  return [{ ...size(value, name), scale: 1 }];
}

/** An i32. */
export function dimCode(dim: Dim, name: string): string | Term {
  if (typeof dim === "number") return size(dim, name);
  return dim.batch === 1 ? "batch" : `batch * ${dim.batch}`;
}

/** `dim · scale` as usize. */
export function timesCode(dim: Dim, scale: number, name: string): string | Term {
  if (typeof dim === "number") return { ...size(dim, name), scale };
  return `<usize>batch * ${dim.batch * scale}`;
}

export function lengthOf({ segment }: Exclude<Call, { kind: "kernel" }>): Argument[] {
  return segment === undefined ? [] : [[size(segment, "length")]];
}

/** Pixels of a line, lines, bytes to the first pixel, and those between lines and between images. */
export function borderSizes({ image: [height, width], padding: [top, left, bottom, right] }: Border): Argument[] {
  const line = (left + width + right) * PANEL_BYTES;
  return [
    [size(width, "pixels")],
    [size(height, "lines")],
    bytes(top * line + left * PANEL_BYTES, "corner"),
    bytes((left + right) * PANEL_BYTES, "line_gap"),
    bytes((top + bottom) * line, "image_gap"),
  ];
}
