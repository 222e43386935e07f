/**
 * The kernels that fusion is building, and which of them depend on which. A kernel counts as a whole: whoever reads one of
 * its nodes depends on all that any of them reads.
 *
 * Every kernel, and every node that is in none, has a rank above the ranks of all that it reads. Whether one depends on
 * another is searched for above the other's rank only, so that what is far apart in a deep graph costs nothing. A kernel
 * that grows raises the ranks of its readers where it must; ranks begin with gaps between them, in which that soon ends.
 */
import { usersOf } from "../ir/graph.ts";
import type { Node } from "../ir/node.ts";
import { InternalError } from "../support/diagnostic.ts";
import type { Space } from "./layout.ts";
import type { ReduceCall } from "./plan.ts";

export interface Kernel {
  readonly kind: "product" | "map" | ReduceCall["kind"] | "kernel";
  /** The anchor first (for reductions, all of them); then element-wise nodes, operands before users. */
  readonly nodes: Node[];
  readonly space: Space;
}

/** Between a node's rank and its operands' at the start. */
const GAP = 1024;

/** A kernel, or a node that is in none. */
type Vertex = Kernel | Node;

function nodesOf(vertex: Vertex): readonly Node[] {
  return "op" in vertex ? [vertex] : vertex.nodes;
}

export class KernelGraph {
  readonly all: Kernel[] = [];
  /** Nodes that are computed again in each kernel that reads them, and so stand in no other's way. */
  readonly inlined = new Set<Node>();
  readonly #index: ReadonlyMap<Node, number>;
  readonly #kernelOf = new Map<Node, Kernel>();
  readonly #users: ReadonlyMap<Node, readonly Node[]>;
  readonly #ranks = new Map<Vertex, number>();

  /** `nodes` in topological order. */
  constructor(nodes: readonly Node[]) {
    this.#index = new Map(nodes.map((node, i) => [node, i]));
    this.#users = usersOf(nodes);
    for (const node of nodes) {
      this.#ranks.set(node, Math.max(0, ...node.operands.map((operand) => this.#ranks.get(operand)! + GAP)));
    }
  }

  of(node: Node): Kernel | undefined {
    return this.#kernelOf.get(node);
  }

  start(kind: Kernel["kind"], node: Node, space: Space): Kernel {
    const kernel: Kernel = { kind, nodes: [], space };
    this.all.push(kernel);
    this.join(node, kernel);
    return kernel;
  }

  join(node: Node, kernel: Kernel): void {
    kernel.nodes.push(node);
    this.#kernelOf.set(node, kernel);
    this.#raise(kernel, Math.max(this.#ranks.get(kernel) ?? 0, this.#ranks.get(node)!));
  }

  leave(node: Node): void {
    const kernel = this.#kernelOf.get(node)!;
    kernel.nodes.splice(kernel.nodes.indexOf(node), 1);
    this.#kernelOf.delete(node);
    this.#raise(node, this.#ranks.get(kernel)! + 1);
  }

  sorted(nodes: Iterable<Node>): Node[] {
    return [...nodes].sort((a, b) => this.#index.get(a)! - this.#index.get(b)!);
  }

  /** Whether `from` depends on `target`: a kernel, or a node that is in none yet. */
  dependsOn(from: Node, target: Vertex): boolean {
    const floor = this.#ranks.get(target)!;
    const seen = new Set<Vertex>();
    const stack: Vertex[] = [this.#vertex(from)];
    while (stack.length > 0) {
      const vertex = stack.pop()!;
      if (vertex === target) return true;
      if (seen.has(vertex) || this.#ranks.get(vertex)! <= floor) continue;
      seen.add(vertex);
      for (const node of nodesOf(vertex)) {
        for (const operand of this.#past(node, ({ operands }) => operands)) stack.push(this.#vertex(operand));
      }
    }
    return false;
  }

  #vertex(node: Node): Vertex {
    return this.#kernelOf.get(node) ?? node;
  }

  /** A node's neighbours, and theirs in the place of inlined ones. */
  #past(node: Node, neighbours: (node: Node) => readonly Node[]): readonly Node[] {
    const near = neighbours(node);
    if (!near.some((other) => this.inlined.has(other))) return near;
    return [...new Set(near)].flatMap((other) => (this.inlined.has(other) ? this.#past(other, neighbours) : [other]));
  }

  /** Gives a vertex a rank, and its readers higher ones. */
  #raise(start: Vertex, rank: number): void {
    this.#ranks.set(start, rank);
    const stack = [start];
    while (stack.length > 0) {
      const vertex = stack.pop()!;
      const above = this.#ranks.get(vertex)! + 1;
      for (const node of nodesOf(vertex)) {
        for (const user of this.#past(node, (inner) => this.#users.get(inner)!)) {
          const reader = this.#vertex(user);
          if (reader === vertex || this.#ranks.get(reader)! >= above) continue;
          if (reader === start) throw new InternalError("fusion made kernels that depend on each other");
          this.#ranks.set(reader, above);
          stack.push(reader);
        }
      }
    }
  }

  /** All kernels, each after those that it reads from; depth-first, so that neighbours stay close. */
  inOrder(): Kernel[] {
    const order: Kernel[] = [];
    const state = new Map<Kernel, "open" | "done">();
    const sources = (kernel: Kernel): Kernel[] => {
      const seen = new Set<Node>();
      const stack = kernel.nodes.flatMap((node) => node.operands);
      const found: Kernel[] = [];
      while (stack.length > 0) {
        const node = stack.pop()!;
        if (seen.has(node)) continue;
        seen.add(node);
        const owner = this.#kernelOf.get(node);
        if (owner !== undefined && owner !== kernel) found.push(owner);
        else if (owner === undefined && (this.inlined.has(node) || node.op.lower.kind === "view"))
          stack.push(...node.operands);
      }
      return found;
    };
    for (const root of this.all) {
      const stack = [root];
      while (stack.length > 0) {
        const kernel = stack.at(-1)!;
        if (state.get(kernel) === undefined) {
          state.set(kernel, "open");
          stack.push(...sources(kernel).filter((source) => state.get(source) === undefined));
        } else {
          stack.pop();
          if (state.get(kernel) === "open") {
            state.set(kernel, "done");
            order.push(kernel);
          }
        }
      }
    }
    return order;
  }
}
