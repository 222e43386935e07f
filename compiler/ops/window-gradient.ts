import { elementsIn } from "../ir/tensor.ts";
import { BATCH, f32, formatType, productOf, sameDim, type TensorType } from "../ir/type.ts";
import { eachTerm, notImages } from "./convolution-rules.ts";
import { defineOp } from "./define.ts";
import { asConvolution, WINDOW_ATTRS, windowOn } from "./image-window-rules.ts";

export const windowGradient = defineOp({
  name: "window_gradient",
  doc: "The gradient of `window_product` by its weight: `dw[kh, kw, c, n] = Σ x[place + (kh, kw), c] · dy[place, n]`.",
  operands: [
    { name: "x", doc: "f32[batch, height, width, channels]" },
    { name: "dy", doc: "f32[batch, places down, places across, n]" },
  ],
  attrs: [...WINDOW_ATTRS, { name: "kernel", kind: "numbers", doc: "[height, width] of the window" }],
  infer: (types, attrs) => {
    const wrong = notImages("window_gradient", types);
    if (wrong !== undefined) return wrong;
    const [x, dy] = types as readonly [TensorType, TensorType];
    const kernel = attrs.kernel as readonly number[];
    const window = windowOn(x.shape, kernel, attrs);
    const fits = window?.places.every((count, axis) => count === dy.shape[axis + 1]);
    if (fits !== true || !sameDim(x.shape[0]!, dy.shape[0]!)) {
      const error = `window_gradient cannot lay ${formatType(dy)} on ${formatType(x)}`;
      return { code: "shape-mismatch", error, operand: 1 };
    }
    return f32(...kernel, x.shape[3]!, dy.shape[3]!);
  },
  evaluate: ({ operands: [x, dy], attrs, shape }) => {
    const dw = new Float64Array(elementsIn(shape));
    const convolution = asConvolution(x!.shape[0]!, windowOn(x!.shape, shape, attrs)!, shape[3]!);
    eachTerm(...convolution, (a, b, c) => {
      dw[b]! += x!.data[a]! * dy!.data[c]!;
    });
    return dw;
  },
  gradient: "none",
  lower: {
    kind: "contraction",
    depth: ([, dy]) => productOf(dy!.shape.slice(0, 3)),
    window: ([x], attrs) => windowOn(x!.shape, attrs.kernel as readonly number[], attrs)!,
    sumsOverPlaces: true,
  },
  internal: true,
  examples: [
    {
      types: [f32(BATCH, 5, 6, 16), f32(BATCH, 3, 4, 24)],
      attrs: { kernel: [3, 3], strides: [1, 1], dilations: [1, 1] },
    },
    {
      types: [f32(2, 8, 6, 20), f32(2, 3, 4, 10)],
      attrs: { kernel: [3, 2], strides: [2, 1], dilations: [1, 2] },
    },
    { types: [f32(2, 9, 7, 40), f32(2, 5, 3, 16)], attrs: { kernel: [1, 1], strides: [2, 3], dilations: [1, 1] } },
    {
      types: [f32(2, 7, 5, 3), f32(2, 3, 1, 16)],
      attrs: { kernel: [2, 3], strides: [2, 2], dilations: [2, 2] },
    },
  ],
});
