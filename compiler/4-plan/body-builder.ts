/** Element-wise nodes of a kernel → the numbered operands and steps of its body. */
import type { Node } from "../ir/node.ts";
import type { Kernel } from "./fuse.ts";
import type { Body, Operand, Step } from "./plan.ts";

/** A value of a body before its number is known. */
export type Ref = { readonly operand: number } | { readonly step: number } | "accumulator";

export class BodyBuilder {
  readonly #access: (node: Node) => Operand;
  readonly #kernel: Kernel;
  readonly #inlined: ReadonlySet<Node>;
  readonly #operands: Operand[] = [];
  readonly #steps: { op: string; attrs: Step["attrs"]; args: Ref[] }[] = [];
  readonly #values = new Map<Node, Ref>();
  readonly #members: ReadonlySet<Node>;

  /** `access` says where an operand lies that is not computed in the kernel. */
  constructor(kernel: Kernel, inlined: ReadonlySet<Node>, access: (node: Node) => Operand) {
    this.#access = access;
    this.#kernel = kernel;
    this.#inlined = inlined;
    this.#members = new Set(kernel.kind.startsWith("reduce") ? [] : kernel.nodes);
    if (kernel.kind === "product") this.#values.set(kernel.nodes[0]!, "accumulator");
  }

  value(node: Node): Ref {
    const known = this.#values.get(node);
    if (known !== undefined) return known;
    let ref: Ref;
    const isNumber = node.op.name === "constant" && (node.attrs.values as readonly number[]).length === 1;
    if (isNumber || this.#members.has(node) || this.#inlined.has(node)) {
      const args = node.operands.map((operand) => this.value(operand));
      ref = { step: this.#steps.push({ op: node.op.name, attrs: node.attrs, args }) - 1 };
    } else {
      const operand = this.#access(node);
      const same = this.#operands.findIndex((o) => o.buffer === operand.buffer && o.access === operand.access);
      ref = { operand: same >= 0 ? same : this.#operands.push(operand) - 1 };
    }
    this.#values.set(node, ref);
    return ref;
  }

  /** Only right once all values were asked for. */
  number(ref: Ref): number {
    if (ref === "accumulator") return this.#operands.length;
    if ("operand" in ref) return ref.operand;
    return this.#operands.length + (this.#kernel.kind === "product" ? 1 : 0) + ref.step;
  }

  finish(): Body {
    const steps = this.#steps.map(({ op, attrs, args }) => ({ op, attrs, args: args.map((arg) => this.number(arg)) }));
    return { operands: this.#operands, steps };
  }
}
