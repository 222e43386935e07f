import type { TensorType } from "../ir/type.ts";
import { defineLayer } from "./define.ts";
import type { LayerAttrs } from "./definition/layer.ts";
import type { SignatureError } from "./definition/signature.ts";
import { AXIS, notFourBytes, staticAxis } from "./pieces-rules.ts";

/** The sizes of the pieces of an axis of `size`. */
function sizesOf(size: number, { parts, sizes }: LayerAttrs): readonly number[] | SignatureError {
  const wrong = (attr: string, error: string): SignatureError => ({ code: "bad-attribute", error, attr });
  if ((parts === undefined) === (sizes === undefined)) {
    return { code: "missing-argument", error: "split needs either parts or sizes" };
  }
  if (sizes !== undefined) {
    const list = sizes as readonly number[];
    const sum = list.reduce((a, b) => a + b, 0);
    if (list.some((part) => part < 1)) return wrong("sizes", "split needs sizes of at least 1");
    return sum === size ? list : wrong("sizes", `sizes add up to ${sum}, but the axis has ${size}`);
  }
  const count = parts as number;
  if (size % count === 0) return new Array<number>(count).fill(size / count);
  return wrong("parts", `split cannot cut an axis of ${size} into ${count} equal parts`);
}

export const split = defineLayer({
  name: "split",
  doc: "Pieces of one axis as several results: `left, right = split(x, parts: 2)`.",
  operands: [{ name: "x", doc: "f32 or i32" }],
  attrs: [
    {
      name: "parts",
      kind: "int",
      doc: "the number of equal pieces",
      optional: true,
      check: (value: number) => (value >= 1 ? undefined : "must be at least 1"),
    },
    { name: "sizes", kind: "axes", doc: "the pieces' sizes instead, such as `[3, 5]`", optional: true },
    { ...AXIS, doc: "the axis, negative from the end; not the batch" },
  ],
  expand: ({ b }, [x], attrs) => {
    const type = x!.type as TensorType;
    const wrong = notFourBytes("split", [type]);
    if (wrong !== undefined) return wrong;
    const found = staticAxis("split", type, attrs.axis as number);
    if (found.error !== undefined) return found;
    const sizes = sizesOf(found.size, attrs);
    if ("error" in sizes) return sizes;
    let start = 0;
    return sizes.map((size) => {
      const stop = start + size;
      const piece = b.op("slice", [x!], { axis: found.axis, start, stop, step: 1 });
      start = stop;
      return piece;
    });
  },
});
