/**
 * Text → the same model in the standard layout: two blanks an indentation step, single blanks inside a line, one empty
 * line in a row at most. Comments stay, and so do line breaks inside brackets. Works on tokens, so that nothing is lost.
 */
import { type IToken, tokenMatcher } from "chevrotain";
import { type Diagnostic, DiagnosticSink } from "../support/diagnostic.ts";
import type { Source } from "../support/span.ts";
import { endOf } from "./layout.ts";
import { parse } from "./parse.ts";
import * as t from "./tokens.ts";

export interface Formatted {
  /** Absent when the text has syntax errors, which `diagnostics` then holds. */
  readonly text?: string;
  readonly diagnostics: readonly Diagnostic[];
}

export function format(source: Source): Formatted {
  const sink = new DiagnosticSink();
  parse(source, sink);
  if (sink.hasErrors) return { diagnostics: sink.diagnostics };
  return { text: layOutLines(source), diagnostics: sink.diagnostics };
}

function layOutLines(source: Source): string {
  const lexed = t.tokenize(source.text);
  const tokens = [...lexed.tokens.filter(({ tokenType }) => tokenType !== t.Newline), ...lexed.comments];
  tokens.sort((a, b) => a.startOffset - b.startOffset);

  let text = "";
  /** For every open bracket, the line that opened it: brackets opened on one line indent by one step together. */
  const open: { readonly line: number; readonly token: IToken }[] = [];
  let line = 0;
  let previous: IToken | undefined;
  for (const [index, token] of tokens.entries()) {
    const next = tokens[index + 1];
    if (token.tokenType === t.Comma && isCloser(next) && !breaksBetween(source, token, next)) continue;
    const breaks = previous === undefined ? 0 : lineBreaks(source, previous, token, open.at(-1)?.token);
    if (isCloser(token)) open.pop();
    if (breaks > 0) {
      line++;
      text += "\n".repeat(breaks) + "  ".repeat(new Set(open.map((bracket) => bracket.line)).size);
    } else if (previous !== undefined && isSpaced(previous, token, tokens[index - 2])) {
      text += " ";
    }
    if (isOpener(token)) open.push({ line, token });
    text += token.image.trimEnd();
    previous = token;
  }
  return text === "" ? "" : `${text}\n`;
}

/** How many line breaks stand between two tokens: 0, 1, or 2 for an empty line. */
function lineBreaks(source: Source, before: IToken, after: IToken, bracket: IToken | undefined): number {
  const written = breaksBetween(source, before, after);
  const isBody = bracket === undefined || bracket.tokenType === t.LCurly;
  if (before.tokenType === t.Comment) {
    const trailsBracket =
      bracket !== undefined && /^[^\S\n]*$/.test(source.text.slice(endOf(bracket), before.startOffset));
    return isBody && written > 1 && after.tokenType !== t.RCurly && !trailsBracket ? 2 : 1;
  }
  if (after.tokenType === t.Comment && written === 0) return 0;
  if (!isBody) return Math.min(written, 1);
  if (before.tokenType === t.LCurly) return after.tokenType === t.RCurly ? 0 : 1;
  if (after.tokenType === t.RCurly) return 1;
  if ([t.LCurly, t.Else].includes(after.tokenType) || before.tokenType === t.RNames) return 0;
  if (after.tokenType === t.Model || after.tokenType === t.Block) return 2;
  return Math.min(after.tokenType === t.Import ? Math.max(written, 1) : written, 2);
}

function breaksBetween(source: Source, before: IToken, after: IToken): number {
  return source.text.slice(endOf(before), after.startOffset).split("\n").length - 1;
}

function isSpaced(before: IToken, after: IToken, beforeThat: IToken | undefined): boolean {
  const [left, right] = [before.tokenType, after.tokenType];
  if (right === t.Comment) return true;
  if (left === t.LParen || left === t.LSquare || left === t.Range) return false;
  if ([t.RParen, t.RSquare, t.Comma, t.Colon, t.Range].includes(right)) return false;
  if (left === t.LCurly && right === t.RCurly) return false;
  if (left === t.Minus && !endsOperand(beforeThat)) return false;
  if (right === t.LParen || right === t.LSquare) return !tokenMatcher(before, t.Identifier);
  return true;
}

/** Whether a minus after this token subtracts. */
function endsOperand(token: IToken | undefined): boolean {
  if (token === undefined) return false;
  return [t.Identifier, t.Literal, t.RParen, t.RSquare].some((type) => tokenMatcher(token, type));
}

function isOpener(token: IToken): boolean {
  return [t.LParen, t.LSquare, t.LCurly, t.LNames].includes(token.tokenType);
}

function isCloser(token: IToken | undefined): token is IToken {
  return token !== undefined && [t.RParen, t.RSquare, t.RCurly, t.RNames].includes(token.tokenType);
}
