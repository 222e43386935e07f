/**
 * The gradient of a convolution of each channel by itself by its weight f32[kh, kw, 1, channels], in panels, lane by lane.
 */
import { end_inside, first_inside } from "./convolution-lanes";
import { madd } from "./madd";

// @ts-ignore: decorator
@inline
function add(result: usize, sum: v128): void {
  v128.store(result, f32x4.add(v128.load(result), sum));
}

/** result += Σ x · dy over `count` pixels of a line. */
function add_line(x: usize, dy: usize, result: usize, count: i32, step: usize): void {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (; count > 0; count--) {
    s0 = madd(v128.load(x), v128.load(dy), s0);
    s1 = madd(v128.load(x, 16), v128.load(dy, 16), s1);
    s2 = madd(v128.load(x, 32), v128.load(dy, 32), s2);
    s3 = madd(v128.load(x, 48), v128.load(dy, 48), s3);
    x += step;
    dy += 64;
  }
  add(result, s0);
  add(result + 16, s1);
  add(result + 32, s2);
  add(result + 48, s3);
}

/** The same for three taps of a line of the window. */
function add_line_of_3(x: usize, gap: usize, dy: usize, result: usize, count: i32, step: usize): void {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let t0 = s0;
  let t1 = s0;
  let t2 = s0;
  let t3 = s0;
  let u0 = s0;
  let u1 = s0;
  let u2 = s0;
  let u3 = s0;
  let y = x + gap;
  let z = y + gap;
  for (; count > 0; count--) {
    let value = v128.load(dy);
    s0 = madd(v128.load(x), value, s0);
    t0 = madd(v128.load(y), value, t0);
    u0 = madd(v128.load(z), value, u0);
    value = v128.load(dy, 16);
    s1 = madd(v128.load(x, 16), value, s1);
    t1 = madd(v128.load(y, 16), value, t1);
    u1 = madd(v128.load(z, 16), value, u1);
    value = v128.load(dy, 32);
    s2 = madd(v128.load(x, 32), value, s2);
    t2 = madd(v128.load(y, 32), value, t2);
    u2 = madd(v128.load(z, 32), value, u2);
    value = v128.load(dy, 48);
    s3 = madd(v128.load(x, 48), value, s3);
    t3 = madd(v128.load(y, 48), value, t3);
    u3 = madd(v128.load(z, 48), value, u3);
    x += step;
    y += step;
    z += step;
    dy += 64;
  }
  add(result, s0);
  add(result + 16, s1);
  add(result + 32, s2);
  add(result + 48, s3);
  add(result + 64, t0);
  add(result + 80, t1);
  add(result + 96, t2);
  add(result + 112, t3);
  add(result + 128, u0);
  add(result + 144, u1);
  add(result + 160, u2);
  add(result + 176, u3);
}

/** The gradient by the weight. Every line of pixels is summed up by itself: for three taps at once where all are inside. */
export function depthwise_convolve_weight_gradient(
  x: usize,
  dy: usize,
  result: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  result_height: i32,
  result_width: i32,
  outputs: i32,
  kernel_height: i32,
  kernel_width: i32,
  stride_y: i32,
  stride_x: i32,
  dilation_y: i32,
  dilation_x: i32,
  top: i32,
  left: i32,
  groups: i32,
): void {
  const step = <usize>stride_x << 6;
  const gap = <usize>dilation_x << 6;
  const bytes = (kernel_height * kernel_width) << 6;
  for (let channel = 0; channel < channels; channel += 16) {
    memory.fill(result, 0, bytes);
    for (let line = 0; line < batch * result_height; line++) {
      const image = x + (((line / result_height) * height * width) << 6);
      for (let ky = 0; ky < kernel_height; ky++) {
        const row = (line % result_height) * stride_y + ky * dilation_y - top;
        if (<u32>row >= <u32>height) continue;
        const source = image + ((row * width) << 6);
        const to = result + ((ky * kernel_width) << 6);
        for (let group = 0; group < kernel_width; group += 3) {
          const end = min(group + 3, kernel_width);
          // Columns of dy that all three taps meet.
          const from = first_inside(group * dilation_x - left, stride_x);
          const until = end_inside((end - 1) * dilation_x - left, stride_x, width, result_width);
          const are_three = end == group + 3 && from < until;
          if (are_three) {
            const first = source + ((from * stride_x + group * dilation_x - left) << 6);
            add_line_of_3(first, gap, dy + (from << 6), to + (group << 6), until - from, step);
          }
          for (let kx = group; kx < end; kx++) {
            const offset = kx * dilation_x - left;
            const own = source + (offset << 6);
            const own_from = first_inside(offset, stride_x);
            const own_until = end_inside(offset, stride_x, width, result_width);
            const before = are_three ? from : own_until;
            const tap = to + (kx << 6);
            if (own_from < before) {
              add_line(own + own_from * step, dy + (own_from << 6), tap, before - own_from, step);
            }
            if (are_three && until < own_until) {
              add_line(own + until * step, dy + (until << 6), tap, own_until - until, step);
            }
          }
        }
      }
      dy += result_width << 6;
    }
    x += (batch * height * width) << 6;
    result += bytes;
  }
}
