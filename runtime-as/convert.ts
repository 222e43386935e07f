/** Casts between dtypes: `count` elements, contiguous to contiguous. */
import { load_first, store_first } from "./lanes";

export function cast_i32_f32(source: usize, result: usize, count: i32): void {
  for (; count > 0; count -= 4) {
    store_first(result, f32x4.convert_i32x4_s(load_first(source, count)), count);
    source += 16;
    result += 16;
  }
}

/** Truncates; saturates at the ends of i32; NaN gives 0. */
export function cast_f32_i32(source: usize, result: usize, count: i32): void {
  for (; count > 0; count -= 4) {
    store_first(result, i32x4.trunc_sat_f32x4_s(load_first(source, count)), count);
    source += 16;
    result += 16;
  }
}

export function cast_u8_f32(source: usize, result: usize, count: i32): void {
  for (; count >= 4; count -= 4) {
    v128.store(result, f32x4.convert_i32x4_s(load_u8x4(source)));
    source += 4;
    result += 16;
  }
  for (; count > 0; count--) {
    f32.store(result, <f32>load<u8>(source++));
    result += 4;
  }
}

export function cast_i8_f32(source: usize, result: usize, count: i32): void {
  for (; count >= 4; count -= 4) {
    v128.store(result, f32x4.convert_i32x4_s(load_i8x4(source)));
    source += 4;
    result += 16;
  }
  for (; count > 0; count--) {
    f32.store(result, <f32>load<i8>(source++));
    result += 4;
  }
}

export function cast_u8_i32(source: usize, result: usize, count: i32): void {
  for (; count >= 4; count -= 4) {
    v128.store(result, load_u8x4(source));
    source += 4;
    result += 16;
  }
  for (; count > 0; count--) {
    i32.store(result, load<u8>(source++));
    result += 4;
  }
}

export function cast_i8_i32(source: usize, result: usize, count: i32): void {
  for (; count >= 4; count -= 4) {
    v128.store(result, load_i8x4(source));
    source += 4;
    result += 16;
  }
  for (; count > 0; count--) {
    i32.store(result, load<i8>(source++));
    result += 4;
  }
}

// @ts-ignore: decorator
@inline
function load_u8x4(address: usize): v128 {
  return i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(address)));
}

// @ts-ignore: decorator
@inline
function load_i8x4(address: usize): v128 {
  return i32x4.extend_low_i16x8_s(i16x8.extend_low_i8x16_s(v128.load32_zero(address)));
}
