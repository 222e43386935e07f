/** The table of layers counts what the layers do, not how it is computed. */
import { expect, test } from "vitest";
import { layersOf } from "../../compiler/cli/layers.ts";
import { checkText } from "../../compiler/compile.ts";

test("multiply-adds of products and of convolutions", () => {
  const { graph } = checkText(`model counted {
  input image: f32[batch, 8, 6, 4]
  plain = conv2d(image, channels: 10, kernel: [3, 1], stride: 2)
  grouped = conv2d(plain, channels: 6, kernel: 3, groups: 2)
  deep = depthwise_conv2d(grouped, kernel: 3)
  up = conv2d_transpose(deep, channels: 5, kernel: 2, stride: 2)
  y = dense(flatten(up), units: 7)
  output result = y
}`);
  const macs = Object.fromEntries(layersOf(graph!).map((row) => [row.name, row.macs]));
  expect(macs).toMatchObject({
    plain: 4 * 3 * 10 * (3 * 4),
    grouped: 4 * 3 * 6 * (9 * 5),
    deep: 4 * 3 * 6 * 9,
    up: 4 * 3 * 6 * (4 * 5),
    y: 240 * 7,
  });
});
