/** The gradients of convolutions of any stride, dilation, padding and groups; everything in panels, as in convolution.ts. */
import { add_scaled, add_scaled_lanes, end_inside, end_of, first_inside, lanes_within } from "./convolution-lanes";
import { madd } from "./madd";

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
