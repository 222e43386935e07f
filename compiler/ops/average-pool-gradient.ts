import { elementsIn } from "../ir/tensor.ts";
import { BATCH, f32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import {
  COUNT_INCLUDE_PAD,
  INPUT,
  inferPoolGradient,
  poolSizes,
  shareOf,
  WINDOW_ATTRS,
  windowsOver,
} from "./pool-rules.ts";

const NAME = "average_pool_gradient";

export const averagePoolGradient = defineOp({
  name: NAME,
  doc: "The gradient of average_pool by x: each place of a window gets its share of dy.",
  operands: [{ name: "dy", doc: "f32, of average_pool's shape" }],
  attrs: [...WINDOW_ATTRS, COUNT_INCLUDE_PAD, INPUT],
  infer: inferPoolGradient(NAME),
  evaluate: ({ operands: [dy], attrs, shape }) => {
    const channels = shape[3]!;
    const result = new Float64Array(elementsIn(shape));
    for (const { place, pixels } of windowsOver(shape, attrs)) {
      const share = shareOf(pixels, attrs);
      for (const pixel of pixels) {
        for (let c = 0; c < channels; c++) result[pixel * channels + c]! += share * dy!.data[place * channels + c]!;
      }
    }
    return result;
  },
  gradient: (b, { attrs: { input: _, ...attrs } }, dy) => [b.op("average_pool", [dy], attrs)],
  lower: {
    kind: "kernel",
    kernel: NAME,
    operandLayouts: ["panels"],
    resultLayout: "panels",
    sizes: ([dy], attrs, x) => [...poolSizes(x, dy!, attrs), Number(attrs.count_include_pad)],
  },
  internal: true,
  examples: [
    {
      types: [f32(BATCH, 2, 3, 3)],
      attrs: { size: [2, 2], strides: [2, 2], padding: [0, 0, 0, 0], count_include_pad: false, input: [4, 7] },
    },
    {
      types: [f32(2, 3, 4, 18)],
      attrs: { size: [3, 3], strides: [2, 2], padding: [1, 1, 1, 1], count_include_pad: false, input: [5, 7] },
    },
    {
      types: [f32(2, 5, 1, 33)],
      attrs: { size: [3, 2], strides: [1, 3], padding: [0, 1, 2, 0], count_include_pad: true, input: [5, 3] },
    },
  ],
});
