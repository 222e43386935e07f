/**
 * Convolutions of any stride, dilation, padding and groups, on images f32[batch, height, width, channels] and weights
 * f32[kh, kw, channels / groups, outputs], all in panels: for each 16 channels, a pixel is 64 bytes and its neighbour in x
 * the next 64. The result's rows of pixels are summed up in memory, 16 channels at a time: for each element of the window
 * and each channel read, its weights stay in registers along the row. Where the 16 channels are of several groups, each
 * group works on its own vectors, and where a vector is of several, on its own lanes.
 */
import { load_first } from "./lanes";
import { madd } from "./madd";

/** The lanes first + 0 … 3 that lie in from … to − 1. */
// @ts-ignore: decorator
@inline
function lanes_within(first: i32, from: i32, to: i32): v128 {
  const lane = i32x4.add(i32x4.splat(first), i32x4(0, 1, 2, 3));
  return v128.and(i32x4.ge_s(lane, i32x4.splat(from)), i32x4.lt_s(lane, i32x4.splat(to)));
}

/** result[p] += source[p] · w for `count` pixels, at these distances: one number of the source for 16 lanes. */
// @ts-ignore: decorator
@inline
function add_scaled(
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
function add_scaled_lanes(
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
function end_of(end: i32, channels: i32): i32 {
  return end >= channels ? i32.MAX_VALUE : end;
}

/** A convolution whose sums start at `initial`, a number for each output. */
export function convolve_from(
  x: usize,
  weight: usize,
  initial: usize,
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
  const group_channels = channels / groups;
  const group_outputs = outputs / groups;
  const x_panel = (batch * height * width) << 6;
  const weight_panel = (kernel_height * kernel_width * group_channels) << 6;
  for (let output = 0; output < outputs; output += 16) {
    const left_over = outputs - output;
    const i0 = initial ? load_first(initial, left_over) : f32x4.splat(0);
    const i1 = initial ? load_first(initial + 16, left_over - 4) : f32x4.splat(0);
    const i2 = initial ? load_first(initial + 32, left_over - 8) : f32x4.splat(0);
    const i3 = initial ? load_first(initial + 48, left_over - 12) : f32x4.splat(0);
    for (let row = 0; row < batch * result_height; row++) {
      const image = x + (((row / result_height) * height * width) << 6);
      const origin_y = (row % result_height) * stride_y - top;
      for (let p = 0; p < result_width << 6; p += 64) {
        v128.store(result + p, i0);
        v128.store(result + p, i1, 16);
        v128.store(result + p, i2, 32);
        v128.store(result + p, i3, 48);
      }
      for (let ky = 0; ky < kernel_height; ky++) {
        const y = origin_y + ky * dilation_y;
        if (<u32>y >= <u32>height) continue;
        for (let kx = 0; kx < kernel_width; kx++) {
          const offset = kx * dilation_x - left;
          const first = first_inside(offset, stride_x);
          const count = end_inside(offset, stride_x, width, result_width) - first;
          const source = image + ((y * width + first * stride_x + offset) << 6);
          const to = result + (first << 6);
          let from = output - (output % group_outputs);
          for (; from < min(output + 16, outputs); from += group_outputs) {
            const end = end_of(from + group_outputs, outputs);
            let w = weight + (((ky * kernel_width + kx) * group_channels) << 6);
            const group = (from / group_outputs) * group_channels;
            const is_whole = from <= output && end >= output + 16;
            for (let channel = group; channel < group + group_channels; channel++) {
              const at = source + (channel >> 4) * x_panel + ((channel & 15) << 2);
              if (is_whole) {
                const w0 = v128.load(w);
                const w1 = v128.load(w, 16);
                const w2 = v128.load(w, 32);
                const w3 = v128.load(w, 48);
                add_scaled(at, to, stride_x << 6, 64, count, w0, w1, w2, w3);
              } else {
                for (let lane = 0; lane < 16; lane += 4) {
                  const mask = lanes_within(output + lane, from, end);
                  const weights = v128.load(w + (lane << 2));
                  if (v128.any_true(mask)) {
                    add_scaled_lanes(at, to + (lane << 2), stride_x << 6, 64, count, weights, mask);
                  }
                }
              }
              w += 64;
            }
          }
        }
      }
      result += result_width << 6;
    }
    weight += weight_panel;
    if (initial) initial += 64;
  }
}

export function convolve(
  x: usize,
  weight: usize,
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
  convolve_from(
    x,
    weight,
    0,
    result,
    batch,
    height,
    width,
    channels,
    result_height,
    result_width,
    outputs,
    kernel_height,
    kernel_width,
    stride_y,
    stride_x,
    dilation_y,
    dilation_x,
    top,
    left,
    groups,
  );
}

/** The weights of channels first … first + 3, counted in their group, for one output; `rows` is of the group's first. */
// @ts-ignore: decorator
@inline
function load_weights(rows: usize, first: i32, group_channels: i32): v128 {
  const last = group_channels - 1;
  const a = v128.load32_splat(rows + (max(0, min(first, last)) << 6));
  const b = v128.load_lane<f32>(rows + (max(0, min(first + 1, last)) << 6), a, 1);
  const c = v128.load_lane<f32>(rows + (max(0, min(first + 2, last)) << 6), b, 2);
  return v128.load_lane<f32>(rows + (max(0, min(first + 3, last)) << 6), c, 3);
}

/** The gradient by the image: dy and weight → result f32[batch, height, width, channels]. */
export function convolve_input_gradient(
  dy: usize,
  weight: usize,
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
  const group_channels = channels / groups;
  const group_outputs = outputs / groups;
  const dy_panel = (batch * result_height * result_width) << 6;
  const weight_panel = (kernel_height * kernel_width * group_channels) << 6;
  for (let channel = 0; channel < channels; channel += 16) {
    for (let row = 0; row < batch * height; row++) {
      const image = dy + (((row / height) * result_height * result_width) << 6);
      memory.fill(result, 0, width << 6);
      for (let ky = 0; ky < kernel_height; ky++) {
        const origin_y = (row % height) + top - ky * dilation_y;
        if (origin_y < 0 || origin_y % stride_y != 0 || origin_y >= result_height * stride_y) continue;
        const y = origin_y / stride_y;
        for (let kx = 0; kx < kernel_width; kx++) {
          const offset = kx * dilation_x - left;
          const first = first_inside(offset, stride_x);
          const count = end_inside(offset, stride_x, width, result_width) - first;
          const source = image + ((y * result_width + first) << 6);
          const to = result + ((first * stride_x + offset) << 6);
          let from = channel - (channel % group_channels);
          for (; from < min(channel + 16, channels); from += group_channels) {
            const end = end_of(from + group_channels, channels);
            const start = channel - from;
            const is_whole = from <= channel && end >= channel + 16;
            const group = (from / group_channels) * group_outputs;
            for (let output = group; output < group + group_outputs; output++) {
              const tap = ((ky * kernel_width + kx) * group_channels) << 6;
              const rows = weight + (output >> 4) * weight_panel + tap + ((output & 15) << 2);
              const at = source + (output >> 4) * dy_panel + ((output & 15) << 2);
              if (is_whole) {
                const w0 = load_weights(rows, start, group_channels);
                const w1 = load_weights(rows, start + 4, group_channels);
                const w2 = load_weights(rows, start + 8, group_channels);
                const w3 = load_weights(rows, start + 12, group_channels);
                add_scaled(at, to, 64, stride_x << 6, count, w0, w1, w2, w3);
                continue;
              }
              for (let lane = 0; lane < 16; lane += 4) {
                const mask = lanes_within(channel + lane, from, end);
                if (!v128.any_true(mask)) continue;
                const weights = load_weights(rows, start + lane, group_channels);
                add_scaled_lanes(at, to + (lane << 2), 64, stride_x << 6, count, weights, mask);
              }
            }
          }
        }
      }
      result += width << 6;
    }
  }
}

// @ts-ignore: decorator
@inline
function store_lanes(address: usize, value: v128, mask: v128): void {
  v128.store(address, v128.bitselect(value, v128.load(address), mask));
}

/** The gradient by the weight: x and dy → result f32[kh, kw, channels / groups, outputs]. Rows of pixels are summed apart. */
export function convolve_weight_gradient(
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
  const group_channels = channels / groups;
  const group_outputs = outputs / groups;
  const x_panel = (batch * height * width) << 6;
  const dy_panel = (batch * result_height * result_width) << 6;
  for (let output = 0; output < outputs; output += 16) {
    for (let tap = 0; tap < kernel_height * kernel_width; tap++) {
      const offset_y = (tap / kernel_width) * dilation_y - top;
      const offset_x = (tap % kernel_width) * dilation_x - left;
      const first_y = first_inside(offset_y, stride_y);
      const end_y = end_inside(offset_y, stride_y, height, result_height);
      const first_x = first_inside(offset_x, stride_x);
      const count = end_inside(offset_x, stride_x, width, result_width) - first_x;
      for (let channel = 0; channel < group_channels; channel++) {
        let from = output - (output % group_outputs);
        for (; from < min(output + 16, outputs); from += group_outputs) {
          const end = end_of(from + group_outputs, outputs);
          const read = (from / group_outputs) * group_channels + channel;
          const source = x + (read >> 4) * x_panel + ((read & 15) << 2);
          let s0 = f32x4.splat(0);
          let s1 = s0;
          let s2 = s0;
          let s3 = s0;
          for (let n = 0; n < batch; n++) {
            for (let p = first_y; p < end_y; p++) {
              let a = source + (((n * height + p * stride_y + offset_y) * width + first_x * stride_x + offset_x) << 6);
              let b = dy + (((n * result_height + p) * result_width + first_x) << 6);
              let r0 = f32x4.splat(0);
              let r1 = r0;
              let r2 = r0;
              let r3 = r0;
              for (let left_over = count; left_over > 0; left_over--) {
                const value = v128.load32_splat(a);
                r0 = madd(value, v128.load(b), r0);
                r1 = madd(value, v128.load(b, 16), r1);
                r2 = madd(value, v128.load(b, 32), r2);
                r3 = madd(value, v128.load(b, 48), r3);
                a += stride_x << 6;
                b += 64;
              }
              s0 = f32x4.add(s0, r0);
              s1 = f32x4.add(s1, r1);
              s2 = f32x4.add(s2, r2);
              s3 = f32x4.add(s3, r3);
            }
          }
          store_lanes(result, s0, lanes_within(output, from, end));
          store_lanes(result + 16, s1, lanes_within(output + 4, from, end));
          store_lanes(result + 32, s2, lanes_within(output + 8, from, end));
          store_lanes(result + 48, s3, lanes_within(output + 12, from, end));
        }
        result += 64;
      }
    }
    dy += dy_panel;
  }
}
