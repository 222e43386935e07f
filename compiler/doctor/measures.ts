/** Numbers from many values: percentiles, means over units, and sums of statistics over batches. */

export const PERCENTILES = [15, 50, 85] as const;

/** At 15, 50 and 85 %. */
export type Percentiles = readonly [low: number, median: number, high: number];

/** Units that percentiles are taken of, and rows: sorting more would take longer than the training. */
const UNITS = 32;
const ROWS = 512;

/** Of the columns of a tensor in rows: those of one unit, else the means over units of each unit's own. */
export function percentilesOf(values: Float32Array, units: number, unit?: number): Percentiles {
  const chosen = unit === undefined ? spread(units, UNITS) : [unit];
  const rows = spread(values.length / units, ROWS);
  const means = [0, 0, 0];
  for (const column of chosen) {
    const sorted = Float32Array.from(rows, (row) => values[row * units + column]!).sort();
    PERCENTILES.forEach((percent, i) => {
      means[i]! += quantile(sorted, percent / 100) / chosen.length;
    });
  }
  return means as unknown as Percentiles;
}

/** At most `most` numbers below `count`, at equal distances. */
function spread(count: number, most: number): number[] {
  const step = Math.max(1, count / most);
  return Array.from({ length: Math.min(count, most) }, (_, i) => Math.floor(i * step));
}

/** Between the two nearest, as NumPy does. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (place - below) * (sorted[above]! - sorted[below]!);
}

/** 0 of no values. */
export function median(values: Iterable<number>): number {
  const sorted = Float64Array.from(values).sort();
  return sorted.length === 0 ? 0 : quantile(sorted, 0.5);
}

/** Mean and variance over batches of a number a unit. */
export class Spread {
  count = 0;
  readonly #sums: Float64Array;
  readonly #squares: Float64Array;

  constructor(units: number) {
    this.#sums = new Float64Array(units);
    this.#squares = new Float64Array(units);
  }

  add(values: ArrayLike<number>): void {
    // Welford's: a mean far above the deviation would cancel in Σx² − (Σx)²/n.
    this.count++;
    for (let i = 0; i < values.length; i++) {
      const before = values[i]! - this.#sums[i]!;
      this.#sums[i]! += before / this.count;
      this.#squares[i]! += before * (values[i]! - this.#sums[i]!);
    }
  }

  mean(): Float64Array {
    return this.#sums;
  }

  /** Unbiased; 0 of one value. */
  variance(): Float64Array {
    return this.#squares.map((sum) => sum / Math.max(1, this.count - 1));
  }
}
