/** The memory that Winograd's filtering works in, at any SIMD level (5-emit/winograd.ts). */
import type { WinogradSizes } from "../ops/define.ts";
import { PRODUCTS } from "../ops/winograd-rules.ts";
import { PANEL, panelsIn, SQUARE_BYTES } from "./plan.ts";

/** Tiles that are done together: multiples of the products' heights, few enough for the cache. */
const BLOCK = 12;
const GRADIENT_BLOCK = 32;

/** Rows of sums behind the last. */
const SPARE = 6 * PANEL;

export interface Scratch {
  readonly block: number;
  readonly floats: number;
}

export function scratchOf({ channels, gradient }: WinogradSizes, outputs: number): Scratch {
  const wide = Math.ceil(channels / 8) * 8;
  const block = gradient === undefined ? BLOCK : GRADIENT_BLOCK;
  const sums = gradient === undefined ? 0 : PRODUCTS * wide * PANEL * panelsIn(outputs);
  return { block, floats: SQUARE_BYTES / 4 + PRODUCTS * block * (wide + PANEL) + sums + SPARE };
}
