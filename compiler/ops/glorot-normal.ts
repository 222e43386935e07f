import { normal } from "../ir/philox.ts";
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

export const glorotNormal = defineOp({
  name: "glorot_normal",
  doc: "Initializer: normal with standard deviation √(2 / (in + out)), not truncated (Glorot & Bengio 2010).",
  operands: [SEED],
  attrs: [...INITIALIZER_ATTRS, { name: "deviation", kind: "float", doc: "the standard deviation", derived: true }],
  infer: inferInitializer,
  evaluate: evaluateRandom((seed, site, index, attrs) => normal(seed, site, index) * (attrs.deviation as number)),
  gradient: "none",
  lower: initializerKernel("fill_normal", (attrs) => [attrs.site as number, { f32: attrs.deviation as number }]),
  initializer: (shape, _attrs, start) =>
    fans("glorot_normal", shape, start, (inputs, outputs) => ({ deviation: Math.sqrt(2 / (inputs + outputs)) })),
  examples: [
    { types: [i32()], attrs: { shape: [13, 21], site: 0, deviation: 0.4 }, data: ["seed"] },
    { types: [i32()], attrs: { shape: [3, 3, 2, 5], site: 7, deviation: 0.1 }, data: ["seed"] },
  ],
});
