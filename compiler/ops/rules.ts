/** What operator files share: shape rules, float64 meanings and the sizes that kernels are called with. */
import type { Builder } from "../ir/builder.ts";
import type { Attrs, Node } from "../ir/node.ts";
import { broadcastOffsets, elementsIn } from "../ir/tensor.ts";
import {
  broadcastShapes,
  type Dim,
  f32,
  formatShape,
  formatType,
  i32,
  productOf,
  resolveAxis,
  type Shape,
  sameType,
  type TensorType,
} from "../ir/type.ts";
import { InternalError } from "../support/diagnostic.ts";
import type { KernelSize } from "./definition/lowering.ts";
import type { Evaluate } from "./definition/op.ts";
import type { AttrSpec, SignatureError } from "./definition/signature.ts";

// ---- what reductions share -------------------------------------------------------------------------------------------

/** `axes` and `keep_dims`, as reduce_sum and reduce_mean have them. */
export const REDUCE_ATTRS: readonly AttrSpec[] = [
  { name: "axes", kind: "axes", doc: "axes to reduce, negative from the end; all if left out", optional: true },
  { name: "keep_dims", kind: "bool", doc: "keep the reduced axes as size 1", default: false },
];

/** The axes that `attrs.axes` names, ascending; undefined when one is out of range or named twice. */
export function reducedAxes(shape: Shape, attrs: Attrs): readonly number[] | undefined {
  const given = attrs.axes as readonly number[] | undefined;
  if (given === undefined) return shape.map((_, axis) => axis);
  const axes = given.map((axis) => resolveAxis(axis, shape.length));
  if (axes.includes(undefined) || new Set(axes).size !== axes.length) return undefined;
  return (axes as number[]).sort((a, b) => a - b);
}

/** Shape rule of reductions with REDUCE_ATTRS. */
export function inferReduce(name: string) {
  return (types: readonly TensorType[], attrs: Attrs): TensorType | SignatureError => {
    const wrong = notF32(name, types);
    if (wrong !== undefined) return wrong;
    const { shape } = types[0]!;
    const axes = reducedAxes(shape, attrs);
    if (axes === undefined) {
      return {
        code: "bad-attribute",
        error: `${name}: axes must be distinct and lie within rank ${shape.length}`,
        attr: "axes",
      };
    }
    return { dtype: "f32", shape: reduceShape(shape, axes, attrs.keep_dims === true) };
  };
}

function reduceShape(shape: Shape, axes: readonly number[], keepDims: boolean): Shape {
  return shape.flatMap((dim, axis) => (!axes.includes(axis) ? [dim] : keepDims ? [1] : []));
}

/** Sums of `term(i)` over the reduced axes, where i counts the elements of `shape` in row-major order. */
export function sumOver(shape: readonly number[], axes: readonly number[], term: (i: number) => number): Float64Array {
  const kept = shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim));
  const target = broadcastOffsets(kept, shape);
  const sums = new Float64Array(elementsIn(kept));
  for (let i = 0; i < target.length; i++) sums[target[i]!]! += term(i);
  return sums;
}

/** All axes but the last. */
export function leadingAxes(shape: { readonly length: number }): number[] {
  return Array.from({ length: Math.max(0, shape.length - 1) }, (_, axis) => axis);
}

// ---- what element-wise ops share ---------------------------------------------------------------------------------------

/** Shape rule of element-wise ops: f32 operands under NumPy broadcasting. */
export function inferElementwise(name: string) {
  return (types: readonly TensorType[]): TensorType | SignatureError => {
    const wrong = notF32(name, types);
    if (wrong !== undefined) return wrong;
    let shape = types[0]!.shape;
    for (let i = 1; i < types.length; i++) {
      const broadcast = broadcastShapes(shape, types[i]!.shape);
      if (broadcast === undefined) {
        return {
          code: "shape-mismatch",
          error: `${name} cannot broadcast ${formatShape(shape)} with ${formatShape(types[i]!.shape)}`,
          operand: i,
          label: formatType(types[i]!),
        };
      }
      shape = broadcast;
    }
    const misplaced = batchNotLeading(name, shape);
    if (misplaced !== undefined) return misplaced;
    return { dtype: "f32", shape };
  };
}

/** The error of a shape in which the batch is not the leading axis alone. */
export function batchNotLeading(name: string, shape: Shape): SignatureError | undefined {
  if (shape.slice(1).every((dim) => typeof dim === "number")) return undefined;
  return {
    code: "batch-dimension",
    error: `${name} would give ${formatShape(shape)}: only the first axis can be the batch`,
  };
}

