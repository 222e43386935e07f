import type { Dim } from "../ir/type.ts";
import { BLOCK, swapMiddle } from "./block-rules.ts";
import { defineLayer } from "./define.ts";
import { notImage } from "./window-rules.ts";

export const spaceToDepth = defineLayer({
  name: "space_to_depth",
  doc: "Blocks of pixels as channels: f32[batch, H, W, C] becomes f32[batch, H/n, W/n, n·n·C], the channels of a block's pixels behind each other row by row, as in TensorFlow and ONNX.",
  operands: [{ name: "x", doc: "f32[batch, height, width, channels]" }],
  attrs: [BLOCK],
  expand: ({ b }, [x], attrs) => {
    const wrong = notImage("space_to_depth", x!.type);
    if (wrong !== undefined) return wrong;
    const n = attrs.block_size as number;
    const [batch, height, width, channels] = x!.type.shape as readonly [Dim, number, number, number];
    if (height % n !== 0 || width % n !== 0) {
      const error = `space_to_depth cannot cut ${height} × ${width} pixels into blocks of ${n} × ${n}`;
      return { code: "bad-attribute", error, attr: "block_size" };
    }
    const [rows, columns] = [height / n, width / n];
    return b.reshape(swapMiddle(b, x!, rows, [n, columns], n * channels), [batch, rows, columns, n * n * channels]);
  },
});
