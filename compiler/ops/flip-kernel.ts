import { f32 } from "../ir/type.ts";
import { notImages } from "./convolution-rules.ts";
import { defineOp } from "./define.ts";

export const flipKernel = defineOp({
  name: "flip_kernel",
  doc: "A convolution's weight upside down with inputs and outputs exchanged: what its input gradient is a convolution with.",
  operands: [{ name: "weight", doc: "f32[kernel height, kernel width, c, n]" }],
  attrs: [],
  infer: (types) => {
    const [height, width, c, n] = types[0]!.shape;
    return notImages("flip_kernel", types) ?? f32(height!, width!, n!, c!);
  },
  evaluate: ({ operands: [weight], shape }) => {
    const [height, width, n, c] = shape as [number, number, number, number];
    const taps = height * width;
    const result = new Float64Array(taps * n * c);
    for (let tap = 0; tap < taps; tap++) {
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < c; j++) result[(tap * n + i) * c + j] = weight!.data[((taps - 1 - tap) * c + j) * n + i]!;
      }
    }
    return result;
  },
  gradient: "none",
  lower: {
    kind: "kernel",
    kernel: "flip_kernel",
    operandLayouts: ["panels"],
    resultLayout: "panels",
    sizes: ([weight]) => {
      const [height, width, c, n] = weight!.shape as [number, number, number, number];
      return [height * width, c, n];
    },
  },
  internal: true,
  examples: [{ types: [f32(3, 2, 5, 7)] }, { types: [f32(1, 3, 20, 40)] }, { types: [f32(2, 2, 16, 3)] }],
});
