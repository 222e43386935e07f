import { formatType, sameShape } from "../ir/type.ts";
import { defineLayer } from "./define.ts";
import { notF32 } from "./rules.ts";

export const meanSquaredError = defineLayer({
  name: "mean_squared_error",
  doc: "The mean over all elements of `(prediction − target)²`.",
  operands: [
    { name: "prediction", doc: "f32, any shape" },
    { name: "target", doc: "f32, the same shape" },
  ],
  attrs: [],
  expand: ({ b }, [prediction, target]) => {
    const types = [prediction!.type, target!.type];
    const wrong = notF32("mean_squared_error", types);
    if (wrong !== undefined) return wrong;
    if (!sameShape(prediction!.type.shape, target!.type.shape)) {
      const [got, expected] = [formatType(target!.type), formatType(prediction!.type)];
      const error = `mean_squared_error expects a target of the prediction's shape ${expected}, got ${got}`;
      return { code: "shape-mismatch", error, operand: 1, label: got };
    }
    const difference = b.sub(prediction!, target!);
    return b.op("reduce_mean", [b.mul(difference, difference)]);
  },
});
