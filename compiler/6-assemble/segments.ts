/** Initial memory as data segments: fresh memory is zero, so long runs of zeros are left out of the module. */

import type { Segment } from "../5-emit/initial-data.ts";

export type { Segment };

/** A segment costs some 8 bytes, and engines refuse more than 100,000 of them. */
const SHORTEST_RUN = 32;
const MOST_SEGMENTS = 50_000;

/** Splits segments at runs of zeros and drops the runs. */
export function dropZeros(segments: readonly Segment[]): Segment[] {
  for (let shortest = SHORTEST_RUN; ; shortest *= 2) {
    const pieces = segments.flatMap((segment) => piecesOf(segment, shortest));
    if (pieces.length <= Math.max(MOST_SEGMENTS, segments.length)) return pieces;
  }
}

function piecesOf({ offset, data }: Segment, shortest: number): Segment[] {
  const pieces: Segment[] = [];
  let start = 0; // of the piece
  let end = 0; // after its last byte that is not zero
  const close = () => {
    if (end > start) pieces.push({ offset: offset + start, data: data.subarray(start, end) });
  };
  for (let i = 0; i < data.length; i++) {
    if (data[i] === 0) continue;
    if (i - end >= shortest || end === 0) {
      close();
      start = i;
    }
    end = i + 1;
  }
  close();
  return pieces;
}
