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

/** From the first panel to the one at hand, in a loop over panels; nothing outside of one. */
export interface PanelOffset {
  readonly stride: Piece;
}

export type Piece = string | Term | PanelOffset;

/** `callee(batch * 2, at_x + p * 64)` */
export interface Statement {
  readonly comment: readonly string[];
  readonly callee: string;
  readonly args: readonly (readonly Piece[])[];
}

/** Statements that run one after the other, for every panel if `panels` is given. */
export interface Block {
  /** What a function of it is called. */
  readonly name: string;
  readonly panels?: Term;
  readonly statements: readonly Statement[];
}

/** How a term is written: as itself, or by way of a parameter. */
export type Write = (term: Term) => string;

export function isTerm(piece: Piece): piece is Term {
  return typeof piece === "object" && "kind" in piece;
}

/** Blocks of one structure have equal keys: they differ in the values of their terms only. */
export function keyOf({ panels, statements }: Block): string {
  const calls = statements.map(({ callee, args }) => [callee, ...args.map((arg) => arg.map(structureOf).join(""))]);
  return `${panels === undefined ? "" : "loop "}${calls.map((parts) => parts.join(",")).join(";")}`;
}

function structureOf(piece: Piece): string {
  if (typeof piece === "string") return piece;
  return isTerm(piece) ? `<${piece.kind} ${piece.scale ?? ""}>` : ` + p * ${structureOf(piece.stride)}`;
}

/** All terms in the order in which they are written. */
export function termsOf({ panels, statements }: Block, loop: boolean): Term[] {
  const terms = loop ? [panels!] : [];
  const visit = (piece: Piece): void => {
    if (typeof piece === "string") return;
    if (isTerm(piece)) terms.push(piece);
    else if (loop) visit(piece.stride);
  };
  for (const { args } of statements) for (const arg of args) for (const piece of arg) visit(piece);
  return terms;
}

/** The block's lines; `write` is asked for the terms in the order of `termsOf`. */
export function linesOf({ panels, statements }: Block, loop: boolean, write: Write): string[] {
  const text = (piece: Piece): string => {
    if (typeof piece === "string") return piece;
    if (isTerm(piece)) return write(piece);
    return loop ? ` + p * ${parenthesised(text(piece.stride))}` : "";
  };
  const head = loop ? [`for (let p: usize = 0; p < ${write(panels!)}; ++p) {`] : [];
  const lines = statements.flatMap(({ comment, callee, args }) => [
    ...comment.map((line) => `// ${line}`),
    `${callee}(${args.map((arg) => arg.map(text).join("")).join(", ")});`,
  ]);
  return loop ? [...head, ...lines.map((line) => `  ${line}`), "}"] : lines;
}

/** A term as a number, or an address as its constant. */
export function written({ kind, value, name, scale }: Term): string {
  if (kind === "address") return name;
  return kind === "float" ? literal(value) : String(value * (scale ?? 1));
}

export function usesBatch({ statements }: Block): boolean {
  const uses = (piece: Piece): boolean =>
    typeof piece === "string" ? /\bbatch\b/.test(piece) : !isTerm(piece) && uses(piece.stride);
  return statements.some(({ args }) => args.some((arg) => arg.some(uses)));
}

export function isLoop({ panels }: Block): boolean {
  return panels !== undefined && panels.value > 1;
}

function parenthesised(code: string): string {
  return code.includes(" ") ? `(${code})` : code;
}
