import { defineOptimizer } from "./define.ts";
import { adamSteps, BETAS, epsilon, L2_DOC, learningRate, weightDecay, withPenalty } from "./optimizer-rules.ts";

export const adam = defineOptimizer({
  name: "adam",
  doc: "Adam (Kingma & Ba 2015, algorithm 1): `p ← p − rate · m̂ / (√v̂ + epsilon)`.",
  operands: [],
  attrs: [learningRate(0.001), ...BETAS, epsilon(1e-8), weightDecay(0, L2_DOC)],
  begin: (scope, attrs) => {
    const { b, update } = scope;
    const step = adamSteps(scope, attrs);
    return (parameter, gradient) =>
      update(parameter, b.sub(parameter, step(parameter, withPenalty(b, parameter, gradient, attrs))));
  },
});
