/**
 * Where the values of one entry graph lie: gives each a buffer and a layout, and inserts the conversion where a reader
 * wants another layout or a transpose. Conversions join the calls in the order in which they are asked for.
 */
import type { GraphEntry } from "../ir/graph.ts";
import type { Node } from "../ir/node.ts";
import { type Dim, formatType, sameDim, type TensorType } from "../ir/type.ts";
import type { Layout } from "../ops/definition/lowering.ts";
import { InternalError } from "../support/diagnostic.ts";
import { wholeOf } from "./access.ts";
import { describe, label } from "./describe.ts";
import { type DraftBuffer, leafBuffer } from "./draft-buffer.ts";
import { layoutsAgree, PANEL, type Space, sameSpace, segmentLength, sizeInBytes, spaceOf } from "./layout.ts";
import type { Parts } from "./parts.ts";
import type { Access, Call, Operand, PartOf } from "./plan.ts";

export class Storage {
  readonly calls: Call[] = [];
  readonly buffers = new Map<string, DraftBuffer>();
  readonly #entry: GraphEntry;
  readonly #parts: Parts;
  /** Of values that are parts of others, or have parts. */
  readonly #shared = new Map<Node, string>();
  /** Where a node's value lies, by layout. */
  readonly #places = new Map<Node, Map<Layout, string>>();
  readonly #transposed = new Map<Node, string>();
  readonly #claims = new Map<Node, DraftBuffer[]>();
  readonly #constants = new Map<string, DraftBuffer>();

  /** How many names with a number are taken, at least, by what comes ahead of the number. */
  readonly #usedNames = new Map<string, number>();

  constructor(entry: GraphEntry, parts: Parts) {
    this.#entry = entry;
    this.#parts = parts;
  }

  /** Asks for a node's value in a certain buffer: an output, or the next value of a state. */
  claim(node: Node, buffer: DraftBuffer): void {
    const claims = this.#claims.get(node) ?? [];
    claims.push(buffer);
    this.#claims.set(node, claims);
  }

  /** What a value is called: by the model, or as the next value of a state. */
  nameOf(node: Node): string | undefined {
    const next = this.#claims.get(node)?.find((buffer) => buffer.inPlaceOf !== undefined);
    return node.name ?? (next && `${next.inPlaceOf}'`);
  }

  /** Copies what claimed buffers still lack: values that no kernel wrote there. */
  fillClaims(): void {
    for (const [node, wanted] of this.#claims) for (const buffer of wanted) this.#fill(node, buffer);
  }

  register(buffer: DraftBuffer): string {
    this.buffers.set(buffer.name, buffer);
    return buffer.name;
  }

  #temporary(base: string, type: TensorType, layout: Layout, partOf?: PartOf): string {
    let name = `${this.#entry}/${base}`;
    let used = this.#usedNames.get(base) ?? 0;
    for (; this.buffers.has(name); used++) name = `${this.#entry}/${base}.${used + 1}`;
    this.#usedNames.set(base, used);
    const part = partOf === undefined ? {} : { partOf };
    return this.register({ name, role: "temporary", type, layout: layoutsAgree(type) ? "rows" : layout, ...part });
  }

