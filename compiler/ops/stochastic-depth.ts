import { defineLayer, defineOp } from "./define.ts";
import { notSamples } from "./mixing-rules.ts";
import { COUNTERS, notCounters, SITE } from "./random-rules.ts";

const NAME = "stochastic_depth";

const RATE = { name: "rate", kind: "float", doc: "the share of examples whose branch is dropped" } as const;

/** The node before specialization. */
export const stochasticDepthOp = defineOp({
  name: NAME,
  doc: "A branch with the counters by which it is dropped; specialization replaces it by a product with dropout_mask of a number an example, or by x.",
  operands: [{ name: "x", doc: "f32[batch, …]" }, ...COUNTERS],
  attrs: [RATE, SITE],
  infer: (types) => notSamples(NAME, types[0]!) ?? notCounters(NAME, types, 1) ?? types[0]!,
  evaluate: ({ operands: [x] }) => x!.data,
  gradient: "none",
  lower: { kind: "leaf" },
  internal: true,
  specialize: (b, { operands: [x, seed, step], attrs: { rate, site } }, entry) => {
    if (entry !== "train" || rate === 0) return { value: x!, updates: [] };
    const { shape } = x!.type;
    const kept = b.op("dropout_mask", [seed!, step!], { shape: [shape[0]!, 1], rate: rate!, site: site! });
    return { value: b.mul(x!, b.reshape(kept, [shape[0]!, ...shape.slice(1).map(() => 1)])), updates: [] };
  },
  examples: [],
});

export const stochasticDepth = defineLayer({
  name: NAME,
  doc: "Stochastic depth (Huang et al., 2016): in training the whole of x becomes 0 in a share of the examples and `x / (1 − rate)` in the others; elsewhere it is x. For the branch of a residual block: `x + stochastic_depth(branch, rate: 0.2)`.",
  operands: [{ name: "x", doc: "f32[batch, …]" }],
  attrs: [
    {
      ...RATE,
      default: 0.5,
      check: (value: number) => (value >= 0 && value < 1 ? undefined : "must be at least 0 and less than 1"),
    },
  ],
  expand: (scope, [x], { rate }) => {
    const wrong = notSamples(NAME, x!.type);
    if (wrong !== undefined) return wrong;
    const { seed, step, site } = scope.random();
    return scope.b.op(NAME, [x!, seed, step], { rate: rate as number, site });
  },
});
