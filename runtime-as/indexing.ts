/**
 * Reading and adding at indices. A table f32[vocabulary, …] lies in panels as a matrix whose rows come in groups, one group
 * an index: f32[vocabulary · group, columns]. `*_elements` are for tables of one axis, which are contiguous. An index out
 * of range reads NaN and adds nothing. Sums run in the order of the indices, so their bits are always the same.
 */
import { quad } from "./softmax";

/** The index-th group of each panel, for each of `count` indices: table → f32[count · group, columns], both in panels. */
export function gather(
  table: usize,
  indices: usize,
  result: usize,
  vocabulary: i32,
  group: i32,
  columns: i32,
  count: i32,
): void {
  const bytes = group << 6;
  for (let left = columns; left > 0; left -= 16) {
    for (let i = 0; i < count; i++) {
      const index = i32.load(indices + (i << 2));
      const inside = <u32>index < <u32>vocabulary;
      const from = table + index * bytes;
      for (let at = 0; at < bytes; at += 16) {
        v128.store(result + at, inside ? v128.load(from + at) : f32x4.splat(f32.NaN));
      }
      result += bytes;
    }
    table += vocabulary * bytes;
  }
}

/** The transpose of `gather`: zeros, and each group of `values` added to the group that its index names. */
export function scatter_add(
  indices: usize,
  values: usize,
  result: usize,
  vocabulary: i32,
  group: i32,
  columns: i32,
  count: i32,
): void {
  const bytes = group << 6;
  for (let left = columns; left > 0; left -= 16) {
    memory.fill(result, 0, vocabulary * bytes);
    for (let i = 0; i < count; i++) {
      const index = i32.load(indices + (i << 2));
      if (<u32>index < <u32>vocabulary) {
        const to = result + index * bytes;
        for (let at = 0; at < bytes; at += 16) {
          v128.store(to + at, f32x4.add(v128.load(to + at), v128.load(values + at)));
        }
      }
      values += bytes;
    }
    result += vocabulary * bytes;
  }
}

export function gather_elements(table: usize, indices: usize, result: usize, vocabulary: i32, count: i32): void {
  for (; count > 0; count--) {
    const index = i32.load(indices);
    f32.store(result, <u32>index < <u32>vocabulary ? f32.load(table + (index << 2)) : f32.NaN);
    indices += 4;
    result += 4;
  }
}

export function scatter_add_elements(indices: usize, values: usize, result: usize, vocabulary: i32, count: i32): void {
  memory.fill(result, 0, vocabulary << 2);
  for (; count > 0; count--) {
    const index = i32.load(indices);
    if (<u32>index < <u32>vocabulary) {
      const to = result + (index << 2);
      f32.store(to, f32.load(to) + f32.load(values));
    }
    indices += 4;
    values += 4;
  }
}

/** Of each row the elements at its own `picks` column numbers: f32[rows, columns], i32[rows, picks] → f32[rows, picks]. */
export function take_columns(
  source: usize,
  indices: usize,
  result: usize,
  rows: i32,
  columns: i32,
  picks: i32,
): void {
  for (let row = 0; row < rows; row++) {
    for (let pick = 0; pick < picks; pick++) {
      const index = i32.load(indices);
      const value = <u32>index < <u32>columns ? f32.load(quad(source, rows, index)) : f32.NaN;
      f32.store(quad(result, rows, pick), value);
      indices += 4;
    }
    source += 64;
    result += 64;
  }
}

/** The transpose of `take_columns`: zeros, and each value added at its column. */
export function add_columns(indices: usize, values: usize, result: usize, rows: i32, columns: i32, picks: i32): void {
  memory.fill(result, 0, ((columns + 15) >> 4) * (rows << 6));
  for (let row = 0; row < rows; row++) {
    for (let pick = 0; pick < picks; pick++) {
      const index = i32.load(indices);
      if (<u32>index < <u32>columns) {
        const to = quad(result, rows, index);
        f32.store(to, f32.load(to) + f32.load(quad(values, rows, pick)));
      }
      indices += 4;
    }
    values += 64;
    result += 64;
  }
}

/** A number as it is ranked: NaN is below everything. */
// @ts-ignore: decorator
@inline
function ranked(value: f32): f32 {
  return value == value ? value : f32.NEGATIVE_INFINITY;
}

/** The columns of each row's `picks` largest elements, in falling order, of equals the first: i32[rows, picks]. */
export function top_columns(source: usize, result: usize, rows: i32, columns: i32, picks: i32): void {
  for (let row = 0; row < rows; row++) {
    // Each turn finds the largest of what comes after the last one picked.
    let last = f32.POSITIVE_INFINITY;
    let last_column = -1;
    for (let pick = 0; pick < picks; pick++) {
      let best = f32.NEGATIVE_INFINITY;
      let best_column = -1;
      for (let column = 0; column < columns; column++) {
        const value = ranked(f32.load(quad(source, rows, column)));
        const is_left = value < last || (value == last && column > last_column);
        if (is_left && (best_column < 0 || value > best)) {
          best = value;
          best_column = column;
        }
      }
      i32.store(result, best_column);
      result += 4;
      last = best;
      last_column = best_column;
    }
    source += 64;
  }
}
