import { defineSchedule } from "./define.ts";
import { isPositive, power, rateAttr, stepsAttr } from "./optimizer-rules.ts";

export const stepDecay = defineSchedule({
  name: "step_decay",
  doc: "`rate · factor ^ ⌊t / every⌋`.",
  attrs: [
    rateAttr("rate", "the first rate"),
    stepsAttr("every", "steps at one rate"),
    { name: "factor", kind: "float", doc: "from one rate to the next", default: 0.1, check: isPositive },
  ],
  rate: (b, t, attrs) => {
    // Half a step off the edges, where a quotient's rounding could end up on the wrong side.
    const middle = b.div(b.add(t, b.constant(0.5)), b.constant(attrs.every as number));
    return b.mul(power(b, attrs.factor as number, b.op("floor", [middle])), b.constant(attrs.rate as number));
  },
});
