/**
 * Kernels → calls on named buffers; element-wise nodes become the numbered steps of a kernel's body.
 *
 * A new value of a state gets a buffer of its own that is marked `inPlaceOf` the state; scheduling keeps it there where no
 * reader of the old value comes later, and copies otherwise.
 */
import type { Graph } from "../ir/graph.ts";
import type { Node } from "../ir/node.ts";
import { byTypes, type KernelSize, type SharedColumns, type WinogradSizes } from "../ops/definition/lowering.ts";
import { InternalError } from "../support/diagnostic.ts";
import { BodyBuilder } from "./body-builder.ts";
import { describe } from "./describe.ts";
import { type DraftBuffer, leafBuffer, outputBuffer } from "./draft-buffer.ts";
import type { Fusion, Kernel } from "./fuse.ts";
import { spaceOf } from "./layout.ts";
import { Parts } from "./parts.ts";
import type { Call, Store, WinogradCall } from "./plan.ts";
import { Storage } from "./storage.ts";
import { scratchOf } from "./winograd-scratch.ts";

export interface Bound {
  readonly calls: readonly Call[];
  readonly buffers: ReadonlyMap<string, DraftBuffer>;
}

/** `threads`: how many may work at once on what they share. */
export function bind(graph: Graph, fusion: Fusion, threads: number): Bound {
  const parts = new Parts(graph);
  const storage = new Storage(graph.entry, parts);
  for (const { target, value } of graph.updates) {
    const state = leafBuffer(target);
    storage.register(state);
    storage.claim(value, { ...state, name: `${graph.entry}/${state.name}'`, inPlaceOf: state.name });
  }
  for (const output of graph.outputs) storage.claim(output.node, outputBuffer(output));
  const binder = new KernelBinder(storage, fusion, parts, threads);
  for (const kernel of fusion.kernels) binder.bind(kernel);
  storage.fillClaims();
  return storage;
}

class KernelBinder {
  readonly #storage: Storage;
  readonly #fusion: Fusion;
  readonly #parts: Parts;
  readonly #threads: number;
  /** Nodes whose operand's kernel wrote them, but for the border. */
  readonly #inside = new Set<Node>();

  constructor(storage: Storage, fusion: Fusion, parts: Parts, threads: number) {
    this.#threads = threads;
    this.#storage = storage;
    this.#fusion = fusion;
    this.#parts = parts;
  }

