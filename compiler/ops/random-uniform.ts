import { DROPOUT, uniform } from "../ir/philox.ts";
import { elementsIn } from "../ir/tensor.ts";
import { BATCH, i32, type Shape } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { COUNTERS, notCounters, SITE } from "./random-rules.ts";
import { rowsAndColumns } from "./rules.ts";

const NAME = "random_uniform";

export const randomUniform = defineOp({
  name: NAME,
  doc: "Uniform numbers of [0, 1), by seed, step, site, stream and the element's number in row-major order.",
  operands: COUNTERS,
  attrs: [
    { name: "shape", kind: "shape", doc: "the result's shape" },
    SITE,
    { name: "stream", kind: "int", doc: "which of the site's sequences of numbers" },
  ],
  infer: (types, attrs) => notCounters(NAME, types, 0) ?? { dtype: "f32", shape: attrs.shape as Shape },
  evaluate: ({ operands: [seed, step], attrs, shape }) => {
    const purpose = DROPOUT + (attrs.stream as number);
    const draw = (i: number) => uniform(seed!.data[0]!, attrs.site as number, i, step!.data[0]!, purpose);
    return Float64Array.from({ length: elementsIn(shape) }, (_, i) => draw(i));
  },
  gradient: "none",
  lower: {
    kind: "kernel",
    kernel: NAME,
    operandLayouts: ["rows", "rows"],
    resultLayout: "panels",
    sizes: (_types, { site, stream }, result) => [
      ...rowsAndColumns(result.shape),
      site as number,
      DROPOUT + (stream as number),
    ],
  },
  internal: true,
  examples: [
    { types: [i32(), i32()], attrs: { shape: [BATCH, 1], site: 0, stream: 0 }, data: ["seed", "seed"] },
    { types: [i32(), i32()], attrs: { shape: [BATCH, 21], site: 3, stream: 2 }, data: ["seed", "seed"] },
  ],
});
