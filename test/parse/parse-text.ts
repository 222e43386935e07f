/** Model text → what parsing makes of it. */
import type { File } from "../../compiler/1-parse/ast.ts";
import { parse } from "../../compiler/1-parse/parse.ts";
import { type Diagnostic, DiagnosticSink } from "../../compiler/support/diagnostic.ts";

export function parseText(text: string): { readonly file: File; readonly diagnostics: readonly Diagnostic[] } {
  const sink = new DiagnosticSink();
  const file = parse({ path: "test.inlay", text }, sink);
  return { file, diagnostics: sink.diagnostics };
}

/** The messages of the errors in these statements of a model. */
export function messagesIn(statements: string): string[] {
  return parseText(`model test {\n${statements}\n}\n`).diagnostics.map(({ message }) => message);
}
