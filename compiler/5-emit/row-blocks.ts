/** Passes over the rows of a product, some rows at a time where every row is read more than once: a cache keeps them meanwhile. */
import { indent } from "./kernel-text.ts";

/** A multiple of every tile's height, so that tiles stay whole. */
const BLOCK = 192;

/** `passes` run from row `r` up to `last`, all rows once. */
export function rowsInBlocks(passes: readonly string[], often: boolean): string[] {
  if (!often) return ["let r: i32 = 0;", "const last = rows;", ...passes];
  return ["let r: i32 = 0;", "while (r < rows) {", `  const last = min(r + ${BLOCK}, rows);`, ...indent(passes), "}"];
}
