import { defineOptimizer } from "./define.ts";
import {
  epsilon,
  isFraction,
  L2_DOC,
  learningRate,
  moving,
  settled,
  weightDecay,
  withPenalty,
} from "./optimizer-rules.ts";

export const rmsprop = defineOptimizer({
  name: "rmsprop",
  doc: "RMSprop (Tieleman & Hinton 2012) as in PyTorch: `s ← decay · s + (1 − decay) · g²; p ← p − rate · g / (√s + epsilon)`; with `centered` the root is of `s − m²`, where m is the gradient's moving mean; with momentum `v ← momentum · v + g / (√s + epsilon); p ← p − rate · v`.",
  operands: [],
  attrs: [
    learningRate(0.01),
    {
      name: "decay",
      kind: "float",
      doc: "of the squared gradient's mean; PyTorch's alpha",
      default: 0.99,
      check: isFraction,
    },
    epsilon(1e-8),
    {
      name: "momentum",
      kind: "float",
      doc: "how much of the last step goes on; 0 needs no state",
      default: 0,
      check: isFraction,
    },
    { name: "centered", kind: "bool", doc: "divide by the gradient's deviation, not its size", default: false },
    weightDecay(0, L2_DOC),
  ],
  begin: ({ b, rate, state, update }, attrs) => {
    const decay = attrs.decay as number;
    const momentum = attrs.momentum as number;
    return (parameter, gradient) => {
      const own = (name: string) => state(`${name}.${parameter.name}`, parameter.type, 0);
      const g = withPenalty(b, parameter, gradient, attrs);
      const square = own("square");
      const nextSquare = moving(b, square, decay, b.mul(g, g));
      update(square, settled(b, nextSquare));
      let variance = nextSquare;
      if (attrs.centered === true) {
        const mean = own("mean");
        const nextMean = moving(b, mean, decay, g);
        update(mean, settled(b, nextMean));
        // Rounding can take the difference below 0.
        variance = b.op("maximum", [b.sub(nextSquare, b.mul(nextMean, nextMean)), b.constant(0)]);
      }
      let step = b.div(g, b.add(b.op("sqrt", [variance]), b.constant(attrs.epsilon as number)));
      if (momentum !== 0) {
        const velocity = own("velocity");
        step = b.add(b.mul(velocity, b.constant(momentum)), step);
        update(velocity, settled(b, step));
      }
      update(parameter, b.sub(parameter, b.mul(step, rate)));
    };
  },
});
