import { defineOptimizer } from "./define.ts";
import { isFraction, L2_DOC, learningRate, settled, weightDecay, withPenalty } from "./optimizer-rules.ts";

export const sgd = defineOptimizer({
  name: "sgd",
  doc: "Gradient descent, with momentum if wanted, as in PyTorch: `g ← g + weight_decay · p; v ← momentum · v + g; p ← p − rate · v`; with `nesterov` the last is `p ← p − rate · (g + momentum · v)`.",
  operands: [],
  attrs: [
    learningRate(0.01),
    {
      name: "momentum",
      kind: "float",
      doc: "how much of the last step goes on; 0 needs no state",
      default: 0,
      check: isFraction,
    },
    { name: "nesterov", kind: "bool", doc: "looks ahead along the velocity", default: false },
    weightDecay(0, L2_DOC),
  ],
  begin: ({ b, rate, state, update }, attrs) => {
    const momentum = attrs.momentum as number;
    return (parameter, gradient) => {
      const g = withPenalty(b, parameter, gradient, attrs);
      let step = g;
      if (momentum !== 0) {
        const velocity = state(`velocity.${parameter.name}`, parameter.type, 0);
        const next = b.add(b.mul(velocity, b.constant(momentum)), g);
        update(velocity, settled(b, next));
        step = attrs.nesterov === true ? b.add(g, b.mul(next, b.constant(momentum))) : next;
      }
      update(parameter, b.sub(parameter, b.mul(step, rate)));
    };
  },
});
