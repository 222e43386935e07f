/** The memory that Winograd's filtering works in, at any SIMD level (5-emit/winograd.ts). */
import type { WinogradSizes } from "../ops/definition/lowering.ts";
import { PRODUCTS } from "../ops/winograd-rules.ts";
import { PANEL, panelsIn, SQUARE_BYTES } from "./layout.ts";

/** Tiles that are done together: multiples of the products' heights, few enough for the cache. */
const BLOCK = 12;
const GRADIENT_BLOCK = 32;

/** Rows of sums behind the last. */
const SPARE = 6 * PANEL;

export interface Scratch {
  readonly block: number;
  readonly floats: number;
}

/** Threads share the tiles of a result, each with memory of its own; a weight gradient is one thread's. */
export function scratchOf({ channels, gradient }: WinogradSizes, outputs: number, threads: number): Scratch {
  const wide = Math.ceil(channels / 8) * 8;
  const base = SQUARE_BYTES / 4 + SPARE;
  if (gradient === undefined) {
    const tile = wide + 4 * Math.floor(wide / 64) + PANEL;
    return { block: BLOCK, floats: threads * PANEL * Math.ceil((base + PRODUCTS * BLOCK * tile) / PANEL) };
  }
  const block = GRADIENT_BLOCK;
  const sums = (wide + 1) * PANEL * panelsIn(outputs);
  return { block, floats: base + PRODUCTS * (block * wide + PANEL + (block + 1) * PANEL + sums) };
}
