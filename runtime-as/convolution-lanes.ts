/** What the general convolutions share: lines of pixels in panels, and which places of a window are inside of an image. */
import { madd } from "./madd";

/** The lanes first + 0 … 3 that lie in from … to − 1. */
// @ts-ignore: decorator
@inline
export function lanes_within(first: i32, from: i32, to: i32): v128 {
  const lane = i32x4.add(i32x4.splat(first), i32x4(0, 1, 2, 3));
  return v128.and(i32x4.ge_s(lane, i32x4.splat(from)), i32x4.lt_s(lane, i32x4.splat(to)));
}

/** result[p] += source[p] · w for `count` pixels, at these distances: one number of the source for 16 lanes. */
// @ts-ignore: decorator
@inline
export function add_scaled(
  source: usize,
  result: usize,
  source_step: i32,
  result_step: i32,
  count: i32,
  w0: v128,
  w1: v128,
  w2: v128,
  w3: v128,
): void {
  for (; count > 0; count--) {
    const x = v128.load32_splat(source);
    v128.store(result, madd(x, w0, v128.load(result)));
    v128.store(result, madd(x, w1, v128.load(result, 16)), 16);
    v128.store(result, madd(x, w2, v128.load(result, 32)), 32);
    v128.store(result, madd(x, w3, v128.load(result, 48)), 48);
    source += source_step;
    result += result_step;
  }
}

/** The same for four lanes, of which those of the mask change. */
// @ts-ignore: decorator
@inline
export function add_scaled_lanes(
  source: usize,
  result: usize,
  source_step: i32,
  result_step: i32,
  count: i32,
  w: v128,
  mask: v128,
): void {
  if (i32x4.all_true(mask)) {
    for (; count > 0; count--) {
      v128.store(result, madd(v128.load32_splat(source), w, v128.load(result)));
      source += source_step;
      result += result_step;
    }
    return;
  }
  for (; count > 0; count--) {
    const sum = v128.load(result);
    v128.store(result, v128.bitselect(madd(v128.load32_splat(source), w, sum), sum, mask));
    source += source_step;
    result += result_step;
  }
}

/** The smallest i ≥ 0 with i · step + offset ≥ 0. */
// @ts-ignore: decorator
@inline
export function first_inside(offset: i32, step: i32): i32 {
  return offset >= 0 ? 0 : (step - 1 - offset) / step;
}

/** The first i ≥ 0 behind those with i · step + offset < size, at most `limit`. */
// @ts-ignore: decorator
@inline
export function end_inside(offset: i32, step: i32, size: i32, limit: i32): i32 {
  return size <= offset ? 0 : min(limit, (size - offset + step - 1) / step);
}

/** Where a group ends; the last one without end, since the lanes beyond it may hold junk. */
// @ts-ignore: decorator
@inline
export function end_of(end: i32, channels: i32): i32 {
  return end >= channels ? i32.MAX_VALUE : end;
}
