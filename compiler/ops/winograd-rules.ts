/**
 * Winograd's minimal filtering F(4×4, 3×3): a tile of 4 × 4 results from 6 × 6 of the image by 36 multiplications instead of
 * 144 (Lavin & Gray 2016). In one dimension, a polynomial product by its values at the points 0, ±a, ±b, ∞:
 *
 *   y = Aᵀ[(G g) ⊙ (Bᵀ d)]         d: 6 of the image, g: 3 weights, y: 4 results; and so along both axes
 *
 * The transforms are linear, so gradients are their transposes: dg = Gᵀ[(Bᵀ d) ⊙ (A dy)]. a = √½ and b = √2 keep the
 * matrices' entries near 1, which costs a few more multiplications than 1 and 2 and has a fifth of their rounding error.
 */

/** Results of a tile, and what of the image it reads, along an axis. */
export const TILE = 4;
export const REACH = 6;

/** Products of a tile. */
export const PRODUCTS = REACH * REACH;

/** The squares of a and b; a · b = 1. */
export const POINTS = { a: Math.SQRT1_2, b: Math.SQRT2, a2: 0.5, b2: 2 } as const;

/** What a transform is written in: numbers here, vectors of channels in emission. */
export interface Arithmetic<T> {
  constant(value: number): T;
  add(a: T, b: T): T;
  sub(a: T, b: T): T;
  mul(a: T, b: T): T;
  /** a · b + c */
  madd(a: T, b: T, c: T): T;
}

/** One axis of a transform. */
export interface Transform {
  readonly from: number;
  readonly to: number;
  readonly apply: <T>(v: Arithmetic<T>, values: readonly T[]) => T[];
}

const { a, b, a2, b2 } = POINTS;

/** even ± root · odd */
function pair<T>(v: Arithmetic<T>, root: number, even: T, odd: T): [T, T] {
  const scaled = v.mul(v.constant(root), odd);
  return [v.add(even, scaled), v.sub(even, scaled)];
}

/** Bᵀ */
export const IMAGE: Transform = {
  from: REACH,
  to: REACH,
  apply: (v, [d0, d1, d2, d3, d4, d5]) => {
    const middle = v.constant(-(a2 + b2));
    const [na, nb] = [v.constant(-a2), v.constant(-b2)];
    return [
      v.madd(middle, d2!, v.add(d0!, d4!)),
      ...pair(v, a, v.madd(nb, d2!, d4!), v.madd(nb, d1!, d3!)),
      ...pair(v, b, v.madd(na, d2!, d4!), v.madd(na, d1!, d3!)),
      v.madd(middle, d3!, v.add(d1!, d5!)),
    ];
  },
};

/** Aᵀ */
export const RESULT: Transform = {
  from: REACH,
  to: TILE,
  apply: (v, [m0, m1, m2, m3, m4, m5]) => {
    const [sumA, sumB] = [v.add(m1!, m2!), v.add(m3!, m4!)];
    const [oddA, oddB] = [v.sub(m1!, m2!), v.sub(m3!, m4!)];
    // b = 2a, so that a·oddA + b·oddB = a·(oddA + 2·oddB), and with the cubes likewise
    return [
      v.add(m0!, v.add(sumA, sumB)),
      v.mul(v.constant(a), v.madd(v.constant(b / a), oddB, oddA)),
      v.madd(v.constant(b2), sumB, v.mul(v.constant(a2), sumA)),
      v.madd(v.constant(a ** 3), v.madd(v.constant((b / a) ** 3), oddB, oddA), m5!),
    ];
  },
};

/** A */
export const RESULT_GRADIENT: Transform = {
  from: TILE,
  to: REACH,
  apply: (v, [y0, y1, y2, y3]) => [
    y0!,
    ...pair(v, a, v.madd(v.constant(a2), y2!, y0!), v.madd(v.constant(a2), y3!, y1!)),
    ...pair(v, b, v.madd(v.constant(b2), y2!, y0!), v.madd(v.constant(b2), y3!, y1!)),
    y3!,
  ],
};

/** What the products of a point are divided by: the point minus each other, all multiplied. */
const [scaleA, scaleB] = [1 / (2 * a2 * (a2 - b2)), 1 / (2 * b2 * (b2 - a2))];

/** G */
export const WEIGHT: Transform = {
  from: 3,
  to: REACH,
  apply: (v, [g0, g1, g2]) => [
    g0!,
    ...pair(v, scaleA * a, v.mul(v.constant(scaleA), v.madd(v.constant(a2), g2!, g0!)), g1!),
    ...pair(v, scaleB * b, v.mul(v.constant(scaleB), v.madd(v.constant(b2), g2!, g0!)), g1!),
    g2!,
  ],
};

/** Gᵀ */
export const WEIGHT_GRADIENT: Transform = {
  from: REACH,
  to: 3,
  apply: (v, [t0, t1, t2, t3, t4, t5]) => {
    const [sumA, sumB] = [v.add(t1!, t2!), v.add(t3!, t4!)];
    const [oddA, oddB] = [v.sub(t1!, t2!), v.sub(t3!, t4!)];
    return [
      v.madd(v.constant(scaleA), sumA, v.madd(v.constant(scaleB), sumB, t0!)),
      v.madd(v.constant(scaleA * a), oddA, v.mul(v.constant(scaleB * b), oddB)),
      v.madd(v.constant(scaleA * a2), sumA, v.madd(v.constant(scaleB * b2), sumB, t5!)),
    ];
  },
};

const NUMBERS: Arithmetic<number> = {
  constant: (value) => value,
  add: (p, q) => p + q,
  sub: (p, q) => p - q,
  mul: (p, q) => p * q,
  madd: (p, q, r) => p * q + r,
};

/** A transform along both axes of a square of numbers; the result row after row. */
export function transformTile({ from, to, apply }: Transform, at: (row: number, column: number) => number): number[] {
  const each = <T>(count: number, value: (i: number) => T) => Array.from({ length: count }, (_, i) => value(i));
  const columns = each(from, (column) =>
    apply(
      NUMBERS,
      each(from, (row) => at(row, column)),
    ),
  );
  const row = (i: number) =>
    apply(
      NUMBERS,
      columns.map((column) => column[i]!),
    );
  return each(to, row).flat();
}

/** Tiles along an axis. */
export function tilesAlong(results: number): number {
  return Math.ceil(results / TILE);
}

/** What an image must have along an axis for tiles not to reach out of it. */
export function reachOf(results: number): number {
  return REACH + TILE * (tilesAlong(results) - 1);
}
