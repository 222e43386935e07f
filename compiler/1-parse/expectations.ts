/**
 * What the parser expected and found, in the reader's words: Chevrotain exceptions → findings. The message provider
 * yields only what was expected; the rest of the message is put together here, where the token found is at hand.
 */
import {
  EOF,
  type IParserErrorMessageProvider,
  type IRecognitionException,
  type IToken,
  type TokenType,
  tokenLabel,
} from "chevrotain";
import type { Source } from "../support/span.ts";
import { type Finding, spanAt } from "./findings.ts";
import { hintFor } from "./hints.ts";
import { endOf } from "./layout.ts";
import * as t from "./tokens.ts";

/** For rules that are alternatives or ends: what stands there. */
const EXPECTED_IN: Readonly<Record<string, string>> = {
  file: "`model` or `block`",
  opening: "`{`",
  ending: "the end of the line",
  statement: "a statement",
  trainStatement: "a statement",
  anyStatement: "a statement",
  body: "a statement",
  trainBody: "a statement",
  unexpected: "a statement",
  atom: "an expression",
  argument: "an expression",
  expression: "an operator",
};

function expectedToken(type: TokenType, previous: IToken, rule: string): string {
  if (EXPECTED_IN[rule] !== undefined && type !== t.LCurly) return EXPECTED_IN[rule];
  if (rule === "type" || (rule === "list" && type === t.LSquare)) return "`[` and the dimensions";
  if (type === t.Identifier) return rule === "type" ? "a type" : "a name";
  const closesList = type === t.RParen || type === t.RSquare;
  if (closesList && rule !== "group")
    return previous.tokenType === t.Comma ? "an expression" : `\`,\` or ${tokenLabel(type)}`;
  return tokenLabel(type);
}

export const expectations: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected, previous, ruleName }) => expectedToken(expected, previous, ruleName),
  buildNotAllInputParsedMessage: () => "`model` or `block`",
  buildNoViableAltMessage: ({ ruleName }) => EXPECTED_IN[ruleName] ?? "something else",
  buildEarlyExitMessage: ({ ruleName }) => EXPECTED_IN[ruleName] ?? "a name",
};

/** `previous`: the token before the one at fault. */
export function findingOf(source: Source, error: IRecognitionException, previous: IToken | undefined): Finding {
  const { token, context } = error;
  const rules = context.ruleStack;
  const expected = error.message;
  const found = describe(token, source);
  const help = hintFor({ expected, found: token, previous, rules });
  const start = token.tokenType === EOF ? source.text.trimEnd().length : token.startOffset;
  // A brace too many or too few: the bodies after it are not what they seem.
  const skipped = [token, ...error.resyncedTokens];
  const shiftsBraces =
    skipped.some(({ tokenType }) => tokenType === t.LCurly) || (expected === "`{`" && token.tokenType === t.Newline);
  return {
    code: "syntax-error",
    message: `expected ${expected}, found ${found}`,
    span: spanAt(source, start, token.tokenType === EOF ? start : endOf(token)),
    spoils: shiftsBraces || rules.length === 1 ? "rest" : "line",
    dependent: true,
    ...(help === undefined ? {} : { extra: { help } }),
  };
}

function describe(token: IToken, source: Source): string {
  const type = token.tokenType;
  if (type === EOF) return "the end of the file";
  if (type === t.Newline)
    return source.text.slice(endOf(token)).trim() === "" ? "the end of the file" : "the end of the line";
  if (t.KEYWORDS.includes(type)) return `the keyword \`${token.image}\``;
  return token.image === "" || token.image.length > 40 ? tokenLabel(type) : `\`${token.image}\``;
}
