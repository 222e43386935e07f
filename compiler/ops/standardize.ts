import { f32, formatType } from "../ir/type.ts";
import { defineLayer } from "./define.ts";

export const standardize = defineLayer({
  name: "standardize",
  doc: "Raw numbers to mean 0 and deviation 1: `(x − mean) / deviation`, a value a column (last axis) from the training data; no parameters.",
  operands: [{ name: "x", doc: "an input of the model, f32[batch, …, n]" }],
  attrs: [],
  expand: (scope, [x]) => {
    const { b } = scope;
    const { dtype, shape } = x!.type;
    if (dtype !== "f32") return { code: "type-mismatch", error: `standardize expects f32, got ${dtype}`, operand: 0 };
    // Its statistics are set before training, from columns of the data set: nothing else has them.
    if (x!.op.name !== "input") {
      const error = "standardize expects an input of the model, whose columns the data set has";
      return { code: "unsupported", error, operand: 0, help: "batch_norm normalises values that the model computes" };
    }
    const columns = shape.at(-1);
    if (shape.length < 2 || typeof columns !== "number") {
      const error = `standardize expects rank 2 or more, got ${formatType(x!.type)}`;
      return { code: "shape-mismatch", error, operand: 0 };
    }
    const mean = scope.state("mean", f32(columns), 0);
    const deviation = scope.state("deviation", f32(columns), 1);
    // As batch_normalize with the variance 1: the same kernels serve both.
    const one = b.constant(1);
    const variance = b.op("broadcast", [one], { shape: [columns] });
    const attrs = { epsilon: 0, batch_statistics: false };
    return b.op("batch_normalize", [x!, mean, variance, b.div(one, deviation), b.constant(0)], attrs);
  },
});
