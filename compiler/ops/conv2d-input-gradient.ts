import type { Attrs } from "../ir/node.ts";
import { elementsIn } from "../ir/tensor.ts";
import { BATCH, f32, formatType, type TensorType } from "../ir/type.ts";
import {
  CONVOLUTION_ATTRS,
  type Convolution,
  eachTerm,
  isDepthwise,
  kernelSizes,
  notGrouped,
  notImages,
  PADDED_BY_1,
  resultSize,
  sharedAttrs,
} from "./convolution-rules.ts";
import { defineOp } from "./define.ts";
import { isError } from "./definition/signature.ts";

function convolutionOf([dy, weight]: readonly Pick<TensorType, "shape">[], attrs: Attrs): Convolution {
  const [batch, height, width, outputs] = dy!.shape as readonly [number, number, number, number];
  const [kernelHeight, kernelWidth, groupChannels] = weight!.shape as readonly [number, number, number, number];
  const [inputHeight, inputWidth] = attrs.input as readonly [number, number];
  return {
    batch,
    image: [inputHeight, inputWidth, groupChannels * (attrs.groups as number)],
    kernel: [kernelHeight, kernelWidth],
    result: [height, width, outputs],
  };
}

export const conv2dInputGradient = defineOp({
  name: "conv2d_input_gradient",
  doc: "The gradient of conv2d by its image, which is the transposed convolution of dy.",
  operands: [
    { name: "dy", doc: "f32[n, result height, result width, outputs]" },
    { name: "weight", doc: "f32[window height, window width, channels / groups, outputs]" },
  ],
  attrs: [...CONVOLUTION_ATTRS, { name: "input", kind: "numbers", doc: "[height, width] of the image" }],
  infer: (types, attrs) => {
    const [dy, weight] = types;
    const wrong = notImages("conv2d_input_gradient", types);
    if (wrong !== undefined) return wrong;
    const { batch, image, kernel, result } = convolutionOf(types, attrs);
    const uneven = notGrouped("conv2d_input_gradient", image[2], result[2], attrs.groups as number);
    if (uneven !== undefined) return uneven;
    const places = resultSize("conv2d_input_gradient", image, kernel, attrs);
    if (isError(places)) return places;
    if (places[0] !== result[0] || places[1] !== result[1] || weight!.shape[3] !== result[2]) {
      const error = `conv2d_input_gradient: ${formatType(dy!)} is no result of ${formatType(f32(batch, ...image))} and ${formatType(weight!)}`;
      return { code: "shape-mismatch", error, operand: 0 };
    }
    return f32(batch, ...image);
  },
  evaluate: ({ operands: [dy, weight], attrs, shape }) => {
    const dx = new Float64Array(elementsIn(shape));
    eachTerm(convolutionOf([dy!, weight!], attrs), attrs, (a, b, c) => {
      dx[a]! += dy!.data[c]! * weight!.data[b]!;
    });
    return dx;
  },
  // Linear in both operands: by dy the convolution itself, by the weight the gradient whose image is the cotangent.
  gradient: (b, { operands: [dy, weight], attrs }, cotangent) => [
    b.op("conv2d", [cotangent, weight!], sharedAttrs(attrs)),
    b.op("conv2d_weight_gradient", [cotangent, dy!], { ...sharedAttrs(attrs), kernel: weight!.type.shape.slice(0, 2) }),
  ],
  lower: {
    kind: "kernel",
    kernel: (types, attrs) => {
      const steps = (name: string) => attrs[name] as readonly number[];
      const spreads = [0, 1].some((axis) => steps("strides")[axis]! > 1 && steps("dilations")[axis]! > 1);
      const isFast = isDepthwise(convolutionOf(types, attrs), attrs) && !spreads;
      return isFast ? "depthwise_convolve_input_gradient" : "convolve_input_gradient";
    },
    operandLayouts: ["panels", "panels"],
    resultLayout: "panels",
    // On average: every product of the convolution is in one element's sum.
    depth: (types, attrs) => {
      const { image, kernel, result } = convolutionOf(types, attrs);
      const products = [...result, ...kernel].reduce((product, size) => product * size, 1);
      return Math.ceil(products / (image[0] * image[1] * (attrs.groups as number)));
    },
    sizes: (types, attrs) => kernelSizes(convolutionOf(types, attrs), attrs),
  },
  internal: true,
  examples: [
    { types: [f32(BATCH, 4, 5, 6), f32(3, 3, 2, 6)], attrs: { ...PADDED_BY_1, input: [4, 5] } },
    {
      types: [f32(BATCH, 3, 4, 2), f32(3, 2, 5, 2)],
      attrs: { ...PADDED_BY_1, strides: [2, 1], padding: [1, 0, 0, 2], input: [6, 3] },
    },
    {
      types: [f32(BATCH, 4, 5, 1), f32(2, 3, 7, 1)],
      attrs: { ...PADDED_BY_1, dilations: [2, 2], padding: [0, 3, 1, 1], input: [5, 5] },
    },
    { types: [f32(BATCH, 4, 2, 9), f32(3, 3, 2, 9)], attrs: { ...PADDED_BY_1, groups: 3, input: [4, 2] } },
    { types: [f32(BATCH, 3, 5, 6), f32(2, 1, 20, 6)], attrs: { ...PADDED_BY_1, groups: 2, input: [2, 3] } },
    {
      types: [f32(BATCH, 2, 2, 18), f32(3, 3, 1, 18)],
      attrs: { ...PADDED_BY_1, groups: 18, strides: [2, 2], input: [4, 4] },
    },
    {
      types: [f32(BATCH, 4, 2, 3), f32(1, 4, 1, 3)],
      attrs: { ...PADDED_BY_1, groups: 3, strides: [2, 3], padding: [1, 2, 0, 1], input: [7, 5] },
    },
    {
      types: [f32(BATCH, 3, 8, 3), f32(3, 2, 1, 3)],
      attrs: { ...PADDED_BY_1, groups: 3, dilations: [2, 1], input: [5, 7] },
    },
    {
      types: [f32(BATCH, 2, 3, 3), f32(2, 1, 1, 3)],
      attrs: { ...PADDED_BY_1, groups: 3, strides: [3, 1], dilations: [2, 2], padding: [0, 0, 1, 0], input: [5, 3] },
    },
  ],
});
