/** Orthogonal initial values, by Gram and Schmidt's method on a matrix in panels. */
import { fill_normal } from "./random";

/**
 * Normal numbers of which Gram and Schmidt's method, each vector twice, makes the columns orthogonal and of length `gain`,
 * or the rows where they are fewer.
 */
export function fill_orthogonal(seed: usize, result: usize, rows: i32, columns: i32, site: i32, gain: f32): void {
  fill_normal(seed, result, rows, columns, site, 1);
  const byColumn = rows >= columns;
  const vectors = byColumn ? columns : rows;
  for (let q = 0; q < vectors; q++) {
    // Once more takes away what rounding left.
    for (let round = 0; round < 2; round++) {
      for (let p = 0; p < q; p++) {
        subtract(result, rows, columns, byColumn, p, q, dot(result, rows, columns, byColumn, p, q));
      }
    }
    const norm = Math.sqrt(dot(result, rows, columns, byColumn, q, q));
    subtract(result, rows, columns, byColumn, q, q, 1 - 1 / norm);
  }
  const end = result + ((((columns + 15) >> 4) * rows) << 6);
  for (let address = result; address < end; address += 16) {
    v128.store(address, f32x4.mul(v128.load(address), f32x4.splat(gain)));
  }
}

/** The address of element i of a vector: a column or a row of a matrix in panels. */
// @ts-ignore: decorator
@inline
function place(result: usize, rows: i32, byColumn: bool, vector: i32, i: i32): usize {
  const row = byColumn ? i : vector;
  const column = byColumn ? vector : i;
  return result + ((((column >> 4) * rows + row) << 6) + ((column & 15) << 2));
}

function dot(result: usize, rows: i32, columns: i32, byColumn: bool, p: i32, q: i32): f64 {
  const length = byColumn ? rows : columns;
  let sum: f64 = 0;
  for (let i = 0; i < length; i++) {
    sum += f64(f32.load(place(result, rows, byColumn, p, i))) * f64(f32.load(place(result, rows, byColumn, q, i)));
  }
  return sum;
}

/** q ← q − share · p */
function subtract(result: usize, rows: i32, columns: i32, byColumn: bool, p: i32, q: i32, share: f64): void {
  const length = byColumn ? rows : columns;
  for (let i = 0; i < length; i++) {
    const target = place(result, rows, byColumn, q, i);
    const value = f64(f32.load(target)) - share * f64(f32.load(place(result, rows, byColumn, p, i)));
    f32.store(target, f32(value));
  }
}
