/**
 * Raw tokens → the tokens that the grammar reads: line breaks only where a statement ends, brackets always in pairs.
 *
 * A break counts unless a `(` or `[` is open, the line is empty, or the next line goes on with `{`, `else` or `from`; a
 * statement right before `}` gets one. What is missing or too much (closing brackets, foreign tokens) is reported here
 * and mended, so that the parser's own errors don't follow from it: an unclosed `(` ends with its line when the next line
 * clearly starts a statement, an unclosed `{` where a `}` further out stands in line with an outer `{`.
 */
import { createTokenInstance, type IToken, type TokenType, tokenMatcher } from "chevrotain";
import type { ErrorCode } from "../support/diagnostic-codes.ts";
import type { Source, Span } from "../support/span.ts";
import { type Finding, spanAt } from "./findings.ts";
import * as t from "./tokens.ts";

/** Deeper nesting is refused, so that no stage after this one can run out of stack. */
const MAX_DEPTH = 100;

const CLOSER = new Map<TokenType, TokenType>([
  [t.LParen, t.RParen],
  [t.LSquare, t.RSquare],
  [t.LCurly, t.RCurly],
  [t.LNames, t.RNames],
]);

export interface Layout {
  readonly tokens: IToken[];
  readonly findings: Finding[];
  /** False when the text is not worth parsing. */
  readonly usable: boolean;
}

interface Open {
  readonly token: IToken;
  /** Columns that its line is indented by. */
  readonly indent: number;
  /** The parentheses of `block name(…)`, in which `name = …` is no statement. */
  readonly isParams: boolean;
}

export function layOut(source: Source, raw: readonly IToken[]): Layout {
  const tokens: IToken[] = [];
  const findings: Finding[] = [];
  const open: Open[] = [];
  /** How many `}` the text has too few. */
  let missing = count(raw, t.LCurly) - count(raw, t.RCurly);

  const spanOf = (token: IToken): Span => spanAt(source, token.startOffset, endOf(token));
  const report = (
    code: ErrorCode,
    message: string,
    span: Span,
    spoils: Finding["spoils"],
    extra: Finding["extra"] = {},
  ) => findings.push({ code, message, span, spoils, dependent: false, extra });

  /** Closes the innermost brackets, which the text leaves open, after the last token. */
  function close(count: number, found: string): void {
    if (count === 0) return;
    const unclosed = open.splice(open.length - count).reverse();
    const end = endOf(tokens.at(-1)!);
    for (const { token } of unclosed) {
      if (token.tokenType === t.LCurly) {
        missing--;
        endStatement();
      }
      tokens.push(virtual(CLOSER.get(token.tokenType)!, end));
    }
    const closers = unclosed.map(({ token }) => CLOSER.get(token.tokenType)!.PATTERN).join("");
    report("unclosed-bracket", `expected \`${closers}\`, found ${found}`, spanAt(source, end, end), "line", {
      related: unclosed.map(({ token }) => ({ span: spanOf(token), text: `this \`${token.image}\` is never closed` })),
    });
  }

  /** How many `(` and `[` are open since the last `{`. */
  function openInside(): number {
    return open.length - 1 - open.findLastIndex(({ token }) => token.tokenType === t.LCurly);
  }

  function endStatement(): void {
    const last = tokens.at(-1);
    if (last === undefined || last.tokenType === t.Newline || last.tokenType === t.LCurly) return;
    tokens.push(virtual(t.Newline, endOf(last)));
  }

  function lineBreak(index: number): void {
    const next = nextVisible(raw, index);
    const top = open.at(-1);
    if (top !== undefined && top.token.tokenType !== t.LCurly) {
      if (!startsStatement(source, raw, next, top)) return;
      close(openInside(), "the end of the line");
    }
    const type = raw[next]?.tokenType;
    const last = tokens.at(-1)?.tokenType;
    const continues =
      type === t.LCurly || (type === t.Else && last === t.RCurly) || (type === t.From && last === t.RNames);
    if (continues || continuesOperator(next)) return;
    endStatement();
  }

  /** How many bodies a `}` leaves open that stands in line with a `{` further out. */
  function unclosedBefore(token: IToken, index: number): number {
    if (missing <= 0 || !isFirstOnLine(raw, index)) return 0;
    const indent = indentOf(source, token);
    const own = open.findLastIndex((entry) => entry.indent <= indent);
    return own < 0 ? 0 : Math.min(missing, open.length - 1 - own);
  }

  /** Reports an expression broken at an operator outside brackets; what it meant is clear. */
  function continuesOperator(next: number): boolean {
    const isOperator = (token: IToken | undefined) => token !== undefined && tokenMatcher(token, t.BinaryOperator);
    const first = raw[next];
    const operator = [tokens.at(-1), first].find(isOperator);
    if (operator === undefined || first === undefined || tokens.length === 0) return false;
    if (operator !== first && (t.STATEMENT_KEYWORDS.includes(first.tokenType) || first.tokenType === t.RCurly))
      return false;
    if (operator !== first && bindsName(raw, next)) return false;
    report("syntax-error", "a statement ends at its line break", spanOf(operator), "nothing", {
      help: "put the expression in parentheses to continue it on the next line",
    });
    return true;
  }

  function closing(token: IToken, index: number): void {
    const type = token.tokenType;
    const matches = (entry: Open) => CLOSER.get(entry.token.tokenType) === type;
    if (type === t.RCurly) {
      close(openInside(), "`}`");
      close(unclosedBefore(token, index), "the end of an outer body");
      endStatement();
    } else {
      const inner = open.slice(open.length - openInside());
      const match = inner.findLastIndex(matches);
      const mistaken = match < 0 && inner.length > 0;
      close(mistaken ? 1 : inner.length - 1 - match, `\`${token.image}\``);
      if (mistaken) return;
    }
    if (open.length > 0 && matches(open.at(-1)!)) {
      open.pop();
      tokens.push(token);
    } else {
      report("unmatched-bracket", `\`${token.image}\` closes nothing`, spanOf(token), "line", {
        help: `remove it, or open it with \`${[...CLOSER].find(([, closer]) => closer === type)![0].PATTERN}\``,
      });
    }
  }

  for (const [index, token] of raw.entries()) {
    const type = token.tokenType;
    const mistaken = t.foreignToken(type);
    if (mistaken !== undefined) {
      const { message, help, meant, garbles } = mistaken;
      const at = type === t.HashComment ? spanAt(source, token.startOffset, token.startOffset + 1) : spanOf(token);
      report(meant === t.StringLiteral ? "bad-string" : "unexpected-token", message, at, garbles ? "line" : "nothing", {
        help,
      });
      if (meant === t.Newline) lineBreak(index);
      else if (meant !== undefined) tokens.push(instead(token, meant));
    } else if (type === t.Newline) {
      lineBreak(index);
    } else if (CLOSER.has(type)) {
      if (type === t.LCurly) close(openInside(), "`{`");
      const isParams = tokens.at(-2)?.tokenType === t.Block;
      open.push({ token, indent: indentOf(source, token), isParams });
      tokens.push(token);
      if (open.length > MAX_DEPTH) {
        report("nested-too-deeply", `brackets nest deeper than ${MAX_DEPTH}`, spanOf(token), "rest");
        return { tokens, findings, usable: false };
      }
    } else if (type === t.RParen || type === t.RSquare || type === t.RCurly || type === t.RNames) {
      closing(token, index);
    } else {
      if (missing > 0 && [t.Import, t.Model, t.Block].includes(type) && isFirstOnLine(raw, index)) {
        close(open.length, `\`${token.image}\``);
        endStatement();
      }
      const inNames = open.at(-1)?.token.tokenType === t.LNames;
      if (inNames && type === t.From && tokens.at(-1)!.tokenType === t.Identifier) close(1, "`from`");
      tokens.push(token);
    }
  }
  close(open.length, "the end of the file");
  endStatement();
  return { tokens, findings, usable: true };
}

