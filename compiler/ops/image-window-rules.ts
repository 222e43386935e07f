/** What products through a window of a padded image share: f32[batch, height, width, channels], no place outside of it. */
import type { Attrs } from "../ir/node.ts";
import type { Dim } from "../ir/type.ts";
import type { Convolution } from "./convolution-rules.ts";
import type { ImageWindow } from "./definition/lowering.ts";
import type { AttrSpec } from "./definition/signature.ts";

type Pair = readonly [number, number];

export const WINDOW_ATTRS: readonly AttrSpec[] = [
  { name: "strides", kind: "numbers", doc: "[height, width] from one place of the window to the next" },
  { name: "dilations", kind: "numbers", doc: "[height, width] from one element of the window to the next" },
];

/** The window of size `kernel` on an image; undefined where it does not fit. */
export function windowOn(
  [, height, width, channels]: readonly Dim[],
  [kernelHeight, kernelWidth]: readonly Dim[],
  attrs: Readonly<Record<string, unknown>>,
): ImageWindow | undefined {
  const image = [height, width] as Pair;
  const kernel = [kernelHeight, kernelWidth] as Pair;
  const strides = attrs.strides as Pair;
  const dilations = attrs.dilations as Pair;
  const placesAlong = (axis: 0 | 1) =>
    Math.floor((image[axis] - 1 - (kernel[axis] - 1) * dilations[axis]) / strides[axis]) + 1;
  const places: Pair = [placesAlong(0), placesAlong(1)];
  if (places.some((count) => count < 1)) return undefined;
  return { channels: channels as number, image, kernel, strides, dilations, places };
}

/** The same as a convolution, for its float64 meaning. */
export function asConvolution(
  batch: Dim,
  { image, channels, kernel, places, strides, dilations }: ImageWindow,
  outputs: number,
): readonly [Convolution, Attrs] {
  const convolution: Convolution = { batch, image: [...image, channels], kernel, result: [...places, outputs] };
  return [convolution, { strides, dilations, padding: [0, 0, 0, 0], groups: 1 }];
}
