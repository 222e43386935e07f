/**
 * Which values are parts of others: columns side by side in one buffer, so that neither joining nor cutting them copies
 * anything. A part begins at a panel of the whole and is in panels, as the whole is.
 *
 *     a : f32[batch, 64]  b : f32[batch, 32]      c = concat(a, b)    ⇒   a is c from panel 0 on, b from panel 4
 *     h : f32[batch, 256]                         t = slice(h, 128)   ⇒   t is h from panel 8 on
 *
 * Pieces that begin elsewhere are copied, which leaves the other lanes of their panels alone: x_2 = concat(x_1, y), where x_1 has 28
 * columns, copies y alone. A value is part of the first that joins it: of another one it is copied into. What has a place of its own already (inputs,
 * parameters, the next values of states) is no part.
 */
import { type Graph, reachable } from "../ir/graph.ts";
import type { Node } from "../ir/node.ts";
import { byTypes, type SharedColumns } from "../ops/definition/lowering.ts";
import { layoutsAgree, PANEL, sameSpace, spaceOf } from "./layout.ts";

export interface Part {
  /** A value that is part of no other. */
  readonly whole: Node;
  /** The panel of the whole at which the part begins. */
  readonly panel: number;
}

export class Parts {
  /** By the node that joins or cuts, which may be part of a larger whole itself. */
  readonly #direct = new Map<Node, Part>();
  readonly #of = new Map<Node, Part>();
  readonly #wholes = new Set<Node>();
  readonly #cuts = new Set<Node>();
  readonly #inPanels = new Set<Node>();

  constructor(graph: Graph) {
    const nodes = reachable(graph);
    const next = new Set(graph.updates.map((update) => update.value));
    const direct = this.#direct;
    for (const node of nodes) {
      if (this.#isWrittenInPanels(node)) this.#inPanels.add(node);
      if (!this.#inPanels.has(node) || next.has(node)) continue;
      for (const [part, place] of this.#partsOf(node)) {
        if (direct.has(part) || next.has(part) || next.has(place.whole)) continue;
        direct.set(part, place);
        if (part === node) this.#cuts.add(part);
      }
    }
    for (const node of direct.keys()) {
      let place = direct.get(node)!;
      for (let up = direct.get(place.whole); up !== undefined; up = direct.get(place.whole)) {
        place = { whole: up.whole, panel: place.panel + up.panel };
      }
      this.#of.set(node, place);
      this.#wholes.add(place.whole);
    }
  }

  of(node: Node): Part | undefined {
    return this.#of.get(node);
  }

  /** Whether the node is nothing but a name for columns of another. */
  isCut(node: Node): boolean {
    return this.#cuts.has(node);
  }

  /** Whether an operand's kernel writes it where it belongs in what joins it, from column `start` on. */
  isJoined(operand: Node, joined: Node, start: number): boolean {
    const place = this.#direct.get(behindViews(operand));
    return place?.whole === joined && place.panel * PANEL === start;
  }

  isWhole(node: Node): boolean {
    return this.#wholes.has(node);
  }

  /** The columns that a node shares with its operands, where it works on panels. */
  sharedColumns(node: Node): SharedColumns | undefined {
    return this.#inPanels.has(node) ? sharedColumns(node) : undefined;
  }

  /** Whether the node's kernel writes panels. Joining and cutting do so where an operand is in panels. */
  #isWrittenInPanels(node: Node): boolean {
    const { lower } = node.op;
    if (layoutsAgree(node.type)) return false;
    if (lower.kind === "contraction" || lower.kind === "map") return true;
    if (lower.kind !== "kernel") return false;
    if (sharedColumns(node) !== undefined)
      return node.operands.some((operand) => this.#inPanels.has(behindViews(operand)));
    const types = node.operands.map((operand) => operand.type);
    return byTypes(lower.resultLayout, types, node.attrs) === "panels";
  }

  /** The value in whose memory a value lies, as far as is known. */
  #outermost(node: Node): Node {
    let value = node;
    for (let up = this.#direct.get(value); up !== undefined; up = this.#direct.get(value)) value = up.whole;
    return value;
  }

  *#partsOf(node: Node): Iterable<readonly [Node, Part]> {
    const shared = sharedColumns(node);
    if (shared === undefined || ("fill" in shared && shared.fill !== undefined)) return;
    if ("start" in shared) {
      const whole = behindViews(node.operands[0]!);
      if (shared.start % PANEL === 0 && this.#inPanels.has(whole)) yield [node, { whole, panel: shared.start / PANEL }];
      return;
    }
    for (const [i, operand] of node.operands.entries()) {
      const part = behindViews(operand);
      const start = shared.starts[i]!;
      // The lanes of junk beyond its last column are the whole's, or those of pieces that are copied there afterwards from elsewhere.
      const own = (operand.type.shape.at(-1) as number) % PANEL === 0;
      const behind = own ? [] : node.operands.slice(i + 1).map((next) => this.#outermost(behindViews(next)));
      const fits = start % PANEL === 0 && !behind.includes(this.#outermost(part));
      if (fits && this.#inPanels.has(part)) yield [part, { whole: node, panel: start / PANEL }];
    }
  }
}

function sharedColumns({ op, operands, attrs, type }: Node): SharedColumns | undefined {
  if (op.lower.kind !== "kernel" || layoutsAgree(type)) return undefined;
  return op.lower.sharedColumns?.(
    operands.map((operand) => operand.type),
    attrs,
  );
}

/** The value that lies in the same buffer under another shape of as many rows and columns. */
export function behindViews(node: Node): Node {
  const operand = node.op.lower.kind === "view" ? node.operands[0]! : undefined;
  if (operand === undefined || !sameSpace(spaceOf(node.type.shape), spaceOf(operand.type.shape))) return node;
  return behindViews(operand);
}
