/**
 * The product generator: C[rows, panel] = initial + Σₖ A(r, k) · B(k, panel), for one panel of 16 columns, with an
 * epilogue on the tile in registers. Forward products, weight gradients (A read by columns), input gradients (B
 * transposed ahead of it) and convolutions (A is what a window shows of images) are the same loops with other walks
 * through A (product-walk.ts).
 *
 *   for each half of the panel, if tiles are as narrow as that (for some rows at a time):
 *     until all rows are done, the tallest tile that is right for the rows left:
 *       for k:  C[r, v] += splat(A(r, k)) · B(k, v)      tile.rows × tile.vectors accumulators
 *     for the rows of the tile: epilogue, store
 */
import { PANEL_BYTES } from "../4-plan/layout.ts";
import type { ProductCall } from "../4-plan/plan.ts";
import { borderParams, startBorder } from "./border.ts";
import { hintOf, indent, type KernelText, lengthParams, operandParams, type RowStride } from "./kernel-text.ts";
import type { SimdLevel } from "./manifest.ts";
import { productEpilogue } from "./product-epilogue.ts";
import { type Walk, walkOf } from "./product-walk.ts";
import { TILES, type Tile } from "./tiles.ts";
import { KernelScope, multiplyAdd } from "./vector-code.ts";

/** Variables that hold a tile's sums: `sums[row][vector]`. */
type Sums = readonly (readonly string[])[];

export function productKernel(
  call: ProductCall,
  level: SimdLevel,
  stride: RowStride,
  tiles: readonly Tile[] = TILES[level],
): KernelText {
  const scope = new KernelScope(level);
  const walk = walkOf(call);
  const zero = call.initial === undefined ? [ZERO] : [];
  const passes = [...zero, ...widths(tiles).flatMap((group) => pass(call, walk, level, scope, group, stride))];
  return {
    hint: hintOf(
      walk.hint,
      call.body.steps.map((step) => step.op),
    ),
    params: [
      ...walk.params,
      ...lengthParams(call),
      ...borderParams(call),
      "b: usize",
      ...(walk.inBlocks ? ["partial: usize"] : []),
      ...(call.initial === undefined ? [] : ["initial: usize"]),
      ...operandParams(call.body),
      ...call.stores.map((_, i) => `y${i}: usize`),
    ],
    lines: walk.around(
      passes,
      tiles.some(({ vectors }) => vectors * 16 < PANEL_BYTES),
    ),
    functions: scope.functions,
  };
}

/** What Binaryen does not know to be zero: it would write each constant vector out, in 18 bytes. */
const ZERO = "const zero = i32x4.splat(depth >> 31);";

/** Neighbours of one width: they share their loops but the innermost. */
function widths(tiles: readonly Tile[]): Tile[][] {
  const groups: Tile[][] = [];
  for (const tile of tiles) {
    const group = groups.at(-1);
    if (group !== undefined && group[0]!.vectors === tile.vectors) group.push(tile);
    else groups.push([tile]);
  }
  return groups;
}

/** All tiles of a width, from row `r` on. */
function pass(
  call: ProductCall,
  walk: Walk,
  level: SimdLevel,
  scope: KernelScope,
  tiles: Tile[],
  stride: RowStride,
): string[] {
  const { rows, vectors } = tiles[0]!;
  const sums: Sums = range(rows).map(() => range(vectors).map(() => scope.name("c")));
  const lowest = tiles.at(-1)!.rows;
  const height = tiles.length === 1 ? String(lowest) : "height";
  const start = (v: number) => (call.initial === undefined ? "zero" : `v128.load(initial + c, ${v * 16})`);
  const epilogue = productEpilogue(call, scope, sums, height, stride);
  const lines = [
    ...sums.flatMap((row) => row.map((sum, v) => `let ${sum} = ${start(v)};`)),
    `let bk = ${walk.b} + c;`,
    ...choose(tiles, ({ rows, apart }) => accumulate(walk, apart ? "baseline" : level, sums.slice(0, rows))),
    ...(walk.inBlocks ? ["if (isLast) {", ...indent(epilogue), "}"] : epilogue),
    `r += ${height};`,
  ];
  const loop = [
    ...walk.start,
    ...startBorder(call, "r"),
    `while (${lowest === 1 ? "r < last" : `r + ${lowest} <= last`}) {`,
    ...indent(lines),
    "}",
  ];
  const columns =
    vectors * 16 === PANEL_BYTES
      ? ["const c: usize = 0;", ...loop]
      : [
          "const top = r;",
          `for (let c: usize = 0; c < ${PANEL_BYTES}; c += ${vectors * 16}) {`,
          "  r = top;",
          ...indent(loop),
          "}",
        ];
  return ["{", ...indent(columns), "}"];
}

/**
 * Takes the first tile that is right for the rows left. Where a tall tile would leave fewer rows than the next has, but
 * two of the next fit, they are better: few rows are few accumulators, which wait for each other.
 */
function choose(tiles: readonly Tile[], linesOf: (tile: Tile) => string[]): string[] {
  const lowest = tiles.at(-1)!;
  if (tiles.length === 1) return linesOf(lowest);
  const lines = tiles.slice(0, -1).flatMap((tile, i) => {
    const { rows } = tile;
    const next = tiles[i + 1]!.rows;
    const sliver = next > 1 && 2 * next < rows + next;
    const unless = sliver ? ` && (r + ${2 * next} > last || r + ${rows + next} <= last)` : "";
    const test = `if (r + ${rows} <= last${unless}) {`;
    return [i === 0 ? test : `} else ${test}`, `  height = ${rows};`, ...indent(linesOf(tile))];
  });
  return [`let height: i32 = ${lowest.rows};`, ...lines, "} else {", ...indent(linesOf(lowest)), "}"];
}

/** Adds up a tile over k, or over a block of it. */
function accumulate(walk: Walk, level: SimdLevel, sums: Sums): string[] {
  const all = accumulateOnce(walk, level, sums);
  if (!walk.inBlocks) return all;
  const place = (row: number, v: number) => `, ${row * PANEL_BYTES + v * 16}`;
  const at = "const at = partial + (<usize>r << 6) + c;";
  const each = (line: (sum: string, place: string) => string) =>
    sums.flatMap((row, r) => row.map((sum, v) => `  ${line(sum, place(r, v))}`));
  return [
    "if (image > 0) {",
    `  ${at}`,
    ...each((sum, place) => `${sum} = v128.load(at${place});`),
    "}",
    ...all,
    "if (!isLast) {",
    `  ${at}`,
    ...each((sum, place) => `v128.store(at, ${sum}${place});`),
    "}",
  ];
}

function accumulateOnce(walk: Walk, level: SimdLevel, sums: Sums): string[] {
  return walk.sums(sums.length, (address) => [
    ...sums[0]!.map((_, v) => `const b${v} = v128.load(bk, ${v * 16});`),
    ...sums.flatMap((row, r) => [
      `const s${r} = v128.load32_splat(${address(r)});`,
      ...row.map((sum, v) => `${sum} = ${multiplyAdd(level, `s${r}`, `b${v}`, sum)};`),
    ]),
  ]);
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
