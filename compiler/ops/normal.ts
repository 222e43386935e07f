import { normal } from "../ir/philox.ts";
import { i32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { evaluateRandom, INITIALIZER_ATTRS, inferInitializer, initializerKernel, SEED } from "./initializer-rules.ts";

export const normalInitializer = defineOp({
  name: "normal",
  doc: "Initializer: normal around 0.",
  operands: [SEED],
  attrs: [
    ...INITIALIZER_ATTRS,
    {
      name: "deviation",
      kind: "float",
      doc: "the standard deviation",
      default: 0.05,
      check: (value: number) => (value > 0 ? undefined : "must be greater than 0"),
    },
  ],
  infer: inferInitializer,
  evaluate: evaluateRandom((seed, site, index, attrs) => normal(seed, site, index) * (attrs.deviation as number)),
  gradient: "none",
  lower: initializerKernel("fill_normal", (attrs) => [attrs.site as number, { f32: attrs.deviation as number }]),
  initializer: () => ({}),
  examples: [
    { types: [i32()], attrs: { shape: [13, 21], site: 0, deviation: 0.4 }, data: ["seed"] },
    { types: [i32()], attrs: { shape: [7], site: 7, deviation: 0.1 }, data: ["seed"] },
  ],
});
