/**
 * What an operator is. Each file of this folder exports one definition; `index.ts` lists them. An op file never
 * imports another op file: it reaches other ops by name, through the builder.
 *
 * - `op`: a node of the graph: shape rule, float64 meaning, gradient, lowering.
 * - `layer`: a call in the model's text that makes parameters and expands to ops (dense, batch_norm, losses).
 * - `metric`, `optimizer`, `average`: what a `train` block names; `schedule`: a learning rate that changes.
 */
import type { Builder } from "../ir/builder.ts";
import type { GraphEntry, MetricKind, StateUpdate, Training } from "../ir/graph.ts";
import type { Attrs, AttrValue, Node } from "../ir/node.ts";
import type { Tensor } from "../ir/tensor.ts";
import type { Dim, TensorType } from "../ir/type.ts";
import { InternalError } from "../support/diagnostic.ts";
import type { ErrorCode } from "../support/diagnostic-codes.ts";
import type { V, VectorBuilder } from "../support/vector-builder.ts";

// ---- signatures ----------------------------------------------------------------------------------------------------

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

interface Definition {
  readonly name: string;
  /** One sentence; may go on with a formula. */
  readonly doc: string;
  readonly operands: readonly OperandSpec[];
  readonly attrs: readonly AttrSpec[];
}

// ---- ops -----------------------------------------------------------------------------------------------------------

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

/** How a tensor lies in memory; see ARCHITECTURE.md, "Layouts". */
export type Layout = "rows" | "panels";

export type Lowering =
  /** Given from outside: inputs, parameters, states, constants. */
  | { readonly kind: "leaf" }
  /** Element-wise: a vector expression. */
  | { readonly kind: "map"; readonly map: (v: VectorBuilder, args: readonly V[], attrs: Attrs) => V }
  /** A reduction of the first operand over `axes`; the other operands broadcast to its shape. */
  | {
      readonly kind: "reduce";
      /** Not negative, ascending. */
      readonly axes: (types: readonly TensorType[], attrs: Attrs) => readonly number[];
      readonly init: number;
      readonly step: (v: VectorBuilder, accumulator: V, args: readonly V[], attrs: Attrs) => V;
      readonly combine: (v: VectorBuilder, a: V, b: V) => V;
      /** `count` is the number of reduced elements, in every lane. */
      readonly finish: (v: VectorBuilder, accumulator: V, count: V, attrs: Attrs) => V;
    }
  /** A matrix product; attrs `transpose_a`, `transpose_b`; an optional third operand is the initial value of a row. */
  | {
      readonly kind: "contraction";
      /** How many products a sum has. */
      readonly depth: (types: readonly TensorType[], attrs: Attrs) => Dim;
      /** The left operand is an image, of which a row is what a window shows at a place. */
      readonly window?: (types: readonly TensorType[], attrs: Attrs) => ImageWindow;
      /** Sums run over the places of the window, not over what it shows there. */
      readonly sumsOverPlaces?: true;
      /** The product is one of Winograd's filtering, with these sizes. */
      readonly winograd?: (types: readonly TensorType[], attrs: Attrs) => WinogradSizes;
    }
  /** The same elements under another shape. */
  | { readonly kind: "view" }
  /** A function of runtime-as: called with the operands' addresses, the results' addresses, then `sizes`. */
  | {
      readonly kind: "kernel";
      readonly kernel: ByTypes<string>;
      readonly operandLayouts: ByTypes<readonly Layout[]>;
      readonly resultLayout: ByTypes<Layout>;
      readonly sizes: (types: readonly TensorType[], attrs: Attrs, result: TensorType) => readonly KernelSize[];
      /** How many products an element of the result is the sum of, where it is one. */
      readonly depth?: (types: readonly TensorType[], attrs: Attrs) => Dim;
      /** Beside a node of `op` with the same operands, `kernel` gives the results of both: that node's, then this one's. */
      readonly together?: { readonly op: string; readonly kernel: ByTypes<string> };
      /**
       * The result is the operand in a border. Who makes the operand may write it there; `kernel` then makes the border, as
       * a function of the result and `sizes`.
       */
      readonly border?: (
        types: readonly TensorType[],
        attrs: Attrs,
        result: TensorType,
      ) => { readonly border: Border; readonly kernel: string; readonly sizes: readonly KernelSize[] } | undefined;
      /** Where the last axis is cut: the planner then works on panels, and copies no panel that can stay where it is. */
      readonly sharedColumns?: (types: readonly TensorType[], attrs: Attrs) => SharedColumns | undefined;
    };

