/** What initializers share: from a seed and the parameter's shape to its first values. */
import type { Attrs } from "../ir/node.ts";
import { elementsIn } from "../ir/tensor.ts";
import { formatShape, formatType, type Shape, type TensorType } from "../ir/type.ts";
import type { KernelSize, Lowering } from "./definition/lowering.ts";
import type { Evaluate, Start } from "./definition/op.ts";
import type { AttrSpec, OperandSpec, SignatureError } from "./definition/signature.ts";
import { rowsAndColumns } from "./rules.ts";

export const SEED: OperandSpec = { name: "seed", doc: "i32[]: the argument of `init`" };

export const INITIALIZER_ATTRS: readonly AttrSpec[] = [
  { name: "shape", kind: "shape", doc: "the parameter's shape", derived: true },
  { name: "site", kind: "int", doc: "the parameter's number: each has random bits of its own", derived: true },
];

export function inferInitializer([seed]: readonly TensorType[], attrs: Attrs): TensorType | SignatureError {
  if (seed!.dtype === "i32" && seed!.shape.length === 0) return { dtype: "f32", shape: attrs.shape as Shape };
  return { code: "type-mismatch", error: `an initializer expects a seed i32[], got ${formatType(seed!)}`, operand: 0 };
}

/** Values from the seed, the site and the element's index in row-major order. */
export function evaluateRandom(draw: (seed: number, site: number, index: number, attrs: Attrs) => number): Evaluate {
  return ({ operands: [seed], attrs, shape }) =>
    Float64Array.from({ length: elementsIn(shape) }, (_, i) => draw(seed!.data[0]!, attrs.site as number, i, attrs));
}

export function evaluateFill(value: (attrs: Attrs) => number): Evaluate {
  return ({ attrs, shape }) => new Float64Array(elementsIn(shape)).fill(value(attrs));
}

/** `kernel(seed, result, rows, columns, …)`. */
export function initializerKernel(kernel: string, more: (attrs: Attrs) => readonly KernelSize[]): Lowering {
  return {
    kind: "kernel",
    kernel,
    operandLayouts: ["rows"],
    resultLayout: "panels",
    sizes: (_types, attrs, result) => [...rowsAndColumns(result.shape), ...more(attrs)],
  };
}

/**
 * Attributes from the sizes in and out of a weight [in, out], or [window…, in, out], whose window multiplies both. Of
 * several groups an input is read by the outputs of one.
 */
export function fans(
  name: string,
  shape: readonly number[],
  { groups = 1 }: Start = {},
  attrs: (inputs: number, outputs: number) => Attrs,
): Attrs | SignatureError {
  if (shape.length >= 2) {
    const window = elementsIn(shape.slice(0, -2));
    return attrs(window * shape.at(-2)!, (window * shape.at(-1)!) / groups);
  }
  return {
    code: "bad-initializer",
    error: `${name} needs a parameter of rank 2 or more, got ${formatShape(shape)}`,
    help: "zeros() and ones() fit any shape",
  };
}
