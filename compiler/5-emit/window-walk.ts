/**
 * Products whose A is what a window shows of images: row r = (n·down + y)·across + x of A is the window at place (y, x) of
 * image n, element by element, channels last. Images lie in panels or rows; all distances are in bytes, and arguments.
 *
 *     a        the first element of the window at the first place
 *     stepX    to the next place of a line, stepY to the next line of places, stepN to the next image
 *     tap      to the next element of the window, of which a line has `taps`; line: to its next line, of `lines`
 *     depth    floats of an element, in chunks (panels) `aNext` apart; neighbours in memory count as one element
 *
 * By rows (a convolution) every row of a tile has a pointer of its own, and all move alike from run to run, a run being
 * what lies together: the chunk of an element. By columns (its weight gradient) the rows of a tile are neighbours in a
 * run, and k goes through the places, for some images at a time: all rows of C read what a cache holds of A and B.
 */
import { PANEL_BYTES } from "../4-plan/layout.ts";
import { indent } from "./kernel-text.ts";
import type { Walk } from "./product-walk.ts";
import { rowsInBlocks } from "./row-blocks.ts";

const PLACES = ["down: i32", "across: i32", "a: usize", "stepX: usize", "stepY: usize", "stepN: usize"];
const ELEMENTS = ["lines: i32", "line: usize", "taps: i32", "tap: usize", "depth: i32", "chunk: i32", "aNext: usize"];

/** From behind the last place of a line to the next line's first, and from behind the last line to the next image. */
const ENDS = ["const endX = stepY - <usize>across * stepX;", "const endY = stepN - <usize>down * stepY;"];

/** From the first chunk of an element to where the last one ends, if a pointer moves by `inChunk` within one. */
const HOPS = (last: string) => [
  `const moved = <usize>((depth - 1) / chunk) * aNext${last};`,
  "const nextTap = tap - moved;",
  "const nextLine = line - <usize>(taps - 1) * tap - moved;",
];

export const windowRowsWalk: Walk = {
  hint: "window_product",
  params: ["rows: i32", "first: i32", ...PLACES, ...ELEMENTS],
  around: (passes, often) => [
    ...ENDS,
    ...HOPS(" + (<usize>((depth - 1) % chunk + 1) << 2)"),
    "const nextChunk = aNext - (<usize>chunk << 2);",
    ...rowsInBlocks(passes, often),
  ],
  start: [
    "let x = (first + r) % across;",
    "let y = (first + r) / across;",
    "let place = a + <usize>(y / down) * stepN + <usize>(y % down) * stepY + <usize>x * stepX;",
    "y %= down;",
  ],
  b: "b",
  sums: (rows, step) => {
    const each = Array.from({ length: rows }, (_, row) => row);
    return [
      ...each.flatMap((row) => [
        `let a${row}k = place;`,
        "place += stepX;",
        "if (++x == across) {",
        "  x = 0;",
        "  place += endX;",
        "  if (++y == down) {",
        "    y = 0;",
        "    place += endY;",
        "  }",
        "}",
      ]),
      "let left = depth;",
      "let tapsLeft = taps;",
      "let linesLeft = lines;",
      "for (;;) {",
      "  const end = a0k + (<usize>min(left, chunk) << 2);",
      "  do {",
      ...indent(
        step((row) => `a${row}k`),
        2,
      ),
      ...each.map((row) => `    a${row}k += 4;`),
      `    bk += ${PANEL_BYTES};`,
      "  } while (a0k < end);",
      "  left -= chunk;",
      "  let next = nextChunk;",
      "  if (left <= 0) {",
      "    left = depth;",
      "    next = nextTap;",
      "    if (--tapsLeft == 0) {",
      "      if (--linesLeft == 0) break;",
      "      tapsLeft = taps;",
      "      next = nextLine;",
      "    }",
      "  }",
      ...each.map((row) => `  a${row}k += next;`),
      "}",
    ];
  },
};

export const windowColumnsWalk: Walk = {
  hint: "window_gradient",
  params: ["images: i32", "block: i32", ...PLACES, ...ELEMENTS],
  around: (passes) => [
    ...ENDS,
    ...HOPS(""),
    "for (let image: i32 = 0; image < images; image += block) {",
    "  const count = min(block, images - image);",
    "  const isLast = image + count == images;",
    "  const firstB = b + (<usize>(image * down * across) << 6);",
    "  let run = a + <usize>image * stepN;",
    "  let r: i32 = 0;",
    "  let left = depth;",
    "  let tapsLeft = taps;",
    "  let linesLeft = lines;",
    "  for (;;) {",
    "    const first = r;",
    "    const last = r + min(left, chunk);",
    ...indent(passes, 2),
    "    left -= chunk;",
    "    if (left > 0) {",
    "      run += aNext;",
    "      continue;",
    "    }",
    "    left = depth;",
    "    if (--tapsLeft > 0) {",
    "      run += nextTap;",
    "      continue;",
    "    }",
    "    if (--linesLeft == 0) break;",
    "    tapsLeft = taps;",
    "    run += nextLine;",
    "  }",
    "}",
  ],
  start: [],
  b: "firstB",
  inBlocks: true,
  sums: (_, step) => [
    "let ak = run + (<usize>(r - first) << 2);",
    "let y = down;",
    "let n = count;",
    "for (;;) {",
    "  const end = ak + <usize>across * stepX;",
    "  do {",
    ...indent(
      step((row) => (row === 0 ? "ak" : `ak, ${row * 4}`)),
      2,
    ),
    "    ak += stepX;",
    `    bk += ${PANEL_BYTES};`,
    "  } while (ak < end);",
    "  ak += endX;",
    "  if (--y == 0) {",
    "    if (--n == 0) break;",
    "    y = down;",
    "    ak += endY;",
    "  }",
    "}",
  ],
};