/** Of Winograd's filtering of images with windows of 3 × 3; pairs are [height, width]. See 4-plan's `WinogradCall`. */
export interface WinogradSizes {
  readonly images: Dim;
  /** Of x, with padding; and its channels. */
  readonly image: readonly [number, number];
  readonly channels: number;
  /** Of the result, or those that a weight gradient is the sum over. */
  readonly places: readonly [number, number];
  /** Of a weight gradient: size of dy's images, and where the first place is in them. */
  readonly gradient?: { readonly image: readonly [number, number]; readonly origin: readonly [number, number] };
}

/** Around an image [height, width]: so many pixels at the top, left, bottom, right. */
export interface Border {
  readonly image: readonly [number, number];
  readonly padding: readonly [number, number, number, number];
}

/** A window over images f32[batch, height, width, channels], all of it inside at every place. Pairs are [height, width]. */
export interface ImageWindow {
  readonly channels: number;
  readonly image: readonly [number, number];
  readonly kernel: readonly [number, number];
  /** From one place to the next, and from one element of the window to the next. */
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  readonly places: readonly [number, number];
}

/** Columns that two tensors have in common. */
export type SharedColumns =
  /** Operand i is the result's columns from `starts[i]` on; those of no operand are `fill`. */
  | { readonly starts: readonly number[]; readonly fill?: number }
  /** The result is the operand's columns from `start` on. */
  | { readonly start: number };

/** How many products each element of an op's result is the sum of: 0 where it is no such sum. */
export function depthOf({ lower }: OpDef, types: readonly TensorType[], attrs: Attrs): Dim {
  return lower.kind === "contraction" || lower.kind === "kernel" ? (lower.depth?.(types, attrs) ?? 0) : 0;
}

/** A value, or a choice by the operands' types and the attributes: `byTypes` resolves it. */
export type ByTypes<T> = T | ((types: readonly TensorType[], attrs: Attrs) => T);

export function byTypes<T extends string | readonly Layout[]>(
  choice: ByTypes<T>,
  types: readonly TensorType[],
  attrs: Attrs,
): T {
  return typeof choice === "function" ? choice(types, attrs) : choice;
}

/** A size (i32, maybe a multiple of the batch) or a float constant (f32). */
export type KernelSize = Dim | { readonly f32: number };

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

// ---- layers and what a train block names -----------------------------------------------------------------------------

/** An initializer as written: `he_normal`, `uniform(limit: 0.1)`. */
export interface InitializerUse {
  readonly op: OpDef;
  readonly attrs: Attrs;
}

export type LayerAttr = AttrValue | InitializerUse | ScheduleUse;

export type LayerAttrs = Readonly<Record<string, LayerAttr | undefined>>;

/** What a layer may do beside building nodes: make parameters and states under its own name. */
export interface LayerScope {
  readonly b: Builder;
  parameter(name: string, type: TensorType, initializer: InitializerUse, groups?: number): Node;
  /** A state that starts at `initial` in every element. */
  state(name: string, type: TensorType, initial: number): Node;
  /** For bits that are new in every step: the states that they depend on (i32[]), and a number of this place's own. */
  random(): { readonly seed: Node; readonly step: Node; readonly site: number };
  /** The calls of train_step so far, i32[]. */
  step(): Node;
  /** The default initializer of that name, for attributes left out. */
  initializer(name: string): InitializerUse;
}

export interface LayerDef extends Definition {
  readonly kind: "layer";
  /** One result or several. */
  readonly expand: (
    scope: LayerScope,
    operands: readonly Node[],
    attrs: LayerAttrs,
  ) => Node | readonly Node[] | SignatureError;
}

/** What a metric adds up over batches: f32[] each and their quotient, or a tensor that the host finishes by `kind`. */
export type MetricSums =
  | { readonly sum: Node; readonly count: Node }
  | { readonly kind: MetricKind; readonly sums: Node };

export interface MetricDef extends Definition {
  readonly kind: "metric";
  readonly expand: (b: Builder, operands: readonly Node[], attrs: Attrs) => MetricSums | SignatureError;
}

