/**
 * Graph → kernels: which nodes are computed together.
 *
 * Every product, reduction and runtime-as function anchors a kernel. Element-wise nodes go, in this order of preference,
 *   1. into the epilogue of a product, where they work on the tile in registers,
 *   2. into every kernel that reads them, computed again there, where that is cheap (the prologue of a reduction),
 *   3. into an element-wise kernel with their neighbours of the same rows and columns.
 *
 *   matmul ── add ── relu ──┬── reduce      ⇒   product{add, relu}   reduce{sub, mul}   map{sub, mul, add}
 *                           └── sub ── mul ─┴── add
 *
 * Kernels stay acyclic: a node joins a kernel only if none of its other operands depends on that kernel.
 */
import { type Graph, reachable, usersOf } from "../ir/graph.ts";
import type { Node } from "../ir/node.ts";
import { type Space, sameSpace, spaceOf } from "./plan.ts";

export interface Kernel {
  readonly kind: "product" | "map" | "reduce_rows" | "reduce_columns" | "kernel";
  /** The anchor first (for reductions, all of them); then element-wise nodes, operands before users. */
  readonly nodes: Node[];
  readonly space: Space;
}

export interface Fusion {
  /** In an order in which operands come before users. */
  readonly kernels: readonly Kernel[];
  /** Nodes that are computed again in each kernel that reads them. */
  readonly inlined: ReadonlySet<Node>;
  /** Nodes of kernels that must be in memory, since another kernel, an output or an update reads them. */
  readonly stored: ReadonlySet<Node>;
}

/** Recomputing costs at most this many simple vector operations where a value has several readers. */
const CHEAP = 4;
const COSTLY = new Set(["exp", "log", "tanh", "sigmoid", "div", "sqrt", "rsqrt", "batch_normalize"]);

