/**
 * Convolutions of any stride, dilation, padding and groups, on images f32[batch, height, width, channels] and weights
 * f32[kh, kw, channels / groups, outputs], all in panels: for each 16 channels, a pixel is 64 bytes and its neighbour in x
 * the next 64. The result's rows of pixels are summed up in memory, 16 channels at a time: for each element of the window
 * and each channel read, its weights stay in registers along the row. Where the 16 channels are of several groups, each
 * group works on its own vectors, and where a vector is of several, on its own lanes.
 */
import { add_scaled, add_scaled_lanes, end_inside, end_of, first_inside, lanes_within } from "./convolution-lanes";
import { load_first } from "./lanes";

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
