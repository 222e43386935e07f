import type { Attrs } from "../ir/node.ts";
import { elementsIn } from "../ir/tensor.ts";
import { BATCH, f32, formatType, productOf, sameDim, type TensorType } from "../ir/type.ts";
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

function convolutionOf([x, dy]: readonly Pick<TensorType, "shape">[], attrs: Attrs): Convolution {
  const [batch, height, width, channels] = x!.shape as readonly [number, number, number, number];
  const [, resultHeight, resultWidth, outputs] = dy!.shape as readonly [number, number, number, number];
  return {
    batch,
    image: [height, width, channels],
    kernel: attrs.kernel as readonly [number, number],
    result: [resultHeight, resultWidth, outputs],
  };
}

export const conv2dWeightGradient = defineOp({
  name: "conv2d_weight_gradient",
  doc: "The gradient of conv2d by its weight.",
  operands: [
    { name: "x", doc: "f32[n, height, width, channels]" },
    { name: "dy", doc: "f32[n, result height, result width, outputs]" },
  ],
  attrs: [...CONVOLUTION_ATTRS, { name: "kernel", kind: "numbers", doc: "[height, width] of the window" }],
  infer: (types, attrs) => {
    const [x, dy] = types;
    const wrong = notImages("conv2d_weight_gradient", types);
    if (wrong !== undefined) return wrong;
    const { image, kernel, result } = convolutionOf(types, attrs);
    const groups = attrs.groups as number;
    const uneven = notGrouped("conv2d_weight_gradient", image[2], result[2], groups);
    if (uneven !== undefined) return uneven;
    const places = resultSize("conv2d_weight_gradient", image, kernel, attrs);
    if (isError(places)) return places;
    if (places[0] !== result[0] || places[1] !== result[1] || !sameDim(x!.shape[0]!, dy!.shape[0]!)) {
      const error = `conv2d_weight_gradient: ${formatType(dy!)} is no result of ${formatType(x!)}`;
      return { code: "shape-mismatch", error, operand: 1 };
    }
    return f32(...kernel, image[2] / groups, result[2]);
  },
  evaluate: ({ operands: [x, dy], attrs, shape }) => {
    const dweight = new Float64Array(elementsIn(shape));
    eachTerm(convolutionOf([x!, dy!], attrs), attrs, (a, b, c) => {
      dweight[b]! += x!.data[a]! * dy!.data[c]!;
    });
    return dweight;
  },
  // Linear in both operands, with the cotangent for a weight: by x the transposed convolution, by dy the convolution.
  gradient: (b, { operands: [x, dy], attrs }, cotangent) => [
    b.op("conv2d_input_gradient", [dy!, cotangent], { ...sharedAttrs(attrs), input: x!.type.shape.slice(1, 3) }),
    b.op("conv2d", [x!, cotangent], sharedAttrs(attrs)),
  ],
  lower: {
    kind: "kernel",
    kernel: (types, attrs) =>
      isDepthwise(convolutionOf(types, attrs), attrs)
        ? "depthwise_convolve_weight_gradient"
        : "convolve_weight_gradient",
    operandLayouts: ["panels", "panels"],
    resultLayout: "panels",
    depth: ([, dy]) => productOf(dy!.shape.slice(0, 3)),
    sizes: (types, attrs) => kernelSizes(convolutionOf(types, attrs), attrs),
  },
  internal: true,
  examples: [
    { types: [f32(BATCH, 4, 5, 2), f32(BATCH, 4, 5, 6)], attrs: { ...PADDED_BY_1, kernel: [3, 3] } },
    {
      types: [f32(BATCH, 6, 3, 5), f32(BATCH, 3, 4, 2)],
      attrs: { ...PADDED_BY_1, strides: [2, 1], padding: [1, 0, 0, 2], kernel: [3, 2] },
    },
    {
      types: [f32(BATCH, 5, 5, 7), f32(BATCH, 4, 5, 1)],
      attrs: { ...PADDED_BY_1, dilations: [2, 2], padding: [0, 3, 1, 1], kernel: [2, 3] },
    },
    { types: [f32(BATCH, 4, 2, 6), f32(BATCH, 4, 2, 9)], attrs: { ...PADDED_BY_1, groups: 3, kernel: [3, 3] } },
    { types: [f32(BATCH, 2, 3, 10), f32(BATCH, 3, 5, 40)], attrs: { ...PADDED_BY_1, groups: 2, kernel: [2, 1] } },
    {
      types: [f32(BATCH, 4, 4, 18), f32(BATCH, 2, 2, 18)],
      attrs: { ...PADDED_BY_1, groups: 18, strides: [2, 2], kernel: [3, 3] },
    },
    {
      types: [f32(BATCH, 5, 6, 3), f32(BATCH, 4, 6, 3)],
      attrs: { ...PADDED_BY_1, groups: 3, dilations: [1, 2], padding: [0, 1, 1, 1], kernel: [3, 2] },
    },
  ],
});
