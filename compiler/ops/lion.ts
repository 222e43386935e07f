import { defineOptimizer } from "./define.ts";
import { DECOUPLED_DOC, isFraction, learningRate, moving, settled, shrunk, weightDecay } from "./optimizer-rules.ts";

export const lion = defineOptimizer({
  name: "lion",
  doc: "Lion (Chen et al. 2023): `p ← p − rate · weight_decay · p − rate · sign(beta1 · m + (1 − beta1) · g); m ← beta2 · m + (1 − beta2) · g`.",
  operands: [],
  attrs: [
    learningRate(0.0001),
    { name: "beta1", kind: "float", doc: "weight of the mean in the step's sign", default: 0.9, check: isFraction },
    { name: "beta2", kind: "float", doc: "decay of the gradient's mean", default: 0.99, check: isFraction },
    weightDecay(0, DECOUPLED_DOC),
  ],
  begin: (scope, attrs) => {
    const { b, rate, state, update } = scope;
    return (parameter, gradient) => {
      const m = state(`m.${parameter.name}`, parameter.type, 0);
      const direction = b.op("sign", [moving(b, m, attrs.beta1 as number, gradient)]);
      update(m, settled(b, moving(b, m, attrs.beta2 as number, gradient)));
      update(parameter, b.sub(shrunk(scope, parameter, attrs), b.mul(direction, rate)));
    };
  },
});
