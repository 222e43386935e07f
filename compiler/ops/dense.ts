import { f32, formatShape, productOf } from "../ir/type.ts";
import { defineLayer } from "./define.ts";
import type { InitializerUse } from "./definition/layer.ts";
import type { SignatureError } from "./definition/signature.ts";
import { standardizedWeight, WEIGHT_STANDARDIZE } from "./weight-rules.ts";

export const dense = defineLayer({
  name: "dense",
  doc: "Fully connected layer: `activation(x · weight + bias)`.",
  operands: [{ name: "x", doc: "f32[batch, in]" }],
  attrs: [
    {
      name: "units",
      kind: "int",
      doc: "columns of the result",
      check: (value: number) => (value >= 1 ? undefined : "must be at least 1"),
    },
    { name: "activation", kind: "activation", doc: "an element-wise op applied to the sum", default: "none" },
    { name: "bias", kind: "bool", doc: "add a bias, which starts at 0", default: true },
    {
      name: "weight_init",
      kind: "initializer",
      doc: "how the weight starts; glorot_uniform() if left out",
      optional: true,
    },
    WEIGHT_STANDARDIZE,
  ],
  expand: (scope, [x], attrs) => {
    const { b } = scope;
    const { dtype, shape } = x!.type;
    if (dtype !== "f32") return { code: "type-mismatch", error: `dense expects f32, got ${dtype}`, operand: 0 };
    if (shape.length !== 2) {
      const rank = shape.length;
      const error = `dense expects rank 2, got rank ${rank}`;
      const wrong: SignatureError = { code: "shape-mismatch", error, operand: 0, label: `rank ${rank}` };
      if (rank < 2) return wrong;
      const flat = formatShape([shape[0]!, productOf(shape.slice(1))]);
      return { ...wrong, help: `flatten(…) gives f32${flat}` };
    }
    const [, inputs] = shape;
    if (typeof inputs !== "number") {
      return { code: "shape-mismatch", error: "dense needs a number of columns known at compile time", operand: 0 };
    }
    const units = attrs.units as number;
    const initializer = (attrs.weight_init as InitializerUse | undefined) ?? scope.initializer("glorot_uniform");
    const parameter = scope.parameter("weight", f32(inputs, units), initializer);
    const weight = attrs.weight_standardize === true ? standardizedWeight(b, parameter) : parameter;
    const product = b.op("matmul", [x!, weight]);
    const sum =
      attrs.bias === true ? b.add(product, scope.parameter("bias", f32(units), scope.initializer("zeros"))) : product;
    return attrs.activation === "none" ? sum : b.op(attrs.activation as string, [sum]);
  },
});
