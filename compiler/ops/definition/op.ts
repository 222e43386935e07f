/** A node of the graph: shape rule, float64 meaning, gradient, lowering, examples. */
import type { Builder } from "../../ir/builder.ts";
import type { GraphEntry, StateUpdate, Training } from "../../ir/graph.ts";
import type { Attrs, Node } from "../../ir/node.ts";
import type { Tensor } from "../../ir/tensor.ts";
import type { Dim, TensorType } from "../../ir/type.ts";
import type { Lowering } from "./lowering.ts";
import type { Definition, SignatureError } from "./signature.ts";

export interface EvaluateCall {
  readonly operands: readonly Tensor[];
  readonly attrs: Attrs;
  /** The result's concrete shape. */
  readonly shape: readonly number[];
  readonly batch: number;
}

export type Evaluate = (call: EvaluateCall) => ArrayLike<number>;

/**
 * The vector-Jacobian product: given `dy`, the loss's gradient by the node's value, the gradient by each operand, `null`
 * where there is none. A result may still have the broadcast shape: differentiation sums it down.
 */
export type Gradient = (b: Builder, node: Node, dy: Node) => readonly (Node | null)[];

/** How many products each element of an op's result is the sum of: 0 where it is no such sum. */
export function depthOf({ lower }: OpDef, types: readonly TensorType[], attrs: Attrs): Dim {
  return lower.kind === "contraction" || lower.kind === "kernel" ? (lower.depth?.(types, attrs) ?? 0) : 0;
}

/** How the table-driven tests fill an operand (test/ops/example-data.ts). */
export type ExampleData = "normal" | "positive" | "index" | "row" | "one_hot" | "probability" | "seed";

export interface Example {
  readonly types: readonly TensorType[];
  readonly attrs?: Attrs;
  /** Default: `normal` for every operand. `index` draws integers below `attrs.classes`, else the first operand's last dimension; `row` below `attrs.rows`, else its first. */
  readonly data?: readonly ExampleData[];
}

/** A tensor of a file that the model names, or why there is none. */
export type ReadTensor = (file: string, name: string) => Tensor | SignatureError;

/** What an initializer may ask for beside the parameter's shape. */
export interface Start {
  readonly readTensor?: ReadTensor | undefined;
  /** How many groups share the outputs of a weight [window…, in / groups, out]: each input is of one. */
  readonly groups?: number | undefined;
}

export interface OpDef extends Definition {
  readonly kind: "op";
  /** The result's type; leaves are typed by their maker instead. */
  readonly infer: (types: readonly TensorType[], attrs: Attrs) => TensorType | SignatureError;
  readonly evaluate: Evaluate;
  readonly gradient: Gradient | "none";
  readonly lower: Lowering;
  /** For ops that mean different things in training and inference (batch_norm, dropout). */
  readonly specialize?: (
    b: Builder,
    node: Node,
    entry: GraphEntry,
    training?: Training,
  ) => { readonly value: Node; readonly updates: readonly StateUpdate[] };
  /** Not callable from a model's text. */
  readonly internal?: boolean;
  /** Makes the attributes that an initializer needs, from the parameter's shape. */
  readonly initializer?: (shape: readonly number[], attrs: Attrs, start?: Start) => Attrs | SignatureError;
  readonly examples: readonly Example[];
}
