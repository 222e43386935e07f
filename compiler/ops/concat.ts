import { BATCH, f32, formatType, i32, sameType, type TensorType } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import type { SignatureError } from "./definition/signature.ts";
import { AXIS, around, aroundAt, notFourBytes, staticAxis, withSize } from "./pieces-rules.ts";

function inferConcat(types: readonly TensorType[], at: number): TensorType | SignatureError {
  const [first] = types as readonly [TensorType];
  const wrong = notFourBytes("concat", types);
  if (wrong !== undefined) return wrong;
  let total = 0;
  for (const [operand, type] of types.entries()) {
    const found = staticAxis("concat", type, at);
    if (found.error !== undefined) return "attr" in found ? found : { ...found, operand };
    total += found.size;
    const aligned = { ...type, shape: withSize(type.shape, found.axis, first.shape[found.axis] as number) };
    if (sameType(aligned, first)) continue;
    const error = `concat cannot put ${formatType(type)} behind ${formatType(first)}: they differ beside axis ${at}`;
    return { code: "shape-mismatch", error, operand, label: formatType(type) };
  }
  const { axis } = staticAxis("concat", first, at) as { axis: number };
  return { dtype: first.dtype, shape: withSize(first.shape, axis, total) };
}

const axisOf = (type: TensorType, at: unknown) => (staticAxis("concat", type, at as number) as { axis: number }).axis;

export const concat = defineOp({
  name: "concat",
  doc: "One tensor behind the other along an axis; their other sizes are equal.",
  operands: [{ name: "part", doc: "f32 or i32; as many as wanted: `concat(a, b, c, axis: 1)`", variadic: true }],
  attrs: [{ ...AXIS, doc: "the axis, negative from the end; not the batch" }],
  infer: (types, attrs) => inferConcat(types, attrs.axis as number),
  evaluate: ({ operands, attrs, shape }) => {
    const axis = (attrs.axis as number) < 0 ? (attrs.axis as number) + shape.length : (attrs.axis as number);
    const { outer } = aroundAt(shape, axis);
    const result: number[] = [];
    for (let o = 0; o < outer; o++) {
      for (const { data } of operands) {
        const run = data.length / outer;
        for (let i = 0; i < run; i++) result.push(data[o * run + i]!);
      }
    }
    return result;
  },
  // each operand gets its slice of dy
  gradient: (b, { operands, attrs }, dy) => {
    let start = 0;
    return operands.map(({ type }) => {
      const stop = start + (type.shape[axisOf(type, attrs.axis)] as number);
      const part = type.dtype === "f32" ? b.op("slice", [dy], { axis: attrs.axis!, start, stop }) : null;
      start = stop;
      return part;
    });
  },
  lower: {
    kind: "kernel",
    kernel: (types) => `concat_${types.length}`,
    operandLayouts: (types) => types.map(() => "rows"),
    resultLayout: "rows",
    sizes: (types, attrs) => {
      const axis = axisOf(types[0]!, attrs.axis);
      const { outer, inner } = around(types[0]!.shape, axis);
      return [outer, ...types.map(({ shape }) => (shape[axis] as number) * inner)];
    },
    sharedColumns: (types, attrs) => {
      if (axisOf(types[0]!, attrs.axis) !== types[0]!.shape.length - 1) return undefined;
      const widths = types.map(({ shape }) => shape.at(-1) as number);
      return { starts: widths.map((_, i) => widths.slice(0, i).reduce((a, b) => a + b, 0)) };
    },
  },
  examples: [
    { types: [f32(BATCH, 7), f32(BATCH, 21)], attrs: { axis: -1 } },
    { types: [f32(5, 7), f32(1, 7), f32(18, 7)], attrs: { axis: 0 } },
    { types: [f32(BATCH, 3, 7), f32(BATCH, 5, 7), f32(BATCH, 1, 7), f32(BATCH, 2, 7)], attrs: { axis: 1 } },
    { types: Array.from({ length: 6 }, (_, i) => f32(BATCH, i + 2)), attrs: { axis: 1 } },
    { types: [f32(BATCH, 9)], attrs: { axis: 1 } },
    { types: [i32(BATCH, 3), i32(BATCH, 2)], attrs: { axis: 1 } },
  ],
});
