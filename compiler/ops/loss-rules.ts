/** What losses and metrics of two tensors share: their shape rule, and the range of a fraction. */
import type { Node } from "../ir/node.ts";
import { formatShape, formatType, productOf, sameDim, sameShape } from "../ir/type.ts";
import type { OperandSpec, SignatureError } from "./definition/signature.ts";
import { notF32 } from "./rules.ts";

/** What is wrong unless both are f32 of the same shape; undefined when they fit. */
export function unlikePair(
  name: string,
  specs: readonly OperandSpec[],
  operands: readonly Node[],
): SignatureError | undefined {
  const types = operands.slice(0, 2).map((operand) => operand.type);
  const wrong = notF32(name, types);
  if (wrong !== undefined) return wrong;
  const [first, second] = types;
  if (sameShape(first!.shape, second!.shape)) return undefined;
  const [expected, got] = [formatType(first!), formatType(second!)];
  const names = `${specs[0]!.name} and ${specs[1]!.name}`;
  const sameSize = sameDim(productOf(first!.shape), productOf(second!.shape));
  return {
    code: "shape-mismatch",
    error: `${name} expects ${names} of the same shape, got ${expected} and ${got}`,
    operand: 1,
    label: got,
    ...(sameSize ? { help: `reshape(…, shape: ${formatShape(first!.shape)}) gives ${expected}` } : {}),
  };
}

export const isShare = (value: number) => (value >= 0 && value < 1 ? undefined : "must be at least 0 and less than 1");

export const isPositiveNumber = (value: number) => (value > 0 ? undefined : "must be greater than 0");

/** `prediction` and `target`, as losses and metrics of regression have them. */
export const REGRESSION_OPERANDS: readonly OperandSpec[] = [
  { name: "prediction", doc: "f32, any shape" },
  { name: "target", doc: "f32, the same shape" },
];
