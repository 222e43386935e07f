/** Where something stands in a model's text. */

export interface Source {
  /** What diagnostics call the file; not necessarily a path that exists. */
  readonly path: string;
  readonly text: string;
}

/** A half-open range of UTF-16 offsets into one source. */
export interface Span {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

/** The span of nodes that no text produced (graphs built by passes or in tests). */
export const NOWHERE: Span = { source: { path: "<generated>", text: "" }, start: 0, end: 0 };

/** The smallest span that covers both; both must lie in one source. */
export function cover(first: Span, last: Span): Span {
  return {
    source: first.source,
    start: Math.min(first.start, last.start),
    end: Math.max(first.end, last.end),
  };
}
