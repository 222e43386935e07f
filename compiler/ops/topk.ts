import { BATCH, f32, formatType, type TensorType } from "../ir/type.ts";
import { defineLayer, defineOp } from "./define.ts";
import type { SignatureError } from "./definition/signature.ts";
import { notF32, rowsAndColumns } from "./rules.ts";

function notFitting([x]: readonly TensorType[], k: number): SignatureError | undefined {
  const columns = x!.shape.at(-1);
  if (typeof columns !== "number") {
    return { code: "shape-mismatch", error: `topk needs a last axis of fixed size, got ${formatType(x!)}`, operand: 0 };
  }
  const wrong = notF32("topk", [x!]);
  if (wrong !== undefined || k <= columns) return wrong;
  return { code: "bad-attribute", error: `k is ${k}, but there are ${columns} elements to choose from`, attr: "k" };
}

export const topColumns = defineOp({
  name: "top_columns",
  doc: "The columns of each row's k largest elements in falling order, of equals the first; NaN is below everything.",
  operands: [{ name: "x", doc: "f32[…, n]" }],
  attrs: [{ name: "k", kind: "int", doc: "how many" }],
  infer: (types, attrs) =>
    notFitting(types, attrs.k as number) ?? {
      dtype: "i32",
      shape: [...types[0]!.shape.slice(0, -1), attrs.k as number],
    },
  evaluate: ({ operands: [x], attrs }) => {
    const columns = x!.shape.at(-1)!;
    const result: number[] = [];
    for (let start = 0; start < x!.data.length; start += columns) {
      const ranked = x!.data.slice(start, start + columns).map((value) => (Number.isNaN(value) ? -Infinity : value));
      // Sorting is stable: equals stay in order.
      const order = [...ranked.keys()].sort((a, b) => (ranked[a] === ranked[b] ? 0 : ranked[b]! - ranked[a]!));
      result.push(...order.slice(0, attrs.k as number));
    }
    return result;
  },
  gradient: "none",
  lower: {
    kind: "kernel",
    kernel: "top_columns",
    operandLayouts: ["panels"],
    resultLayout: "rows",
    sizes: ([x], attrs) => [...rowsAndColumns(x!.shape), attrs.k as number],
  },
  internal: true,
  examples: [
    { types: [f32(BATCH, 7)], attrs: { k: 3 } },
    { types: [f32(BATCH, 3, 33)], attrs: { k: 17 } },
    { types: [f32(5, 18)], attrs: { k: 1 } },
    { types: [f32(18)], attrs: { k: 18 } },
  ],
});

export const topk = defineLayer({
  name: "topk",
  doc: "The k largest elements of the last axis and their indices (i32), in falling order: `values, indices = topk(x, k: 5)`.",
  operands: [{ name: "x", doc: "f32[…, n]" }],
  attrs: [
    {
      name: "k",
      kind: "int",
      doc: "how many",
      check: (value: number) => (value >= 1 ? undefined : "must be at least 1"),
    },
  ],
  // The gradient goes to the elements that were chosen, through take_columns.
  expand: ({ b }, [x], attrs) => {
    const k = attrs.k as number;
    const wrong = notFitting([x!.type], k);
    if (wrong !== undefined) return wrong;
    const indices = b.op("top_columns", [x!], { k });
    return [b.op("take_columns", [x!, indices]), indices];
  },
});