export interface OptimizerScope {
  readonly b: Builder;
  /** The step's learning rate: the schedule's value times the factor given to `train_step`, f32[]. */
  readonly rate: Node;
  /** A state of the optimizer, shared by all who ask for the same name: `optimizer.<optimizer>.<name>`. */
  state(name: string, type: TensorType, initial: number): Node;
  update(target: Node, value: Node): void;
}

export interface OptimizerDef extends Definition {
  readonly kind: "optimizer";
  /**
   * Called once a step graph; makes the shared counters and their updates. Returns the per-parameter rule; its gradient is
   * clipped and averaged over accumulated batches before.
   */
  readonly begin: (scope: OptimizerScope, attrs: Attrs) => (parameter: Node, gradient: Node) => void;
}

export interface ScheduleDef extends Definition {
  readonly kind: "schedule";
  /** What is wrong with the attributes together. */
  readonly check?: (attrs: Attrs) => SignatureError | undefined;
  /**
   * The learning rate f32[] after `t` steps, f32[]. `next` is the rate of the schedule that follows, where one was given,
   * by its own count of steps.
   */
  readonly rate: (b: Builder, t: Node, attrs: Attrs, next?: (t: Node) => Node) => Node;
}

export interface AverageDef extends Definition {
  readonly kind: "average";
  /** The average's next value. `step` is the number of steps done before this one, as f32[]. */
  readonly next: (b: Builder, average: Node, nextParameter: Node, step: Node, attrs: Attrs) => Node;
}

export interface OptimizerUse {
  readonly def: OptimizerDef;
  readonly attrs: Attrs;
  /** In place of the attribute `learning_rate`. */
  readonly schedule?: ScheduleUse;
}

export interface ScheduleUse {
  readonly def: ScheduleDef;
  readonly attrs: Attrs;
  /** In place of the attribute `then`. */
  readonly next?: ScheduleUse;
}

export interface AverageUse {
  readonly def: AverageDef;
  readonly attrs: Attrs;
}

export type TableEntry = OpDef | LayerDef | MetricDef | OptimizerDef | AverageDef | ScheduleDef;

/** `export const relu = defineOp({ … })`: fills in what most ops share. */
export function defineOp(def: Omit<OpDef, "kind">): OpDef {
  return { kind: "op", ...def };
}

export function defineLayer(def: Omit<LayerDef, "kind">): LayerDef {
  return { kind: "layer", ...def };
}

export function defineMetric(def: Omit<MetricDef, "kind">): MetricDef {
  return { kind: "metric", ...def };
}

/** What every optimizer takes beside its own attributes; 3-passes/optimizer-step.ts says what they do. */
const OPTIMIZER_ATTRS: readonly AttrSpec[] = [
  {
    name: "clip_norm",
    kind: "float",
    doc: "scales all gradients together so that their norm, √(Σ g²) over every element of all, is at most this",
    optional: true,
    check: (value: number) => (value > 0 ? undefined : "must be greater than 0"),
  },
  {
    name: "clip_value",
    kind: "float",
    doc: "limits every element of a gradient to ± this, before clip_norm",
    optional: true,
    check: (value: number) => (value > 0 ? undefined : "must be greater than 0"),
  },
  {
    name: "accumulate",
    kind: "int",
    doc: "parameters move on every so many calls of `train_step` only, by the mean of the gradients since the last time",
    default: 1,
    check: (value: number) => (value >= 1 && value < 2 ** 31 ? undefined : "must be at least 1"),
  },
];

export function defineOptimizer(def: Omit<OptimizerDef, "kind">): OptimizerDef {
  return { kind: "optimizer", ...def, attrs: [...def.attrs, ...OPTIMIZER_ATTRS] };
}

export function defineSchedule(def: Omit<ScheduleDef, "kind" | "operands">): ScheduleDef {
  return { kind: "schedule", operands: [], ...def };
}

export function defineAverage(def: Omit<AverageDef, "kind">): AverageDef {
  return { kind: "average", ...def };
}

/** Definition of a leaf: typed by its maker, given from outside unless `evaluate` says otherwise. */
export function defineLeaf(name: string, doc: string, evaluate?: Evaluate): OpDef {
  return defineOp({
    name,
    doc,
    operands: [],
    attrs: [],
    infer: () => ({ error: `${name} is typed where it is made` }),
    evaluate:
      evaluate ??
      (() => {
        throw new InternalError(`the value of this ${name} was not given`);
      }),
    gradient: "none",
    lower: { kind: "leaf" },
    internal: true,
    examples: [],
  });
}
