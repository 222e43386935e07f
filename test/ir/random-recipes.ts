/** The steps that random graphs grow by: each recipe makes one value from those made before it. */
import { type Builder, opNamed } from "../../compiler/ir/builder.ts";
import type { GraphEntry, StateUpdate } from "../../compiler/ir/graph.ts";
import type { Node } from "../../compiler/ir/node.ts";
import {
  BATCH,
  broadcastShapes,
  type Dim,
  f32,
  productOf,
  type Shape,
  sameDim,
  type TensorType,
} from "../../compiler/ir/type.ts";

/** Which recipe, and what it does with its three numbers. */
export interface Step {
  readonly recipe: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

export interface Growing {
  readonly b: Builder;
  readonly entry: GraphEntry;
  readonly values: Node[];
  readonly parameters: Node[];
  readonly states: Node[];
  readonly updates: StateUpdate[];
}

/** Makes a node from the values so far; undefined when none of them fits. */
type Recipe = (graph: Growing, step: Step) => Node | undefined;

export const WIDTHS = [1, 3, 8, 17, 21];

const unary =
  (name: string): Recipe =>
  ({ b, values }, { a }) =>
    b.op(name, [pick(values, a)!]);

const reduction =
  (name: string): Recipe =>
  ({ b, values }, { a, b: axis, c }) => {
    const x = pick(values, a, ({ type }) => type.shape.length > 0);
    return x && b.op(name, [x], { axes: [axis % x.type.shape.length], keep_dims: c % 2 === 0 });
  };

export const RECIPES: readonly Recipe[] = [
  unary("relu"),
  unary("tanh"),
  unary("sigmoid"),
  // exp of a bounded value, log of a positive one, a quotient that stays clear of 0
  ({ b, values }, { a }) => b.op("exp", [b.op("tanh", [pick(values, a)!])]),
  ({ b, values }, { a }) => b.op("log", [squarePlusOne(b, pick(values, a)!)]),
  ({ b, values }, { a, b: other }) => {
    const x = pick(values, a)!;
    return b.div(x, squarePlusOne(b, partner(values, x, other)));
  },
  ({ b, values }, { a, b: other, c }) => {
    const x = pick(values, a)!;
    return b.op(c % 2 === 0 ? "add" : "sub", [x, partner(values, x, other)]);
  },
  (graph, { a, b: kind }) => {
    const x = pick(graph.values, a)!;
    const last = x.type.shape.at(-1);
    const factor = parameter(graph, kind % 2 === 0 && typeof last === "number" ? f32(last) : f32());
    return graph.b.mul(x, factor);
  },
  // x · w, x · wᵀ, x · w + initial
  (graph, { a, b: width, c }) => {
    const x = pick(graph.values, a, isMatrix);
    if (x === undefined) return undefined;
    const inputs = x.type.shape[1] as number;
    const units = pick(WIDTHS, width)!;
    const transpose_b = c % 3 === 1;
    const weight = parameter(graph, transpose_b ? f32(units, inputs) : f32(inputs, units));
    const initial = c % 3 === 2 ? [parameter(graph, f32(units))] : [];
    return graph.b.op("matmul", [x, weight, ...initial], { transpose_a: false, transpose_b });
  },
  // xᵀ · tanh(y) / rows: bounded, so that products of products don't overflow
  ({ b, values }, { a, b: other }) => {
    const x = pick(values, a, isMatrix);
    const y = pick(values, other, (node) => isMatrix(node) && sameDim(node.type.shape[0]!, x!.type.shape[0]!));
    if (x === undefined || y === undefined) return undefined;
    const product = b.op("matmul", [x, b.op("tanh", [y])], { transpose_a: true, transpose_b: false });
    return b.div(product, b.count([x.type.shape[0]!]));
  },
  reduction("reduce_sum"),
  reduction("reduce_mean"),
  ({ b, values }, { a, c }) => {
    const x = pick(values, a)!;
    return b.op("reshape", [x], { shape: pick(shapesOf(productOf(x.type.shape)), c)! });
  },
  // a row or a column over the rows of x, which lies in memory under another shape
  (graph, { a, b: width, c }) => {
    const x = pick(graph.values, a, isMatrix);
    const [rows, columns] = x?.type.shape ?? [];
    const size = typeof rows === "number" && c % 2 === 0 ? rows : columns;
    if (x === undefined || typeof size !== "number") return undefined;
    const stored = pick(shapesOf(size), width)!;
    const leaf = parameter(graph, f32(...stored));
    const value = c % 3 === 0 ? leaf : graph.b.op("tanh", [leaf]);
    const seen = graph.b.op("reshape", [value], { shape: size === rows ? [size, 1] : [size] });
    return graph.b.add(x, seen);
  },
  // a parameter under another shape as a value of its own
  (graph, { a, b: width, c }) => {
    const leaf = parameter(graph, f32(...pick(shapesOf(pick([...WIDTHS, 20, 21], a)!), width)!));
    return graph.b.op("reshape", [leaf], { shape: pick(shapesOf(productOf(leaf.type.shape)), c)! });
  },
  // once for every example
  (graph, { a, b: width, c }) => {
    const isShared = ({ type: { shape } }: Node) => shape.length <= 2 && shape.every((dim) => typeof dim === "number");
    const x = c % 2 === 0 ? parameter(graph, f32(pick(WIDTHS, width)!)) : pick(graph.values, a, isShared);
    return x && graph.b.op("broadcast", [x], { shape: [BATCH, ...x.type.shape] });
  },
  (graph, { a, c }) => {
    const x = pick(graph.values, a, ({ type }) => type.shape.length >= 2);
    return x && batchNorm(graph, x, c);
  },
  ({ b, values }, { a }) => {
    const x = pick(values, a, ({ type }) => type.shape.length >= 1 && typeof type.shape.at(-1) === "number");
    return x && b.op("softmax", [x]);
  },
  // columns side by side, the first a whole number of panels where c is even
  (graph, { a, b: other, c }) => {
    const { b, values } = graph;
    const x = pick(values, a, isMatrix);
    const y = pick(values, other, (node) => isMatrix(node) && sameDim(node.type.shape[0]!, x!.type.shape[0]!));
    if (x === undefined || y === undefined) return undefined;
    const weight = () => parameter(graph, f32(x.type.shape[1]!, 16 * (1 + (c % 3))));
    const first = c % 2 === 0 ? b.op("matmul", [x, weight()], { transpose_a: false, transpose_b: false }) : x;
    return b.op("concat", [b.op("tanh", [first]), y], { axis: 1 });
  },
  // some columns, from the first of a panel where c is even
  ({ b, values }, { a, b: from, c }) => {
    const x = pick(values, a, isMatrix);
    const columns = x?.type.shape[1] as number;
    const start = c % 2 === 0 ? (from % columns) & ~15 : from % columns;
    return x && b.op("slice", [x], { axis: 1, start, stop: start + 1 + (c % (columns - start)), step: 1 });
  },
  // an image of 4 × 6 pixels through a convolution, maybe normalised, maybe beside what it was made of, and pooled
  (graph, { a, b: width, c }) => {
    const { b } = graph;
    const x = pick(graph.values, a, isMatrix);
    // Seldom: these are many numbers.
    if (x === undefined || (a + width + c) % 3 > 0) return undefined;
    const weight = (...shape: number[]) => parameter(graph, f32(...shape));
    const channels = pick([1, 3, 12, 16, 20], c)!;
    const outputs = pick([12, 16, 17], width)!;
    const pixels = b.op("tanh", [b.op("matmul", [x, weight(x.type.shape[1] as number, 24 * channels)])]);
    const image = b.reshape(pixels, [x.type.shape[0]!, 4, 6, channels]);
    const kernel = width % 4 === 0 ? 1 : 3;
    const stride = c % 3 === 0 ? 2 : 1;
    const attrs = {
      strides: [stride, stride],
      dilations: [1, 1],
      padding: kernel === 3 ? [1, 1, 1, 1] : [0, 0, 0, 0],
      groups: 1,
    };
    let y = b.op("conv2d", [image, weight(kernel, kernel, channels, outputs)], attrs);
    if (width % 2 === 0) y = batchNorm(graph, y, c);
    if (c % 2 === 0) y = b.op("relu", [y]);
    if (stride === 1 && c % 5 < 3) y = b.op("concat", [image, y], { axis: 3 });
    const size = [1 + (a % 2), 1 + (c % 2)];
    const pool = a % 3 === 0 ? "max_pool" : "average_pool";
    y = b.op(pool, [y], { size, strides: size, padding: [0, 0, 0, 0] });
    return b.reshape(y, [x.type.shape[0]!, productOf(y.type.shape.slice(1))]);
  },
  // What passes simplify: neutral elements, constants, the same node twice.
  ({ b, values }, { a, c }) => {
    const x = pick(values, a)!;
    return c % 2 === 0 ? b.mul(x, b.constant(1)) : b.add(x, b.constant(0));
  },
  ({ b }, { a, b: other }) => b.add(b.constant(a / 64), b.constant(other / -64)),
  ({ b, values }, { a }) => {
    const x = pick(values, a, (node) => node.operands.length > 0);
    return x && b.op(x.op.name, x.operands, x.attrs);
  },
];

function batchNorm(graph: Growing, x: Node, c: number): Node {
  const { b, entry } = graph;
  const channels = f32(x.type.shape.at(-1)!);
  const affine = c % 2 === 0 ? channels : f32();
  const node = b.op(
    "batch_norm",
    [x, parameter(graph, affine), parameter(graph, affine), state(graph, channels, 0), state(graph, channels, 1)],
    // A large epsilon keeps channels that hardly vary from magnifying rounding errors.
    { momentum: 0.875, epsilon: 0.125, unbiased_variance: false, frozen: c % 5 === 0 },
  );
  if (entry === "model") return node;
  const { value, updates } = opNamed("batch_norm").specialize!(b, node, entry);
  graph.updates.push(...updates);
  return value;
}

function parameter(graph: Growing, type: TensorType): Node {
  const site = graph.parameters.length;
  const node = graph.b.leaf("parameter", `p${site}`, type, { initializer: "zeros", site });
  graph.parameters.push(node);
  return node;
}

function state(graph: Growing, type: TensorType, initial: number): Node {
  const node = graph.b.leaf("state", `s${graph.states.length}`, type, { kind: "statistic", initial });
  graph.states.push(node);
  return node;
}

function squarePlusOne(b: Builder, x: Node): Node {
  return b.add(b.mul(x, x), b.constant(1));
}

/** A value that broadcasts with x; x itself does. */
function partner(values: readonly Node[], x: Node, index: number): Node {
  return pick(values, index, ({ type }) => {
    const shape = broadcastShapes(x.type.shape, type.shape);
    return shape?.slice(1).every((dim) => typeof dim === "number") ?? false;
  })!;
}

function isMatrix({ type }: Node): boolean {
  return type.shape.length === 2 && typeof type.shape[1] === "number";
}

/** The shapes of that many elements, up to rank 3: `batch` leads, sizes of 1 are among them. */
function shapesOf(count: Dim): Shape[] {
  if (typeof count === "number") {
    const matrices = divisors(count).map((rows) => [rows, count / rows] as const);
    const blocks = matrices.flatMap(([rows, rest]) => divisors(rest).map((depth) => [rows, rest / depth, depth]));
    return [[count], ...matrices, ...blocks];
  }
  return divisors(count.batch).flatMap((rest) => {
    const lead: Dim = { batch: count.batch / rest };
    const whole = rest === 1 ? [[lead]] : [];
    return [...whole, [lead, rest], ...divisors(rest).map((depth) => [lead, rest / depth, depth])];
  });
}

function divisors(size: number): number[] {
  return Array.from({ length: size }, (_, i) => i + 1).filter((divisor) => size % divisor === 0);
}

/** The fitting value that many places from the end, cyclically. */
export function pick<T>(values: readonly T[], index: number, fits: (value: T) => boolean = () => true): T | undefined {
  const candidates = values.filter(fits);
  return candidates[candidates.length - 1 - (index % candidates.length)];
}
