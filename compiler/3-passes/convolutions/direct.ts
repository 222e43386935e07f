/**
 * The rule for convolutions in one group: products through a window of a padded image, which is read where it lies.
 *
 *     conv2d(x, w, bias)              ──▶   window_product(pad_image(x), w, bias)
 *     conv2d_weight_gradient(x, dy)   ──▶   window_gradient(pad_image(x), dy)
 *     conv2d_input_gradient(dy, w)    ──▶   window_product(pad_image(dy), flip_kernel(w))
 *
 * The input gradient pads by what the window reaches over the edge from the other side. With a stride, the pixels of dy are
 * as far apart in the padded image; where the window is one pixel, those of the product are.
 */
import type { Builder } from "../../ir/builder.ts";
import { type Choice, type ConvolutionRule, type ConvolutionUse, padded } from "./convolution-use.ts";

export const direct: ConvolutionRule = {
  name: "direct",
  choose: (use, b) => {
    if (use.groups !== 1) return undefined;
    const { kind, kernel, strides, dilations, padding, operands } = use;
    if (kind === "input gradient") return inputGradient(use, b);
    const [x, other, ...initial] = operands;
    const image = padded(b, x!, padding);
    const because = `${kernel.join("×")} windows of ${image === x ? "the image as it is" : "the padded image"}`;
    return kind === "convolution"
      ? { value: b.op("window_product", [image, other!, ...initial], { strides, dilations }), because }
      : { value: b.op("window_gradient", [image, other!], { strides, dilations, kernel }), because };
  },
};

function inputGradient(use: ConvolutionUse, b: Builder): Choice | undefined {
  const { kernel, strides, dilations, padding, input, output, operands } = use;
  const [dy, weight] = operands;
  const flipped = b.op("flip_kernel", [weight!]);
  const attrs = { strides: [1, 1], dilations };
  const reach = [0, 1].map((axis) => (kernel[axis]! - 1) * dilations[axis]!);
  // So many zeros, at the top, the left, the bottom and the right, make the result as large as the image.
  const before = [0, 1].map((axis) => reach[axis]! - padding[axis]!);
  const after = [0, 1].map(
    (axis) => input[axis]! + reach[axis]! - before[axis]! - (output[axis]! - 1) * strides[axis]! - 1,
  );
  const around = [...before, ...after];
  if (around.some((count) => count < 0)) return undefined;
  if (kernel.every((size) => size === 1)) {
    const product = b.op("window_product", [dy!, flipped], attrs);
    return { value: padded(b, product, around, strides), because: "1×1 windows, from pixel to pixel" };
  }
  const value = b.op("window_product", [padded(b, dy!, around, strides), flipped], attrs);
  const spread = strides.some((stride) => stride > 1) ? `, its pixels ${strides.join("×")} apart` : "";
  return { value, because: `${kernel.join("×")} windows of the padded dy${spread}` };
}
