import { formatType, productOf } from "../ir/type.ts";
import { defineLayer } from "./define.ts";
import { around, withSize } from "./pieces-rules.ts";
import { notF32 } from "./rules.ts";

export const tile = defineLayer({
  name: "tile",
  doc: "Repeats the whole of x along its axes: `tile(x, repeats: [1, 3])` puts each row three times behind itself.",
  operands: [{ name: "x", doc: "f32" }],
  attrs: [{ name: "repeats", kind: "axes", doc: "how often, for each axis; 1 for the batch" }],
  expand: ({ b }, [x], attrs) => {
    const repeats = attrs.repeats as readonly number[];
    const wrong = notF32("tile", [x!.type]);
    if (wrong !== undefined) return wrong;
    const { shape } = x!.type;
    if (repeats.length !== shape.length || repeats.some((count) => count < 1)) {
      const error = `tile of ${formatType(x!.type)} needs ${shape.length} repeats of at least 1`;
      return { code: "bad-attribute", error, attr: "repeats" };
    }
    if (shape.some((dim, axis) => typeof dim !== "number" && repeats[axis] !== 1)) {
      return { code: "batch-dimension", error: "tile cannot repeat the batch", attr: "repeats" };
    }
    // [outer, size, inner] ──▶ [outer, 1, size · inner] ──▶ [outer, count, size · inner]
    return repeats.reduce((value, count, axis) => {
      if (count === 1) return value;
      const { shape } = value.type;
      const { outer } = around(shape, axis);
      const run = productOf(shape.slice(axis));
      const stretched = b.op("broadcast", [b.reshape(value, [outer, 1, run])], { shape: [outer, count, run] });
      return b.reshape(stretched, withSize(shape, axis, (shape[axis] as number) * count));
    }, x!);
  },
});
