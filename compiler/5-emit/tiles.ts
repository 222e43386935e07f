/**
 * Product tiles by SIMD level: data that the product generator (contraction.ts) turns into loops. `npm run tune` measures
 * candidates and writes the best of each level, with all measurements and the machine's description, to tiles.json.
 */
import type { SimdLevel } from "./manifest.ts";
import tuned from "./tiles.json" with { type: "json" };

export interface Tile {
  /** Rows of C that a pass keeps in registers. */
  readonly rows: number;
  /** Vectors of four columns: 4 is a whole panel, 2 is half of one. */
  readonly vectors: number;
  /**
   * Multiplies and adds apart at every level. Few sums wait for each other, and an addition is sooner done than a fused
   * multiply-add.
   */
  readonly apart?: boolean;
}

/** Tallest first; the last has one row, so that any number of rows is done. */
export const TILES: Readonly<Record<SimdLevel, readonly Tile[]>> = tuned.tiles;

/** For small code: one tile is one inner loop. What a row adds up does not depend on the tile, so `baseline` keeps its bits. */
export const SMALL_TILES: readonly Tile[] = [{ rows: 1, vectors: 4, apart: true }];
