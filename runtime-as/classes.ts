/**
 * Class numbers: one-hot rows and the count of right answers. Scores and dense labels are f32[rows, columns] in panels,
 * index labels i32[rows]; see softmax.ts for the addresses. The class that scores tell is the first maximum.
 */
import { mask_below } from "./lanes";
import { quad, row_maximum } from "./softmax";

/** 1 at each row's index, 0 elsewhere: i32[rows] → panels. A row whose index is out of range is all zeros. */
export function one_hot(indices: usize, result: usize, rows: i32, columns: i32): void {
  for (let row = 0; row < rows; row++) {
    const index = i32.load(indices);
    for (let column = 0; column < columns; column += 4) {
      const hit = i32x4.eq(i32x4(0, 1, 2, 3), i32x4.splat(index - column));
      v128.store(quad(result, rows, column), v128.and(hit, f32x4.splat(1)));
    }
    indices += 4;
    result += 64;
  }
}

/** The first column that holds the row's maximum; −1 if every value is NaN. */
export function first_maximum(row: usize, rows: i32, columns: i32): i32 {
  const maximum = row_maximum(row, rows, columns);
  for (let column = 0; column < columns; column += 4) {
    const equal = f32x4.eq(v128.load(quad(row, rows, column)), maximum);
    const hits = i32x4.bitmask(v128.and(equal, mask_below(column, columns)));
    if (hits) return column + ctz(hits);
  }
  return -1;
}

/** The column of each row's first maximum, 0 if every value is NaN: panels → i32[rows]. */
export function argmax(source: usize, result: usize, rows: i32, columns: i32): void {
  for (let row = 0; row < rows; row++) {
    i32.store(result, max(first_maximum(source, rows, columns), 0));
    source += 64;
    result += 4;
  }
}

/** The number of rows whose first maximum is the label, as one f32. */
export function accuracy_index(scores: usize, labels: usize, result: usize, rows: i32, columns: i32): void {
  let right = 0;
  for (let row = 0; row < rows; row++) {
    right += i32(first_maximum(scores, rows, columns) == i32.load(labels));
    scores += 64;
    labels += 4;
  }
  f32.store(result, <f32>right);
}

/** The number of rows whose first maximum is where the label's first maximum is, as one f32. */
export function accuracy_dense(scores: usize, labels: usize, result: usize, rows: i32, columns: i32): void {
  let right = 0;
  for (let row = 0; row < rows; row++) {
    right += i32(first_maximum(scores, rows, columns) == first_maximum(labels, rows, columns));
    scores += 64;
    labels += 64;
  }
  f32.store(result, <f32>right);
}
