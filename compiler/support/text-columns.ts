/** A line of a model's text → what a terminal shows, and at which column each of its characters stands. */

const TAB = "    ";

/** East Asian wide characters and emoji, which take two columns. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;

/** Marks that share a column with the character before. */
const NARROW = /\p{Mn}|\p{Me}|[\u200b-\u200d]/u;

/** Control characters (a terminal would obey them), bidirectional overrides, halves of surrogate pairs. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]/u;

export interface ShownLine {
  readonly text: string;
  /** The column of a UTF-16 offset into the line; the line's length is allowed. */
  columnOf(offset: number): number;
}

export function showLine(line: string): ShownLine {
  const columns: number[] = [];
  let text = "";
  let column = 0;
  for (const character of line) {
    for (let unit = 0; unit < character.length; unit++) columns.push(column);
    const shown = character === "\t" ? TAB : UNPRINTABLE.test(character) ? "\ufffd" : character;
    text += shown;
    column += character === "\t" ? TAB.length : widthOf(shown);
  }
  columns.push(column);
  return { text, columnOf: (offset) => columns[Math.min(offset, line.length)]! };
}

function widthOf(character: string): number {
  if (character <= "\u02ff") return 1;
  return NARROW.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
}
