/** A folded network's forward pass in float64, for one row after the other: what all contestants are held to. */
import { type Convolution, type Dense, type ImageShape, type Layer, type Network, sizeOf } from "./network.ts";

/** A row, or an image: its channels beside one another, pixel by pixel. */
interface Value {
  readonly data: Float64Array;
  readonly shape: ImageShape;
}

export function referenceProbabilities(network: Network, weights: Float32Array, images: Float32Array): Float64Array {
  const { folded, inputs, classes, image = [1, 1, inputs] } = network;
  const rows = images.length / inputs;
  const result = new Float64Array(rows * classes);
  for (let row = 0; row < rows; row++) {
    const first = { data: Float64Array.from(images.subarray(row * inputs, (row + 1) * inputs)), shape: image };
    const { data } = runLayers(folded, weights, first);
    const largest = data.reduce((a, b) => Math.max(a, b));
    const powers = data.map((value) => Math.exp(value - largest));
    const sum = powers.reduce((total, value) => total + value, 0);
    result.set(
      powers.map((value) => value / sum),
      row * classes,
    );
  }
  return result;
}

function runLayers(layers: readonly Layer[], weights: Float32Array, first: Value): Value {
  return layers.reduce((x, layer) => runLayer(layer, weights, x), first);
}

function runLayer(layer: Layer, weights: Float32Array, x: Value): Value {
  switch (layer.kind) {
    case "relu": {
      const { limit = Number.POSITIVE_INFINITY } = layer;
      return { ...x, data: x.data.map((value) => Math.min(Math.max(0, value), limit)) };
    }
    case "dense":
      return multiply(x, weights, layer);
    case "conv2d":
      return convolve(x, weights, layer);
    case "subsample": {
      const [, width, channels] = x.shape;
      const shape = strided(x.shape, layer.stride, channels + layer.added);
      const data = new Float64Array(sizeOf(shape));
      for (let y = 0; y < shape[0]; y++) {
        for (let c = 0; c < shape[1]; c++) {
          const from = (y * layer.stride * width + c * layer.stride) * channels;
          data.set(x.data.subarray(from, from + channels), (y * shape[1] + c) * shape[2]);
        }
      }
      return { data, shape };
    }
    case "global_average_pool": {
      const [height, width, channels] = x.shape;
      const data = new Float64Array(channels);
      for (let i = 0; i < x.data.length; i++) data[i % channels]! += x.data[i]! / (height * width);
      return { data, shape: [1, 1, channels] };
    }
    case "residual": {
      const body = runLayers(layer.body, weights, x);
      const shortcut = runLayers(layer.shortcut, weights, x);
      return { ...body, data: body.data.map((value, i) => value + shortcut.data[i]!) };
    }
    case "batch_norm":
      throw new Error("a batch_norm is left in a folded network");
  }
}

function strided([height, width]: ImageShape, stride: number, channels: number): ImageShape {
  return [Math.ceil(height / stride), Math.ceil(width / stride), channels];
}

function multiply(x: Value, weights: Float32Array, { weight: { offset, shape }, bias }: Dense): Value {
  const columns = shape[1]!;
  const result = new Float64Array(columns);
  if (bias !== undefined) result.set(weights.subarray(bias.offset, bias.offset + columns));
  for (let row = 0, at = offset; row < x.data.length; row++) {
    const value = x.data[row]!;
    for (let column = 0; column < columns; column++, at++) result[column]! += value * weights[at]!;
  }
  return { data: result, shape: [1, 1, columns] };
}

function convolve({ data, shape }: Value, weights: Float32Array, layer: Convolution): Value {
  const { weight, bias, stride, padding, groups } = layer;
  const [height, width, channels] = shape;
  const [kernel, , depth, features] = weight.shape as [number, number, number, number];
  const sizeAfter = (size: number) => Math.floor((size + 2 * padding - kernel) / stride) + 1;
  const after: ImageShape = [sizeAfter(height), sizeAfter(width), features];
  const result = new Float64Array(sizeOf(after));
  const inGroup = features / groups;
  for (let pixel = 0; pixel < after[0] * after[1]; pixel++) {
    const [top, left] = [Math.floor(pixel / after[1]) * stride - padding, (pixel % after[1]) * stride - padding];
    const sums = result.subarray(pixel * features, (pixel + 1) * features);
    if (bias !== undefined) sums.set(weights.subarray(bias.offset, bias.offset + features));
    for (let window = 0; window < kernel * kernel; window++) {
      const [y, x] = [top + Math.floor(window / kernel), left + (window % kernel)];
      if (y < 0 || x < 0 || y >= height || x >= width) continue;
      for (let d = 0; d < depth; d++) {
        const at = weight.offset + (window * depth + d) * features;
        for (let group = 0; group < groups; group++) {
          const value = data[(y * width + x) * channels + group * depth + d]!;
          for (let f = group * inGroup; f < (group + 1) * inGroup; f++) sums[f]! += value * weights[at + f]!;
        }
      }
    }
  }
  return { data: result, shape: after };
}
