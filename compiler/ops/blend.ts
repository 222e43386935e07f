import { formatType, type TensorType } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import type { SignatureError } from "./definition/signature.ts";
import { isWeightOf, notSamples, WEIGHT } from "./mixing-rules.ts";

function infer(types: readonly TensorType[]): TensorType | SignatureError {
  const [x, weight] = types as [TensorType, TensorType];
  const wrong = notSamples("blend", x);
  if (wrong !== undefined || isWeightOf(x, weight)) return wrong ?? x;
  return {
    code: "shape-mismatch",
    error: `blend expects a weight f32[batch, 1], got ${formatType(weight)}`,
    operand: 1,
  };
}

export const blend = defineOp({
  name: "blend",
  doc: "In training each example with its partner, `weight · x + (1 − weight) · partner`, where the batch in reverse order gives the partners; elsewhere x. With the weight of `mixup` or `cutmix` it mixes the labels: `blend(one_hot(label, classes: 10), weight)`.",
  operands: [{ name: "x", doc: "f32[batch, …]" }, WEIGHT],
  attrs: [],
  infer,
  evaluate: ({ operands: [x] }) => x!.data,
  gradient: "none",
  lower: { kind: "leaf" },
  specialize: (b, { operands: [x, weight] }, entry) => {
    if (entry !== "train") return { value: x!, updates: [] };
    const { shape } = x!.type;
    const own = b.reshape(weight!, [shape[0]!, ...shape.slice(1).map(() => 1)]);
    const partner = b.op("reverse_batch", [x!]);
    return { value: b.add(b.mul(own, x!), b.mul(b.sub(b.constant(1), own), partner)), updates: [] };
  },
  examples: [],
});
