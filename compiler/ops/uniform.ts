import { uniform } from "../ir/philox.ts";
import { i32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { evaluateRandom, INITIALIZER_ATTRS, inferInitializer, initializerKernel, SEED } from "./initializer-rules.ts";

export const uniformInitializer = defineOp({
  name: "uniform",
  doc: "Initializer: uniform in ± limit.",
  operands: [SEED],
  attrs: [
    ...INITIALIZER_ATTRS,
    {
      name: "limit",
      kind: "float",
      doc: "the bound",
      default: 0.05,
      check: (value: number) => (value > 0 ? undefined : "must be greater than 0"),
    },
  ],
  infer: inferInitializer,
  evaluate: evaluateRandom(
    (seed, site, index, attrs) => (2 * uniform(seed, site, index) - 1) * (attrs.limit as number),
  ),
  gradient: "none",
  lower: initializerKernel("fill_uniform", (attrs) => [attrs.site as number, { f32: attrs.limit as number }]),
  initializer: () => ({}),
  examples: [
    { types: [i32()], attrs: { shape: [13, 21], site: 0, limit: 0.4 }, data: ["seed"] },
    { types: [i32()], attrs: { shape: [7], site: 7, limit: 0.1 }, data: ["seed"] },
  ],
});
