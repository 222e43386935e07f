import type { Attrs } from "../ir/node.ts";
import { BATCH, f32, formatType, i32, type TensorType } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import type { SignatureError } from "./definition/signature.ts";
import { AXIS, around, aroundAt, notFourBytes, runsOf, staticAxis, withSize } from "./pieces-rules.ts";

interface Range {
  readonly axis: number;
  readonly size: number;
  readonly start: number;
  readonly count: number;
  readonly step: number;
  readonly error?: never;
}

/** The places start, start + step, … before stop. */
function rangeOf(type: TensorType, attrs: Attrs): Range | SignatureError {
  const found = staticAxis("slice", type, attrs.axis as number);
  if (found.error !== undefined) return found;
  const { axis, size } = found;
  const wrong = (attr: string, error: string): SignatureError => ({ code: "bad-attribute", error, attr });
  const fromEnd = (place: number) => (place < 0 ? place + size : place);
  const start = fromEnd(attrs.start as number);
  const stop = fromEnd((attrs.stop as number | undefined) ?? size);
  const step = attrs.step as number;
  const of = `of size ${size} (axis ${axis} of ${formatType(type)})`;
  if (start < 0 || start >= size) return wrong("start", `slice cannot start at ${attrs.start} on an axis ${of}`);
  if (stop < 0 || stop > size) return wrong("stop", `slice cannot stop at ${attrs.stop} on an axis ${of}`);
  if (stop <= start) return wrong("stop", `slice from ${start} to ${stop} is empty`);
  return { axis, size, start, count: Math.ceil((stop - start) / step), step };
}

export const slice = defineOp({
  name: "slice",
  doc: "The places start, start + step, … before stop of one axis.",
  operands: [{ name: "x", doc: "f32 or i32" }],
  attrs: [
    { name: "start", kind: "int", doc: "the first place, negative from the end", default: 0 },
    {
      name: "stop",
      kind: "int",
      doc: "the place behind the last, negative from the end; the end if left out",
      optional: true,
    },
    {
      name: "step",
      kind: "int",
      doc: "from one place to the next",
      default: 1,
      check: (value: number) => (value >= 1 ? undefined : "must be at least 1"),
    },
    { ...AXIS, doc: "the axis, negative from the end; not the batch" },
  ],
  infer: (types, attrs) => {
    const [x] = types as readonly [TensorType];
    const range = rangeOf(x, attrs);
    if (range.error !== undefined) return range;
    return notFourBytes("slice", types) ?? { dtype: x.dtype, shape: withSize(x.shape, range.axis, range.count) };
  },
  evaluate: ({ operands: [x], attrs }) => {
    const { axis, size, start, count, step } = rangeOf({ dtype: "f32", shape: x!.shape }, attrs) as Range;
    const { outer, inner } = aroundAt(x!.shape, axis);
    const result: number[] = [];
    for (let o = 0; o < outer; o++) {
      for (let i = 0; i < count; i++) {
        const from = (o * size + start + i * step) * inner;
        for (let k = 0; k < inner; k++) result.push(x!.data[from + k]!);
      }
    }
    return result;
  },
  // dy back at its places, 0 elsewhere
  gradient: (b, { operands: [x], attrs }, dy) => {
    if (x!.type.dtype !== "f32") return [null];
    const { axis, size, start, count, step } = rangeOf(x!.type, attrs) as Range;
    const after = size - (start + (count - 1) * step + 1);
    return [b.op("pad", [dy], { axis, before: start, after, step, value: 0 })];
  },
  lower: {
    kind: "kernel",
    kernel: "slice",
    operandLayouts: ["rows"],
    resultLayout: "rows",
    sizes: ([x], attrs) => {
      const { axis, size, start, count, step } = rangeOf(x!, attrs) as Range;
      const { outer, inner } = around(x!.shape, axis);
      return [outer, ...runsOf(count, inner, start, step), size * inner];
    },
    sharedColumns: ([x], attrs) => {
      const { axis, start, step } = rangeOf(x!, attrs) as Range;
      return axis === x!.shape.length - 1 && step === 1 ? { start } : undefined;
    },
  },
  examples: [
    { types: [f32(BATCH, 21)], attrs: { axis: 1, start: 3, stop: 20, step: 1 } },
    { types: [f32(BATCH, 21)], attrs: { axis: -1, start: 1, step: 3 } },
    { types: [f32(BATCH, 5, 7)], attrs: { axis: 1, start: -3, stop: -1, step: 1 } },
    { types: [f32(BATCH, 5, 7)], attrs: { axis: 1, start: 0, stop: 5, step: 2 } },
    { types: [f32(9, 7)], attrs: { axis: 0, start: 4, stop: 9, step: 1 } },
    { types: [f32(33)], attrs: { axis: 0, start: 2, stop: 33, step: 4 } },
    { types: [i32(BATCH, 5)], attrs: { axis: 1, start: 1, stop: 3, step: 1 } },
  ],
});
