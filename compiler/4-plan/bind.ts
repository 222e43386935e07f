/**
 * Kernels → calls on named buffers: gives every stored value a buffer and a layout, inserts conversions between layouts
 * where a reader wants another one, and turns element-wise nodes into the numbered steps of a kernel's body.
 *
 * A new value of a state gets a buffer of its own that is marked `inPlaceOf` the state; scheduling makes the two one
 * where no reader of the old value comes later, and copies otherwise.
 */
import type { Graph } from "../ir/graph.ts";
import type { Node } from "../ir/node.ts";
import { type Dim, formatType, sameDim, type TensorType } from "../ir/type.ts";
import { byTypes, type Layout } from "../ops/define.ts";
import { InternalError } from "../support/diagnostic.ts";
import type { Fusion, Kernel } from "./fuse.ts";
import {
  type Access,
  type Body,
  type BufferRole,
  type Call,
  layoutsAgree,
  leafBufferName,
  type Operand,
  outputBufferName,
  type Space,
  type Step,
  sameSpace,
  sizeInBytes,
  spaceOf,
} from "./plan.ts";

export interface DraftBuffer {
  readonly name: string;
  readonly role: BufferRole;
  readonly type: TensorType;
  readonly layout: Layout;
  /** The state whose next value this is. */
  readonly inPlaceOf?: string;
  /** A constant's elements, row-major. */
  readonly values?: readonly number[];
}

export interface Bound {
  readonly calls: readonly Call[];
  readonly buffers: ReadonlyMap<string, DraftBuffer>;
}

/** The buffer of a leaf, the same in every entry. */
export function leafBuffer({ op, name = "", type }: Node): DraftBuffer {
  if (!isLeafRole(op.name)) throw new InternalError(`${op.name} is no leaf with a buffer`);
  const lasting = op.name === "parameter" || op.name === "state";
  const layout: Layout = lasting && !layoutsAgree(type) ? "panels" : "rows";
  return { name: leafBufferName(op.name, name), role: op.name, type, layout };
}

function isLeafRole(op: string): op is "parameter" | "state" | "input" | "argument" {
  return ["parameter", "state", "input", "argument"].includes(op);
}

export function outputBuffer(output: Graph["outputs"][number]): DraftBuffer {
  const role = output.role === "output" ? "output" : "result";
  return { name: outputBufferName(output), role, type: output.node.type, layout: "rows" };
}

export function bind(graph: Graph, fusion: Fusion): Bound {
  return new Binder(graph, fusion).run();
}

class Binder {
  readonly #graph: Graph;
  readonly #fusion: Fusion;
  readonly #calls: Call[] = [];
  readonly #buffers = new Map<string, DraftBuffer>();
  /** Where a node's value lies, by layout. */
  readonly #places = new Map<Node, Map<Layout, string>>();
  readonly #transposed = new Map<Node, string>();
  /** Buffers that were asked to hold a node from the start: outputs and next values of states. */
  readonly #claims = new Map<Node, DraftBuffer[]>();
  readonly #constants = new Map<string, DraftBuffer>();

  constructor(graph: Graph, fusion: Fusion) {
    this.#graph = graph;
    this.#fusion = fusion;
  }

  run(): Bound {
    for (const { target, value } of this.#graph.updates) {
      const state = leafBuffer(target);
      this.#register(state);
      this.#claim(value, { ...state, name: `${this.#graph.entry}/${state.name}'`, inPlaceOf: state.name });
    }
    for (const output of this.#graph.outputs) this.#claim(output.node, outputBuffer(output));
    for (const kernel of this.#fusion.kernels) this.#bindKernel(kernel);
    for (const [node, wanted] of this.#claims) for (const buffer of wanted) this.#fill(node, buffer);
    return { calls: this.#calls, buffers: this.#buffers };
  }

  #claim(node: Node, buffer: DraftBuffer): void {
    const claims = this.#claims.get(node) ?? [];
    claims.push(buffer);
    this.#claims.set(node, claims);
  }

  #register(buffer: DraftBuffer): string {
    this.#buffers.set(buffer.name, buffer);
    return buffer.name;
  }

  #temporary(base: string, type: TensorType, layout: Layout): string {
    let name = `${this.#graph.entry}/${base}`;
    for (let i = 1; this.#buffers.has(name); i++) name = `${this.#graph.entry}/${base}.${i}`;
    return this.#register({ name, role: "temporary", type, layout: layoutsAgree(type) ? "rows" : layout });
  }

  /** The buffer for a value that a kernel is about to store, in the layout that the kernel writes. */
  #destination(node: Node, layout: Layout): string {
    const native: Layout = layoutsAgree(node.type) ? "rows" : layout;
    const claims = this.#claims.get(node) ?? [];
    const claimed = claims.findIndex((buffer) => buffer.layout === native);
    const name =
      claimed >= 0
        ? this.#register(claims.splice(claimed, 1)[0]!)
        : this.#temporary(node.name ?? node.op.name, node.type, native);
    this.#places.set(node, new Map([[native, name]]));
    return name;
  }

  /** Copies a value into a claimed buffer that its kernel did not write. */
  #fill(node: Node, buffer: DraftBuffer): void {
    const comment = [`${buffer.name} ← ${label(node)}`];
    const result = this.#register(buffer);
    const places = this.#placesOf(node);
    const same = places.get(buffer.layout);
    if (same !== undefined || bothLayouts(node.type)) {
      const source = same ?? [...places.values()][0]!;
      const sizes = [sizeInBytes(buffer)];
      this.#calls.push({ kind: "kernel", kernel: "copy", operands: [source], result, sizes, comment });
      return;
    }
    this.#calls.push(conversion(this.locate(node, flip(buffer.layout)), result, node.type, buffer.layout, comment));
  }

