/**
 * Softmax, and what cross entropy and classes build on it, over the columns of f32[rows, columns] in panels: row r's quad of
 * columns c … c + 3 is the vector at byte ((c / 16) · rows + r) · 64 + (c mod 16) · 4. Lanes at or beyond `columns`
 * hold junk, even NaN, and are masked before anything crosses lanes.
 *
 * The row's maximum is subtracted before exponentiation: e^(x − max) ≤ 1 cannot overflow, and the sum is at least 1.
 */
import { mask_below } from "./lanes";
import { exp, log } from "./math";

/** The address of a row's element, or quad, at `column`; `row` is the address of the row in the first panel. */
// @ts-ignore: decorator
@inline
export function quad(row: usize, rows: i32, column: i32): usize {
  return row + (column >> 4) * (rows << 6) + ((column & 15) << 2);
}

/** The row's maximum, in every lane; a NaN is passed over, or gives −∞ if nothing else is there. */
export function row_maximum(row: usize, rows: i32, columns: i32): v128 {
  const lowest = f32x4.splat(f32.NEGATIVE_INFINITY);
  let maximum = lowest;
  for (let column = 0; column < columns; column += 4) {
    const x = v128.bitselect(v128.load(quad(row, rows, column)), lowest, mask_below(column, columns));
    maximum = f32x4.pmax(maximum, x);
  }
  maximum = f32x4.pmax(maximum, v128.shuffle<i32>(maximum, maximum, 2, 3, 0, 1));
  return f32x4.pmax(maximum, v128.shuffle<i32>(maximum, maximum, 1, 0, 3, 2));
}

/** Σ e^(x − max) over the row, in every lane; the terms are stored under `result` unless it is 0. */
export function row_exponentials(row: usize, result: usize, rows: i32, columns: i32, maximum: v128): v128 {
  let sum = f32x4.splat(0);
  for (let column = 0; column < columns; column += 4) {
    const terms = exp(f32x4.sub(v128.load(quad(row, rows, column)), maximum));
    sum = f32x4.add(sum, v128.and(terms, mask_below(column, columns)));
    if (result) v128.store(quad(result, rows, column), terms);
  }
  return sum_lanes(sum);
}

// @ts-ignore: decorator
@inline
export function sum_lanes(x: v128): v128 {
  const pairs = f32x4.add(x, v128.shuffle<i32>(x, x, 2, 3, 0, 1));
  return f32x4.add(pairs, v128.shuffle<i32>(pairs, pairs, 1, 0, 3, 2));
}

/** e^(x − max) / Σ e^(x − max) in each row: panels → panels, in place allowed. */
export function softmax(source: usize, result: usize, rows: i32, columns: i32): void {
  softmax_part(source, result, rows, columns, 0, rows);
}

/** The same for `count` rows from `first` on. */
// @ts-ignore: decorator
@inline
export function softmax_part(
  source: usize,
  result: usize,
  rows: i32,
  columns: i32,
  first: i32,
  count: i32,
): void {
  source += first << 6;
  result += first << 6;
  for (let row = 0; row < count; row++) {
    const sum = row_exponentials(source, result, rows, columns, row_maximum(source, rows, columns));
    const scale = f32x4.div(f32x4.splat(1), sum);
    for (let column = 0; column < columns; column += 4) {
      const address = quad(result, rows, column);
      v128.store(address, f32x4.mul(v128.load(address), scale));
    }
    source += 64;
    result += 64;
  }
}

/** x − max − ln Σ e^(x − max) in each row: panels → panels, in place allowed. */
export function log_softmax(source: usize, result: usize, rows: i32, columns: i32): void {
  log_softmax_part(source, result, rows, columns, 0, rows);
}

/** The same for `count` rows from `first` on. */
// @ts-ignore: decorator
@inline
export function log_softmax_part(
  source: usize,
  result: usize,
  rows: i32,
  columns: i32,
  first: i32,
  count: i32,
): void {
  source += first << 6;
  result += first << 6;
  for (let row = 0; row < count; row++) {
    const maximum = row_maximum(source, rows, columns);
    const logarithm = log(row_exponentials(source, 0, rows, columns, maximum));
    for (let column = 0; column < columns; column += 4) {
      const distance = f32x4.sub(v128.load(quad(source, rows, column)), maximum);
      v128.store(quad(result, rows, column), f32x4.sub(distance, logarithm));
    }
    source += 64;
    result += 64;
  }
}
