import { f32, formatType } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { notF32 } from "./rules.ts";
import { PRODUCTS, transformTile, WEIGHT } from "./winograd-rules.ts";

export const winogradWeights = defineOp({
  name: "winograd_weights",
  doc: "The weights of a 3 × 3 convolution as Winograd's filtering wants them: `G · weight[:, :, c, o] · Gᵀ`.",
  operands: [{ name: "weight", doc: "f32[3, 3, c, o]" }],
  attrs: [],
  infer: (types) => {
    const wrong = notF32("winograd_weights", types);
    if (wrong !== undefined) return wrong;
    const [height, width, channels, outputs] = types[0]!.shape;
    if (height !== 3 || width !== 3 || typeof channels !== "number" || typeof outputs !== "number") {
      const error = `winograd_weights expects f32[3, 3, c, o], got ${formatType(types[0]!)}`;
      return { code: "shape-mismatch", error, operand: 0 };
    }
    return f32(PRODUCTS, channels, outputs);
  },
  evaluate: ({ operands: [weight], shape: [, channels, outputs] }) => {
    const count = channels! * outputs!;
    const result = new Float64Array(PRODUCTS * count);
    for (let i = 0; i < count; i++) {
      const products = transformTile(WEIGHT, (row, column) => weight!.data[(3 * row + column) * count + i]!);
      for (const [place, value] of products.entries()) result[place * count + i] = value;
    }
    return result;
  },
  gradient: "none",
  lower: {
    kind: "kernel",
    kernel: "winograd_weights",
    operandLayouts: ["panels"],
    resultLayout: "panels",
    sizes: ([weight]) => weight!.shape.slice(2),
  },
  internal: true,
  examples: [{ types: [f32(3, 3, 5, 7)] }, { types: [f32(3, 3, 20, 33)] }],
});
