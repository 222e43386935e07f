/** Product tiles by SIMD level: data that the contraction generator turns into loops. */
import type { SimdLevel } from "./manifest.ts";

export interface Tile {
  /** Rows of C that a pass keeps in registers: 1, 2, 4, 8 or 16, so that a tile of Xᵀ never crosses a panel of X. */
  readonly rows: number;
  /** Vectors of four columns: 4 is a whole panel, 2 is half of one. */
  readonly vectors: number;
}

/**
 * V8 has 15 registers for vectors; rows · vectors accumulators, the vectors of B, one splat and (at baseline) one
 * product must fit. At `wide` the engine is meant to keep two vectors in one register of 256 bits.
 */
export const TILES: Readonly<Record<SimdLevel, Tile>> = {
  baseline: { rows: 2, vectors: 4 },
  relaxed: { rows: 2, vectors: 4 },
  wide: { rows: 4, vectors: 4 },
};
