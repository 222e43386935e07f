import { elementsIn } from "../ir/tensor.ts";
import { BATCH, f32 } from "../ir/type.ts";
import { defineLayer, defineOp } from "./define.ts";
import { expandPool, inferPool, POOL_ATTRS, poolSizes, WINDOW_ATTRS, windowsOver } from "./pool-rules.ts";

const NAME = "max_pool";

export const maxPoolOp = defineOp({
  name: NAME,
  doc: "The largest element of each window, for each channel; NaN if any is.",
  operands: [{ name: "x", doc: "f32[batch, height, width, channels]" }],
  attrs: WINDOW_ATTRS,
  infer: inferPool(NAME),
  evaluate: ({ operands: [x], attrs, shape }) => {
    const channels = shape[3]!;
    const result = new Float64Array(elementsIn(shape));
    for (const { place, pixels } of windowsOver(x!.shape, attrs)) {
      for (let c = 0; c < channels; c++) {
        result[place * channels + c] = Math.max(...pixels.map((pixel) => x!.data[pixel * channels + c]!));
      }
    }
    return result;
  },
  gradient: (b, { operands: [x], attrs }, dy) => [b.op("max_pool_gradient", [x!, dy], attrs)],
  lower: {
    kind: "kernel",
    kernel: NAME,
    operandLayouts: ["panels"],
    resultLayout: "panels",
    sizes: ([x], attrs, y) => poolSizes(x!, y, attrs),
  },
  internal: true,
  examples: [
    { types: [f32(BATCH, 4, 6, 3)], attrs: { size: [2, 2], strides: [2, 2], padding: [0, 0, 0, 0] } },
    { types: [f32(2, 5, 7, 18)], attrs: { size: [3, 3], strides: [2, 2], padding: [1, 1, 1, 1] } },
    { types: [f32(2, 5, 4, 33)], attrs: { size: [3, 2], strides: [1, 3], padding: [0, 1, 2, 0] } },
  ],
});

export const maxPool = defineLayer({
  name: NAME,
  doc: "The largest element of each window over an image, for each channel. The gradient goes to the first of equals.",
  operands: [{ name: "x", doc: "f32[batch, height, width, channels] or f32[batch, length, channels]" }],
  attrs: POOL_ATTRS,
  expand: ({ b }, [x], attrs) => expandPool(b, NAME, x!, attrs),
});
