/** What all definitions have: operands and attributes as a model's text gives them, and why they may be wrong. */
import type { AttrValue } from "../../ir/node.ts";
import type { ErrorCode } from "../../support/diagnostic-codes.ts";

export interface OperandSpec {
  readonly name: string;
  readonly doc: string;
  readonly optional?: boolean;
  /** Says which elements are taken, such as indices: there is no gradient by it, and none is missed. */
  readonly chooses?: true;
  /** Takes one operand or more; only the last may, and its attributes are then given by name. */
  readonly variadic?: true;
  /** May be written as a list of numbers. */
  readonly list?: true;
}

/** The operand that position `index` belongs to: a variadic one takes all the rest. */
export function operandSpec({ operands }: Pick<Definition, "operands">, index: number): OperandSpec | undefined {
  const last = operands.at(-1);
  return operands[index] ?? (last?.variadic === true ? last : undefined);
}

export type AttrKind =
  | "int"
  | "float"
  | "bool"
  | "string"
  /** A list of dimensions, `batch` allowed. */
  | "shape"
  /** A list of axis numbers, or one number, which lowering makes a list. */
  | "axes"
  /** The name of an element-wise op of one operand, or `none`. */
  | "activation"
  /** An initializer, called or just named. */
  | "initializer"
  /** A list of numbers. */
  | "numbers"
  /** Height and width of a window: a list of two integers, or one for both; `pairOf` makes it a list. */
  | "pair"
  /** Around an image: `same`, `valid`, a number or a number for each side; see window-rules.ts. */
  | "padding"
  /** A learning rate: a number, which `check` is for, or the call of a schedule. */
  | "rate"
  /** A dtype's name. */
  | "dtype";

export interface AttrSpec {
  readonly name: string;
  readonly kind: AttrKind;
  readonly doc: string;
  /** An attribute with neither a default nor `optional` is required. */
  readonly default?: AttrValue;
  readonly optional?: boolean;
  /** A number that may be left out on purpose: the word `none`. */
  readonly orNone?: true;
  /** Filled in by the compiler; not to be written in a model. */
  readonly derived?: boolean;
  /** For `string`: the words allowed. */
  readonly oneOf?: readonly string[];
  /** Says what is wrong with a value, such as `must be greater than 0`; undefined when fine. */
  readonly check?: (value: never) => string | undefined;
}

/** Why an op can't be applied; becomes a diagnostic whose smallest span is the operand or attribute named. */
export interface SignatureError {
  readonly error: string;
  readonly code?: ErrorCode;
  /** Index of the operand at fault. */
  readonly operand?: number;
  /** Name of the attribute at fault. */
  readonly attr?: string;
  /** Text of the primary label, such as `rank 4`. */
  readonly label?: string;
  readonly help?: string;
}

export function isError(result: object): result is SignatureError {
  return "error" in result;
}

export interface Definition {
  readonly name: string;
  /** One sentence; may go on with a formula. */
  readonly doc: string;
  readonly operands: readonly OperandSpec[];
  readonly attrs: readonly AttrSpec[];
}
