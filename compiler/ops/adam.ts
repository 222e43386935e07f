import type { Node } from "../ir/node.ts";
import { f32 } from "../ir/type.ts";
import { defineOptimizer } from "./define.ts";

const betweenZeroAndOne = (value: number) =>
  value >= 0 && value < 1 ? undefined : "must be at least 0 and less than 1";

export const adam = defineOptimizer({
  name: "adam",
  doc: "Adam (Kingma & Ba 2015, algorithm 1): `p ← p − rate · m̂ / (√v̂ + epsilon)`.",
  operands: [],
  attrs: [
    {
      name: "learning_rate",
      kind: "float",
      doc: "step size",
      default: 0.001,
      check: (value: number) => (value > 0 ? undefined : "must be greater than 0"),
    },
    { name: "beta1", kind: "float", doc: "decay of the gradient's mean", default: 0.9, check: betweenZeroAndOne },
    {
      name: "beta2",
      kind: "float",
      doc: "decay of the squared gradient's mean",
      default: 0.999,
      check: betweenZeroAndOne,
    },
    {
      name: "epsilon",
      kind: "float",
      doc: "added to the root",
      default: 1e-8,
      check: (value: number) => (value > 0 ? undefined : "must be greater than 0"),
    },
  ],
  begin: ({ b, rateScale, state, update }, attrs) => {
    const rate = b.mul(rateScale, b.constant(attrs.learning_rate as number));
    const decay = (old: Node, beta: number, value: Node) =>
      b.add(b.mul(old, b.constant(beta)), b.mul(value, b.constant(1 - beta)));
    // The state holds c = 1 − βᵗ itself: c ← β·c + (1 − β) keeps full precision where 1 − βᵗ would cancel.
    const correction = (name: string, beta: number) => {
      const old = state(name, f32(), 0);
      const next = decay(old, beta, b.constant(1));
      update(old, next);
      return next;
    };
    const beta1 = attrs.beta1 as number;
    const beta2 = attrs.beta2 as number;
    const step = b.div(rate, correction("correction1", beta1)); // rate / (1 − β₁ᵗ)
    const scale = b.op("rsqrt", [correction("correction2", beta2)]); // 1 / √(1 − β₂ᵗ)
    return (parameter, gradient) => {
      const m = state(`m.${parameter.name}`, parameter.type, 0);
      const v = state(`v.${parameter.name}`, parameter.type, 0);
      const nextM = decay(m, beta1, gradient);
      const nextV = decay(v, beta2, b.mul(gradient, gradient));
      const root = b.add(b.mul(b.op("sqrt", [nextV]), scale), b.constant(attrs.epsilon as number));
      update(m, nextM);
      update(v, nextV);
      update(parameter, b.sub(parameter, b.mul(step, b.div(nextM, root))));
    };
  },
});
