/**
 * What dropout multiplies by, from the generator of random.ts: 16 elements at a time, lane i of vector w being word w of
 * counter block + i, so that a round works on four counters.
 */
import { DROPOUT, KEY_1, MULTIPLIER_0, MULTIPLIER_1, ROUNDS, unit, WEYL_0, WEYL_1 } from "./random";

/** `scale` where the element's uniform number is at least `rate`, else 0. `seed` and `step` are addresses of an i32. */
export function dropout_mask(
  seed: usize,
  step: usize,
  result: usize,
  rows: i32,
  columns: i32,
  site: i32,
  rate: f32,
  scale: f32,
): void {
  dropout_mask_part(seed, step, result, rows, columns, site, rate, scale, 0, rows);
}

/** The same for `count` rows from `from` on, which is a multiple of 16. */
// @ts-ignore: decorator
@inline
export function dropout_mask_part(
  seed: usize,
  step: usize,
  result: usize,
  rows: i32,
  columns: i32,
  site: i32,
  rate: f32,
  scale: f32,
  from: i32,
  count: i32,
): void {
  const key = load<i32>(seed);
  const now = load<i32>(step);
  const elements = (from + count) * columns;
  for (let block = (from * columns) >> 2; block << 2 < elements; block += 4) {
    let c0 = i32x4.add(i32x4.splat(block), i32x4(0, 1, 2, 3));
    let c1 = i32x4.splat(site);
    let c2 = i32x4.splat(now);
    let c3 = i32x4.splat(DROPOUT);
    let k0 = key;
    let k1: i32 = KEY_1;
    for (let round = 0; round < ROUNDS; round++) {
      const m0 = i32x4.splat(MULTIPLIER_0);
      const m1 = i32x4.splat(MULTIPLIER_1);
      const a = i64x2.extmul_low_i32x4_u(c0, m0);
      const b = i64x2.extmul_high_i32x4_u(c0, m0);
      const c = i64x2.extmul_low_i32x4_u(c2, m1);
      const d = i64x2.extmul_high_i32x4_u(c2, m1);
      c0 = v128.xor(v128.xor(v128.shuffle<i32>(c, d, 1, 3, 5, 7), c1), i32x4.splat(k0));
      c2 = v128.xor(v128.xor(v128.shuffle<i32>(a, b, 1, 3, 5, 7), c3), i32x4.splat(k1));
      c1 = v128.shuffle<i32>(c, d, 0, 2, 4, 6);
      c3 = v128.shuffle<i32>(a, b, 0, 2, 4, 6);
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    const low01 = v128.shuffle<i32>(c0, c1, 0, 4, 1, 5);
    const low23 = v128.shuffle<i32>(c2, c3, 0, 4, 1, 5);
    const high01 = v128.shuffle<i32>(c0, c1, 2, 6, 3, 7);
    const high23 = v128.shuffle<i32>(c2, c3, 2, 6, 3, 7);
    const first = block << 2;
    put(v128.shuffle<i64>(low01, low23, 0, 2), result, rows, columns, first, rate, scale);
    put(v128.shuffle<i64>(low01, low23, 1, 3), result, rows, columns, first + 4, rate, scale);
    put(v128.shuffle<i64>(high01, high23, 0, 2), result, rows, columns, first + 8, rate, scale);
    put(v128.shuffle<i64>(high01, high23, 1, 3), result, rows, columns, first + 12, rate, scale);
  }
}

/** The numbers of elements first … first + 3, row by row, at their places in the panels. */
function put(words: v128, result: usize, rows: i32, columns: i32, first: i32, rate: f32, scale: f32): void {
  let lanes = v128.and(f32x4.ge(unit(words), f32x4.splat(rate)), f32x4.splat(scale));
  let row = first / columns;
  let column = first - row * columns;
  if (row < rows && column + 4 <= columns && (column & 15) <= 12) {
    v128.store(address(result, rows, row, column), lanes);
    return;
  }
  for (let lane = 0; lane < 4 && row < rows; lane++) {
    f32.store(address(result, rows, row, column), f32x4.extract_lane(lanes, 0));
    lanes = v128.shuffle<i32>(lanes, lanes, 1, 2, 3, 0);
    if (++column == columns) {
      column = 0;
      row++;
    }
  }
}

// @ts-ignore: decorator
@inline
function address(result: usize, rows: i32, row: i32, column: i32): usize {
  return result + (<usize>((column >> 4) * rows + row) << 6) + ((<usize>column & 15) << 2);
}
