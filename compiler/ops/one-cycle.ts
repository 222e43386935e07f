import { defineSchedule } from "./define.ts";
import { halfWave, progress, rateAttr } from "./optimizer-rules.ts";

const isRatio = (value: number) => (value >= 1 ? undefined : "must be at least 1");

export const oneCycle = defineSchedule({
  name: "one_cycle",
  doc: "One cycle (Smith & Topin 2018) as in PyTorch's OneCycleLR: half a cosine wave up from `max_rate / start` until step `warm_up · steps − 1`, another one down to `max_rate / start / final` at step `steps − 1`, and level from then on.",
  attrs: [
    rateAttr("max_rate", "the highest rate"),
    {
      name: "steps",
      kind: "int",
      doc: "of the whole cycle",
      check: (value: number) => (value >= 2 ? undefined : "must be at least 2"),
    },
    {
      name: "warm_up",
      kind: "float",
      doc: "the part of the steps that rises",
      default: 0.3,
      check: (value: number) => (value > 0 && value < 1 ? undefined : "must lie between 0 and 1"),
    },
    { name: "start", kind: "float", doc: "the highest rate over the first", default: 25, check: isRatio },
    { name: "final", kind: "float", doc: "the first rate over the last", default: 10_000, check: isRatio },
  ],
  check: ({ steps, warm_up }) =>
    (warm_up as number) * (steps as number) > 1
      ? undefined
      : { code: "bad-attribute", error: "one_cycle needs warm_up · steps greater than 1", attr: "steps" },
  rate: (b, t, attrs) => {
    const highest = attrs.max_rate as number;
    const first = highest / (attrs.start as number);
    const last = first / (attrs.final as number);
    const top = (attrs.warm_up as number) * (attrs.steps as number) - 1;
    const fall = b.sub(t, b.constant(top));
    const falls = (attrs.steps as number) - 1 - top;
    const down = halfWave(b, highest, last, progress(b, b.op("maximum", [fall, b.constant(0)]), falls));
    return b.op("where", [b.op("less", [fall, b.constant(0)]), halfWave(b, first, highest, progress(b, t, top)), down]);
  },
});
