/**
 * The rule for convolutions of each channel by itself: kernels of their own, which need no padded image. The forward one may
 * also limit its results.
 *
 *     conv2d(x, w, bias)   ──▶   depthwise_convolution(x, w, bias) {low = -Infinity, high = Infinity, …}
 *
 * Of the gradients, nodes stay as they are: their kernels are chosen by their types.
 */
import type { ConvolutionRule } from "./convolution-use.ts";

export const depthwise: ConvolutionRule = {
  name: "depthwise",
  choose: ({ kind, groups, channels, outputs, kernel, input, operands, ...use }, b) => {
    if (groups === 1 || groups !== channels || groups !== outputs) return undefined;
    const { strides, dilations, padding } = use;
    const attrs = { strides, dilations, padding, groups };
    const because = `${kernel.join("×")} windows of each channel`;
    switch (kind) {
      case "convolution": {
        const unlimited = { low: -Infinity, high: Infinity };
        return { value: b.op("depthwise_convolution", operands, { ...attrs, ...unlimited }), because };
      }
      case "input gradient":
        return { value: b.op("conv2d_input_gradient", operands, { ...attrs, input }), because };
      case "weight gradient":
        return { value: b.op("conv2d_weight_gradient", operands, { ...attrs, kernel }), because };
    }
  },
};
