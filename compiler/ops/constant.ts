import { defineLeaf } from "./define.ts";

/** attrs.values: one number for all elements, or all elements in row-major order. */
export const constant = defineLeaf(
  "constant",
  "Numbers written in the model or made by the compiler.",
  ({ attrs, shape }) => {
    const values = attrs.values as readonly number[];
    const size = shape.reduce((product, dim) => product * dim, 1);
    return values.length === size ? values : new Float64Array(size).fill(values[0]!);
  },
);
