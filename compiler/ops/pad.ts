import type { Attrs } from "../ir/node.ts";
import { BATCH, f32, type TensorType } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import type { SignatureError } from "./definition/signature.ts";
import { AXIS, around, aroundAt, runsOf, staticAxis, withSize } from "./pieces-rules.ts";
import { notF32 } from "./rules.ts";

interface Range {
  readonly axis: number;
  readonly count: number;
  readonly start: number;
  readonly step: number;
  /** Of the result. */
  readonly size: number;
  readonly error?: never;
}

function rangeOf(type: TensorType, attrs: Attrs): Range | SignatureError {
  const found = staticAxis("pad", type, attrs.axis as number);
  if (found.error !== undefined) return found;
  const { axis, size: count } = found;
  const start = attrs.before as number;
  const step = attrs.step as number;
  return { axis, count, start, step, size: start + (count - 1) * step + 1 + (attrs.after as number) };
}

export const padOp = defineOp({
  name: "pad",
  doc: "Puts a number before and behind the elements of one axis.",
  operands: [{ name: "x", doc: "f32" }],
  attrs: [
    { name: "before", kind: "int", doc: "how many places before" },
    { name: "after", kind: "int", doc: "how many places behind" },
    { name: "value", kind: "float", doc: "the number there", default: 0 },
    { ...AXIS, doc: "the axis, negative from the end; not the batch" },
    {
      name: "step",
      kind: "int",
      doc: "from one element of x to the next, the number between",
      default: 1,
    },
  ],
  infer: (types, attrs) => {
    const [x] = types as readonly [TensorType];
    const range = rangeOf(x, attrs);
    if (range.error !== undefined) return range;
    return notF32("pad", types) ?? { dtype: "f32", shape: withSize(x.shape, range.axis, range.size) };
  },
  evaluate: ({ operands: [x], attrs, shape }) => {
    const { axis, count, start, step, size } = rangeOf({ dtype: "f32", shape: x!.shape }, attrs) as Range;
    const { outer, inner } = aroundAt(shape, axis);
    const result = new Float64Array(outer * size * inner).fill(attrs.value as number);
    for (let o = 0; o < outer; o++) {
      for (let i = 0; i < count; i++) {
        const from = (o * count + i) * inner;
        result.set(x!.data.subarray(from, from + inner), (o * size + start + i * step) * inner);
      }
    }
    return result;
  },
  // the slice of dy where x is
  gradient: (b, { operands: [x], attrs }, dy) => {
    const { axis, count, start, step } = rangeOf(x!.type, attrs) as Range;
    return [b.op("slice", [dy], { axis, start, stop: start + (count - 1) * step + 1, step })];
  },
  lower: {
    kind: "kernel",
    kernel: "pad",
    operandLayouts: ["rows"],
    resultLayout: "rows",
    sizes: ([x], attrs) => {
      const { axis, count, start, step, size } = rangeOf(x!, attrs) as Range;
      const { outer, inner } = around(x!.shape, axis);
      return [outer, ...runsOf(count, inner, start, step), size * inner, { f32: attrs.value as number }];
    },
    sharedColumns: ([x], attrs) => {
      const { axis, start, step } = rangeOf(x!, attrs) as Range;
      const isLast = axis === x!.shape.length - 1;
      return isLast && step === 1 ? { starts: [start], fill: attrs.value as number } : undefined;
    },
  },
  internal: true,
  examples: [
    { types: [f32(BATCH, 21)], attrs: { axis: 1, before: 2, after: 5, value: 0.5, step: 1 } },
    { types: [f32(BATCH, 5, 7)], attrs: { axis: 1, before: 1, after: 1, value: -2, step: 1 } },
    { types: [f32(BATCH, 7)], attrs: { axis: -1, before: 1, after: 3, value: 0, step: 3 } },
    { types: [f32(4, 7)], attrs: { axis: 0, before: 0, after: 3, value: 0, step: 2 } },
    { types: [f32(9)], attrs: { axis: 0, before: 8, after: 0, value: 0, step: 1 } },
  ],
});
