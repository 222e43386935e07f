import { defineSchedule } from "./define.ts";
import { isPositive, power, rateAttr, stepsAttr } from "./optimizer-rules.ts";

export const exponentialDecay = defineSchedule({
  name: "exponential_decay",
  doc: "`rate · factor ^ (t / every)`.",
  attrs: [
    rateAttr("rate", "the first rate"),
    { name: "factor", kind: "float", doc: "by which it changes in `every` steps", check: isPositive },
    { ...stepsAttr("every", "steps"), default: 1 },
  ],
  rate: (b, t, attrs) => {
    const exponent = b.div(t, b.constant(attrs.every as number));
    return b.mul(power(b, attrs.factor as number, exponent), b.constant(attrs.rate as number));
  },
});