export function fuse(graph: Graph): Fusion {
  const nodes = reachable(graph);
  const index = new Map(nodes.map((node, i) => [node, i]));
  const users = usersOf(nodes);
  const required = new Set<Node>();
  for (const output of graph.outputs) required.add(output.node);
  for (const update of graph.updates) required.add(update.value);

  const kernelOf = new Map<Node, Kernel>();
  const kernels: Kernel[] = [];
  const isMap = (node: Node) => node.op.lower.kind === "map";
  const space = (node: Node) => spaceOf(node.type.shape);

  /** Whether `user` can take `node` as an expression instead of reading it from memory. */
  const takes = (user: Node, node: Node): boolean => {
    if (isMap(user)) return sameSpace(space(user), space(node));
    return user.op.lower.kind === "reduce" && sameSpace(space(user.operands[0]!), space(node));
  };
  const needsMemory = (node: Node) => required.has(node) || users.get(node)!.some((user) => !takes(user, node));

  /** Whether `from` depends on `kernel`, through kernels as wholes. Nodes before the kernel's first one cannot. */
  const dependsOn = (from: Node, kernel: Kernel): boolean => {
    const first = Math.min(...kernel.nodes.map((node) => index.get(node)!));
    const seen = new Set<Node>();
    const stack = [from];
    while (stack.length > 0) {
      const node = stack.pop()!;
      if (seen.has(node)) continue;
      seen.add(node);
      const owner = kernelOf.get(node);
      if (owner === kernel) return true;
      const members = owner?.nodes ?? [node];
      if (members.every((member) => index.get(member)! < first)) continue;
      for (const member of members) {
        seen.add(member);
        stack.push(...member.operands);
      }
    }
    return false;
  };
  const canJoin = (node: Node, kernel: Kernel) =>
    sameSpace(space(node), kernel.space) &&
    node.operands.every((operand) => kernelOf.get(operand) === kernel || !dependsOn(operand, kernel));

  const start = (kind: Kernel["kind"], node: Node, over: Space): Kernel => {
    const kernel: Kernel = { kind, nodes: [node], space: over };
    kernels.push(kernel);
    kernelOf.set(node, kernel);
    return kernel;
  };
  const join = (node: Node, kernel: Kernel) => {
    kernel.nodes.push(node);
    kernelOf.set(node, kernel);
  };

  // 1. Products take the element-wise nodes that follow them.
  for (const anchor of nodes.filter((node) => node.op.lower.kind === "contraction")) {
    const kernel = start("product", anchor, space(anchor));
    for (const node of following(anchor, users, index)) {
      const reads = node.operands.some((operand) => kernelOf.get(operand) === kernel);
      if (isMap(node) && reads && !kernelOf.has(node) && canJoin(node, kernel)) join(node, kernel);
    }
    // A node that would only add a store is left to its readers.
    for (const node of kernel.nodes.slice(1).reverse()) {
      const unread = users.get(node)!.every((user) => kernelOf.get(user) !== kernel);
      const inner = node.operands.filter((operand) => kernelOf.get(operand) === kernel);
      const storedAnyway = (x: Node) =>
        required.has(x) || users.get(x)!.some((user) => user !== node && kernelOf.get(user) !== kernel);
      if (unread && !needsMemory(node) && inner.every(storedAnyway)) {
        kernel.nodes.splice(kernel.nodes.indexOf(node), 1);
        kernelOf.delete(node);
      }
    }
  }

  // 2. What is cheap, or has one reader, is computed where it is read.
  const inlined = new Set<Node>();
  const cost = new Map<Node, number>();
  for (const node of nodes) {
    if (!isMap(node) || kernelOf.has(node)) continue;
    const own = COSTLY.has(node.op.name) ? 2 * CHEAP : 1;
    const total = node.operands.reduce((sum, operand) => sum + (inlined.has(operand) ? cost.get(operand)! : 0), own);
    cost.set(node, total);
    if (!needsMemory(node) && (users.get(node)!.length === 1 || total <= CHEAP)) inlined.add(node);
  }

  // 3. The rest: reductions with the same operand together, element-wise nodes with their neighbours.
  const inputsOf = (node: Node): Node[] =>
    node.operands.flatMap((operand) => (inlined.has(operand) ? inputsOf(operand) : [operand]));
  const readers = new Map<Node, Kernel[]>();
  const register = (node: Node, kernel: Kernel) => {
    for (const operand of inputsOf(node)) readers.set(operand, [...(readers.get(operand) ?? []), kernel]);
  };
  for (const node of nodes) {
    if (kernelOf.has(node) || inlined.has(node)) continue;
    const { lower } = node.op;
    if (lower.kind === "leaf" || lower.kind === "view") continue;
    if (lower.kind === "kernel") {
      start("kernel", node, space(node));
      continue;
    }
    const over = lower.kind === "reduce" ? space(node.operands[0]!) : space(node);
    const kind = lower.kind === "reduce" ? reduceKind(node) : "map";
    const neighbours = inputsOf(node).filter((operand) => sameSpace(space(operand), over));
    const candidates = neighbours.flatMap((operand) => [kernelOf.get(operand), ...(readers.get(operand) ?? [])]);
    const kernel = candidates.find(
      (candidate) =>
        candidate !== undefined &&
        candidate.kind === kind &&
        sameSpace(candidate.space, over) &&
        inputsOf(node).every(
          (input) => (kind === "map" && kernelOf.get(input) === candidate) || !dependsOn(input, candidate),
        ),
    );
    if (kernel === undefined) register(node, start(kind, node, over));
    else {
      join(node, kernel);
      register(node, kernel);
    }
  }

  const stored = new Set<Node>();
  for (const kernel of kernels) {
    for (const node of kernel.nodes) {
      const read = (user: Node): boolean =>
        inlined.has(user)
          ? users.get(user)!.some(read)
          : kernelOf.get(user) !== kernel || kernel.kind.startsWith("reduce");
      if (required.has(node) || users.get(node)!.some(read)) stored.add(node);
    }
  }
  return { kernels: inOrder(kernels, kernelOf, inlined), inlined, stored };
}

/** A reduction over the leading axes gives a value a column; over the last axis, a value a row. */
function reduceKind(node: Node): "reduce_rows" | "reduce_columns" {
  const { lower } = node.op;
  const { shape } = node.operands[0]!.type;
  const axes =
    lower.kind === "reduce"
      ? lower.axes(
          node.operands.map((operand) => operand.type),
          node.attrs,
        )
      : [];
  return shape.length >= 2 && !axes.includes(shape.length - 1) ? "reduce_rows" : "reduce_columns";
}

/** The nodes downstream of `anchor` through element-wise nodes of its space, in topological order. */
function following(anchor: Node, users: ReadonlyMap<Node, readonly Node[]>, index: ReadonlyMap<Node, number>): Node[] {
  const found = new Set<Node>();
  const stack = [...users.get(anchor)!];
  while (stack.length > 0) {
    const node = stack.pop()!;
    if (found.has(node) || node.op.lower.kind !== "map") continue;
    found.add(node);
    stack.push(...users.get(node)!);
  }
  return [...found].sort((a, b) => index.get(a)! - index.get(b)!);
}

/** Kernels sorted so that each comes after those it reads from; a stable depth-first order. */
function inOrder(
  kernels: readonly Kernel[],
  kernelOf: ReadonlyMap<Node, Kernel>,
  inlined: ReadonlySet<Node>,
): Kernel[] {
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
      const owner = kernelOf.get(node);
      if (owner !== undefined && owner !== kernel) found.push(owner);
      else if (owner === undefined && (inlined.has(node) || node.op.lower.kind === "view"))
        stack.push(...node.operands);
    }
    return found;
  };
  for (const root of kernels) {
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
