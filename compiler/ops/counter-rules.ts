/** What ops on counters share: one i32 that is not negative. */
import type { Attrs } from "../ir/node.ts";
import { formatType, type TensorType } from "../ir/type.ts";
import type { KernelSize, Lowering } from "./definition/lowering.ts";
import type { AttrSpec, OperandSpec, SignatureError } from "./definition/signature.ts";

export const COUNTER: OperandSpec = { name: "x", doc: "i32[], not negative" };

export const DIVISOR: AttrSpec = { name: "by", kind: "int", doc: "the divisor, at least 1" };

export function inferCounter(name: string) {
  return ([x]: readonly TensorType[]): TensorType | SignatureError => {
    if (x!.dtype === "i32" && x!.shape.length === 0) return x!;
    return { code: "type-mismatch", error: `${name} expects i32[], got ${formatType(x!)}`, operand: 0 };
  };
}

/** `kernel(x, result, …)` */
export function counterKernel(kernel: string, sizes: (attrs: Attrs) => readonly KernelSize[] = () => []): Lowering {
  return {
    kind: "kernel",
    kernel,
    operandLayouts: ["rows"],
    resultLayout: "rows",
    sizes: (_types, attrs) => sizes(attrs),
  };
}
