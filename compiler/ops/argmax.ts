import { BATCH, f32, formatType, resolveAxis, type TensorType } from "../ir/type.ts";
import { defineLayer, defineOp } from "./define.ts";
import type { SignatureError } from "./definition/signature.ts";
import { notF32, rowsAndColumns } from "./rules.ts";

const NAME = "argmax";

function notColumns([x]: readonly TensorType[]): SignatureError | undefined {
  if (typeof x!.shape.at(-1) === "number") return notF32(NAME, [x!]);
  return { code: "shape-mismatch", error: `argmax needs an axis of fixed size, got ${formatType(x!)}`, operand: 0 };
}

export const argmaxOp = defineOp({
  name: NAME,
  doc: "The column of each row's largest element, the first of equals; NaN is passed over.",
  operands: [{ name: "x", doc: "f32[…, n]" }],
  attrs: [],
  infer: (types) => notColumns(types) ?? { dtype: "i32", shape: types[0]!.shape.slice(0, -1) },
  evaluate: ({ operands: [x] }) => {
    const columns = x!.shape.at(-1)!;
    const result = new Float64Array(x!.data.length / columns);
    for (let row = 0; row < result.length; row++) {
      let best = -1;
      for (let column = 0; column < columns; column++) {
        const value = x!.data[row * columns + column]!;
        if (best < 0 ? !Number.isNaN(value) : value > x!.data[row * columns + best]!) best = column;
      }
      result[row] = Math.max(best, 0);
    }
    return result;
  },
  gradient: "none",
  lower: {
    kind: "kernel",
    kernel: NAME,
    operandLayouts: ["panels"],
    resultLayout: "rows",
    sizes: ([x]) => rowsAndColumns(x!.shape),
  },
  internal: true,
  examples: [{ types: [f32(BATCH, 7)] }, { types: [f32(BATCH, 3, 33)] }, { types: [f32(18)] }],
});

export const argmax = defineLayer({
  name: NAME,
  doc: "The index of the largest element along an axis as i32, the first of equals; NaN is passed over.",
  operands: [{ name: "x", doc: "f32, rank 1 or more" }],
  attrs: [{ name: "axis", kind: "int", doc: "the axis, negative from the end; not the batch", default: -1 }],
  expand: ({ b }, [x], attrs) => {
    const rank = x!.type.shape.length;
    const axis = resolveAxis(attrs.axis as number, rank);
    if (axis === undefined) {
      return { code: "bad-attribute", error: `axis ${attrs.axis} is out of range for rank ${rank}`, attr: "axis" };
    }
    if (typeof x!.type.shape[axis] !== "number") {
      return { code: "batch-dimension", error: "argmax cannot run over the batch", attr: "axis" };
    }
    const wrong = notF32(NAME, [x!.type]);
    if (wrong !== undefined) return wrong;
    const permutation = [...x!.type.shape.keys()].filter((other) => other !== axis).concat(axis);
    return b.op(NAME, [axis === rank - 1 ? x! : b.op("transpose", [x!], { permutation })]);
  },
});
