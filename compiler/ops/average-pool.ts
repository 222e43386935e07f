import { elementsIn } from "../ir/tensor.ts";
import { BATCH, f32 } from "../ir/type.ts";
import { defineLayer, defineOp } from "./define.ts";
import {
  COUNT_INCLUDE_PAD,
  expandPool,
  inferPool,
  POOL_ATTRS,
  poolSizes,
  shareOf,
  WINDOW_ATTRS,
  windowsOver,
} from "./pool-rules.ts";

const NAME = "average_pool";

export const averagePoolOp = defineOp({
  name: NAME,
  doc: "The mean of each window, for each channel.",
  operands: [{ name: "x", doc: "f32[batch, height, width, channels]" }],
  attrs: [...WINDOW_ATTRS, COUNT_INCLUDE_PAD],
  infer: inferPool(NAME),
  evaluate: ({ operands: [x], attrs, shape }) => {
    const channels = shape[3]!;
    const result = new Float64Array(elementsIn(shape));
    for (const { place, pixels } of windowsOver(x!.shape, attrs)) {
      const share = shareOf(pixels, attrs);
      for (const pixel of pixels) {
        for (let c = 0; c < channels; c++) result[place * channels + c]! += share * x!.data[pixel * channels + c]!;
      }
    }
    return result;
  },
  gradient: (b, { operands: [x], attrs }, dy) => [
    b.op("average_pool_gradient", [dy], { ...attrs, input: x!.type.shape.slice(1, 3) }),
  ],
  lower: {
    kind: "kernel",
    kernel: NAME,
    operandLayouts: ["panels"],
    resultLayout: "panels",
    sizes: ([x], attrs, y) => [...poolSizes(x!, y, attrs), Number(attrs.count_include_pad)],
  },
  internal: true,
  examples: [
    {
      types: [f32(BATCH, 4, 6, 3)],
      attrs: { size: [2, 2], strides: [2, 2], padding: [0, 0, 0, 0], count_include_pad: false },
    },
    {
      types: [f32(2, 5, 7, 18)],
      attrs: { size: [3, 3], strides: [2, 2], padding: [1, 1, 1, 1], count_include_pad: false },
    },
    {
      types: [f32(2, 5, 4, 33)],
      attrs: { size: [3, 2], strides: [1, 3], padding: [0, 1, 2, 0], count_include_pad: true },
    },
  ],
});

export const averagePool = defineLayer({
  name: NAME,
  doc: "The mean of each window over an image, for each channel.",
  operands: [{ name: "x", doc: "f32[batch, height, width, channels] or f32[batch, length, channels]" }],
  attrs: [...POOL_ATTRS, COUNT_INCLUDE_PAD],
  expand: ({ b }, [x], { count_include_pad, ...attrs }) =>
    expandPool(b, NAME, x!, attrs, { count_include_pad: count_include_pad as boolean }),
});
