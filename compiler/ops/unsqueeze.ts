import { formatType, resolveAxis, type Shape } from "../ir/type.ts";
import { defineLayer } from "./define.ts";
import { batchNotLeading } from "./rules.ts";

export const unsqueeze = defineLayer({
  name: "unsqueeze",
  doc: "x with further axes of size 1: f32[batch, 28, 28] becomes f32[batch, 28, 28, 1] by `axes: -1`.",
  operands: [{ name: "x", doc: "any type" }],
  attrs: [{ name: "axes", kind: "axes", doc: "where the result has them, negative from its end" }],
  expand: ({ b }, [x], { axes: given }) => {
    const { shape } = x!.type;
    const rank = shape.length + (given as readonly number[]).length;
    const axes = (given as readonly number[]).map((axis) => resolveAxis(axis, rank));
    if (axes.includes(undefined) || new Set(axes).size !== axes.length) {
      const error = `unsqueeze of ${formatType(x!.type)} needs distinct axes within rank ${rank}`;
      return { code: "bad-attribute", error, attr: "axes" };
    }
    const rest = [...shape];
    const result: Shape = Array.from({ length: rank }, (_, axis) => (axes.includes(axis) ? 1 : rest.shift()!));
    const misplaced = batchNotLeading("unsqueeze", result);
    return misplaced === undefined ? b.reshape(x!, result) : { ...misplaced, attr: "axes" };
  },
});
