/**
 * Copies between layouts. `rows` is row-major; `panels` has the columns in panels of 16, each panel row after row:
 * element (r, c) is at byte ((c / 16) · rows + r) · 64 + (c mod 16) · 4. Padding lanes of a result hold no meaning.
 */
import { load_first, store_first } from "./lanes";

/** f32[rows, columns]: rows → panels; padding lanes become 0. */
export function rows_to_panels(source: usize, result: usize, rows: i32, columns: i32): void {
  rows_to_panels_part(source, result, rows, columns, 0, rows);
}

/** The same for `count` rows from `first` on. */
// @ts-ignore: decorator
@inline
export function rows_to_panels_part(
  source: usize,
  result: usize,
  rows: i32,
  columns: i32,
  first: i32,
  count: i32,
): void {
  source += first * (columns << 2);
  result += first << 6;
  for (let left = columns; left > 0; left -= 16) {
    let from = source;
    for (let row = 0; row < count; row++) {
      for (let lane = 0; lane < 16; lane += 4) {
        v128.store(result, load_first(from + (lane << 2), left - lane));
        result += 16;
      }
      from += columns << 2;
    }
    source += 64;
    result += (rows - count) << 6;
  }
}

/** f32[rows, columns]: panels → rows. */
export function panels_to_rows(source: usize, result: usize, rows: i32, columns: i32): void {
  panels_to_rows_part(source, result, rows, columns, 0, rows);
}

/** The same for `count` rows from `first` on. */
// @ts-ignore: decorator
@inline
export function panels_to_rows_part(
  source: usize,
  result: usize,
  rows: i32,
  columns: i32,
  first: i32,
  count: i32,
): void {
  source += first << 6;
  result += first * (columns << 2);
  for (let left = columns; left > 0; left -= 16) {
    let to = result;
    for (let row = 0; row < count; row++) {
      for (let lane = 0; lane < 16; lane += 4) {
        store_first(to + (lane << 2), v128.load(source), left - lane);
        source += 16;
      }
      to += columns << 2;
    }
    result += 64;
    source += (rows - count) << 6;
  }
}

/**
 * f32[rows, columns] → f32[columns, rows], panels → panels: transposes 4 × 4 blocks in registers. Padding lanes become 0, lest
 * gradients through them train parameters that nobody reads down to subnormal numbers.
 */
export function transpose_panels(source: usize, result: usize, rows: i32, columns: i32): void {
  transpose_panels_part(source, result, rows, columns, 0, rows);
}

/** The same for `count` rows of the source from `first` on, which is a multiple of 4. */
// @ts-ignore: decorator
@inline
export function transpose_panels_part(
  source: usize,
  result: usize,
  rows: i32,
  columns: i32,
  first: i32,
  count: i32,
): void {
  transpose_block(source, <usize>rows << 6, result, <usize>columns << 6, rows, columns, first, count);
}

/** The same for panels that are parts of larger ones: `source_panel` and `result_panel` bytes apart. */
// @ts-ignore: decorator
@inline
export function transpose_block(
  source: usize,
  source_panel: usize,
  result: usize,
  result_panel: usize,
  rows: i32,
  columns: i32,
  first: i32,
  count: i32,
): void {
  const end = count > 0 && first + count >= rows ? (rows + 15) & ~15 : first + count;
  for (let column = 0; column < columns; column += 4) {
    const panel = source + <usize>(column >> 4) * source_panel + ((<usize>column & 15) << 2);
    for (let row = first; row < end; row += 4) {
      const a = row_or_zero(panel, row, rows);
      const b = row_or_zero(panel, row + 1, rows);
      const c = row_or_zero(panel, row + 2, rows);
      const d = row_or_zero(panel, row + 3, rows);
      const ab_low = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
      const ab_high = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
      const cd_low = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
      const cd_high = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
      const to = result + <usize>(row >> 4) * result_panel + (<usize>column << 6) + ((<usize>row & 15) << 2);
      v128.store(to, v128.shuffle<i64>(ab_low, cd_low, 0, 2));
      if (column + 1 < columns) v128.store(to, v128.shuffle<i64>(ab_low, cd_low, 1, 3), 64);
      if (column + 2 < columns) v128.store(to, v128.shuffle<i64>(ab_high, cd_high, 0, 2), 128);
      if (column + 3 < columns) v128.store(to, v128.shuffle<i64>(ab_high, cd_high, 1, 3), 192);
    }
  }
}

// @ts-ignore: decorator
@inline
function row_or_zero(panel: usize, row: i32, rows: i32): v128 {
  return row < rows ? v128.load(panel + (row << 6)) : i32x4.splat(0);
}

/** Any f32 or i32 tensor of up to four axes: the result is row-major [d0, d1, d2, d3], the source has strides in elements. */
export function strided_copy(
  source: usize,
  result: usize,
  d0: i32,
  d1: i32,
  d2: i32,
  d3: i32,
  s0: i32,
  s1: i32,
  s2: i32,
  s3: i32,
): void {
  for (let i0 = 0; i0 < d0; i0++) {
    for (let i1 = 0; i1 < d1; i1++) {
      for (let i2 = 0; i2 < d2; i2++) {
        let from = source + ((i0 * s0 + i1 * s1 + i2 * s2) << 2);
        let left = d3;
        if (s3 == 1) {
          for (; left >= 4; left -= 4) {
            v128.store(result, v128.load(from));
            from += 16;
            result += 16;
          }
        }
        for (; left > 0; left--) {
          i32.store(result, i32.load(from));
          from += s3 << 2;
          result += 4;
        }
      }
    }
  }
}

/** Exchanges two buffers; `bytes` is a multiple of 4. */
export function swap(a: usize, b: usize, bytes: i32): void {
  for (; bytes >= 16; bytes -= 16) {
    const value = v128.load(a);
    v128.store(a, v128.load(b));
    v128.store(b, value);
    a += 16;
    b += 16;
  }
  for (; bytes > 0; bytes -= 4) {
    const value = i32.load(a);
    i32.store(a, i32.load(b));
    i32.store(b, value);
    a += 4;
    b += 4;
  }
}

export function copy(source: usize, result: usize, bytes: i32): void {
  memory.copy(result, source, bytes);
}
