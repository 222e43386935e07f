/**
 * Convolutions of each channel by itself, and their gradients by the image, on images f32[batch, height, width, channels] and
 * weights f32[kh, kw, 1, channels] in panels.
 */
import { plane } from "./depthwise-plane";

/** Sums start at `initial`, a number for each channel, and are limited in the end. */
export function depthwise_convolve_from(
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
  low: f32,
  high: f32,
): void {
  const line = result_width << 6;
  for (let channel = 0; channel < channels; channel += 16) {
    for (let n = 0; n < batch; n++) {
      plane(
        x,
        height,
        width,
        weight,
        kernel_width << 6,
        64,
        kernel_height,
        kernel_width,
        stride_y,
        stride_x,
        dilation_y,
        dilation_x,
        -top,
        -left,
        initial,
        initial ? channels - channel : 0,
        result,
        result_height,
        result_width,
        line,
        64,
        low,
        high,
      );
      x += (height * width) << 6;
      result += result_height * line;
    }
    weight += (kernel_height * kernel_width) << 6;
    if (initial) initial += 64;
  }
}

export function depthwise_convolve(
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
  low: f32,
  high: f32,
): void {
  depthwise_convolve_from(
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
    low,
    high,
  );
}

/**
 * The gradient by the image. Pixels of the image that are a stride apart meet the same taps: those are a convolution of dy,
 * its window walked backwards. Not for strides and dilations that are both above 1.
 */
export function depthwise_convolve_input_gradient(
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
  const line = width << 6;
  for (let channel = 0; channel < channels; channel += 16) {
    for (let n = 0; n < batch; n++) {
      for (let phase_y = 0; phase_y < min(stride_y, height); phase_y++) {
        const first_y = (phase_y + top) % stride_y;
        const taps_y = (kernel_height - first_y + stride_y - 1) / stride_y;
        for (let phase_x = 0; phase_x < min(stride_x, width); phase_x++) {
          const first_x = (phase_x + left) % stride_x;
          const taps_x = (kernel_width - first_x + stride_x - 1) / stride_x;
          const last_y = first_y + (taps_y - 1) * stride_y;
          const last_x = first_x + (taps_x - 1) * stride_x;
          plane(
            dy,
            result_height,
            result_width,
            weight + ((last_y * kernel_width + last_x) << 6),
            -((stride_y * kernel_width) << 6),
            -(stride_x << 6),
            taps_y,
            taps_x,
            1,
            1,
            dilation_y,
            dilation_x,
            (phase_y + top - first_y) / stride_y - (taps_y - 1) * dilation_y,
            (phase_x + left - first_x) / stride_x - (taps_x - 1) * dilation_x,
            0,
            0,
            result + phase_y * line + (phase_x << 6),
            (height - phase_y + stride_y - 1) / stride_y,
            (width - phase_x + stride_x - 1) / stride_x,
            stride_y * line,
            stride_x << 6,
            f32.NEGATIVE_INFINITY,
            f32.POSITIVE_INFINITY,
          );
        }
      }
      dy += (result_height * result_width) << 6;
      result += height * line;
    }
    weight += (kernel_height * kernel_width) << 6;
  }
}
