import type { Attrs } from "../ir/node.ts";
import { elementsIn } from "../ir/tensor.ts";
import { BATCH, f32, formatType, productOf, type TensorType } from "../ir/type.ts";
import { CHANNELS, convolve, GROUPS, KERNEL, LAYER_ATTRS } from "./convolution-layer-rules.ts";
import {
  CONVOLUTION_ATTRS,
  type Convolution,
  eachTerm,
  kernelSizes,
  notGrouped,
  notImages,
  PADDED_BY_1,
  resultSize,
  sharedAttrs,
} from "./convolution-rules.ts";
import { defineLayer, defineOp } from "./define.ts";
import { isError, type SignatureError } from "./definition/signature.ts";
import { WEIGHT_STANDARDIZE } from "./weight-rules.ts";
import { DILATION, notImage, PADDING, pairOf, resolvePadding, STRIDE } from "./window-rules.ts";

function convolutionOf([x, weight]: readonly Pick<TensorType, "shape">[], attrs: Attrs): Convolution | SignatureError {
  const [batch, height, width, channels] = x!.shape as readonly [number, number, number, number];
  const [kernelHeight, kernelWidth, , outputs] = weight!.shape as readonly [number, number, number, number];
  const places = resultSize("conv2d", [height, width], [kernelHeight, kernelWidth], attrs);
  if (isError(places)) return places;
  return {
    batch,
    image: [height, width, channels],
    kernel: [kernelHeight, kernelWidth],
    result: [...places, outputs],
  };
}

export const conv2dOp = defineOp({
  name: "conv2d",
  doc: "Convolution: `y[n, p, o] = initial[o] + Σ x[n, p · stride + k · dilation − padding, i] · weight[k, i, o]` over places k of the window and channels i of o's group.",
  operands: [
    { name: "x", doc: "f32[n, height, width, channels]" },
    { name: "weight", doc: "f32[window height, window width, channels / groups, outputs]" },
    { name: "initial", doc: "f32[outputs]: where sums start; 0 if left out", optional: true },
  ],
  attrs: CONVOLUTION_ATTRS,
  infer: (types, attrs) => {
    const [x, weight, initial] = types;
    const wrong = notImages("conv2d", types.slice(0, 2));
    if (wrong !== undefined) return wrong;
    const [channels, groupChannels, outputs] = [x!.shape[3], weight!.shape[2], weight!.shape[3]] as [
      number,
      number,
      number,
    ];
    const groups = attrs.groups as number;
    if (channels !== groupChannels * groups) {
      const error = `conv2d's weight ${formatType(weight!)} is for ${groupChannels * groups} channels, got ${formatType(x!)}`;
      return { code: "shape-mismatch", error, operand: 1 };
    }
    const uneven = notGrouped("conv2d", channels, outputs, groups);
    if (uneven !== undefined) return uneven;
    if (initial !== undefined && (initial.shape.length !== 1 || initial.shape[0] !== outputs)) {
      const error = `conv2d's initial value must be f32[${outputs}], got ${formatType(initial)}`;
      return { code: "shape-mismatch", error, operand: 2 };
    }
    const convolution = convolutionOf(types, attrs);
    return isError(convolution) ? convolution : f32(convolution.batch, ...convolution.result);
  },
  evaluate: ({ operands: [x, weight, initial], attrs, shape }) => {
    const outputs = shape[3]!;
    const y = Float64Array.from({ length: elementsIn(shape) }, (_, i) => initial?.data[i % outputs] ?? 0);
    const convolution = convolutionOf([x!, weight!], attrs) as Convolution;
    eachTerm(convolution, attrs, (a, b, c) => {
      y[c]! += x!.data[a]! * weight!.data[b]!;
    });
    return y;
  },
  // by x and weight: the ops that are named so; the initial value gets Σ dy of its channel
  gradient: (b, { operands: [x, weight, initial], attrs }, dy) => {
    const shared = sharedAttrs(attrs);
    const dx = b.op("conv2d_input_gradient", [dy, weight!], { ...shared, input: x!.type.shape.slice(1, 3) });
    const dweight = b.op("conv2d_weight_gradient", [x!, dy], { ...shared, kernel: weight!.type.shape.slice(0, 2) });
    if (initial === undefined) return [dx, dweight];
    return [dx, dweight, b.op("reduce_sum", [dy], { axes: [0, 1, 2], keep_dims: false })];
  },
  lower: {
    kind: "kernel",
    kernel: (types) => (types.length === 3 ? "convolve_from" : "convolve"),
    operandLayouts: ["panels", "panels", "rows"],
    resultLayout: "panels",
    depth: ([, weight]) => productOf(weight!.shape.slice(0, 3)),
    sizes: (types, attrs) => kernelSizes(convolutionOf(types, attrs) as Convolution, attrs),
  },
  internal: true,
  examples: [
    { types: [f32(BATCH, 4, 5, 3), f32(3, 3, 3, 6)], attrs: PADDED_BY_1 },
    {
      types: [f32(BATCH, 5, 4, 2), f32(3, 2, 2, 6), f32(6)],
      attrs: { ...PADDED_BY_1, strides: [2, 1], padding: [1, 0, 0, 2] },
    },
    {
      types: [f32(BATCH, 5, 4, 7), f32(2, 3, 7, 1)],
      attrs: { ...PADDED_BY_1, dilations: [2, 3], padding: [0, 3, 1, 1] },
    },
    { types: [f32(BATCH, 4, 2, 6), f32(3, 3, 2, 9), f32(9)], attrs: { ...PADDED_BY_1, groups: 3 } },
    { types: [f32(BATCH, 2, 3, 10), f32(2, 1, 5, 40)], attrs: { ...PADDED_BY_1, groups: 2 } },
    { types: [f32(BATCH, 2, 4, 18), f32(3, 3, 1, 18)], attrs: { ...PADDED_BY_1, groups: 18, strides: [2, 2] } },
    { types: [f32(BATCH, 2, 3, 5), f32(1, 1, 5, 4)], attrs: { ...PADDED_BY_1, padding: [0, 0, 0, 0] } },
  ],
});

export const conv2d = defineLayer({
  name: "conv2d",
  doc: "Convolution of images: `activation(x ∗ weight + bias)`.",
  operands: [{ name: "x", doc: "f32[batch, height, width, in]" }],
  attrs: [CHANNELS, KERNEL, STRIDE, DILATION, PADDING, GROUPS, ...LAYER_ATTRS, WEIGHT_STANDARDIZE],
  expand: (scope, [x], attrs) => {
    const wrong = notImage("conv2d", x!.type);
    if (wrong !== undefined) return wrong;
    const window = { size: pairOf(attrs.kernel), strides: pairOf(attrs.stride), dilations: pairOf(attrs.dilation) };
    const padding = resolvePadding(attrs.padding, x!.type.shape.slice(1, 3) as number[], window);
    const [channels, groups] = [attrs.channels as number, attrs.groups as number];
    return convolve(scope, "conv2d", x!, attrs, { window, padding, groups, channels, weightShape: window.size });
  },
});
