/** Four lanes at the end of a row: loads, stores and masks that stop where the data stops. */

/** The first `count` floats at an address, zeros after them; reads nothing beyond. `count` may be above 4 or negative. */
// @ts-ignore: decorator
@inline
export function load_first(address: usize, count: i32): v128 {
  if (count >= 4) return v128.load(address);
  if (count == 3) return v128.load_lane<f32>(address, v128.load64_zero(address), 2, 8);
  if (count == 2) return v128.load64_zero(address);
  if (count == 1) return v128.load32_zero(address);
  return i32x4.splat(0);
}

/** Stores the first `count` lanes and touches nothing beyond. `count` may be above 4 or negative. */
// @ts-ignore: decorator
@inline
export function store_first(address: usize, value: v128, count: i32): void {
  if (count >= 4) {
    v128.store(address, value);
    return;
  }
  if (count > 0) v128.store_lane<f32>(address, value, 0);
  if (count > 1) v128.store_lane<f32>(address, value, 1, 4);
  if (count > 2) v128.store_lane<f32>(address, value, 2, 8);
}

/** All ones in the lanes that hold columns `column` … `column + 3` below `columns`. */
// @ts-ignore: decorator
@inline
export function mask_below(column: i32, columns: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(columns - column));
}
