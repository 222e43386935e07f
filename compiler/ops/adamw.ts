import { defineOptimizer } from "./define.ts";
import { adamSteps, BETAS, DECOUPLED_DOC, epsilon, learningRate, shrunk, weightDecay } from "./optimizer-rules.ts";

export const adamw = defineOptimizer({
  name: "adamw",
  doc: "Adam with decoupled weight decay (Loshchilov & Hutter 2019): `p ← p − rate · weight_decay · p − rate · m̂ / (√v̂ + epsilon)`.",
  operands: [],
  attrs: [learningRate(0.001), ...BETAS, epsilon(1e-8), weightDecay(0.01, DECOUPLED_DOC)],
  begin: (scope, attrs) => {
    const { b, update } = scope;
    const step = adamSteps(scope, attrs);
    return (parameter, gradient) =>
      update(parameter, b.sub(shrunk(scope, parameter, attrs), step(parameter, gradient)));
  },
});
