import type { Dim } from "../ir/type.ts";
import { BLOCK, swapMiddle } from "./block-rules.ts";
import { defineLayer } from "./define.ts";
import { notImage } from "./window-rules.ts";

export const depthToSpace = defineLayer({
  name: "depth_to_space",
  doc: "Channels as blocks of pixels: f32[batch, H, W, n·n·C] becomes f32[batch, n·H, n·W, C], the converse of space_to_depth: TensorFlow's order, ONNX's DCR. PyTorch's pixel_shuffle has the channels of x in another order.",
  operands: [{ name: "x", doc: "f32[batch, height, width, channels]" }],
  attrs: [BLOCK],
  expand: ({ b }, [x], attrs) => {
    const wrong = notImage("depth_to_space", x!.type);
    if (wrong !== undefined) return wrong;
    const n = attrs.block_size as number;
    const [batch, height, width, channels] = x!.type.shape as readonly [Dim, number, number, number];
    const rest = channels / (n * n);
    if (!Number.isInteger(rest)) {
      const error = `depth_to_space cannot make ${channels} channels blocks of ${n} × ${n} pixels`;
      return { code: "bad-attribute", error, attr: "block_size" };
    }
    return b.reshape(swapMiddle(b, x!, height, [width, n], n * rest), [batch, height * n, width * n, rest]);
  },
});
