import { defineOptimizer } from "./define.ts";
import { epsilon, isNotNegative, L2_DOC, learningRate, weightDecay, withPenalty } from "./optimizer-rules.ts";

export const adagrad = defineOptimizer({
  name: "adagrad",
  doc: "Adagrad (Duchi, Hazan & Singer 2011): `s ← s + g²; p ← p − rate · g / (√s + epsilon)`.",
  operands: [],
  attrs: [
    learningRate(0.01),
    { name: "initial", kind: "float", doc: "where the sum s starts", default: 0, check: isNotNegative },
    epsilon(1e-10),
    weightDecay(0, L2_DOC),
  ],
  begin:
    ({ b, rate, state, update }, attrs) =>
    (parameter, gradient) => {
      const g = withPenalty(b, parameter, gradient, attrs);
      const sum = state(`sum.${parameter.name}`, parameter.type, attrs.initial as number);
      const next = b.add(sum, b.mul(g, g));
      update(sum, next);
      const root = b.add(b.op("sqrt", [next]), b.constant(attrs.epsilon as number));
      update(parameter, b.sub(parameter, b.mul(b.div(g, root), rate)));
    },
});
