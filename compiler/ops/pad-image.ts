import type { Attrs } from "../ir/node.ts";
import { BATCH, type Dim, f32, productOf, type TensorType } from "../ir/type.ts";
import { notImages } from "./convolution-rules.ts";
import { defineOp } from "./define.ts";
import type { Layout } from "./definition/lowering.ts";

/** Raw images have few channels, and pixels of that many floats are neighbours in rows: windows read them in longer runs. */
const layoutOf = ([x]: readonly TensorType[]): Layout => ((x!.shape[3] as number) < 16 ? "rows" : "panels");

/** Images, their channels, pixels before and after, and where the first pixel goes. A panel is images of 16 channels. */
function sizesOf(types: readonly TensorType[], { shape: [, down, across] }: TensorType, { padding }: Attrs) {
  const [batch, height, width, channels] = types[0]!.shape as readonly [Dim, number, number, number];
  const [top, left] = padding as readonly [number, number];
  const images = layoutOf(types) === "panels" ? [productOf([batch, Math.ceil(channels / 16)]), 16] : [batch, channels];
  return [...images, height, width, down!, across!, top, left];
}

export const padImage = defineOp({
  name: "pad_image",
  doc: "Zeros around an image, and between its pixels where they are to be farther apart.",
  operands: [{ name: "x", doc: "f32[batch, height, width, channels]" }],
  attrs: [
    { name: "padding", kind: "numbers", doc: "[top, left, bottom, right]" },
    { name: "steps", kind: "numbers", doc: "[height, width] from one pixel of x to the next in the result" },
  ],
  infer: (types, attrs) => {
    const wrong = notImages("pad_image", types);
    if (wrong !== undefined) return wrong;
    const [batch, height, width, channels] = types[0]!.shape as readonly [Dim, number, number, number];
    const [top, left, bottom, right] = attrs.padding as readonly [number, number, number, number];
    const [down, across] = attrs.steps as readonly [number, number];
    return f32(batch, top + (height - 1) * down + 1 + bottom, left + (width - 1) * across + 1 + right, channels);
  },
  evaluate: ({ operands: [x], attrs, shape }) => {
    const [batch, height, width, channels] = shape as [number, number, number, number];
    const [top, left] = attrs.padding as readonly [number, number];
    const [down, across] = attrs.steps as readonly [number, number];
    const [, rows, columns] = x!.shape as [number, number, number];
    const result = new Float64Array(batch * height * width * channels);
    for (let i = 0; i < batch * rows * columns; i++) {
      const [column, row, n] = [i % columns, Math.floor(i / columns) % rows, Math.floor(i / columns / rows)];
      const pixel = (n * height + top + row * down) * width + left + column * across;
      result.set(x!.data.subarray(i * channels, (i + 1) * channels), pixel * channels);
    }
    return result;
  },
  gradient: "none",
  lower: {
    kind: "kernel",
    kernel: "pad_image",
    operandLayouts: (types) => [layoutOf(types)],
    resultLayout: layoutOf,
    sizes: (types, attrs, result) => [...sizesOf(types, result, attrs), ...(attrs.steps as readonly number[])],
    border: (types, attrs, result) => {
      const [, height, width] = types[0]!.shape as readonly [Dim, number, number, number];
      if (layoutOf(types) === "rows" || (attrs.steps as readonly number[]).some((step) => step > 1)) return undefined;
      const padding = attrs.padding as readonly [number, number, number, number];
      const sizes = sizesOf(types, result, attrs);
      return { border: { image: [height, width], padding }, kernel: "zero_border", sizes };
    },
  },
  internal: true,
  examples: [
    { types: [f32(BATCH, 5, 4, 3)], attrs: { padding: [1, 1, 1, 1], steps: [1, 1] } },
    { types: [f32(BATCH, 4, 5, 16)], attrs: { padding: [1, 0, 2, 3], steps: [1, 1] } },
    { types: [f32(2, 3, 2, 40)], attrs: { padding: [0, 2, 1, 0], steps: [2, 3] } },
    { types: [f32(BATCH, 3, 3, 7)], attrs: { padding: [2, 1, 1, 2], steps: [2, 1] } },
  ],
});
