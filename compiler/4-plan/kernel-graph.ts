/**
 * The kernels that fusion is building, and which of them depend on which. A kernel counts as a whole: whoever reads one of
 * its nodes depends on all that any of them reads.
 */
import type { Node } from "../ir/node.ts";
import type { Space } from "./plan.ts";

export interface Kernel {
  readonly kind: "product" | "map" | "reduce_rows" | "reduce_columns" | "kernel";
  /** The anchor first (for reductions, all of them); then element-wise nodes, operands before users. */
  readonly nodes: Node[];
  readonly space: Space;
}

export class KernelGraph {
  readonly all: Kernel[] = [];
  readonly #index: ReadonlyMap<Node, number>;
  readonly #kernelOf = new Map<Node, Kernel>();
  /** The first and last index of each kernel's nodes. */
  readonly #ranges = new Map<Kernel, { readonly first: number; readonly last: number }>();

  /** `nodes` in topological order. */
  constructor(nodes: readonly Node[]) {
    this.#index = new Map(nodes.map((node, i) => [node, i]));
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
    const at = this.#index.get(node)!;
    const { first, last } = this.#ranges.get(kernel) ?? { first: at, last: at };
    this.#ranges.set(kernel, { first: Math.min(first, at), last: Math.max(last, at) });
  }

  leave(node: Node): void {
    const { nodes } = this.#kernelOf.get(node)!;
    nodes.splice(nodes.indexOf(node), 1);
    this.#kernelOf.delete(node);
  }

  sorted(nodes: Iterable<Node>): Node[] {
    return [...nodes].sort((a, b) => this.#index.get(a)! - this.#index.get(b)!);
  }

  /** Whether `from` depends on `target`: a kernel, or a node that is in none yet. */
  dependsOn(from: Node, target: Kernel | Node): boolean {
    const first = this.#lowestDependent("op" in target ? [target] : target.nodes);
    const seen = new Set<Node>();
    const stack = [from];
    while (stack.length > 0) {
      const node = stack.pop()!;
      if (seen.has(node)) continue;
      seen.add(node);
      const owner = this.#kernelOf.get(node);
      if (node === target || owner === target) return true;
      const members = owner?.nodes ?? [node];
      if (members.every((member) => this.#index.get(member)! < first)) continue;
      for (const member of members) {
        seen.add(member);
        stack.push(...member.operands);
      }
    }
    return false;
  }

  /** No node before this index depends on any of `nodes`, not even through a kernel that reaches across it. */
  #lowestDependent(nodes: readonly Node[]): number {
    let lowest = Math.min(...nodes.map((node) => this.#index.get(node)!));
    for (;;) {
      let across = lowest;
      for (const { first, last } of this.#ranges.values()) if (first < across && lowest <= last) across = first;
      if (across === lowest) return lowest;
      lowest = across;
    }
  }

  /** All kernels, each after those that it reads from; depth-first, so that neighbours stay close. */
  inOrder(inlined: ReadonlySet<Node>): Kernel[] {
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
        else if (owner === undefined && (inlined.has(node) || node.op.lower.kind === "view"))
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
