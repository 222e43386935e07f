import type { Attrs } from "../ir/node.ts";
import { productOf } from "../ir/type.ts";
import { defineLayer } from "./define.ts";
import { isError } from "./definition/signature.ts";
import { inferReduce, REDUCE_ATTRS, reducedAxes } from "./rules.ts";

export const reduceVariance = defineLayer({
  name: "reduce_variance",
  doc: "Variance over axes: `Σ (x − μ)² / m`, or `/ (m − 1)`, in two passes.",
  operands: [{ name: "x", doc: "f32, any shape" }],
  attrs: [
    ...REDUCE_ATTRS,
    { name: "unbiased", kind: "bool", doc: "divide by one less than the number of elements", default: false },
  ],
  expand: ({ b }, [x], given) => {
    const attrs = given as Attrs;
    const result = inferReduce("reduce_variance")([x!.type], attrs);
    if (isError(result)) return result;
    const { shape } = x!.type;
    const axes = reducedAxes(shape, attrs)!;
    const dims = axes.map((axis) => shape[axis]!);
    const centred = b.sub(x!, b.op("reduce_mean", [x!], { axes, keep_dims: true }));
    const biased = b.op("reduce_mean", [b.mul(centred, centred)], { axes, keep_dims: attrs.keep_dims! });
    if (attrs.unbiased !== true) return biased;
    if (productOf(dims) === 1) {
      return { code: "shape-mismatch", error: "the unbiased variance of one element is not defined", operand: 0 };
    }
    const count = b.count(dims);
    return b.mul(biased, b.div(count, b.sub(count, b.constant(1))));
  },
});
