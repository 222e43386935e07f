import { DROPOUT, uniform } from "../ir/philox.ts";
import { elementsIn } from "../ir/tensor.ts";
import { BATCH, i32, type Shape } from "../ir/type.ts";
import { defineLayer, defineOp } from "./define.ts";
import { COUNTERS, notCounters, SITE } from "./random-rules.ts";
import { notF32, rowsAndColumns } from "./rules.ts";

const NAME = "dropout";

const RATE = { name: "rate", kind: "float", doc: "the share of elements that become 0" } as const;
/** The node before specialization. */
export const dropoutOp = defineOp({
  name: NAME,
  doc: "Dropout with the counters it draws by; specialization replaces it by a product with dropout_mask, or by x.",
  operands: [{ name: "x", doc: "f32, any shape" }, ...COUNTERS],
  attrs: [RATE, SITE],
  infer: (types) => notF32(NAME, types.slice(0, 1)) ?? notCounters(NAME, types, 1) ?? types[0]!,
  evaluate: ({ operands: [x] }) => x!.data,
  gradient: "none",
  lower: { kind: "leaf" },
  internal: true,
  specialize: (b, { operands: [x, seed, step], attrs: { rate, site } }, entry) => {
    if (entry !== "train" || rate === 0) return { value: x!, updates: [] };
    const mask = b.op("dropout_mask", [seed!, step!], { shape: x!.type.shape, rate: rate!, site: site! });
    return { value: b.mul(x!, mask), updates: [] };
  },
  examples: [],
});

export const dropoutMask = defineOp({
  name: "dropout_mask",
  doc: "0 with probability `rate`, else `1 / (1 − rate)`, by seed, step, site and the element's number in row-major order.",
  operands: COUNTERS,
  attrs: [{ name: "shape", kind: "shape", doc: "the result's shape" }, RATE, SITE],
  infer: (types, attrs) => notCounters(NAME, types, 0) ?? { dtype: "f32", shape: attrs.shape as Shape },
  // Both sides of the comparison are float32 numbers, so that every element falls as it does in a module.
  evaluate: ({ operands: [seed, step], attrs, shape }) => {
    const rate = Math.fround(attrs.rate as number);
    const draw = (i: number) => uniform(seed!.data[0]!, attrs.site as number, i, step!.data[0]!, DROPOUT);
    const scale = 1 / (1 - (attrs.rate as number));
    return Float64Array.from({ length: elementsIn(shape) }, (_, i) => (draw(i) >= rate ? scale : 0));
  },
  gradient: "none",
  lower: {
    kind: "kernel",
    kernel: "dropout_mask",
    operandLayouts: ["rows", "rows"],
    resultLayout: "panels",
    sizes: (_types, { rate, site }, result) => [
      ...rowsAndColumns(result.shape),
      site as number,
      { f32: rate as number },
      { f32: 1 / (1 - (rate as number)) },
    ],
  },
  internal: true,
  examples: [
    { types: [i32(), i32()], attrs: { shape: [BATCH, 21], rate: 0.5, site: 0 }, data: ["seed", "seed"] },
    { types: [i32(), i32()], attrs: { shape: [5, 33], rate: 0.1, site: 7 }, data: ["seed", "seed"] },
    { types: [i32(), i32()], attrs: { shape: [BATCH, 3, 7], rate: 0.75, site: 1 }, data: ["seed", "seed"] },
    { types: [i32(), i32()], attrs: { shape: [18], rate: 0.3, site: 2 }, data: ["seed", "seed"] },
  ],
});

export const dropout = defineLayer({
  name: NAME,
  doc: "In training a share of the elements becomes 0 and the others grow by `1 / (1 − rate)`; in inference and evaluation it is x.",
  operands: [{ name: "x", doc: "f32, any shape" }],
  attrs: [
    {
      ...RATE,
      default: 0.5,
      check: (value: number) => (value >= 0 && value < 1 ? undefined : "must be at least 0 and less than 1"),
    },
  ],
  expand: (scope, [x], { rate }) => {
    const wrong = notF32(NAME, [x!.type]);
    if (wrong !== undefined) return wrong;
    const { seed, step, site } = scope.random();
    return scope.b.op(NAME, [x!, seed, step], { rate: rate as number, site });
  },
});
