/**
 * Cross entropy of softmax and its slope by the logits, alone or both in one sweep. Logits, slopes and dense labels are
 * f32[rows, columns] in panels, index labels i32[rows], losses f32[rows]; see softmax.ts for the addresses.
 *
 *   loss  = Σ label · (ln Σ e^(x − max) − (x − max))        for an index −ln softmax(logits)[label]; NaN if out of range
 *   slope = softmax(logits) · Σ label − label               for an index softmax(logits), less 1 there
 *
 * Padding lanes of a slope are 0, lest they train parameters that nobody reads down to subnormal numbers. Logarithms are taken of four rows at once. An address of 0 stands for a result that nobody wants.
 */
import { mask_below, store_first } from "./lanes";
import { log } from "./math";
import { quad, row_exponentials, row_maximum, sum_lanes } from "./softmax";

export function softmax_cross_entropy_index(logits: usize, labels: usize, losses: usize, rows: i32, columns: i32): void {
  softmax_cross_entropy_and_slope_index(logits, labels, losses, 0, rows, columns);
}

export function softmax_cross_entropy_slope_index(
  logits: usize,
  labels: usize,
  slope: usize,
  rows: i32,
  columns: i32,
): void {
  softmax_cross_entropy_and_slope_index(logits, labels, 0, slope, rows, columns);
}

export function softmax_cross_entropy_and_slope_index(
  logits: usize,
  labels: usize,
  losses: usize,
  slope: usize,
  rows: i32,
  columns: i32,
): void {
  softmax_cross_entropy_and_slope_index_part(logits, labels, losses, slope, rows, columns, 0, rows);
}

/** The same for `count` rows from `first` on. */
// @ts-ignore: decorator
@inline
export function softmax_cross_entropy_and_slope_index_part(
  logits: usize,
  labels: usize,
  losses: usize,
  slope: usize,
  rows: i32,
  columns: i32,
  first: i32,
  count: i32,
): void {
  logits += first << 6;
  labels += first << 2;
  if (losses) losses += first << 2;
  if (slope) slope += first << 6;
  let sums = f32x4.splat(1);
  let distances = f32x4.splat(0);
  for (let row = 0; row < count; row++) {
    const maximum = row_maximum(logits, rows, columns);
    const sum = row_exponentials(logits, slope, rows, columns, maximum);
    const label = i32.load(labels);
    const known = <u32>label < <u32>columns;
    const distance = known ? f32.load(quad(logits, rows, label)) - f32x4.extract_lane(maximum, 0) : f32.NaN;
    sums = push(sums, sum);
    distances = push(distances, f32x4.splat(distance));
    if (slope) {
      const scale = f32x4.div(f32x4.splat(1), sum);
      for (let column = 0; column < columns; column += 4) {
        const address = quad(slope, rows, column);
        const share = f32x4.mul(v128.load(address), scale);
        v128.store(address, v128.and(share, mask_below(column, columns)));
      }
      if (known) {
        const address = quad(slope, rows, label);
        f32.store(address, f32.load(address) - 1);
      }
      clear_padding(slope, rows, columns);
      slope += 64;
    }
    if (losses && ((row & 3) == 3 || row == count - 1)) {
      store_losses(losses, f32x4.sub(log(sums), distances), row & 3);
      losses += 16;
    }
    logits += 64;
    labels += 4;
  }
}

export function softmax_cross_entropy_dense(logits: usize, labels: usize, losses: usize, rows: i32, columns: i32): void {
  softmax_cross_entropy_and_slope_dense(logits, labels, losses, 0, rows, columns);
}

export function softmax_cross_entropy_slope_dense(
  logits: usize,
  labels: usize,
  slope: usize,
  rows: i32,
  columns: i32,
): void {
  softmax_cross_entropy_and_slope_dense(logits, labels, 0, slope, rows, columns);
}

export function softmax_cross_entropy_and_slope_dense(
  logits: usize,
  labels: usize,
  losses: usize,
  slope: usize,
  rows: i32,
  columns: i32,
): void {
  softmax_cross_entropy_and_slope_dense_part(logits, labels, losses, slope, rows, columns, 0, rows);
}

/** The same for `count` rows from `first` on. */
// @ts-ignore: decorator
@inline
export function softmax_cross_entropy_and_slope_dense_part(
  logits: usize,
  labels: usize,
  losses: usize,
  slope: usize,
  rows: i32,
  columns: i32,
  first: i32,
  count: i32,
): void {
  logits += first << 6;
  labels += first << 6;
  if (losses) losses += first << 2;
  if (slope) slope += first << 6;
  let sums = f32x4.splat(1);
  let distances = f32x4.splat(0);
  let totals = f32x4.splat(0);
  for (let row = 0; row < count; row++) {
    const maximum = row_maximum(logits, rows, columns);
    const sum = row_exponentials(logits, slope, rows, columns, maximum);
    let distance = f32x4.splat(0);
    let total = f32x4.splat(0);
    for (let column = 0; column < columns; column += 4) {
      const inside = mask_below(column, columns);
      const label = v128.load(quad(labels, rows, column));
      const term = f32x4.mul(label, f32x4.sub(v128.load(quad(logits, rows, column)), maximum));
      distance = f32x4.add(distance, v128.and(term, inside));
      total = f32x4.add(total, v128.and(label, inside));
    }
    total = sum_lanes(total);
    sums = push(sums, sum);
    distances = push(distances, sum_lanes(distance));
    totals = push(totals, total);
    if (slope) {
      const scale = f32x4.div(total, sum);
      for (let column = 0; column < columns; column += 4) {
        const address = quad(slope, rows, column);
        const share = f32x4.mul(v128.load(address), scale);
        const difference = f32x4.sub(share, v128.load(quad(labels, rows, column)));
        v128.store(address, v128.and(difference, mask_below(column, columns)));
      }
      clear_padding(slope, rows, columns);
      slope += 64;
    }
    if (losses && ((row & 3) == 3 || row == count - 1)) {
      store_losses(losses, f32x4.sub(f32x4.mul(totals, log(sums)), distances), row & 3);
      losses += 16;
    }
    logits += 64;
    labels += 64;
  }
}

/** Zeros in the row's quads that hold no column. */
// @ts-ignore: decorator
@inline
function clear_padding(row: usize, rows: i32, columns: i32): void {
  for (let column = (columns + 3) & ~3; (column & 15) != 0; column += 4) {
    v128.store(quad(row, rows, column), i32x4.splat(0));
  }
}

/** The last four pushed are the lanes, in order; of a pushed vector the first lane counts. */
// @ts-ignore: decorator
@inline
function push(lanes: v128, next: v128): v128 {
  return v128.shuffle<i32>(lanes, next, 1, 2, 3, 4);
}

/** Stores the last `last + 1` lanes. */
// @ts-ignore: decorator
@inline
function store_losses(address: usize, lanes: v128, last: i32): void {
  if (last == 0) lanes = v128.shuffle<i32>(lanes, lanes, 3, 3, 3, 3);
  if (last == 1) lanes = v128.shuffle<i32>(lanes, lanes, 2, 3, 2, 3);
  if (last == 2) lanes = v128.shuffle<i32>(lanes, lanes, 1, 2, 3, 3);
  store_first(address, lanes, last + 1);
}
