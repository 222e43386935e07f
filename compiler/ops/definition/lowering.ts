/** What an op becomes in the plan: a kind of kernel, and the sizes and layouts that it works on. */
import type { Attrs } from "../../ir/node.ts";
import type { Dim, TensorType } from "../../ir/type.ts";
import type { V, VectorBuilder } from "../../support/vector-builder.ts";

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
