/**
 * One panel of one image of a convolution of each channel by itself, lane by lane: a pixel and a weight are 64 bytes each.
 *
 * By an axis, result i reads pixels i · step + tap · gap + offset for the taps of the window. Pixels of a line whose window
 * is inside of the image are done four at a time for eight channels, others one at a time for sixteen. Where all three lines
 * of a 3×3 window are inside, its weights stay in registers along the line.
 */
import { end_inside, first_inside } from "./convolution-lanes";
import { load_first } from "./lanes";
import { madd } from "./madd";

// @ts-ignore: decorator
@inline
function clip(x: v128, low: v128, high: v128): v128 {
  return f32x4.pmin(f32x4.pmax(x, low), high);
}

/**
 * A line of results of a 3×3 window that moves by one pixel, with one more pixel to both sides, for one vector: each pixel
 * of the three lines is loaded once, and adds to the three results that see it.
 */
function line_of_3x3(
  x: usize,
  line: usize,
  weight: usize,
  weight_y: i32,
  weight_x: i32,
  start: v128,
  result: usize,
  columns: i32,
  low: v128,
  high: v128,
): void {
  const w00 = v128.load(weight);
  const w01 = v128.load(weight + weight_x);
  const w02 = v128.load(weight + 2 * weight_x);
  const w10 = v128.load(weight + weight_y);
  const w11 = v128.load(weight + weight_y + weight_x);
  const w12 = v128.load(weight + weight_y + 2 * weight_x);
  const w20 = v128.load(weight + 2 * weight_y);
  const w21 = v128.load(weight + 2 * weight_y + weight_x);
  const w22 = v128.load(weight + 2 * weight_y + 2 * weight_x);
  let y = x + line;
  let z = y + line;
  const end = x + (columns << 6);
  // The result at the last pixel, and the next one.
  let a = start;
  let b = start;
  let value = v128.load(x);
  a = madd(value, w01, a);
  b = madd(value, w00, b);
  value = v128.load(y);
  a = madd(value, w11, a);
  b = madd(value, w10, b);
  value = v128.load(z);
  a = madd(value, w21, a);
  b = madd(value, w20, b);
  for (x += 64; x < end; x += 64) {
    y += 64;
    z += 64;
    value = v128.load(x);
    let done = madd(value, w02, a);
    a = madd(value, w01, b);
    b = madd(value, w00, start);
    value = v128.load(y);
    done = madd(value, w12, done);
    a = madd(value, w11, a);
    b = madd(value, w10, b);
    value = v128.load(z);
    done = madd(value, w22, done);
    a = madd(value, w21, a);
    b = madd(value, w20, b);
    v128.store(result, clip(done, low, high));
    result += 64;
  }
  v128.store(result, clip(a, low, high));
}

/** The same for a window that moves by two pixels, and no pixel more. */
function line_of_3x3_by_2(
  x: usize,
  line: usize,
  weight: usize,
  weight_y: i32,
  weight_x: i32,
  start: v128,
  result: usize,
  result_x: i32,
  columns: i32,
  low: v128,
  high: v128,
): void {
  const w00 = v128.load(weight);
  const w01 = v128.load(weight + weight_x);
  const w02 = v128.load(weight + 2 * weight_x);
  const w10 = v128.load(weight + weight_y);
  const w11 = v128.load(weight + weight_y + weight_x);
  const w12 = v128.load(weight + weight_y + 2 * weight_x);
  const w20 = v128.load(weight + 2 * weight_y);
  const w21 = v128.load(weight + 2 * weight_y + weight_x);
  const w22 = v128.load(weight + 2 * weight_y + 2 * weight_x);
  let y = x + line;
  let z = y + line;
  const end = x + (columns << 7);
  let a = madd(v128.load(z), w20, madd(v128.load(y), w10, madd(v128.load(x), w00, start)));
  for (; x < end; x += 128) {
    a = madd(v128.load(x, 64), w01, a);
    let value = v128.load(x, 128);
    let done = madd(value, w02, a);
    let next = madd(value, w00, start);
    done = madd(v128.load(y, 64), w11, done);
    value = v128.load(y, 128);
    done = madd(value, w12, done);
    next = madd(value, w10, next);
    done = madd(v128.load(z, 64), w21, done);
    value = v128.load(z, 128);
    done = madd(value, w22, done);
    a = madd(value, w20, next);
    v128.store(result, clip(done, low, high));
    y += 128;
    z += 128;
    result += result_x;
  }
}