function count(tokens: readonly IToken[], type: TokenType): number {
  return tokens.filter(({ tokenType }) => tokenType === type).length;
}

/** A token that the text does not have, right after the one that ends at `offset`. */
function virtual(type: TokenType, offset: number): IToken {
  return createTokenInstance(type, "", offset, offset - 1, Number.NaN, Number.NaN, Number.NaN, Number.NaN);
}

/** The token that was meant, where the text has another. */
function instead(token: IToken, meant: TokenType): IToken {
  const written = meant.PATTERN instanceof RegExp ? meant.PATTERN.source : String(meant.PATTERN);
  const image = meant === t.StringLiteral ? token.image : written;
  return { ...token, image, tokenType: meant, tokenTypeIdx: meant.tokenTypeIdx! };
}

export function endOf(token: IToken): number {
  return (token.endOffset ?? token.startOffset - 1) + 1;
}

function indentOf(source: Source, token: IToken): number {
  const lineStart = source.text.lastIndexOf("\n", token.startOffset - 1) + 1;
  return source.text.slice(lineStart).search(/\S|$/);
}

function isFirstOnLine(raw: readonly IToken[], index: number): boolean {
  return index === 0 || raw[index - 1]!.tokenType === t.Newline;
}

function nextVisible(raw: readonly IToken[], index: number): number {
  let next = index + 1;
  while (raw[next]?.tokenType === t.Newline) next++;
  return next;
}

/** Whether the line that starts with this token is certainly not the rest of an open bracket. */
function startsStatement(source: Source, raw: readonly IToken[], index: number, bracket: Open): boolean {
  const first = raw[index];
  if (first === undefined) return false;
  if (t.STATEMENT_KEYWORDS.includes(first.tokenType)) return true;
  if (bracket.isParams || indentOf(source, first) > bracket.indent) return false;
  return bindsName(raw, index);
}

/** Whether `name =` or `name, name =` stands there. */
function bindsName(raw: readonly IToken[], index: number): boolean {
  let next = index;
  while (isName(raw[next]) && raw[next + 1]?.tokenType === t.Comma) next += 2;
  return isName(raw[next]) && raw[next + 1]?.tokenType === t.Equals;
}

function isName(token: IToken | undefined): boolean {
  return token !== undefined && tokenMatcher(token, t.Identifier);
}
