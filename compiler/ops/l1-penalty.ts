import { defineLayer } from "./define.ts";
import { notF32 } from "./rules.ts";

export const l1Penalty = defineLayer({
  name: "l1_penalty",
  doc: "`Σ |w|` over all elements of all operands, to be added to a loss: `loss = … + 0.0001 * l1_penalty(w)`.",
  operands: [{ name: "w", doc: "f32, any shapes", variadic: true }],
  attrs: [],
  expand: ({ b }, operands) => {
    const types = operands.map((operand) => operand.type);
    const sums = () => operands.map((operand) => b.op("reduce_sum", [b.op("abs", [operand])]));
    return notF32("l1_penalty", types) ?? sums().reduce((sum, term) => b.add(sum, term));
  },
});
