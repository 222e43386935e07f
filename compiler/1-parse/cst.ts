/** Access to the concrete syntax tree, for the files that build the AST. */
import type { CstNode, IToken, TokenType } from "chevrotain";
import { InternalError } from "../support/diagnostic.ts";
import type { ErrorCode } from "../support/diagnostic-codes.ts";
import type { Source, Span } from "../support/span.ts";
import type { Name } from "./ast.ts";
import { type Finding, spanAt } from "./findings.ts";
import { endOf } from "./layout.ts";
import { Identifier } from "./tokens.ts";

/** What building goes on with and reports into. */
export interface Building {
  readonly source: Source;
  readonly findings: Finding[];
}

export function tokensOf(node: CstNode, ...types: readonly TokenType[]): IToken[] {
  return types.flatMap((type) => (node.children[type.name] ?? []) as IToken[]);
}

export function nodesOf(node: CstNode, rule: string): CstNode[] {
  return (node.children[rule] ?? []) as CstNode[];
}

export function tokenOf(node: CstNode, type: TokenType): IToken {
  return present(tokensOf(node, type)[0], node, type.name);
}

export function nodeOf(node: CstNode, rule: string): CstNode {
  return present(nodesOf(node, rule)[0], node, rule);
}

/** The node of the alternative taken, in a rule of nothing but alternatives. */
export function onlyNode(node: CstNode): CstNode {
  const children = Object.values(node.children).flat();
  return present(
    children.find((child): child is CstNode => "children" in child),
    node,
    "a child",
  );
}

function present<T>(value: T | undefined, node: CstNode, what: string): T {
  if (value === undefined) throw new InternalError(`parse: ${node.name} without ${what}`);
  return value;
}

/** Whether the parser read all of it; bodies are judged statement by statement. */
export function isWhole(node: CstNode): boolean {
  if (node.recoveredNode === true) return false;
  return Object.values(node.children)
    .flat()
    .every((child) => !("children" in child) || child.name === "body" || child.name === "trainBody" || isWhole(child));
}

export function spanOfNode({ source }: Building, { location }: CstNode): Span {
  const start = location?.startOffset ?? 0;
  const last = location?.endOffset ?? Number.NaN;
  return spanAt(source, Number.isNaN(start) ? 0 : start, Number.isNaN(last) ? start : last + 1);
}

export function spanOfToken({ source }: Building, token: IToken): Span {
  return spanAt(source, token.startOffset, endOf(token));
}

export function nameOf(building: Building, token: IToken): Name {
  return { text: token.image, span: spanOfToken(building, token) };
}

/** The node's first identifier. */
export function ownName(building: Building, node: CstNode): Name {
  return nameOf(building, tokenOf(node, Identifier));
}

/** Reports a mistake that leaves everything around it readable. */
export function report(
  building: Building,
  code: ErrorCode,
  message: string,
  span: Span,
  extra: Finding["extra"] = {},
): void {
  building.findings.push({ code, message, span, extra, spoils: "nothing", dependent: true });
}
