import { elementsIn } from "../ir/tensor.ts";
import { BATCH, f32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { eachResampled, inferResample, RESAMPLE_ATTRS, resampleLayout, resampleSizes } from "./resample-rules.ts";

export const resample = defineOp({
  name: "resample",
  doc: "x read at other places of one axis, between two elements their weighted mean.",
  operands: [{ name: "x", doc: "f32" }],
  attrs: [...RESAMPLE_ATTRS, { name: "places", kind: "int", doc: "the axis' size in the result" }],
  infer: inferResample("resample", "places"),
  evaluate: ({ operands: [x], attrs, shape }) => {
    const result = new Float64Array(elementsIn(shape));
    eachResampled(x!.shape, shape, attrs, (from, to, weight) => {
      result[to]! += weight * x!.data[from]!;
    });
    return result;
  },
  gradient: (b, { operands: [x], attrs: { places: _, ...attrs } }, dy) => [
    b.op("resample_gradient", [dy], { ...attrs, size: x!.type.shape[attrs.axis as number] as number }),
  ],
  lower: {
    kind: "kernel",
    kernel: "resample",
    operandLayouts: ([x], attrs) => [resampleLayout(x!.shape, attrs)],
    resultLayout: ([x], attrs) => resampleLayout(x!.shape, attrs),
    sizes: ([x], attrs) => resampleSizes(x!, attrs.places as number, attrs),
  },
  internal: true,
  examples: [
    { types: [f32(BATCH, 5, 7, 3)], attrs: { axis: 2, mode: "nearest", before: 0, places: 10 } },
    { types: [f32(2, 5, 7, 18)], attrs: { axis: 1, mode: "linear", before: 0, places: 12 } },
    { types: [f32(BATCH, 9, 3)], attrs: { axis: 1, mode: "linear", before: 0, places: 4 } },
    { types: [f32(2, 5, 3)], attrs: { axis: 1, mode: "reflect", before: 4, places: 12 } },
    { types: [f32(BATCH, 5)], attrs: { axis: 1, mode: "reflect", before: 1, places: 8 } },
  ],
});
