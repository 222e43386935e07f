import { defineOptimizer } from "./define.ts";

export const sgd = defineOptimizer({
  name: "sgd",
  doc: "Gradient descent, with momentum if wanted: `v ← momentum · v + g; p ← p − rate · v`.",
  operands: [],
  attrs: [
    {
      name: "learning_rate",
      kind: "float",
      doc: "step size",
      default: 0.01,
      check: (value: number) => (value > 0 ? undefined : "must be greater than 0"),
    },
    {
      name: "momentum",
      kind: "float",
      doc: "how much of the last step goes on; 0 needs no state",
      default: 0,
      check: (value: number) => (value >= 0 && value < 1 ? undefined : "must be at least 0 and less than 1"),
    },
  ],
  begin: ({ b, rateScale, state, update }, attrs) => {
    const rate = b.mul(rateScale, b.constant(attrs.learning_rate as number));
    const momentum = attrs.momentum as number;
    return (parameter, gradient) => {
      let step = gradient;
      if (momentum !== 0) {
        const velocity = state(`velocity.${parameter.name}`, parameter.type, 0);
        step = b.add(b.mul(velocity, b.constant(momentum)), gradient);
        update(velocity, step);
      }
      update(parameter, b.sub(parameter, b.mul(step, rate)));
    };
  },
});
