import { convolve, KERNEL, LAYER_ATTRS } from "./convolution-layer-rules.ts";
import { defineLayer } from "./define.ts";
import { WEIGHT_STANDARDIZE } from "./weight-rules.ts";
import { atLeastOne, DILATION, notImage, PADDING, pairOf, resolvePadding, STRIDE } from "./window-rules.ts";

export const depthwiseConv2d = defineLayer({
  name: "depthwise_conv2d",
  doc: "Convolution of each channel by itself: conv2d with as many groups as channels.",
  operands: [{ name: "x", doc: "f32[batch, height, width, in]" }],
  attrs: [
    KERNEL,
    STRIDE,
    DILATION,
    PADDING,
    {
      name: "multiplier",
      kind: "int",
      doc: "how many channels of the result each channel of x gives",
      default: 1,
      check: atLeastOne,
    },
    ...LAYER_ATTRS,
    WEIGHT_STANDARDIZE,
  ],
  expand: (scope, [x], attrs) => {
    const name = "depthwise_conv2d";
    const wrong = notImage(name, x!.type);
    if (wrong !== undefined) return wrong;
    const window = { size: pairOf(attrs.kernel), strides: pairOf(attrs.stride), dilations: pairOf(attrs.dilation) };
    const [height, width, groups] = x!.type.shape.slice(1) as [number, number, number];
    const padding = resolvePadding(attrs.padding, [height, width], window);
    const channels = groups * (attrs.multiplier as number);
    return convolve(scope, name, x!, attrs, { window, padding, groups, channels, weightShape: window.size });
  },
});
