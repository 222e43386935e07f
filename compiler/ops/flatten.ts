import { formatType, productOf } from "../ir/type.ts";
import { defineLayer } from "./define.ts";

export const flatten = defineLayer({
  name: "flatten",
  doc: "All axes but the first as one: f32[batch, 26, 26, 8] becomes f32[batch, 5408].",
  operands: [{ name: "x", doc: "any type, rank 1 or more" }],
  attrs: [],
  expand: ({ b }, [x]) => {
    const { shape } = x!.type;
    if (shape.length > 0) return b.reshape(x!, [shape[0]!, productOf(shape.slice(1))]);
    return { code: "shape-mismatch", error: `flatten expects rank 1 or more, got ${formatType(x!.type)}`, operand: 0 };
  },
});
