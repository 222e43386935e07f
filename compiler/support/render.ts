/**
 * Diagnostics → text with source frames, or plain data for tools.
 *
 *     error[shape-mismatch]: dense expects rank 2, got rank 4
 *       ┌─ digits.inlay:9:18
 *       │
 *     7 │   features = conv2d(image, filters: 8, kernel: 3)
 *       │              ------------------------------------ f32[batch, 26, 26, 8] comes from here
 *     9 │   logits = dense(features, units: 10)
 *       │                  ^^^^^^^^ rank 4
 *       = help: flatten(features) gives f32[batch, 5408]
 */
import type { Diagnostic, Label } from "./diagnostic.ts";
import { lineStarts, lineText, positionOf } from "./position.ts";
import { NOWHERE, type Source, type Span } from "./span.ts";
import { showLine } from "./text-columns.ts";
import { type Mark, underline } from "./underline.ts";

/** Functions that colour a text; picocolors has them all. */
export interface Colors {
  readonly bold: (text: string) => string;
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly blue: (text: string) => string;
  readonly cyan: (text: string) => string;
}

const same = (text: string) => text;
const PLAIN: Colors = { bold: same, red: same, yellow: same, blue: same, cyan: same };

/** A label that covers more lines than this shows its first and last. */
const MAX_LABEL_LINES = 4;

/** All diagnostics in the given order and a line that counts them; the empty string for none. */
export function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  options: { readonly colors?: Colors } = {},
): string {
  if (diagnostics.length === 0) return "";
  const colors = options.colors ?? PLAIN;
  const rendered = diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, colors));
  return [...rendered, countLine(diagnostics)].join("\n\n");
}

function renderDiagnostic({ code, severity, message, primary, related, help }: Diagnostic, colors: Colors): string {
  const paint = severity === "error" ? colors.red : colors.yellow;
  const labels = [primary, ...related].filter(({ span }) => span.source !== NOWHERE.source);
  const sources = [...new Set(labels.map(({ span }) => span.source))];
  const lastLine = Math.max(1, ...labels.map(({ span }) => positionOf(span.source, lastOffset(span)).line));
  const margin = " ".repeat(String(lastLine).length);
  const bar = colors.blue("│");

  const lines = [colors.bold(`${paint(`${severity}[${code}]`)}: ${message}`)];
  for (const source of sources) {
    const own = labels.filter(({ span }) => span.source === source);
    const { line, column } = positionOf(source, own[0]!.span.start);
    lines.push(`${margin} ${colors.blue("┌─")} ${source.path}:${line}:${column}`, `${margin} ${bar}`);
    for (const [number, marks] of marksByLine(source, own, primary)) {
      const shown = showLine(lineText(source, number));
      lines.push(`${colors.blue(String(number).padStart(margin.length))} ${bar} ${shown.text}`.trimEnd());
      const style = (mark: Mark) => (mark.primary ? paint : colors.blue);
      for (const row of underline(marks, style)) lines.push(`${margin} ${bar} ${row}`);
    }
  }
  if (help !== undefined) lines.push(`${margin} ${colors.blue("=")} ${colors.bold("help")}: ${help}`);
  return lines.join("\n");
}

/** The marks under each line, lines ascending; a label's text goes under its last line. */
function marksByLine(source: Source, labels: readonly Label[], primary: Label): [number, Mark[]][] {
  const byLine = new Map<number, Mark[]>();
  for (const { span, text } of labels) {
    const first = positionOf(source, span.start).line;
    const last = positionOf(source, lastOffset(span)).line;
    for (let line = first; line <= last; line++) {
      if (last - first >= MAX_LABEL_LINES && line > first && line < last) continue;
      const content = lineText(source, line);
      const lineStart = lineStarts(source)[line - 1]!;
      const start = line === first ? span.start - lineStart : content.search(/\S|$/);
      const end = line === last ? span.end - lineStart : content.trimEnd().length;
      const shown = showLine(content);
      const from = shown.columnOf(start);
      const marks = byLine.get(line) ?? [];
      marks.push({
        start: from,
        end: Math.max(from + 1, shown.columnOf(Math.max(start, end))),
        text: line === last ? text : "",
        primary: span === primary.span,
      });
      byLine.set(line, marks);
    }
  }
  return [...byLine].sort(([a], [b]) => a - b);
}

function countLine(diagnostics: readonly Diagnostic[]): string {
  return (["error", "warning"] as const)
    .map((severity) => [diagnostics.filter((diagnostic) => diagnostic.severity === severity).length, severity] as const)
    .filter(([count]) => count > 0)
    .map(([count, severity]) => `${count} ${severity}${count === 1 ? "" : "s"}`)
    .join(", ");
}

/** A span that ends with a line break ends on the line that the break ends. */
function lastOffset({ start, end }: Span): number {
  return Math.max(start, end - 1);
}

// ---- data ----------------------------------------------------------------------------------------------------------

/** A place as tools read it: lines and columns from 1, the end exclusive, offsets in UTF-16 units. */
export interface JsonPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly offset: number;
  readonly endOffset: number;
  readonly label: string;
}

export interface JsonDiagnostic extends JsonPlace {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly related: readonly JsonPlace[];
  readonly help?: string;
}

export function diagnosticsToJson(diagnostics: readonly Diagnostic[]): JsonDiagnostic[] {
  return diagnostics.map(({ code, severity, message, primary, related, help }) => ({
    code,
    severity,
    message,
    ...placeOf(primary),
    related: related.map(placeOf),
    ...(help === undefined ? {} : { help }),
  }));
}

function placeOf({ span: { source, start, end }, text }: Label): JsonPlace {
  const from = positionOf(source, start);
  const to = positionOf(source, end);
  return {
    file: source.path,
    line: from.line,
    column: from.column,
    endLine: to.line,
    endColumn: to.column,
    offset: start,
    endOffset: end,
    label: text,
  };
}