/** One panel of one image; `gap_y`, `gap_x` are pixels between taps, at least 1; weights go by bytes, maybe backwards. */
export function plane(
  x: usize,
  height: i32,
  width: i32,
  weight: usize,
  weight_y: i32,
  weight_x: i32,
  taps_y: i32,
  taps_x: i32,
  step_y: i32,
  step_x: i32,
  gap_y: i32,
  gap_x: i32,
  offset_y: i32,
  offset_x: i32,
  initial: usize,
  initial_lanes: i32,
  result: usize,
  rows: i32,
  columns: i32,
  result_y: i32,
  result_x: i32,
  lowest: f32,
  highest: f32,
): void {
  const low = f32x4.splat(lowest);
  const high = f32x4.splat(highest);
  const i0 = load_first(initial, initial_lanes);
  const i1 = load_first(initial + 16, initial_lanes - 4);
  const i2 = load_first(initial + 32, initial_lanes - 8);
  const i3 = load_first(initial + 48, initial_lanes - 12);
  const inside = min(columns, first_inside(offset_x, step_x));
  const inside_end = max(inside, end_inside(offset_x + (taps_x - 1) * gap_x, step_x, width, columns));
  const step = <usize>step_x << 6;
  const gap = <usize>gap_x << 6;
  const line = <usize>(gap_y * width) << 6;
  const is_3x3 = taps_y == 3 && taps_x == 3 && gap_x == 1;
  const is_plain = is_3x3 && step_x == 1 && offset_x == -1 && columns == width && result_x == 64;
  const is_halving = is_3x3 && step_x == 2;
  for (let row = 0; row < rows; row++) {
    const y = row * step_y + offset_y;
    const first_y = min(taps_y, first_inside(y, gap_y));
    const count_y = end_inside(y, gap_y, height, taps_y) - first_y;
    const source = x + ((y + first_y * gap_y) * width << 6);
    const weights = weight + first_y * weight_y;
    if (is_plain && count_y == 3) {
      line_of_3x3(source, line, weights, weight_y, weight_x, i0, result, columns, low, high);
      line_of_3x3(source + 16, line, weights + 16, weight_y, weight_x, i1, result + 16, columns, low, high);
      line_of_3x3(source + 32, line, weights + 32, weight_y, weight_x, i2, result + 32, columns, low, high);
      line_of_3x3(source + 48, line, weights + 48, weight_y, weight_x, i3, result + 48, columns, low, high);
      result += result_y;
      continue;
    }
    let column = 0;
    let to = result;
    while (column < columns) {
      if (is_halving && count_y == 3 && column == inside && column < inside_end) {
        const from = source + ((column * step_x + offset_x) << 6);
        const count = inside_end - inside;
        line_of_3x3_by_2(from, line, weights, weight_y, weight_x, i0, to, result_x, count, low, high);
        line_of_3x3_by_2(from + 16, line, weights + 16, weight_y, weight_x, i1, to + 16, result_x, count, low, high);
        line_of_3x3_by_2(from + 32, line, weights + 32, weight_y, weight_x, i2, to + 32, result_x, count, low, high);
        line_of_3x3_by_2(from + 48, line, weights + 48, weight_y, weight_x, i3, to + 48, result_x, count, low, high);
        column = inside_end;
        to += count * result_x;
        continue;
      }
      if (column >= inside && column + 4 <= inside_end) {
        const from = source + ((column * step_x + offset_x) << 6);
        for (let half = 0; half < 64; half += 32) {
          let a0 = half ? i2 : i0;
          let a1 = half ? i3 : i1;
          let b0 = a0;
          let b1 = a1;
          let c0 = a0;
          let c1 = a1;
          let d0 = a0;
          let d1 = a1;
          let w_line = weights + half;
          let x_line = from + half;
          for (let ky = count_y; ky > 0; ky--) {
            let w = w_line;
            let at = x_line;
            for (let kx = taps_x; kx > 0; kx--) {
              const w0 = v128.load(w);
              const w1 = v128.load(w, 16);
              a0 = madd(v128.load(at), w0, a0);
              a1 = madd(v128.load(at, 16), w1, a1);
              b0 = madd(v128.load(at + step), w0, b0);
              b1 = madd(v128.load(at + step, 16), w1, b1);
              c0 = madd(v128.load(at + 2 * step), w0, c0);
              c1 = madd(v128.load(at + 2 * step, 16), w1, c1);
              d0 = madd(v128.load(at + 3 * step), w0, d0);
              d1 = madd(v128.load(at + 3 * step, 16), w1, d1);
              w += weight_x;
              at += gap;
            }
            w_line += weight_y;
            x_line += line;
          }
          const out = to + half;
          v128.store(out, clip(a0, low, high));
          v128.store(out, clip(a1, low, high), 16);
          v128.store(out + result_x, clip(b0, low, high));
          v128.store(out + result_x, clip(b1, low, high), 16);
          v128.store(out + 2 * result_x, clip(c0, low, high));
          v128.store(out + 2 * result_x, clip(c1, low, high), 16);
          v128.store(out + 3 * result_x, clip(d0, low, high));
          v128.store(out + 3 * result_x, clip(d1, low, high), 16);
        }
        column += 4;
        to += 4 * result_x;
        continue;
      }
      const place = column * step_x + offset_x;
      const first_x = first_inside(place, gap_x);
      const count_x = end_inside(place, gap_x, width, taps_x) - first_x;
      let s0 = i0;
      let s1 = i1;
      let s2 = i2;
      let s3 = i3;
      let w_line = weights + first_x * weight_x;
      let x_line = source + ((place + first_x * gap_x) << 6);
      for (let ky = count_y; ky > 0; ky--) {
        let w = w_line;
        let at = x_line;
        for (let kx = count_x; kx > 0; kx--) {
          s0 = madd(v128.load(at), v128.load(w), s0);
          s1 = madd(v128.load(at, 16), v128.load(w, 16), s1);
          s2 = madd(v128.load(at, 32), v128.load(w, 32), s2);
          s3 = madd(v128.load(at, 48), v128.load(w, 48), s3);
          w += weight_x;
          at += gap;
        }
        w_line += weight_y;
        x_line += line;
      }
      v128.store(to, clip(s0, low, high));
      v128.store(to, clip(s1, low, high), 16);
      v128.store(to, clip(s2, low, high), 32);
      v128.store(to, clip(s3, low, high), 48);
      column++;
      to += result_x;
    }
    result += result_y;
  }
}
