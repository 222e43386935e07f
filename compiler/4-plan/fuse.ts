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
import type { Border } from "../ops/definition/lowering.ts";
import { mapCost } from "./cost.ts";
import { type Kernel, KernelGraph } from "./kernel-graph.ts";
import { sameSpace, spaceOf } from "./layout.ts";
import { reduceKind, Segments } from "./segments.ts";

export type { Kernel };

export interface Fusion {
  /** In an order in which operands come before users. */
  readonly kernels: readonly Kernel[];
  /** Nodes that are computed again in each kernel that reads them. */
  readonly inlined: ReadonlySet<Node>;
  /** Nodes of kernels that must be in memory, since another kernel, an output or an update reads them. */
  readonly stored: ReadonlySet<Node>;
  /** For nodes that their kernels store inside of a border: the nodes that they are then, but for the border. */
  readonly bordered: ReadonlyMap<Node, readonly Node[]>;
  readonly segments: Segments;
}

/** Recomputing costs at most this many simple vector operations where a value has several readers. */
const CHEAP = 4;

export function fuse(graph: Graph): Fusion {
  const nodes = reachable(graph);
  const users = usersOf(nodes);
  const required = new Set<Node>();
  for (const output of graph.outputs) required.add(output.node);
  for (const update of graph.updates) required.add(update.value);

  const kernels = new KernelGraph(nodes);
  const segments = new Segments(nodes);
  const isMap = (node: Node) => node.op.lower.kind === "map";
  const space = (node: Node) => spaceOf(node.type.shape);

  /** Whether `user` can take `node` as an expression instead of reading it from memory. */
  const takes = (user: Node, node: Node): boolean => {
    if (isMap(user)) return sameSpace(space(user), space(node));
    return user.op.lower.kind === "reduce" && sameSpace(space(user.operands[0]!), space(node));
  };
  const needsMemory = (node: Node) => required.has(node) || users.get(node)!.some((user) => !takes(user, node));

  // 1. Products take the element-wise nodes that follow them.
  for (const anchor of nodes.filter((node) => node.op.lower.kind === "contraction")) {
    const kernel = kernels.start("product", anchor, space(anchor));
    for (const node of kernels.sorted(following(anchor, users))) {
      const own = (operand: Node) => kernels.of(operand) === kernel;
      const isAlike = sameSpace(space(node), kernel.space) && segments.agree(node, kernel);
      const fits = kernels.of(node) === undefined && isAlike && node.operands.some(own);
      if (fits && node.operands.every((operand) => own(operand) || !kernels.dependsOn(operand, kernel))) {
        kernels.join(node, kernel);
      }
    }
    // A node that would only add a store is left to its readers.
    for (const node of kernel.nodes.slice(1).reverse()) {
      const unread = users.get(node)!.every((user) => kernels.of(user) !== kernel);
      const inner = node.operands.filter((operand) => kernels.of(operand) === kernel);
      const storedAnyway = (x: Node) =>
        required.has(x) || users.get(x)!.some((user) => user !== node && kernels.of(user) !== kernel);
      if (unread && !needsMemory(node) && inner.every(storedAnyway)) {
        kernels.leave(node);
      }
    }
  }

  // 2. What is cheap, or has one reader, is computed where it is read.
  const { inlined } = kernels;
  const cost = new Map<Node, number>();
  for (const node of nodes) {
    if (!isMap(node) || kernels.of(node) !== undefined) continue;
    const total = node.operands.reduce(
      (sum, operand) => sum + (inlined.has(operand) ? cost.get(operand)! : 0),
      mapCost(node),
    );
    cost.set(node, total);
    if (needsMemory(node) || (users.get(node)!.length > 1 && total > CHEAP)) continue;
    if (segments.passOn(node, users.get(node)!, kernels)) inlined.add(node);
  }

  // 3. The rest: reductions with the same operand together, element-wise nodes with their neighbours.
  const inputsOf = (node: Node): Set<Node> => {
    const seen = new Set(node.operands);
    for (const operand of seen) {
      if (!inlined.has(operand)) continue;
      for (const deeper of operand.operands) seen.add(deeper);
    }
    return new Set([...seen].filter((operand) => !inlined.has(operand)));
  };
  const readers = new Map<Node, Kernel[]>();
  const register = (node: Node, kernel: Kernel) => {
    for (const operand of inputsOf(node)) {
      const known = readers.get(operand);
      if (known === undefined) readers.set(operand, [kernel]);
      else if (known.at(-1) !== kernel) known.push(kernel);
    }
  };
  for (const node of nodes) {
    if (kernels.of(node) !== undefined || inlined.has(node)) continue;
    const { lower } = node.op;
    if (lower.kind === "leaf" || lower.kind === "view") continue;
    if (lower.kind === "kernel") {
      // Both of a pair run where the one that says so stands: their operands are the same.
      const first = partner(node, users);
      if (first !== undefined && kernels.of(first) === undefined) kernels.start("kernel", first, space(first));
      if (first !== undefined) kernels.join(node, kernels.of(first)!);
      else kernels.start("kernel", node, space(node));
      continue;
    }
    const over = lower.kind === "reduce" ? space(node.operands[0]!) : space(node);
    const kind = lower.kind === "reduce" ? reduceKind(node) : "map";
    const neighbours = [...inputsOf(node)].filter((operand) => sameSpace(space(operand), over));
    const candidates = neighbours.flatMap((operand) => [kernels.of(operand), ...(readers.get(operand) ?? [])]);
    const kernel = candidates.find(
      (candidate) =>
        candidate !== undefined &&
        candidate.kind === kind &&
        sameSpace(candidate.space, over) &&
        segments.agree(node, candidate) &&
        // Numbers (rank 0) run early; a tensor of one element among them would hold them up.
        (kind !== "map" || (node.type.shape.length === 0) === (candidate.nodes[0]!.type.shape.length === 0)) &&
        [...inputsOf(node)].every(
          (input) => (kind === "map" && kernels.of(input) === candidate) || !kernels.dependsOn(input, candidate),
        ) &&
        !candidate.nodes.some((member) => kernels.dependsOn(member, node)),
    );
    if (kernel === undefined) register(node, kernels.start(kind, node, over));
    else {
      kernels.join(node, kernel);
      register(node, kernel);
    }
  }

  const bordered = borderedBy(kernels.all, users);
  const stored = new Set<Node>();
  for (const kernel of kernels.all) {
    for (const node of kernel.nodes) {
      const inBorder = bordered.get(node);
      const read = (user: Node): boolean =>
        inBorder?.includes(user) === true
          ? false
          : inlined.has(user)
            ? users.get(user)!.some(read)
            : kernels.of(user) !== kernel || kernel.kind.startsWith("reduce");
      if (required.has(node) || users.get(node)!.some(read)) stored.add(node);
    }
  }
  return { kernels: kernels.inOrder(), inlined, stored, bordered, segments };
}

