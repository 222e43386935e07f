/**
 * Calls as data, before it is decided which of their numbers are written into the text and which are parameters of a
 * function that several places share (share.ts).
 */
import { literal } from "./vector-code.ts";

/** A number in an argument. */
export interface Term {
  readonly kind: "address" | "size" | "float";
  readonly value: number;
  /** An address's constant; otherwise what the number is called as a parameter. */
  readonly name: string;
  /** A size in address arithmetic, which is usize: what it is multiplied by. */
  readonly scale?: number;
}

/**
 * From the first panel to the one at hand, in a loop over panels, and nothing outside of one; from the first row to the
 * first of this thread's; from thread 0's memory to this thread's.
 */
export interface Offset {
  readonly by: "panel" | "row" | "thread";
  readonly stride: Piece;
}

const VARIABLES = { panel: "p", row: "first", thread: "<usize>thread" } as const;

export type Piece = string | Term | Offset;

/** `callee(batch * 2, at_x + p * 64)` */
export interface Statement {
  readonly comment: readonly string[];
  readonly callee: string;
  readonly args: readonly (readonly Piece[])[];
  /** Only thread 0 does this. */
  readonly alone?: boolean;
}

/** Statements that run one after the other, for every panel if `panels` is given. */
export interface Block {
  /** What a function of it is called. */
  readonly name: string;
  readonly panels?: Term;
  /** Each thread does its share: of the panels, or of so many rows, in multiples of `unit`. */
  readonly split?: { readonly rows?: string | Term; readonly unit: number };
  readonly statements: readonly Statement[];
}

/** How a term is written: as itself, or by way of a parameter. */
export type Write = (term: Term) => string;

export function isTerm(piece: Piece): piece is Term {
  return typeof piece === "object" && "kind" in piece;
}

/** Blocks of one structure have equal keys: they differ in the values of their terms only. */
export function keyOf({ panels, split, statements }: Block): string {
  const calls = statements.map(({ callee, args, alone }) => [
    alone ? `alone ${callee}` : callee,
    ...args.map((arg) => arg.map(structureOf).join("")),
  ]);
  const shared = split === undefined ? "" : `split ${split.unit} ${structureOf(split.rows ?? "")} `;
  return `${shared}${panels === undefined ? "" : "loop "}${calls.map((parts) => parts.join(",")).join(";")}`;
}

function structureOf(piece: Piece): string {
  if (typeof piece === "string") return piece;
  return isTerm(piece) ? `<${piece.kind} ${piece.scale ?? ""}>` : ` + ${piece.by} * ${structureOf(piece.stride)}`;
}

/** All terms in the order in which they are written. */
export function termsOf({ panels, split, statements }: Block, loop: boolean): Term[] {
  const terms: Term[] = [];
  const visit = (piece: Piece): void => {
    if (typeof piece === "string") return;
    if (isTerm(piece)) terms.push(piece);
    else if (loop || piece.by !== "panel") visit(piece.stride);
  };
  if (split?.rows !== undefined) terms.push(...[split.rows, split.rows].filter(isTerm));
  if (loop) terms.push(...(isByPanel(split) ? [panels!, panels!] : [panels!]));
  for (const { args } of statements) for (const arg of args) for (const piece of arg) visit(piece);
  return terms;
}

function isByPanel(split: Block["split"]): boolean {
  return split !== undefined && split.rows === undefined;
}

/** The block's lines; `write` is asked for the terms in the order of `termsOf`. */
export function linesOf({ panels, split, statements }: Block, loop: boolean, write: Write): string[] {
  const text = (piece: Piece): string => {
    if (typeof piece === "string") return piece;
    if (isTerm(piece)) return write(piece);
    if (piece.by === "panel" && !loop) return "";
    return ` + ${VARIABLES[piece.by]} * ${parenthesised(text(piece.stride))}`;
  };
  const head = [...rowsHead(split, text), ...(loop ? [loopHead(isByPanel(split), () => write(panels!))] : [])];
  const lines = statements.flatMap(({ comment, callee, args, alone }) => [
    ...comment.map((line) => `// ${line}`),
    `${alone ? "if (thread == 0) " : ""}${callee}(${args.map((arg) => arg.map(text).join("")).join(", ")});`,
  ]);
  return loop ? [...head, ...lines.map((line) => `  ${line}`), "}"] : [...head, ...lines];
}

function loopHead(byPanel: boolean, panels: () => string): string {
  if (!byPanel) return `for (let p: usize = 0; p < ${panels()}; ++p) {`;
  return `for (let p: usize = first_of(${panels()}, 1), end: usize = end_of(${panels()}, 1); p < end; ++p) {`;
}

function rowsHead(split: Block["split"], text: (piece: Piece) => string): string[] {
  if (split?.rows === undefined) return [];
  const { rows, unit } = split;
  return [
    `const first: usize = first_of(${text(rows)}, ${unit});`,
    `const part = end_of(${text(rows)}, ${unit}) - <i32>first;`,
    "if (part == 0) return;",
  ];
}

/** A term as a number, or an address as its constant. */
export function written({ kind, value, name, scale }: Term): string {
  if (kind === "address") return name;
  return kind === "float" ? literal(value) : String(value * (scale ?? 1));
}

export function usesBatch({ split, statements }: Block): boolean {
  const uses = (piece: Piece): boolean =>
    typeof piece === "string" ? /\bbatch\b/.test(piece) : !isTerm(piece) && uses(piece.stride);
  return uses(split?.rows ?? "") || statements.some(({ args }) => args.some((arg) => arg.some(uses)));
}

export function isLoop({ panels }: Block): boolean {
  return panels !== undefined && panels.value > 1;
}

function parenthesised(code: string): string {
  return code.includes(" ") ? `(${code})` : code;
}
