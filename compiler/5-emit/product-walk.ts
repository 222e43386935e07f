/**
 * How the loops of a product (contraction.ts) walk through A.
 *
 * Memory of a matrix comes in chunks that are `aNext` bytes apart. By rows, element k of row r is at
 * a + r·aRow + (k div chunk)·aNext + (k mod chunk)·4, so that row-major tensors (chunk = depth) and panels (chunk = 16)
 * are one loop. By columns row r of C is column r of A, at a + (r div chunk)·aNext + (r mod chunk)·4 (chunk = rows, or
 * 16), and k steps by aRow.
 *
 * What a window shows of an image is read where it is, so that no matrix of it is made (window-walk.ts).
 */
import { PANEL_BYTES } from "../4-plan/layout.ts";
import type { ProductCall } from "../4-plan/plan.ts";
import { indent } from "./kernel-text.ts";
import { rowsInBlocks } from "./row-blocks.ts";
import { windowColumnsWalk, windowRowsWalk } from "./window-walk.ts";

export interface Walk {
  readonly hint: string;
  /** Of the kernel, up to the address of B. */
  readonly params: readonly string[];
  /** The kernel, given its passes over the rows from `r` up to `last`; `often`: they read these rows of A more than once. */
  readonly around: (passes: readonly string[], often: boolean) => string[];
  /** At the start of a pass, where `r` is its first row. */
  readonly start: readonly string[];
  /** The address of B. */
  readonly b: string;
  /** Sums are added up in several goes: they go on from memory at `partial` where `image` is not 0, and back unless `isLast`. */
  readonly inBlocks?: true;
  /** Adds up a tile of `rows` rows from `r` on; `step` is one k, given the address of each row's element of A. */
  readonly sums: (rows: number, step: (address: (row: number) => string) => readonly string[]) => string[];
}

export function walkOf({ aAccess, window }: ProductCall): Walk {
  if (window !== undefined) return aAccess === "rows" ? windowRowsWalk : windowColumnsWalk;
  return aAccess === "rows" ? rowsWalk : columnsWalk;
}

const MATRIX = ["rows: i32", "depth: i32", "a: usize", "aRow: usize", "chunk: i32", "aNext: usize"];

const rowsWalk: Walk = {
  hint: "product",
  params: MATRIX,
  around: rowsInBlocks,
  start: [],
  b: "b",
  sums: (rows, step) => {
    const each = Array.from({ length: rows }, (_, row) => row);
    return [
      "let chunkStart = a + <usize>r * aRow;",
      "for (let left = depth; left > 0; left -= chunk) {",
      "  const chunkEnd = chunkStart + (<usize>min(left, chunk) << 2);",
      ...each.map((row) => `  let a${row}k = ${row === 0 ? "chunkStart" : `a${row - 1}k + aRow`};`),
      "  while (a0k < chunkEnd) {",
      ...indent(
        step((row) => `a${row}k`),
        2,
      ),
      ...each.map((row) => `    a${row}k += 4;`),
      `    bk += ${PANEL_BYTES};`,
      "  }",
      "  chunkStart += aNext;",
      "}",
    ];
  },
};

const columnsWalk: Walk = {
  hint: "product_of_columns",
  params: MATRIX,
  around: (passes) => [
    "let r: i32 = 0;",
    "for (let first: i32 = 0; first < rows; first += chunk) {",
    "  const last = min(first + chunk, rows);",
    ...indent(passes),
    "  a += aNext;",
    "}",
  ],
  start: [],
  b: "b",
  sums: (_, step) => [
    "let ak = a + (<usize>(r - first) << 2);",
    "const end = ak + <usize>depth * aRow;",
    "while (ak < end) {",
    ...indent(step((row) => (row === 0 ? "ak" : `ak, ${row * 4}`))),
    "  ak += aRow;",
    `  bk += ${PANEL_BYTES};`,
    "}",
  ],
};