/**
 * The nodes that kernels store in a border as well, with the nodes that they so make, but for the border. A kernel has one
 * border only.
 */
function borderedBy(kernels: readonly Kernel[], users: ReadonlyMap<Node, readonly Node[]>): Map<Node, Node[]> {
  const bordered = new Map<Node, Node[]>();
  for (const { kind, nodes } of kernels) {
    if (kind !== "map" && (kind !== "product" || sumsOverPlaces(nodes[0]!))) continue;
    let first: string | undefined;
    for (const node of nodes) {
      for (const user of users.get(node)!) {
        const key = JSON.stringify(borderOf(user));
        if (key === undefined || (first ?? key) !== key) continue;
        first = key;
        bordered.set(node, [...(bordered.get(node) ?? []), user]);
      }
    }
  }
  return bordered;
}

function borderOf({ op, operands, attrs, type }: Node): Border | undefined {
  if (op.lower.kind !== "kernel") return undefined;
  return op.lower.border?.(
    operands.map((operand) => operand.type),
    attrs,
    type,
  )?.border;
}

function sumsOverPlaces({ op, operands, attrs }: Node): boolean {
  if (op.lower.kind !== "contraction") return false;
  const types = operands.map((operand) => operand.type);
  return op.lower.sumsOverPlaces === true || op.lower.winograd?.(types, attrs).gradient !== undefined;
}

/** The node that a runtime kernel gives along with `node`. */
function partner(node: Node, users: ReadonlyMap<Node, readonly Node[]>): Node | undefined {
  const { lower } = node.op;
  if (lower.kind !== "kernel" || lower.together === undefined) return undefined;
  const name = lower.together.op;
  return users
    .get(node.operands[0]!)!
    .find((other) => other.op.name === name && other.operands.every((operand, i) => operand === node.operands[i]));
}

/** The nodes downstream of `anchor` through element-wise nodes. */
function following(anchor: Node, users: ReadonlyMap<Node, readonly Node[]>): Set<Node> {
  const found = new Set<Node>();
  const stack = [...users.get(anchor)!];
  while (stack.length > 0) {
    const node = stack.pop()!;
    if (found.has(node) || node.op.lower.kind !== "map") continue;
    found.add(node);
    stack.push(...users.get(node)!);
  }
  return found;
}
