/** The table of diagnostics → docs/diagnostics.md, each with an example and what the compiler says of it. */
import type { Diagnostic } from "./diagnostic.ts";
import { type CodeEntry, DIAGNOSTIC_CODES } from "./diagnostic-codes.ts";
import { renderDiagnostics } from "./render.ts";

const HEADER = `# Diagnostics

Everything that the compiler reports about a model's text, by the code in brackets; made of the table in
compiler/support/diagnostic-codes.ts. Errors keep a model from being compiled, warnings do not.
`;

/** `check`: the diagnostics of an example. */
export function renderDiagnosticsPage(check: (entry: CodeEntry) => readonly Diagnostic[]): string {
  const sections = Object.entries<CodeEntry>(DIAGNOSTIC_CODES)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, entry]) => renderSection(code, entry, check(entry)));
  return [HEADER, ...sections].join("\n");
}

function renderSection(code: string, entry: CodeEntry, diagnostics: readonly Diagnostic[]): string {
  const files = Object.entries(entry.files ?? {}).map(([path, text]) => `With \`${path}\`:\n\n${fence(text)}`);
  // Without the line that counts them.
  const rendered = renderDiagnostics(diagnostics).split("\n").slice(0, -2).join("\n");
  const severity = entry.severity === "error" ? "Error" : "Warning";
  return [`## \`${code}\`\n`, `${severity}. ${entry.doc}\n`, fence(entry.example), ...files, fence(rendered)].join(
    "\n",
  );
}

function fence(text: string): string {
  return `\`\`\`\n${text.trimEnd()}\n\`\`\`\n`;
}