  /** The buffer of a value that is part of another, or has parts; undefined for all others. */
  #sharedBuffer(node: Node): string | undefined {
    const part = this.#parts.of(node);
    if (part === undefined && !this.#parts.isWhole(node)) return undefined;
    const known = this.#shared.get(node);
    if (known !== undefined) return known;
    const partOf = part && { buffer: this.#sharedBuffer(part.whole)!, panel: part.panel };
    const name = this.#temporary(node.name ?? node.op.name, node.type, "panels", partOf);
    this.#shared.set(node, name);
    return name;
  }

  /** The panels of a value's buffer that hold columns from `start` on. Where it is no temporary, that is the whole buffer. */
  columns(node: Node, start: number, count: number): { readonly buffer: string; readonly start: number } {
    const buffer = this.locate(node, "panels");
    const draft = this.buffers.get(buffer)!;
    const { role, type, partOf } = draft;
    if (role !== "temporary") return { buffer, start };
    const panel = Math.floor(start / PANEL);
    const shape = [...type.shape.slice(0, -1), start + count - panel * PANEL];
    const lane = start % PANEL;
    const first = { buffer: wholeOf(draft), panel: (partOf?.panel ?? 0) + panel };
    const place = lane === 0 ? first : { ...first, lane };
    const name = `${node.name ?? node.op.name}.columns`;
    return { buffer: this.#temporary(name, { ...type, shape }, "panels", place), start: lane };
  }

  /** Lets a value be where it is: part of another. */
  leave(node: Node): void {
    this.#places.set(node, new Map([["panels", this.#sharedBuffer(node)!]]));
  }

  /** The buffer for a value that a kernel is about to store, in the layout that the kernel writes. */
  destination(node: Node, layout: Layout): string {
    const native: Layout = layoutsAgree(node.type) ? "rows" : layout;
    const claims = this.#claims.get(node) ?? [];
    const claimed = claims.findIndex((buffer) => buffer.layout === native);
    const name =
      claimed >= 0
        ? this.register(claims.splice(claimed, 1)[0]!)
        : (this.#sharedBuffer(node) ?? this.#temporary(node.name ?? node.op.name, node.type, native));
    this.#places.set(node, new Map([[native, name]]));
    return name;
  }

  #placesOf(node: Node): Map<Layout, string> {
    const known = this.#places.get(node);
    if (known !== undefined) return known;
    const { lower, name } = node.op;
    const places = new Map<Layout, string>();
    if (lower.kind === "leaf") {
      const buffer = name === "constant" ? this.#constant(node) : leafBuffer(node);
      places.set(buffer.layout, this.register(buffer));
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
    const name = `${this.#entry}/constant.${this.#constants.size}`;
    const buffer: DraftBuffer = { name, role: "constant", type: node.type, layout, values };
    this.#constants.set(key, buffer);
    return buffer;
  }

  /** The buffer that holds a node's value in a layout, converting it first where need be. */
  locate(node: Node, layout: Layout): string {
    const places = this.#placesOf(node);
    const there = places.get(layout) ?? (layoutsAgree(node.type) ? [...places.values()][0] : undefined);
    if (there !== undefined) return there;
    const source = places.get(flip(layout))!;
    const result = this.#temporary(`${node.name ?? node.op.name}.${layout}`, node.type, layout);
    const comment = [`${label(node)} from ${flip(layout)} to ${layout}`];
    this.calls.push(conversion(source, result, node.type, layout, comment));
    places.set(layout, result);
    return result;
  }

  /** The buffer of an operand that may lie either way: where it is already. */
  anywhere(node: Node): string {
    return [...this.#placesOf(node).values()][0]!;
  }

  transpose(node: Node): string {
    const known = this.#transposed.get(node);
    if (known !== undefined) return known;
    const [rows, columns] = node.type.shape as [Dim, Dim];
    const type: TensorType = { dtype: "f32", shape: [columns, rows] };
    const source = this.locate(node, "panels");
    const result = this.#temporary(`${node.name ?? node.op.name}.transposed`, type, "panels");
    const comment = [`${label(node)} transposed`];
    this.calls.push({
      kind: "kernel",
      kernel: "transpose_panels",
      operands: [source],
      results: [result],
      sizes: [rows, columns],
      comment,
    });
    this.#transposed.set(node, result);
    return result;
  }

  /** Memory that the kernel of a node works in. */
  scratch(node: Node, floats: number): string {
    return this.#temporary(`${node.name ?? node.op.name}.scratch`, { dtype: "f32", shape: [floats] }, "rows");
  }

  /** Memory as large as a node's value, panel by panel, that its kernel works in. */
  partial(node: Node): string {
    return this.#temporary(`${node.name ?? node.op.name}.partial`, node.type, "panels");
  }

  /** Copies a value into a claimed buffer that its kernel did not write. */
  #fill(node: Node, buffer: DraftBuffer): void {
    const comment = [`${buffer.name} ← ${label(node)}`];
    const result = this.register(buffer);
    const places = this.#placesOf(node);
    const same = places.get(buffer.layout);
    if (same !== undefined || layoutsAgree(node.type)) {
      const source = same ?? [...places.values()][0]!;
      const sizes = [sizeInBytes(buffer)];
      this.calls.push({ kind: "kernel", kernel: "copy", operands: [source], results: [result], sizes, comment });
      return;
    }
    this.calls.push(conversion(this.locate(node, flip(buffer.layout)), result, node.type, buffer.layout, comment));
  }

  /** How a kernel over `space` reads an operand. */
  access(node: Node, space: Space): Operand {
    const own = spaceOf(node.type.shape);
    const single = (dim: Dim) => dim === 1;
    if (single(own.rows) && single(own.columns)) return { buffer: this.anywhere(node), access: "scalar" };
    let access: Access;
    if (sameSpace(own, space)) access = "element";
    else if (single(own.rows) && sameDim(own.columns, space.columns)) access = "column";
    else if (single(own.columns) && sameDim(own.rows, space.rows)) access = "row";
    else if (segmentLength(own, space) !== undefined) access = "segment";
    else throw new InternalError(`${describe(node)} does not broadcast by rows or columns: canonicalize should have`);
    return { buffer: access === "row" ? this.anywhere(node) : this.locate(node, "panels"), access };
  }
}

function flip(layout: Layout): Layout {
  return layout === "rows" ? "panels" : "rows";
}

function conversion(source: string, result: string, type: TensorType, to: Layout, comment: readonly string[]): Call {
  const { rows, columns } = spaceOf(type.shape);
  const kernel = to === "panels" ? "rows_to_panels" : "panels_to_rows";
  return { kind: "kernel", kernel, operands: [source], results: [result], sizes: [rows, columns], comment };
}
