import { formatType, resolveAxis } from "../ir/type.ts";
import { defineLayer } from "./define.ts";

export const squeeze = defineLayer({
  name: "squeeze",
  doc: "x without axes of size 1: f32[batch, 1, 1, 8] becomes f32[batch, 8].",
  operands: [{ name: "x", doc: "any type" }],
  attrs: [
    { name: "axes", kind: "axes", doc: "which, negative from the end; all of size 1 if left out", optional: true },
  ],
  expand: ({ b }, [x], { axes: given }) => {
    const { shape } = x!.type;
    const ones = [...shape.keys()].filter((axis) => shape[axis] === 1);
    const axes = (given as readonly number[] | undefined)?.map((axis) => resolveAxis(axis, shape.length)) ?? ones;
    const other = axes.findIndex((axis) => axis === undefined || shape[axis] !== 1);
    if (other < 0)
      return b.reshape(
        x!,
        shape.filter((_, axis) => !axes.includes(axis)),
      );
    const error = `squeeze cannot leave out axis ${(given as readonly number[])[other]} of ${formatType(x!.type)}`;
    return { code: "bad-attribute", error, attr: "axes", help: "only axes of size 1 can go" };
  },
});
