import { uniform } from "../ir/philox.ts";
import { i32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import {
  evaluateRandom,
  fans,
  INITIALIZER_ATTRS,
  inferInitializer,
  initializerKernel,
  SEED,
} from "./initializer-rules.ts";

export const lecunUniform = defineOp({
  name: "lecun_uniform",
  doc: "Initializer: uniform in ±√(3 / in) (LeCun et al. 1998).",
  operands: [SEED],
  attrs: [...INITIALIZER_ATTRS, { name: "limit", kind: "float", doc: "the bound", derived: true }],
  infer: inferInitializer,
  evaluate: evaluateRandom(
    (seed, site, index, attrs) => (2 * uniform(seed, site, index) - 1) * (attrs.limit as number),
  ),
  gradient: "none",
  lower: initializerKernel("fill_uniform", (attrs) => [attrs.site as number, { f32: attrs.limit as number }]),
  initializer: (shape, _attrs, start) =>
    fans("lecun_uniform", shape, start, (inputs) => ({ limit: Math.sqrt(3 / inputs) })),
  examples: [
    { types: [i32()], attrs: { shape: [13, 21], site: 0, limit: 0.4 }, data: ["seed"] },
    { types: [i32()], attrs: { shape: [3, 3, 2, 5], site: 7, limit: 0.1 }, data: ["seed"] },
  ],
});
