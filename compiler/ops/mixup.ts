import type { Shape } from "../ir/type.ts";
import { defineLayer, defineOp } from "./define.ts";
import { ALPHA, betaOf, drawing, notSamples, ones, uniforms } from "./mixing-rules.ts";
import { COUNTERS, notCounters, SITE } from "./random-rules.ts";

const NAME = "mixup";

export const mixupWeight = defineOp({
  name: "mixup_weight",
  doc: "In training a number of Beta(alpha, alpha) for each example, elsewhere 1.",
  operands: COUNTERS,
  attrs: [ALPHA, SITE, { name: "shape", kind: "shape", doc: "[batch, 1]" }],
  infer: (types, { shape }) => notCounters("mixup_weight", types, 0) ?? { dtype: "f32", shape: shape as Shape },
  evaluate: ({ shape }) => new Float64Array(shape[0]!).fill(1),
  gradient: "none",
  lower: { kind: "leaf" },
  internal: true,
  specialize: (b, { operands: [seed, step], attrs }, entry) => {
    if (entry !== "train") return { value: ones(b, attrs), updates: [] };
    const draw = uniforms(b, seed!, step!, attrs);
    return { value: betaOf(b, draw(0), draw(1), attrs.alpha as number), updates: [] };
  },
  examples: [],
});

export const mixup = defineLayer({
  name: NAME,
  doc: "Mixup (Zhang et al., 2018) of the examples of a batch in training: `mixed, weight = mixup(image, alpha: 0.2)` gives `blend(image, weight)` and the weight, one of Beta(alpha, alpha) for each example; elsewhere x and 1.",
  operands: [{ name: "x", doc: "f32[batch, …]" }],
  attrs: [{ ...ALPHA, default: 0.2 }],
  expand: (scope, [x], { alpha }) => {
    const wrong = notSamples(NAME, x!.type);
    if (wrong !== undefined) return wrong;
    const { operands, attrs } = drawing(scope, x!);
    const weight = scope.b.op("mixup_weight", operands, { ...attrs, alpha: alpha as number });
    return [scope.b.op("blend", [x!, weight]), weight];
  },
});
