import { broadcastShapes, formatShape, formatType, type Shape, sameShape } from "../ir/type.ts";
import { defineLayer } from "./define.ts";
import { batchNotLeading, elementStrides, notF32, stridedCopySizes } from "./rules.ts";

export const expand = defineLayer({
  name: "expand",
  doc: "Repeats x along the axes that NumPy broadcasting to `shape` adds or stretches.",
  operands: [{ name: "x", doc: "f32, broadcasts to shape" }],
  attrs: [{ name: "shape", kind: "shape", doc: "the result's shape" }],
  expand: ({ b }, [x], attrs) => {
    const shape = attrs.shape as Shape;
    const wrong = notF32("expand", [x!.type]) ?? batchNotLeading("expand", shape);
    if (wrong !== undefined) return wrong;
    const result = broadcastShapes(x!.type.shape, shape);
    if (shape.some((dim) => typeof dim === "number" && dim < 1) || result === undefined || !sameShape(result, shape)) {
      const error = `expand cannot stretch ${formatType(x!.type)} to ${formatShape(shape)}`;
      return { code: "shape-mismatch", error, operand: 0, label: formatType(x!.type) };
    }
    const own = elementStrides(x!.type.shape);
    const lead = shape.length - own.length;
    const strides = shape.map((_, i) => (i < lead || x!.type.shape[i - lead] === 1 ? 0 : own[i - lead]!));
    if (stridedCopySizes(shape, strides) !== undefined) return b.op("broadcast", [x!], { shape });
    return { code: "unsupported", error: "expand cannot stretch so many groups of axes at once", attr: "shape" };
  },
});
