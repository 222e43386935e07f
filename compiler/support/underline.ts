/**
 * The rows under a line of source: `^^^` and `---` marks and their texts. Marks that don't overlap share a row; the
 * rightmost has its text beside it, the others hang theirs below:
 *
 *     x = dense(image, units: 3
 *              -               ^ expected `)`
 *              │
 *              this `(` is never closed
 */

export interface Mark {
  /** Columns, counted from 0; the end is exclusive. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Drawn with `^` instead of `-`. */
  readonly primary: boolean;
}

/** Colours a mark's drawing and text. */
export type Style = (mark: Mark) => (text: string) => string;

export function underline(marks: readonly Mark[], style: Style): string[] {
  const rows: string[] = [];
  let rest = [...marks].sort((a, b) => Number(b.primary) - Number(a.primary) || b.start - a.start);
  while (rest.length > 0) {
    const group: Mark[] = [];
    for (const mark of rest) {
      if (group.every((other) => mark.end <= other.start || other.end <= mark.start)) group.push(mark);
    }
    rest = rest.filter((mark) => !group.includes(mark));
    rows.push(
      ...drawGroup(
        group.sort((a, b) => a.start - b.start),
        style,
      ),
    );
  }
  return rows;
}

/** Marks from left to right, none overlapping. */
function drawGroup(marks: readonly Mark[], style: Style): string[] {
  const drawing = (mark: Mark) => (mark.primary ? "^" : "-").repeat(mark.end - mark.start);
  const last = marks.at(-1)!;
  const beside = (mark: Mark) => (mark === last && mark.text !== "" ? ` ${mark.text}` : "");
  const rows = [
    place(
      marks.map((mark) => [mark, drawing(mark) + beside(mark)]),
      style,
    ),
  ];
  const hanging = marks.filter((mark) => mark !== last && mark.text !== "");
  while (hanging.length > 0) {
    rows.push(
      place(
        hanging.map((mark) => [mark, "│"]),
        style,
      ),
    );
    const lowest = hanging.pop()!;
    rows.push(place([...hanging.map((mark): [Mark, string] => [mark, "│"]), [lowest, lowest.text]], style));
  }
  return rows;
}

/** Each text at its mark's column. */
function place(texts: readonly (readonly [Mark, string])[], style: Style): string {
  let row = "";
  let width = 0;
  for (const [mark, text] of texts) {
    row += " ".repeat(mark.start - width) + style(mark)(text);
    width = mark.start + text.length;
  }
  return row;
}
