import { defineAverage } from "./define.ts";

export const ema = defineAverage({
  name: "ema",
  doc: "Exponential moving average of the parameters: `a ← a + (1 − d) · (p − a)` with `d = min(decay, (1 + t) / (10 + t))`.",
  operands: [],
  attrs: [
    {
      name: "decay",
      kind: "float",
      doc: "weight of the old average, once t steps outgrow the bound that lets it start fast",
      default: 0.999,
      check: (value: number) => (value >= 0 && value < 1 ? undefined : "must be at least 0 and less than 1"),
    },
  ],
  next: (b, average, parameter, step, attrs) => {
    const start = b.div(b.add(step, b.constant(1)), b.add(step, b.constant(10)));
    const decay = b.op("minimum", [b.constant(attrs.decay as number), start]);
    return b.add(average, b.mul(b.sub(b.constant(1), decay), b.sub(parameter, average)));
  },
});
