import type { Attrs } from "../ir/node.ts";
import { elementsIn } from "../ir/tensor.ts";
import { BATCH, f32, sameType, type TensorType } from "../ir/type.ts";
import {
  CONVOLUTION_ATTRS,
  type Convolution,
  eachTerm,
  isDepthwise,
  kernelSizes,
  notImages,
  PADDED_BY_1,
  resultSize,
} from "./convolution-rules.ts";
import { defineOp } from "./define.ts";
import type { Example } from "./definition/op.ts";
import { isError, type SignatureError } from "./definition/signature.ts";

const NAME = "depthwise_convolution";

function convolutionOf([x, weight]: readonly Pick<TensorType, "shape">[], attrs: Attrs): Convolution | SignatureError {
  const [batch, height, width, channels] = x!.shape as readonly [number, number, number, number];
  const [kernelHeight, kernelWidth, , outputs] = weight!.shape as readonly [number, number, number, number];
  const places = resultSize(NAME, [height, width], [kernelHeight, kernelWidth], attrs);
  if (isError(places)) return places;
  return { batch, image: [height, width, channels], kernel: [kernelHeight, kernelWidth], result: [...places, outputs] };
}

export const depthwiseConvolution = defineOp({
  name: NAME,
  doc: "conv2d with a group for each channel, its result within limits.",
  operands: [
    { name: "x", doc: "f32[n, height, width, channels]" },
    { name: "weight", doc: "f32[window height, window width, 1, channels]" },
    { name: "initial", doc: "f32[channels]: where sums start; 0 if left out", optional: true },
  ],
  attrs: [
    ...CONVOLUTION_ATTRS,
    { name: "low", kind: "float", doc: "results below become this" },
    { name: "high", kind: "float", doc: "results above become this" },
  ],
  infer: (types, attrs) => {
    const wrong = notImages(NAME, types.slice(0, 2));
    if (wrong !== undefined) return wrong;
    const convolution = convolutionOf(types, attrs);
    if (isError(convolution)) return convolution;
    const { batch, image, result } = convolution;
    const isInitial = types[2] === undefined || sameType(types[2], f32(image[2]));
    const fits = isDepthwise(convolution, attrs) && types[1]!.shape[2] === 1 && isInitial;
    if (fits) return f32(batch, ...result);
    return { code: "shape-mismatch", error: `${NAME} has as many weights and groups as channels`, operand: 1 };
  },
  evaluate: ({ operands: [x, weight, initial], attrs, shape }) => {
    const channels = shape[3]!;
    const y = Float64Array.from({ length: elementsIn(shape) }, (_, i) => initial?.data[i % channels] ?? 0);
    eachTerm(convolutionOf([x!, weight!], attrs) as Convolution, attrs, (a, b, c) => {
      y[c]! += x!.data[a]! * weight!.data[b]!;
    });
    return y.map((value) => Math.min(Math.max(value, attrs.low as number), attrs.high as number));
  },
  gradient: "none",
  lower: {
    kind: "kernel",
    kernel: (types) => (types.length === 3 ? "depthwise_convolve_from" : "depthwise_convolve"),
    operandLayouts: ["panels", "panels", "rows"],
    resultLayout: "panels",
    sizes: (types, attrs) => [
      ...kernelSizes(convolutionOf(types, attrs) as Convolution, attrs),
      { f32: attrs.low as number },
      { f32: attrs.high as number },
    ],
  },
  internal: true,
  examples: [
    example([4, 5, 20], [3, 3], { strides: [1, 1] }),
    example([6, 8, 17], [3, 3], { strides: [2, 2], padding: [0, 0, 1, 1], low: 0, high: 6 }),
    example([5, 9, 3], [2, 4], { padding: [2, 1, 2, 3], low: -1 }),
    example([7, 8, 3], [3, 2], { strides: [1, 3], dilations: [2, 2], padding: [3, 0, 0, 1] }),
    example([2, 1, 18], [3, 3], { high: 0.5 }),
  ],
});

function example([height, width, channels]: readonly number[], kernel: readonly number[], more: Attrs): Example {
  const types = [f32(BATCH, height!, width!, channels!), f32(...kernel, 1, channels!)];
  const attrs = { ...PADDED_BY_1, groups: channels!, low: -Infinity, high: Infinity, ...more };
  return { types: "high" in more ? [...types, f32(channels!)] : types, attrs };
}
