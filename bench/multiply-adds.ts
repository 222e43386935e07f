/** The multiply-adds of a network's weighted layers, as libraries count them: those of the plain sums, however they are computed. */
import type { ImageShape, LayerShape, NetworkShape } from "./network.ts";

/** For one row. A step computes every layer forward and its weight's gradient, and its input's for all but the first. */
export function multiplyAdds(shape: NetworkShape, entry: "infer" | "train"): number {
  const counts: number[] = [];
  countLayers(shape.layers, shape.image ?? [1, 1, shape.inputs!], counts);
  const forward = counts.reduce((sum, count) => sum + count, 0);
  return entry === "infer" ? forward : 3 * forward - counts[0]!;
}

/** Adds to `counts` → the shape behind the layers. */
function countLayers(layers: readonly LayerShape[], first: ImageShape, counts: number[]): ImageShape {
  return layers.reduce((image, layer) => countLayer(layer, image, counts), first);
}

function countLayer(layer: LayerShape, image: ImageShape, counts: number[]): ImageShape {
  const [height, width, channels] = image;
  switch (layer.kind) {
    case "dense":
      counts.push(channels * layer.units);
      return [1, 1, layer.units];
    case "conv2d": {
      const { kernel, stride, padding } = layer;
      const sizeAfter = (size: number) => Math.floor((size + 2 * padding - kernel) / stride) + 1;
      const [after, depth] = layer.channels === "depthwise" ? [channels, 1] : [layer.channels, channels];
      const result: ImageShape = [sizeAfter(height), sizeAfter(width), after];
      counts.push(result[0] * result[1] * after * kernel * kernel * depth);
      return result;
    }
    case "subsample":
      return [Math.ceil(height / layer.stride), Math.ceil(width / layer.stride), channels + layer.added];
    case "global_average_pool":
      return [1, 1, channels];
    case "residual": {
      const after = countLayers(layer.body, image, counts);
      countLayers(layer.shortcut, image, counts);
      return after;
    }
    case "batch_norm":
    case "relu":
      return image;
  }
}
