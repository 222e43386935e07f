/**
 * Mistakes found while parsing → diagnostics in text order, without those that only follow from an earlier one:
 * a line that is garbled already gets no second complaint from the parser, and neither does anything after a `{` or `}`
 * that stands in the wrong place.
 */
import type { DiagnosticSink, Extra } from "../support/diagnostic.ts";
import type { ErrorCode } from "../support/diagnostic-codes.ts";
import type { Source, Span } from "../support/span.ts";

export interface Finding {
  readonly code: ErrorCode;
  readonly message: string;
  readonly span: Span;
  readonly extra?: Extra;
  /** What it makes unreliable. */
  readonly spoils: "nothing" | "line" | "rest";
  /** Believed only where nothing is spoilt. */
  readonly dependent: boolean;
}

/** `lineEnds`: ascending offsets at which the statements' lines end. */
export function reportFindings(findings: readonly Finding[], lineEnds: readonly number[], sink: DiagnosticSink): void {
  const lineOf = (offset: number) => lineEnds.findIndex((end) => offset <= end);
  let spoiltLine: number | undefined;
  const ordered = [...findings].sort(
    (a, b) => a.span.start - b.span.start || Number(a.dependent) - Number(b.dependent),
  );
  for (const { code, message, span, extra, spoils, dependent } of ordered) {
    const line = lineOf(span.start);
    if (dependent && line === spoiltLine) continue;
    sink.error(code, message, span, extra);
    if (spoils !== "nothing") spoiltLine = line;
    if (spoils === "rest") break;
  }
}

/** A span with its ends forced into the text. */
export function spanAt(source: Source, start: number, end: number): Span {
  const clamp = (offset: number) => Math.min(Math.max(0, offset), source.text.length);
  return { source, start: clamp(start), end: clamp(Math.max(start, end)) };
}