  #placesOf(node: Node): Map<Layout, string> {
    const known = this.#places.get(node);
    if (known !== undefined) return known;
    const { lower, name } = node.op;
    const places = new Map<Layout, string>();
    if (lower.kind === "leaf") {
      const buffer = name === "constant" ? this.#constant(node) : leafBuffer(node);
      places.set(buffer.layout, this.#register(buffer));
    } else if (lower.kind === "view") {
      const operand = node.operands[0]!;
      if (sameSpace(spaceOf(node.type.shape), spaceOf(operand.type.shape))) return this.#placesOf(operand);
      places.set("rows", this.locate(operand, "rows"));
    } else {
      throw new InternalError(`${label(node)} is read before a kernel has stored it`);
    }
    this.#places.set(node, places);
    return places;
  }

  #constant(node: Node): DraftBuffer {
    const size = node.type.shape.reduce((product: number, dim) => product * (dim as number), 1);
    const given = node.attrs.values as readonly number[];
    const values = given.length === size ? given : new Array<number>(size).fill(given[0]!);
    const key = `${formatType(node.type)} ${values.join(" ")}`;
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const layout: Layout = layoutsAgree(node.type) ? "rows" : "panels";
    const name = `${this.#graph.entry}/constant.${this.#constants.size}`;
    const buffer: DraftBuffer = { name, role: "constant", type: node.type, layout, values };
    this.#constants.set(key, buffer);
    return buffer;
  }

  /** The buffer that holds a node's value in a layout, converting it first where need be. */
  locate(node: Node, layout: Layout): string {
    const places = this.#placesOf(node);
    const there = places.get(layout) ?? (bothLayouts(node.type) ? [...places.values()][0] : undefined);
    if (there !== undefined) return there;
    const source = places.get(flip(layout))!;
    const result = this.#temporary(`${node.name ?? node.op.name}.${layout}`, node.type, layout);
    const comment = [`${label(node)} from ${flip(layout)} to ${layout}`];
    this.#calls.push(conversion(source, result, node.type, layout, comment));
    places.set(layout, result);
    return result;
  }

  /** The buffer of an operand that may lie either way: where it is already. */
  #anywhere(node: Node): string {
    return [...this.#placesOf(node).values()][0]!;
  }

  #transpose(node: Node): string {
    const known = this.#transposed.get(node);
    if (known !== undefined) return known;
    const [rows, columns] = node.type.shape as [Dim, Dim];
    const type: TensorType = { dtype: "f32", shape: [columns, rows] };
    const source = this.locate(node, "panels");
    const result = this.#temporary(`${node.name ?? node.op.name}.transposed`, type, "panels");
    const comment = [`${label(node)} transposed`];
    this.#calls.push({
      kind: "kernel",
      kernel: "transpose_panels",
      operands: [source],
      result,
      sizes: [rows, columns],
      comment,
    });
    this.#transposed.set(node, result);
    return result;
  }

  #bindKernel(kernel: Kernel): void {
    const anchor = kernel.nodes[0]!;
    const comment = kernel.nodes.map(describe);
    if (kernel.kind === "kernel") {
      this.#bindRuntimeKernel(anchor, comment);
      return;
    }
    const body = new BodyBuilder(this, kernel, this.#fusion.inlined);
    const { rows, columns } = kernel.space;
    if (kernel.kind === "reduce_rows" || kernel.kind === "reduce_columns") {
      const args = kernel.nodes.map((node) => node.operands.map((operand) => body.value(operand)));
      const reductions = kernel.nodes.map((node, i) => ({
        op: node.op.name,
        attrs: node.attrs,
        args: args[i]!.map((arg) => body.number(arg)),
        buffer: this.#destination(node, "rows"),
      }));
      this.#calls.push({ kind: kernel.kind, rows, columns, body: body.finish(), reductions, comment });
      return;
    }
    if (kernel.kind === "map") {
      const values = kernel.nodes.map((node) => body.value(node));
      const stores = this.#stores(
        kernel,
        values.map((value) => body.number(value)),
      );
      this.#calls.push({ kind: "map", rows, columns, body: body.finish(), stores, comment });
      return;
    }
    const [a, b, initial] = anchor.operands as [Node, Node, Node | undefined];
    const transposeA = anchor.attrs.transpose_a === true;
    const operandB = anchor.attrs.transpose_b === true ? this.#transpose(b) : this.locate(b, "panels");
    const operandA = this.#anywhere(a);
    const start = initial === undefined ? {} : { initial: this.locate(initial, "panels") };
    const values = kernel.nodes.map((node) => body.value(node));
    this.#calls.push({
      kind: "product",
      a: operandA,
      aAccess: transposeA ? "columns" : "rows",
      b: operandB,
      ...start,
      rows,
      depth: a.type.shape[transposeA ? 0 : 1]!,
      columns: columns as number,
      stores: this.#stores(
        kernel,
        values.map((value) => body.number(value)),
      ),
      body: body.finish(),
      comment,
    });
  }

  #stores(kernel: Kernel, values: readonly number[]) {
    return kernel.nodes.flatMap((node, i) =>
      this.#fusion.stored.has(node) ? [{ value: values[i]!, buffer: this.#destination(node, "panels") }] : [],
    );
  }

  #bindRuntimeKernel(node: Node, comment: readonly string[]): void {
    const { lower } = node.op;
    if (lower.kind !== "kernel") throw new InternalError(`${node.op.name} has no runtime kernel`);
    const types = node.operands.map((operand) => operand.type);
    const layouts = byTypes(lower.operandLayouts, types, node.attrs);
    const operands = node.operands.map((operand, i) => this.locate(operand, layouts[i] ?? "rows"));
    this.#calls.push({
      kind: "kernel",
      kernel: byTypes(lower.kernel, types, node.attrs),
      operands,
      result: this.#destination(node, lower.resultLayout),
      sizes: lower.sizes(types, node.attrs, node.type),
      comment,
    });
  }

  access(node: Node, space: Space): Operand {
    const own = spaceOf(node.type.shape);
    const single = (dim: Dim) => dim === 1;
    if (single(own.rows) && single(own.columns)) return { buffer: this.#anywhere(node), access: "scalar" };
    let access: Access;
    if (sameSpace(own, space)) access = "element";
    else if (single(own.rows) && sameDim(own.columns, space.columns)) access = "column";
    else if (single(own.columns) && sameDim(own.rows, space.rows)) access = "row";
    else throw new InternalError(`${describe(node)} does not broadcast by rows or columns: canonicalize should have`);
    return { buffer: access === "row" ? this.#anywhere(node) : this.locate(node, "panels"), access };
  }
}

/** A value of a body before its number is known. */
type Ref = { readonly operand: number } | { readonly step: number } | "accumulator";

class BodyBuilder {
  readonly #binder: Binder;
  readonly #kernel: Kernel;
  readonly #inlined: ReadonlySet<Node>;
  readonly #operands: Operand[] = [];
  readonly #steps: { op: string; attrs: Step["attrs"]; args: Ref[] }[] = [];
  readonly #values = new Map<Node, Ref>();
  readonly #members: ReadonlySet<Node>;

  constructor(binder: Binder, kernel: Kernel, inlined: ReadonlySet<Node>) {
    this.#binder = binder;
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
      const operand = this.#binder.access(node, this.#kernel.space);
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

/** Whether rows and panels are the same bytes for this type: one row, or not f32. */
function bothLayouts(type: TensorType): boolean {
  return layoutsAgree(type) || spaceOf(type.shape).rows === 1;
}

function flip(layout: Layout): Layout {
  return layout === "rows" ? "panels" : "rows";
}

function conversion(source: string, result: string, type: TensorType, to: Layout, comment: readonly string[]): Call {
  const { rows, columns } = spaceOf(type.shape);
  const kernel = to === "panels" ? "rows_to_panels" : "panels_to_rows";
  return { kind: "kernel", kernel, operands: [source], result, sizes: [rows, columns], comment };
}

function label(node: Node): string {
  return node.name ?? node.op.name;
}

/** `hidden = relu(add) : f32[batch, 128]` */
export function describe(node: Node): string {
  const operands = node.operands.map((operand) =>
    operand.op.name === "constant" ? `${(operand.attrs.values as readonly number[])[0]}` : label(operand),
  );
  const value = `${node.op.name}(${operands.join(", ")}) : ${formatType(node.type)}`;
  return node.name === undefined ? value : `${node.name} = ${value}`;
}
