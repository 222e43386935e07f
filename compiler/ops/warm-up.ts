import { defineSchedule } from "./define.ts";
import { isNotNegative, isPositive, progress, rateAttr, stepsAttr } from "./optimizer-rules.ts";

export const warmUp = defineSchedule({
  name: "warm_up",
  doc: "A straight line up, `start + (rate − start) · t / steps`, then another schedule, whose steps count from there.",
  attrs: [
    rateAttr("rate", "the rate that it reaches"),
    stepsAttr("steps", "how long it takes"),
    { name: "then", kind: "rate", doc: "a number or schedule; `rate` if left out", optional: true, check: isPositive },
    { name: "start", kind: "float", doc: "the first rate", default: 0, check: isNotNegative },
  ],
  rate: (b, t, attrs, next) => {
    const start = attrs.start as number;
    const rate = attrs.rate as number;
    const steps = attrs.steps as number;
    const rise = b.add(b.mul(progress(b, t, steps), b.constant(rate - start)), b.constant(start));
    if (next === undefined && attrs.then === undefined) return rise;
    const late = b.sub(t, b.constant(steps));
    const after = next?.(b.op("maximum", [late, b.constant(0)])) ?? b.constant(attrs.then as number);
    return b.op("where", [b.op("less", [late, b.constant(0)]), rise, after]);
  },
});
