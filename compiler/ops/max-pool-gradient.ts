import { BATCH, f32, formatType, sameType, type TensorType } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { isError } from "./definition/signature.ts";
import { inferPool, poolSizes, WINDOW_ATTRS, windowsOver } from "./pool-rules.ts";

const NAME = "max_pool_gradient";

export const maxPoolGradient = defineOp({
  name: NAME,
  doc: "The gradient of max_pool by x: each dy goes to the first of its window's largest.",
  operands: [
    { name: "x", doc: "f32[batch, height, width, channels]", chooses: true },
    { name: "dy", doc: "f32, of max_pool's shape" },
  ],
  attrs: WINDOW_ATTRS,
  infer: (types, attrs) => {
    const [x, dy] = types as readonly [TensorType, TensorType];
    const y = inferPool(NAME)([x], attrs);
    if (isError(y)) return y;
    if (sameType(y, dy)) return x;
    const error = `${NAME} expects dy ${formatType(y)}, got ${formatType(dy)}`;
    return { code: "shape-mismatch", error, operand: 1 };
  },
  evaluate: ({ operands: [x, dy], attrs, shape }) => {
    const channels = shape[3]!;
    const result = new Float64Array(x!.data.length);
    for (const { place, pixels } of windowsOver(shape, attrs)) {
      for (let c = 0; c < channels; c++) {
        const values = pixels.map((pixel) => x!.data[pixel * channels + c]!);
        const first = pixels[values.indexOf(Math.max(...values))]!;
        result[first * channels + c]! += dy!.data[place * channels + c]!;
      }
    }
    return result;
  },
  gradient: "none",
  lower: {
    kind: "kernel",
    kernel: NAME,
    operandLayouts: ["panels", "panels"],
    resultLayout: "panels",
    sizes: ([x, dy], attrs) => poolSizes(x!, dy!, attrs),
  },
  internal: true,
  examples: [
    {
      types: [f32(BATCH, 4, 6, 3), f32(BATCH, 2, 3, 3)],
      attrs: { size: [2, 2], strides: [2, 2], padding: [0, 0, 0, 0] },
    },
    {
      types: [f32(2, 5, 7, 18), f32(2, 3, 4, 18)],
      attrs: { size: [3, 3], strides: [2, 2], padding: [1, 1, 1, 1] },
    },
  ],
});
