/** Product tiles by SIMD level: data that the product generator (contraction.ts) turns into loops. */
import type { SimdLevel } from "./manifest.ts";

export interface Tile {
  /** Rows of C that a pass keeps in registers. */
  readonly rows: number;
  /** Vectors of four columns: 4 is a whole panel, 2 is half of one. */
  readonly vectors: number;
}

/**
 * Tallest first; the last has one row, so that any number of rows is done. V8 has 15 registers for vectors: rows · vectors
 * accumulators, the vectors of B, one splat and (at baseline) one product must fit. At `wide` the engine keeps two vectors
 * in one register of 256 bits.
 */
export const TILES: Readonly<Record<SimdLevel, readonly Tile[]>> = {
  baseline: [
    { rows: 2, vectors: 4 },
    { rows: 1, vectors: 4 },
  ],
  relaxed: [
    { rows: 6, vectors: 2 },
    { rows: 4, vectors: 2 },
    { rows: 1, vectors: 4 },
  ],
  wide: [
    { rows: 6, vectors: 4 },
    { rows: 4, vectors: 4 },
    { rows: 1, vectors: 4 },
  ],
};
