/**
 * Text → AST: lex, lay out, parse, build. Never throws, whatever the text; what is wrong goes to the sink in text order.
 * With errors in the sink the AST holds what could be read and is of no use to lowering.
 */
import type { ILexingError, IToken } from "chevrotain";
import type { DiagnosticSink } from "../support/diagnostic.ts";
import type { Source } from "../support/span.ts";
import type { File } from "./ast.ts";
import { buildFile } from "./build-ast.ts";
import { findingOf } from "./expectations.ts";
import { type Finding, reportFindings, spanAt } from "./findings.ts";
import { grammar } from "./grammar.ts";
import { hintForCharacters } from "./hints.ts";
import { endOf, layOut } from "./layout.ts";
import { LCurly, Newline, tokenize } from "./tokens.ts";

export function parse(source: Source, sink: DiagnosticSink): File {
  const lexed = tokenize(source.text);
  const layout = layOut(source, lexed.tokens);
  const findings = [...lexed.errors.map((error) => unexpectedCharacter(source, error)), ...layout.findings];
  let file: File = { imports: [], blocks: [], models: [], span: spanAt(source, 0, source.text.length) };
  if (layout.usable) {
    grammar.input = layout.tokens;
    const cst = grammar.file();
    const before = (token: IToken) => layout.tokens[layout.tokens.indexOf(token) - 1] ?? layout.tokens.at(-1);
    findings.push(...grammar.errors.map((error) => findingOf(source, error, before(error.token))));
    if (cst !== undefined) file = buildFile({ source, findings }, cst);
  }
  const lineEnds = layout.tokens
    .filter(({ tokenType }) => tokenType === Newline || tokenType === LCurly)
    .map((token) => endOf(token));
  reportFindings(findings, lineEnds, sink);
  return file;
}

function unexpectedCharacter(source: Source, { offset, length }: ILexingError): Finding {
  const text = source.text.slice(offset, offset + length);
  const isPlain = text.length <= 20 && !/[\p{Cc}\p{Cf}\p{Cs}\p{Z}]/u.test(text);
  const shown = isPlain ? `\`${text}\`` : `U+${text.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`;
  const help = hintForCharacters(text);
  return {
    code: "unexpected-character",
    message: `unexpected character${[...text].length === 1 || !isPlain ? "" : "s"} ${shown}`,
    span: spanAt(source, offset, offset + length),
    spoils: "line",
    dependent: false,
    ...(help === undefined ? {} : { extra: { help } }),
  };
}
