import type { Node } from "../ir/node.ts";
import { formatType, resolveAxis } from "../ir/type.ts";
import { defineLayer } from "./define.ts";
import type { SignatureError } from "./definition/signature.ts";
import { staticAxis } from "./pieces-rules.ts";
import { notF32 } from "./rules.ts";

const notNegative = (value: readonly number[]) =>
  value.every((places) => places >= 0) ? undefined : "must be at least 0";

export const pad = defineLayer({
  name: "pad",
  doc: "Puts places before and behind the elements of one axis or several: numbers all alike, or the elements mirrored.",
  operands: [{ name: "x", doc: "f32" }],
  attrs: [
    {
      name: "before",
      kind: "axes",
      doc: "how many before: one number, or one for each axis",
      default: [0],
      check: notNegative,
    },
    { name: "after", kind: "axes", doc: "how many behind, likewise", default: [0], check: notNegative },
    { name: "value", kind: "float", doc: "the number there", default: 0 },
    { name: "axis", kind: "axes", doc: "the axis or axes, negative from the end; not the batch", default: [-1] },
    {
      name: "mode",
      kind: "string",
      oneOf: ["constant", "reflect"],
      doc: "`constant`, or `reflect`: x from its second element on, backwards, and likewise behind its last",
      default: "constant",
    },
  ],
  expand: ({ b }, [x], attrs) => {
    const axes = attrs.axis as readonly number[];
    const { type } = x!;
    const wrong = (attr: string, error: string): SignatureError => ({ code: "bad-attribute", error, attr });
    const notPadded = notF32("pad", [type]);
    if (notPadded !== undefined) return notPadded;
    if (new Set(axes.map((axis) => resolveAxis(axis, type.shape.length))).size !== axes.length) {
      return wrong("axis", "pad names an axis twice");
    }
    let padded: Node = x!;
    for (const [i, given] of axes.entries()) {
      const found = staticAxis("pad", type, given);
      if (found.error !== undefined) return found;
      const { axis, size } = found;
      const places: number[] = [];
      for (const side of ["before", "after"]) {
        const list = attrs[side] as readonly number[];
        if (list.length !== 1 && list.length !== axes.length) {
          return wrong(side, `pad needs one number ${side}, or ${axes.length}: one for each axis`);
        }
        places.push(list[list.length === 1 ? 0 : i]!);
      }
      const [before, after] = places as [number, number];
      if (before + after === 0) continue;
      if (attrs.mode === "constant") {
        padded = b.op("pad", [padded], { axis: given, before, after, value: attrs.value as number });
        continue;
      }
      if (Math.max(before, after) >= size) {
        const side = before >= size ? "before" : "after";
        return wrong(
          side,
          `pad cannot mirror ${places[side === "before" ? 0 : 1]} places of axis ${axis} of ${formatType(type)}`,
        );
      }
      padded = b.op("resample", [padded], { axis, mode: "reflect", before, places: before + size + after });
    }
    return padded;
  },
});
