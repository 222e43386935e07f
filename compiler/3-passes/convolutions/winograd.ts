/**
 * The rule for 3 × 3 windows at every place: Winograd's filtering, which needs a quarter of the multiplications, where that
 * saves more than transforming image, weights and result costs.
 *
 *     conv2d(x, w, bias)              ──▶   add(winograd_conv2d(pad_image(x), winograd_weights(w)), bias)
 *     conv2d_input_gradient(dy, w)    ──▶   winograd_conv2d(pad_image(dy), winograd_weights(flip_kernel(w)))
 *     conv2d_weight_gradient(x, dy)   ──▶   winograd_weight_gradient(pad_image(x), pad_image(dy))
 *
 * Images are padded as far as whole tiles reach. The weight gradient reads the dy that the input gradient pads.
 */
import type { Builder } from "../../ir/builder.ts";
import type { Node } from "../../ir/node.ts";
import { reachOf, tilesAlong } from "../../ops/winograd-rules.ts";
import { type ConvolutionRule, type ConvolutionUse, padded } from "./convolution-use.ts";
import { fasterBy } from "./winograd-cost.ts";

type Pair = readonly [number, number];

/** Images of fewer channels are not in panels, and leave little to multiply between the transforms. */
const FEWEST_CHANNELS = 16;

export const winograd: ConvolutionRule = {
  name: "winograd",
  choose: (use, b, settings) => {
    const { kind, channels, outputs, input, output } = use;
    if (!isFor(use)) return undefined;
    if (!settings.winograd) return { because: "it is switched off" };
    const read = kind === "input gradient" ? outputs : channels;
    if (read < FEWEST_CHANNELS) return { because: `${read} channels are too few` };
    const gain = fasterBy(use, settings);
    if (gain < 1) return { because: `it would take ${(1 / gain).toFixed(1)} times as long` };
    const tiles = (kind === "input gradient" ? input : output).map(tilesAlong);
    const because = `${tiles.join("×")} tiles of 4×4, about ${gain.toFixed(1)} times as fast as direct`;
    return { value: filtered(use, b), because };
  },
};

/** 3 × 3, one group, neighbouring places, be it that strides spread the pixels of dy; nothing but padding around dy. */
function isFor({ kind, kernel, strides, dilations, groups, padding }: ConvolutionUse): boolean {
  const isOne = (pair: Pair) => pair.every((size) => size === 1);
  if (groups !== 1 || !isOne(dilations) || kernel.some((size) => size !== 3)) return false;
  if (!isOne(strides) && kind !== "input gradient") return false;
  return kind === "convolution" || padding.every((count) => count <= 2);
}

function filtered({ kind, operands, input, output, padding, strides }: ConvolutionUse, b: Builder): Node {
  const [first, second, bias] = operands as readonly [Node, Node, Node | undefined];
  const weights = (weight: Node) => b.op("winograd_weights", [weight]);
  const [top, left] = padding;
  const image = (x: Node) => around(b, x, [top, left], input, output);
  // The gradient's windows begin where only their last row or column is on dy.
  const origin: Pair = [2 - top, 2 - left];
  const slope = (dy: Node) => around(b, dy, origin, output, input, strides);
  if (kind === "weight gradient") {
    const attrs = { tiles: output.map(tilesAlong), origin };
    return b.op("winograd_weight_gradient", [image(first), slope(second)], attrs);
  }
  if (kind === "input gradient") {
    const flipped = weights(b.op("flip_kernel", [second]));
    return b.op("winograd_conv2d", [slope(first), flipped], { places: input });
  }
  const y = b.op("winograd_conv2d", [image(first), weights(second)], { places: output });
  return bias === undefined ? y : b.add(y, bias);
}

/** An image with zeros around it, so that tiles of so many results find all that they reach for. */
function around(b: Builder, image: Node, start: Pair, size: Pair, results: Pair, steps: Pair = [1, 1]): Node {
  const after = [0, 1].map((axis) => reachOf(results[axis]!) - start[axis]! - (size[axis]! - 1) * steps[axis]! - 1);
  return padded(b, image, [...start, ...after], steps);
}
