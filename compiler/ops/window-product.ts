import { elementsIn } from "../ir/tensor.ts";
import { BATCH, f32, formatType, sameDim, type TensorType } from "../ir/type.ts";
import { eachTerm, notImages } from "./convolution-rules.ts";
import { defineOp } from "./define.ts";
import { asConvolution, WINDOW_ATTRS, windowOn } from "./image-window-rules.ts";

export const windowProduct = defineOp({
  name: "window_product",
  doc: "A convolution without padding: the product of what a window shows of an image, place by place, with a matrix.",
  operands: [
    { name: "x", doc: "f32[batch, height, width, channels]" },
    { name: "weight", doc: "f32[window height, window width, channels, n]" },
    { name: "initial", doc: "f32[n]: where sums start; 0 if left out", optional: true },
  ],
  attrs: WINDOW_ATTRS,
  infer: (types, attrs) => {
    const wrong = notImages("window_product", types.slice(0, 2));
    if (wrong !== undefined) return wrong;
    const [x, weight, initial] = types as readonly [TensorType, TensorType, TensorType | undefined];
    const [height, width, channels, n] = weight.shape;
    const window = windowOn(x.shape, [height!, width!], attrs);
    if (window === undefined || typeof height !== "number" || !sameDim(channels!, x.shape[3]!)) {
      const error = `window_product cannot move ${formatType(weight)} over ${formatType(x)}`;
      return { code: "shape-mismatch", error, operand: 1 };
    }
    if (initial !== undefined && !(initial.shape.length === 1 && sameDim(initial.shape[0]!, n!))) {
      return { code: "shape-mismatch", error: `window_product's initial value has another size`, operand: 2 };
    }
    return f32(x.shape[0]!, ...window.places, n!);
  },
  evaluate: ({ operands: [x, weight, initial], attrs, shape }) => {
    const n = shape[3]!;
    const y = Float64Array.from({ length: elementsIn(shape) }, (_, i) => initial?.data[i % n] ?? 0);
    const convolution = asConvolution(shape[0]!, windowOn(x!.shape, weight!.shape, attrs)!, n);
    eachTerm(...convolution, (a, b, c) => {
      y[c]! += x!.data[a]! * weight!.data[b]!;
    });
    return y;
  },
  gradient: "none",
  lower: {
    kind: "contraction",
    depth: ([, weight]) => weight!.shape.slice(0, 3).reduce<number>((size, dim) => size * (dim as number), 1),
    window: ([x, weight], attrs) => windowOn(x!.shape, weight!.shape, attrs)!,
  },
  internal: true,
  examples: [
    { types: [f32(BATCH, 5, 7, 3), f32(3, 5, 3, 10)], attrs: { strides: [1, 2], dilations: [1, 1] } },
    { types: [f32(BATCH, 5, 4, 16), f32(3, 3, 16, 24), f32(24)], attrs: { strides: [1, 1], dilations: [1, 1] } },
    { types: [f32(2, 8, 6, 20), f32(3, 2, 20, 10)], attrs: { strides: [2, 1], dilations: [1, 2] } },
    { types: [f32(2, 5, 5, 40), f32(1, 1, 40, 16)], attrs: { strides: [2, 3], dilations: [1, 1] } },
    { types: [f32(2, 7, 7, 16), f32(2, 3, 16, 16), f32(16)], attrs: { strides: [2, 2], dilations: [2, 2] } },
  ],
});
