import {
  activate,
  biasOf,
  CHANNELS,
  GROUPS,
  KERNEL,
  LAYER_ATTRS,
  opAttrs,
  unevenGroups,
  weightOf,
} from "./convolution-layer-rules.ts";
import { defineLayer } from "./define.ts";
import type { SignatureError } from "./definition/signature.ts";
import { DILATION, extentOf, notImage, PADDING, pairOf, resolvePadding, STRIDE } from "./window-rules.ts";

export const conv2dTranspose = defineLayer({
  name: "conv2d_transpose",
  doc: "Transposed convolution: each element of x adds its window to the result, which so becomes larger by the stride.",
  operands: [{ name: "x", doc: "f32[batch, height, width, in]" }],
  attrs: [
    CHANNELS,
    KERNEL,
    STRIDE,
    DILATION,
    {
      ...PADDING,
      doc: "what is cut off around the result: `same` (down to size · stride), `valid` (nothing), a number, or [top, left, bottom, right]",
    },
    {
      name: "output_padding",
      kind: "pair",
      doc: "rows and columns more at the bottom and right, less than the stride",
      default: 0,
      check: (value: number | readonly number[]) =>
        [value].flat().every((size) => size >= 0) ? undefined : "must be at least 0",
    },
    GROUPS,
    ...LAYER_ATTRS,
  ],
  expand: (scope, [x], attrs) => {
    const name = "conv2d_transpose";
    const wrong = notImage(name, x!.type);
    if (wrong !== undefined) return wrong;
    const image = x!.type.shape.slice(1) as [number, number, number];
    const [channels, groups] = [attrs.channels as number, attrs.groups as number];
    const uneven = unevenGroups(name, image[2], channels, groups);
    if (uneven !== undefined) return uneven;

    const window = { size: pairOf(attrs.kernel), strides: pairOf(attrs.stride), dilations: pairOf(attrs.dilation) };
    const extra = pairOf(attrs.output_padding);
    const isSame = attrs.padding === "same";
    const refused = (attr: string, error: string): SignatureError => ({ attr, error: `${name}: ${error}` });
    if (isSame && extra.some((size) => size > 0))
      return refused("output_padding", "padding same leaves no room for output_padding");
    if (extra.some((size, axis) => size >= window.strides[axis]!)) {
      return refused("output_padding", "output_padding must be less than the stride");
    }
    const grown = ([0, 1] as const).map((axis) => image[axis] * window.strides[axis]!);
    const padding = resolvePadding(attrs.padding, grown, window);
    const input = isSame
      ? grown
      : ([0, 1] as const).map(
          (axis) =>
            (image[axis] - 1) * window.strides[axis]! +
            extentOf(window, axis) +
            extra[axis]! -
            padding[axis] -
            padding[axis + 2]!,
        );
    if (input.some((size) => size < 1)) return refused("padding", "padding leaves nothing of the result");
    // The weight is that of the convolution whose input gradient this is.
    const weight = weightOf(scope, attrs, [...window.size, channels / groups, image[2]], groups);
    const shared = opAttrs({ window, padding, groups });
    const sums = scope.b.op("conv2d_input_gradient", [x!, weight], { ...shared, input });
    const [bias] = biasOf(scope, attrs, channels);
    return activate(scope, attrs, bias === undefined ? sums : scope.b.add(sums, bias));
  },
});
