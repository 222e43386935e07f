import { BATCH, f32, sameType, type TensorType } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { isWeightOf, notSamples } from "./mixing-rules.ts";

const SIDES = ["top", "left", "bottom", "right"] as const;

export const pasteBox = defineOp({
  name: "paste_box",
  doc: "An image x in which a box is of y: its rows from `top` up to but without `bottom`, its columns from `left` to `right`.",
  operands: [
    { name: "x", doc: "f32[batch, height, width, channels]" },
    { name: "y", doc: "the same" },
    ...SIDES.map((name) => ({ name, doc: "f32[batch, 1]: a whole number within the image", chooses: true as const })),
  ],
  attrs: [],
  infer: (types) => {
    const [x, y, ...sides] = types as readonly [TensorType, TensorType, ...TensorType[]];
    const wrong = notSamples("paste_box", x, 4);
    if (wrong !== undefined) return wrong;
    if (sameType(x, y) && sides.every((side) => isWeightOf(x, side))) return x;
    return { code: "shape-mismatch", error: "paste_box expects two images of one type, and four sides of each" };
  },
  evaluate: ({ operands: [x, y, top, left, bottom, right] }) => {
    const [, height, width, channels] = x!.shape as [number, number, number, number];
    const [first, start, last, stop] = [top!, left!, bottom!, right!].map(({ data }) => data.map(Math.round));
    return x!.data.map((value, i) => {
      const pixel = Math.floor(i / channels);
      const [column, line] = [pixel % width, Math.floor(pixel / width)];
      const sample = Math.floor(line / height);
      const row = line % height;
      const isIn = row >= first![sample]! && row < last![sample]!;
      return isIn && column >= start![sample]! && column < stop![sample]! ? y!.data[i]! : value;
    });
  },
  // dx: dy outside of the box; dy': dy within
  gradient: (b, { operands: [x, , ...sides] }, dy) => {
    const zero = b.op("broadcast", [b.constant(0)], { shape: x!.type.shape });
    const [outside, inside] = [b.op("paste_box", [dy, zero, ...sides]), b.op("paste_box", [zero, dy, ...sides])];
    return [outside, inside, null, null, null, null];
  },
  lower: {
    kind: "kernel",
    kernel: "paste_box",
    operandLayouts: ["panels", "panels", "panels", "panels", "panels", "panels"],
    resultLayout: "panels",
    sizes: ([x]) => x!.shape,
  },
  internal: true,
  examples: [1, 18].map((channels) => {
    const [image, side] = [f32(BATCH, 2, 3, channels), f32(BATCH, 1)];
    return {
      types: [image, image, side, side, side, side],
      attrs: { classes: 3 },
      data: ["normal", "normal", "index", "index", "index", "index"],
    };
  }),
});
