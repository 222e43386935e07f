import { elementsIn } from "../ir/tensor.ts";
import { BATCH, f32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { eachResampled, inferResample, RESAMPLE_ATTRS, resampleLayout, resampleSizes } from "./resample-rules.ts";

export const resampleGradient = defineOp({
  name: "resample_gradient",
  doc: "The gradient of resample by x: each dy is added where it was read.",
  operands: [{ name: "dy", doc: "f32, of resample's shape" }],
  attrs: [...RESAMPLE_ATTRS, { name: "size", kind: "int", doc: "the axis' size in x" }],
  infer: inferResample("resample_gradient", "size"),
  evaluate: ({ operands: [dy], attrs, shape }) => {
    const result = new Float64Array(elementsIn(shape));
    eachResampled(shape, dy!.shape, attrs, (to, from, weight) => {
      result[to]! += weight * dy!.data[from]!;
    });
    return result;
  },
  gradient: (b, { operands: [dy], attrs: { size: _, ...attrs } }, dx) => [
    b.op("resample", [dx], { ...attrs, places: dy!.type.shape[attrs.axis as number] as number }),
  ],
  lower: {
    kind: "kernel",
    kernel: "resample_gradient",
    operandLayouts: ([dy], attrs) => [resampleLayout(dy!.shape, attrs)],
    resultLayout: ([dy], attrs) => resampleLayout(dy!.shape, attrs),
    sizes: ([dy], attrs, dx) => resampleSizes(dx, dy!.shape[attrs.axis as number] as number, attrs),
  },
  internal: true,
  examples: [
    { types: [f32(BATCH, 5, 10, 3)], attrs: { axis: 2, mode: "nearest", before: 0, size: 7 } },
    { types: [f32(2, 12, 7, 18)], attrs: { axis: 1, mode: "linear", before: 0, size: 5 } },
    { types: [f32(2, 12, 3)], attrs: { axis: 1, mode: "reflect", before: 4, size: 5 } },
    { types: [f32(BATCH, 8)], attrs: { axis: 1, mode: "linear", before: 0, size: 5 } },
  ],
});
