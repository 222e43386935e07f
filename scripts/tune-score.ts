/** Which tiles are best by the measurements of `npm run tune`. */
import type { SimdLevel } from "../compiler/5-emit/manifest.ts";
import type { Tile } from "../compiler/5-emit/tiles.ts";

export interface Measured {
  readonly level: SimdLevel;
  /** Whether under V8's --experimental-wasm-revectorize. */
  readonly flag: boolean;
  readonly tiles: string;
  /** Of the limit of multiply-adds, by case. */
  readonly shares: Readonly<Record<string, number>>;
}

/** `6×8, 1×16 apart`: rows × columns. */
export function describeTiles(tiles: readonly Tile[]): string {
  return tiles.map(({ rows, vectors, apart }) => `${rows}×${vectors * 4}${apart ? " apart" : ""}`).join(", ");
}

/** A level's tiles, the best first, with the geometric mean over cases, and over both flags where a level has both. */
export function ranking(measured: readonly Measured[], level: SimdLevel): { tiles: string; mean: number }[] {
  const own = measured.filter((one) => one.level === level);
  const mean = (tiles: string) => {
    const shares = own.filter((one) => one.tiles === tiles).flatMap((one) => Object.values(one.shares));
    return Math.exp(shares.reduce((sum, share) => sum + Math.log(share), 0) / shares.length);
  };
  return [...new Set(own.map(({ tiles }) => tiles))]
    .map((tiles) => ({ tiles, mean: mean(tiles) }))
    .sort((a, b) => b.mean - a.mean);
}
