/** One use of an op: immutable, shared by identity, named only where the model names it. */
import type { OpDef } from "../ops/definition/op.ts";
import type { Span } from "../support/span.ts";
import type { Dim, TensorType } from "./type.ts";

export type AttrValue = number | string | boolean | readonly Dim[];

export type Attrs = Readonly<Record<string, AttrValue>>;

export interface Node {
  readonly op: OpDef;
  readonly operands: readonly Node[];
  readonly attrs: Attrs;
  readonly type: TensorType;
  readonly span: Span;
  /** The model's name for the value, or the identity of an input, parameter, state or argument. */
  readonly name?: string;
}
