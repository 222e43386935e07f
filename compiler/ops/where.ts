import { BATCH, f32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { evaluateElementwise, inferElementwise } from "./rules.ts";

export const where = defineOp({
  name: "where",
  doc: "a where the condition is not 0 (NaN is not), else b, with NumPy broadcasting. No gradient passes to the condition.",
  operands: [
    { name: "condition", doc: "f32, any shape, such as `x > 0`" },
    { name: "a", doc: "f32, broadcasts with the condition" },
    { name: "b", doc: "f32, broadcasts with both" },
  ],
  attrs: [],
  infer: inferElementwise("where"),
  evaluate: evaluateElementwise(([condition, a, b]) => (condition !== 0 ? a! : b!)),
  // da = dy where a was taken, else 0; db the other way round
  gradient: (b, { operands: [condition] }, dy) => {
    const zero = b.constant(0);
    return [null, b.op("where", [condition!, dy, zero]), b.op("where", [condition!, zero, dy])];
  },
  lower: {
    kind: "map",
    map: (v, [condition, a, b]) => v.select(v.equal(condition!, v.constant(0)), b!, a!),
  },
  examples: [
    { types: [f32(5, 7), f32(5, 7), f32(5, 7)], data: ["one_hot", "normal", "normal"] },
    { types: [f32(BATCH, 7), f32(7), f32()], data: ["one_hot", "normal", "normal"] },
    { types: [f32(3, 1), f32(1, 20), f32(3, 20)], data: ["one_hot", "normal", "normal"] },
  ],
});
