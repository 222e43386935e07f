/** Offsets into a source → lines and columns. */
import type { Source } from "./span.ts";

/** Both count from 1; a column counts UTF-16 units, as editors do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

const starts = new WeakMap<Source, readonly number[]>();

/** The offset at which every line of the source starts. */
export function lineStarts(source: Source): readonly number[] {
  let offsets = starts.get(source);
  if (offsets === undefined) {
    offsets = [0, ...[...source.text.matchAll(/\n/g)].map((match) => match.index + 1)];
    starts.set(source, offsets);
  }
  return offsets;
}

export function positionOf(source: Source, offset: number): Position {
  const offsets = lineStarts(source);
  let low = 0;
  let high = offsets.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (offsets[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - offsets[low]! + 1 };
}

/** A line's text without its line break. */
export function lineText(source: Source, line: number): string {
  const offsets = lineStarts(source);
  return source.text.slice(offsets[line - 1], offsets[line]).replace(/\r?\n$/, "");
}