  bind(kernel: Kernel): void {
    const anchor = kernel.nodes[0]!;
    const comment = kernel.nodes.map((node) => describe(node, this.#storage.nameOf(node)));
    const shared = this.#parts.sharedColumns(anchor);
    if (shared !== undefined) {
      this.#bindSharedColumns(anchor, shared, comment);
      return;
    }
    if (kernel.kind === "kernel") {
      this.#bindRuntimeKernel(kernel.nodes, comment);
      return;
    }
    const body = new BodyBuilder(kernel, this.#fusion.inlined, (node) => this.#storage.access(node, kernel.space));
    const { rows, columns } = kernel.space;
    const length = this.#fusion.segments.ofKernel(kernel);
    const segment = length === undefined ? {} : { segment: length };
    if (kernel.kind !== "map" && kernel.kind !== "product") {
      const args = kernel.nodes.map((node) => node.operands.map((operand) => body.value(operand)));
      const reductions = kernel.nodes.map((node, i) => ({
        op: node.op.name,
        attrs: node.attrs,
        args: args[i]!.map((arg) => body.number(arg)),
        buffer: this.#storage.destination(node, kernel.kind === "reduce_segments" ? "panels" : "rows"),
      }));
      const call = { kind: kernel.kind, rows, columns, ...segment, body: body.finish(), reductions, comment };
      this.#storage.calls.push(call);
      return;
    }
    if (kernel.kind === "map") {
      const values = kernel.nodes.map((node) => body.value(node));
      const stores = this.#stores(
        kernel,
        values.map((value) => body.number(value)),
      );
      this.#storage.calls.push({ kind: "map", rows, columns, ...segment, body: body.finish(), stores, comment });
      return;
    }
    const { lower } = anchor.op;
    if (lower.kind !== "contraction") throw new InternalError(`${anchor.op.name} is no product`);
    const types = anchor.operands.map((operand) => operand.type);
    if (lower.winograd !== undefined) {
      const call = this.#winograd(kernel, lower.winograd(types, anchor.attrs), body);
      this.#storage.calls.push({ ...call, ...segment, comment });
      return;
    }
    const [a, b, initial] = anchor.operands as [Node, Node, Node | undefined];
    const byColumns = anchor.attrs.transpose_a === true || lower.sumsOverPlaces === true;
    const operandB = anchor.attrs.transpose_b === true ? this.#storage.transpose(b) : this.#storage.locate(b, "panels");
    const operandA = this.#storage.anywhere(a);
    const start = initial === undefined ? {} : { initial: this.#storage.locate(initial, "panels") };
    const values = kernel.nodes.map((node) => body.value(node));
    this.#storage.calls.push({
      kind: "product",
      a: operandA,
      aAccess: byColumns ? "columns" : "rows",
      ...(lower.window === undefined ? {} : { window: lower.window(types, anchor.attrs) }),
      b: operandB,
      ...start,
      ...(lower.sumsOverPlaces === true ? { partial: this.#storage.partial(anchor) } : {}),
      rows,
      depth: lower.depth(types, anchor.attrs),
      columns: columns as number,
      ...segment,
      stores: this.#stores(
        kernel,
        values.map((value) => body.number(value)),
      ),
      body: body.finish(),
      comment,
    });
  }

  #winograd(kernel: Kernel, sizes: WinogradSizes, body: BodyBuilder): Omit<WinogradCall, "comment"> {
    const anchor = kernel.nodes[0]!;
    const columns = kernel.space.columns as number;
    const [x, b] = anchor.operands.map((operand) => this.#storage.locate(operand, "panels")) as [string, string];
    const { block, floats } = scratchOf(sizes, columns, this.#threads);
    const values = kernel.nodes.map((node) => body.value(node));
    return {
      kind: "winograd",
      ...sizes,
      ...{ x, b, block, scratch: this.#storage.scratch(anchor, floats), rows: kernel.space.rows, columns },
      stores: this.#stores(
        kernel,
        values.map((value) => body.number(value)),
      ),
      body: body.finish(),
    };
  }

  #stores(kernel: Kernel, values: readonly number[]) {
    const store = (node: Node, value: number): Store => ({
      value,
      buffer: this.#storage.destination(node, "panels"),
    });
    const plain = kernel.nodes.flatMap((node, i) => (this.#fusion.stored.has(node) ? [store(node, values[i]!)] : []));
    const inBorder = kernel.nodes.flatMap((node, i) =>
      (this.#fusion.bordered.get(node) ?? []).map((around) => {
        this.#inside.add(around);
        return { ...store(around, values[i]!), border: borderAround(around).border };
      }),
    );
    return [...plain, ...inBorder];
  }

  #bindRuntimeKernel(nodes: readonly Node[], comment: readonly string[]): void {
    if (this.#inside.has(nodes[0]!)) {
      const { kernel, sizes } = borderAround(nodes[0]!);
      const results = [this.#storage.locate(nodes[0]!, "panels")];
      this.#storage.calls.push({ kind: "kernel", kernel, operands: [], results, sizes, comment });
      return;
    }
    const lowerings = nodes.map((node) => {
      const { lower } = node.op;
      if (lower.kind !== "kernel") throw new InternalError(`${node.op.name} has no runtime kernel`);
      return { node, lower };
    });
    const { node, lower } = lowerings.at(-1)!;
    const types = node.operands.map((operand) => operand.type);
    const kernel = nodes.length === 1 ? lower.kernel : lower.together!.kernel;
    const layouts = byTypes(lower.operandLayouts, types, node.attrs);
    const operands = node.operands.map((operand, i) => this.#storage.locate(operand, layouts[i] ?? "rows"));
    this.#storage.calls.push({
      kind: "kernel",
      kernel: byTypes(kernel, types, node.attrs),
      operands,
      results: lowerings.map(({ node, lower }) =>
        this.#storage.destination(node, byTypes(lower.resultLayout, types, node.attrs)),
      ),
      sizes: lower.sizes(types, node.attrs, node.type),
      comment,
    });
  }

  /** Copies the columns that are not where they belong already. */
  #bindSharedColumns(node: Node, shared: SharedColumns, comment: readonly string[]): void {
    if (this.#parts.isCut(node)) {
      this.#storage.leave(node);
      return;
    }
    const result = this.#storage.destination(node, "panels");
    const { rows, columns } = spaceOf(node.type.shape);
    const call = (kernel: string, operand: Node, result: string, sizes: readonly KernelSize[]) => {
      const operands = [this.#storage.locate(operand, "panels")];
      this.#storage.calls.push({
        kind: "kernel",
        kernel,
        operands,
        results: [result],
        sizes: [rows, ...sizes],
        comment,
      });
    };
    for (const [i, operand] of node.operands.entries()) {
      if ("start" in shared) {
        call("copy_columns", operand, result, [shared.start, 0, columns]);
        continue;
      }
      const width = spaceOf(operand.type.shape).columns as number;
      const start = shared.starts[i]!;
      if (shared.fill !== undefined) {
        call("pad_columns", operand, result, [width, start, columns, { f32: shared.fill }]);
      } else if (!this.#parts.isJoined(operand, node, start)) {
        const place = this.#storage.columns(node, start, width);
        call("copy_columns", operand, place.buffer, [0, place.start, width]);
      }
    }
  }
}

/** The border of a node that has one, and the kernel that makes it. */
function borderAround({ op, operands, attrs, type }: Node) {
  if (op.lower.kind !== "kernel") throw new InternalError(`${op.name} has no border`);
  const types = operands.map((operand) => operand.type);
  const around = op.lower.border?.(types, attrs, type);
  if (around === undefined) throw new InternalError(`${op.name} has no border`);
  return around;
}