/** The error of the first operand that is not f32. */
export function notF32(name: string, types: readonly TensorType[]): SignatureError | undefined {
  const operand = types.findIndex((type) => type.dtype !== "f32");
  if (operand < 0) return undefined;
  return {
    code: "type-mismatch",
    error: `${name} expects f32, got ${types[operand]!.dtype}`,
    operand,
    label: formatType(types[operand]!),
    help: "convert it with cast(…, dtype: f32)",
  };
}

/** Float64 meaning of an element-wise op, from its meaning on numbers. */
export function evaluateElementwise(scalar: (args: readonly number[], attrs: Attrs) => number): Evaluate {
  return ({ operands, attrs, shape }) => {
    const offsets = operands.map((operand) => broadcastOffsets(operand.shape, shape));
    const result = new Float64Array(elementsIn(shape));
    const args = new Array<number>(operands.length);
    for (let i = 0; i < result.length; i++) {
      for (let k = 0; k < args.length; k++) args[k] = operands[k]!.data[offsets[k]![i]!]!;
      result[i] = scalar(args, attrs);
    }
    return result;
  };
}

/** dy where p > q, half of it where they are equal, as PyTorch has it, else 0; and the rest of dy. */
export function splitByGreater(b: Builder, p: Node, q: Node, dy: Node): readonly [Node, Node] {
  const share = b.mul(b.add(b.op("greater", [p, q]), b.op("greater_equal", [p, q])), b.constant(0.5));
  const part = b.mul(dy, share);
  return [part, b.sub(dy, part)];
}

// ---- what losses and metrics of classes share --------------------------------------------------------------------------

/** What is wrong with scores f32[m, n] and labels, class numbers i32[m] or f32[m, n]; undefined when they fit. */
export function inferScoresAndLabels(name: string, types: readonly TensorType[]): SignatureError | undefined {
  const [scores, label] = types as readonly [TensorType, TensorType];
  const wrong = notF32(name, [scores]);
  if (wrong !== undefined) return wrong;
  const [rows, columns] = scores.shape;
  if (scores.shape.length !== 2 || typeof columns !== "number") {
    const error = `${name} expects scores f32[batch, classes], got ${formatType(scores)}`;
    return { code: "shape-mismatch", error, operand: 0, label: formatType(scores) };
  }
  const fitting = [i32(rows!), f32(rows!, columns)];
  if (fitting.some((type) => sameType(type, label))) return undefined;
  const [numbers, oneHot] = fitting.map(formatType);
  const error = `${name} expects labels ${numbers} (class numbers) or ${oneHot} (one-hot), got ${formatType(label)}`;
  const code = label.dtype === "i32" || label.dtype === "f32" ? "shape-mismatch" : "label-type";
  return { code, error, operand: 1, label: formatType(label) };
}

// ---- what kernels are called with ----------------------------------------------------------------------------------------

/** A tensor as a matrix: the leading axes together are rows; rank 1 is one row, a scalar one element. */
export function rowsAndColumns(shape: Shape): readonly [Dim, Dim] {
  return [productOf(shape.slice(0, -1)), shape.at(-1) ?? 1];
}

/** How many axes the kernel `strided_copy` walks. */
const COPY_RANK = 4;

/**
 * Sizes d0…d3, then element strides s0…s3 in the source, of a copy into row-major `shape`. Neighbouring axes that one
 * stride can walk are merged; undefined when more than four remain.
 */
export function stridedCopySizes(shape: Shape, strides: readonly number[]): readonly KernelSize[] | undefined {
  const axes: { size: Dim; stride: number }[] = [];
  for (const [axis, size] of shape.entries()) {
    const stride = strides[axis]!;
    const outer = axes.at(-1);
    if (size === 1) continue;
    if (outer !== undefined && typeof size === "number" && outer.stride === stride * size) {
      axes[axes.length - 1] = { size: productOf([outer.size, size]), stride };
    } else axes.push({ size, stride });
  }
  if (axes.length > COPY_RANK) return undefined;
  while (axes.length < COPY_RANK) axes.unshift({ size: 1, stride: 0 });
  return [...axes.map(({ size }) => size), ...axes.map(({ stride }) => stride)];
}

/** Row-major element strides; only the leading axis may depend on the batch, so they are numbers. */
export function elementStrides(shape: Shape): number[] {
  return shape.map((_, axis) => {
    const inner = productOf(shape.slice(axis + 1));
    if (typeof inner === "number") return inner;
    throw new InternalError(`only the leading axis may depend on the batch: ${formatShape(shape)}`);
  });
}
