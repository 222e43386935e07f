/**
 * What metrics count over a batch. Scores and dense labels are f32[rows, columns] in panels, index labels i32[rows]; see
 * softmax.ts for the addresses. Results are in rows.
 */
import { first_maximum } from "./classes";
import { quad } from "./softmax";

/** Whether the row's element at `label` is among its `k` largest; of equals the first are larger, NaN is not among them. */
function is_among(row: usize, rows: i32, columns: i32, label: i32, k: i32): bool {
  if (<u32>label >= <u32>columns) return false;
  const own = f32.load(quad(row, rows, label));
  if (own != own) return false;
  let above = 0;
  for (let column = 0; column < columns; column++) {
    const value = f32.load(quad(row, rows, column));
    above += i32(value > own || (value == own && column < label));
  }
  return above < k;
}

/** The number of rows whose label is among the `k` largest scores, as one f32. */
export function top_k_index(scores: usize, labels: usize, result: usize, rows: i32, columns: i32, k: i32): void {
  let hits = 0;
  for (let row = 0; row < rows; row++) {
    hits += i32(is_among(scores, rows, columns, i32.load(labels), k));
    scores += 64;
    labels += 4;
  }
  f32.store(result, <f32>hits);
}

/** As top_k_index, with labels whose first maximum counts. */
export function top_k_dense(scores: usize, labels: usize, result: usize, rows: i32, columns: i32, k: i32): void {
  let hits = 0;
  for (let row = 0; row < rows; row++) {
    hits += i32(is_among(scores, rows, columns, first_maximum(labels, rows, columns), k));
    scores += 64;
    labels += 64;
  }
  f32.store(result, <f32>hits);
}

/** Adds 1 at (label, predicted) where both are columns. */
function count_at(result: usize, label: i32, predicted: i32, columns: i32): void {
  if (<u32>label >= <u32>columns || predicted < 0) return;
  const at = result + ((label * columns + predicted) << 2);
  f32.store(at, f32.load(at) + 1);
}

/** Rows by label and by first maximum of the scores: f32[columns, columns]. */
export function confusion_index(scores: usize, labels: usize, result: usize, rows: i32, columns: i32): void {
  memory.fill(result, 0, (columns * columns) << 2);
  for (let row = 0; row < rows; row++) {
    count_at(result, i32.load(labels), first_maximum(scores, rows, columns), columns);
    scores += 64;
    labels += 4;
  }
}

/** As confusion_index, with labels whose first maximum counts. */
export function confusion_dense(scores: usize, labels: usize, result: usize, rows: i32, columns: i32): void {
  memory.fill(result, 0, (columns * columns) << 2);
  for (let row = 0; row < rows; row++) {
    count_at(result, first_maximum(labels, rows, columns), first_maximum(scores, rows, columns), columns);
    scores += 64;
    labels += 64;
  }
}

/** Scores by the part of [0, 1] they lie in, f32[2, bins]: of labels up to 0.5, then of those above. NaN is in the first part. */
export function score_histogram(scores: usize, labels: usize, result: usize, count: i32, bins: i32): void {
  memory.fill(result, 0, bins << 3);
  for (let i = 0; i < count << 2; i += 4) {
    const scaled = f32.load(scores + i) * <f32>bins;
    const part = scaled >= 0 ? (scaled < <f32>bins ? <i32>scaled : bins - 1) : 0;
    const row = f32.load(labels + i) > 0.5 ? bins : 0;
    const at = result + ((row + part) << 2);
    f32.store(at, f32.load(at) + 1);
  }
}

/** Stores a float64 as the nearest float32 and what is left of it. */
function store_parts(at: usize, value: f64): void {
  f32.store(at, <f32>value);
  f32.store(at, <f32>(value - <f64>(<f32>value)), 4);
}

/** count, Σ (prediction − target)², then Σ target and Σ target² in two parts each: f32[6], added up in float64. */
export function regression_sums(prediction: usize, target: usize, result: usize, count: i32): void {
  let errors: f64 = 0;
  let sum: f64 = 0;
  let squares: f64 = 0;
  for (let i = 0; i < count << 2; i += 4) {
    const value = <f64>f32.load(target + i);
    const error = <f64>f32.load(prediction + i) - value;
    errors += error * error;
    sum += value;
    squares += value * value;
  }
  f32.store(result, <f32>count);
  f32.store(result, <f32>errors, 4);
  store_parts(result + 8, sum);
  store_parts(result + 16, squares);
}
