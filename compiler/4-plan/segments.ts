/**
 * How many rows are a segment in the kernels that read operands by segment, or reduce each segment: a kernel walks its rows
 * in segments of one length.
 *
 *     x : f32[batch, 8, 8, 32]  mean : f32[batch, 1, 1, 32]      sub(x, mean)       segments of 64 rows
 *     reduce_sum(x) {axes = [1, 2]}                              reduce_segments    the same
 */
import type { Node } from "../ir/node.ts";
import { productOf } from "../ir/type.ts";
import type { Kernel, KernelGraph } from "./kernel-graph.ts";
import { segmentLength, spaceOf } from "./layout.ts";
import type { ReduceCall } from "./plan.ts";

export class Segments {
  /** The rows of a segment in whatever kernel a node will be in; by its own operands, or those of what it takes inline. */
  readonly #lengths = new Map<Node, number>();

  constructor(nodes: readonly Node[]) {
    for (const node of nodes) {
      const length = ownLength(node);
      if (length !== undefined) this.#lengths.set(node, length);
    }
  }

  ofKernel(kernel: Pick<Kernel, "nodes">): number | undefined {
    for (const node of kernel.nodes) if (this.#lengths.has(node)) return this.#lengths.get(node);
    return undefined;
  }

  /** Whether a node can be in a kernel. */
  agree(node: Node, kernel: Kernel): boolean {
    return this.#agree(this.#lengths.get(node), this.ofKernel(kernel));
  }

  /** Lets all who read a node compute it themselves, if each of them can. */
  passOn(node: Node, readers: readonly Node[], kernels: KernelGraph): boolean {
    const length = this.#lengths.get(node);
    if (length === undefined) return true;
    const lengthOf = (reader: Node) => this.ofKernel(kernels.of(reader) ?? { nodes: [reader] });
    if (!readers.every((reader) => this.#agree(length, lengthOf(reader)))) return false;
    for (const reader of readers) this.#lengths.set(reader, length);
    return true;
  }

  #agree(a: number | undefined, b: number | undefined): boolean {
    return a === undefined || b === undefined || a === b;
  }
}

function ownLength(node: Node): number | undefined {
  const { lower } = node.op;
  if (lower.kind !== "map" && lower.kind !== "reduce") return undefined;
  if (lower.kind === "reduce" && reduceKind(node) === "reduce_segments") {
    return productOf(reducedDims(node)) as number;
  }
  const space = spaceOf((lower.kind === "map" ? node : node.operands[0]!).type.shape);
  for (const operand of node.operands) {
    const own = spaceOf(operand.type.shape);
    const length = segmentLength(own, space);
    if (own.rows !== 1 && length !== undefined && length > 1) return length;
  }
  return undefined;
}

function reducedDims({ operands, op, attrs }: Node) {
  const { shape } = operands[0]!.type;
  const axes = op.lower.kind === "reduce" ? op.lower.axes(typesOf(operands), attrs) : [];
  return axes.map((axis) => shape[axis]!);
}

function typesOf(operands: readonly Node[]) {
  return operands.map((operand) => operand.type);
}

/** Over all leading axes: a value a column. Over some before the last: one for each segment. Over the last: a value a row. */
export function reduceKind(node: Node): ReduceCall["kind"] {
  const { op, operands, attrs } = node;
  const rank = operands[0]!.type.shape.length;
  const axes = op.lower.kind === "reduce" ? op.lower.axes(typesOf(operands), attrs) : [];
  if (rank < 2 || axes.includes(rank - 1)) return "reduce_columns";
  return axes.length === rank - 1 ? "reduce_rows" : "reduce_segments";
}
