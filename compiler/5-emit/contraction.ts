/**
 * The product generator: C[rows, panel] = initial + Σₖ A(r, k) · B(k, panel), for one panel of 16 columns, with an
 * epilogue on the tile in registers. Forward products, weight gradients (A read by columns) and input gradients (B
 * transposed ahead of it) are the same loops with other strides.
 *
 *   for each half of the panel, if tiles are as narrow as that:
 *     until all rows are done, the tallest tile that is right for the rows left:
 *       for k:  C[r, v] += splat(A(r, k)) · B(k, v)      tile.rows × tile.vectors accumulators
 *     for the rows of the tile: epilogue, store
 *
 * Memory of A comes in chunks that are `aNext` bytes apart. By rows, element k of row r is at
 * a + r·aRow + (k div chunk)·aNext + (k mod chunk)·4, so that row-major tensors (chunk = depth) and panels (chunk = 16)
 * are one loop. By columns row r of C is column r of A, at a + (r div chunk)·aNext + (r mod chunk)·4 (chunk = rows, or
 * 16), and k steps by aRow.
 */
import { PANEL_BYTES, type ProductCall } from "../4-plan/plan.ts";
import { hintOf, indent, type KernelText, lengthParams, operandParams, type RowStride } from "./kernel-text.ts";
import type { SimdLevel } from "./manifest.ts";
import { productEpilogue } from "./product-epilogue.ts";
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
  const byColumns = call.aAccess === "columns";
  const zero = call.initial === undefined ? [ZERO] : [];
  const passes = [...zero, ...widths(tiles).flatMap((group) => pass(call, level, scope, group, stride))];
  const lines = byColumns
    ? [
        "let r: i32 = 0;",
        "for (let first: i32 = 0; first < rows; first += chunk) {",
        "  const last = min(first + chunk, rows);",
        ...indent(passes),
        "  a += aNext;",
        "}",
      ]
    : ["let r: i32 = 0;", "const last = rows;", ...passes];
  return {
    hint: hintOf(
      byColumns ? "product_of_columns" : "product",
      call.body.steps.map((step) => step.op),
    ),
    params: [
      "rows: i32",
      "depth: i32",
      ...lengthParams(call),
      "a: usize",
      "aRow: usize",
      "chunk: i32",
      "aNext: usize",
      "b: usize",
      ...(call.initial === undefined ? [] : ["initial: usize"]),
      ...operandParams(call.body),
      ...call.stores.map((_, i) => `y${i}: usize`),
    ],
    lines,
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
function pass(call: ProductCall, level: SimdLevel, scope: KernelScope, tiles: Tile[], stride: RowStride): string[] {
  const { rows, vectors } = tiles[0]!;
  const sums: Sums = range(rows).map(() => range(vectors).map(() => scope.name("c")));
  const lowest = tiles.at(-1)!.rows;
  const height = tiles.length === 1 ? String(lowest) : "height";
  const start = (v: number) => (call.initial === undefined ? "zero" : `v128.load(initial + c, ${v * 16})`);
  const lines = [
    ...sums.flatMap((row) => row.map((sum, v) => `let ${sum} = ${start(v)};`)),
    "let bk = b + c;",
    ...choose(tiles, ({ rows, apart }) => accumulate(call, apart ? "baseline" : level, sums.slice(0, rows))),
    ...productEpilogue(call, scope, sums, height, stride),
    `r += ${height};`,
  ];
  const loop = [`while (${lowest === 1 ? "r < last" : `r + ${lowest} <= last`}) {`, ...indent(lines), "}"];
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

/** Adds up a tile over k. */
function accumulate(call: ProductCall, level: SimdLevel, sums: Sums): string[] {
  const step = (address: (row: number) => string) => [
    ...sums[0]!.map((_, v) => `const b${v} = v128.load(bk, ${v * 16});`),
    ...sums.flatMap((row, r) => [
      `const s${r} = v128.load32_splat(${address(r)});`,
      ...row.map((sum, v) => `${sum} = ${multiplyAdd(level, `s${r}`, `b${v}`, sum)};`),
    ]),
  ];
  if (call.aAccess === "columns") {
    return [
      "let ak = a + (<usize>(r - first) << 2);",
      "const end = ak + <usize>depth * aRow;",
      "while (ak < end) {",
      ...indent(step((row) => (row === 0 ? "ak" : `ak, ${row * 4}`))),
      "  ak += aRow;",
      `  bk += ${PANEL_BYTES};`,
      "}",
    ];
  }
  return [
    "let chunkStart = a + <usize>r * aRow;",
    "for (let left = depth; left > 0; left -= chunk) {",
    "  const chunkEnd = chunkStart + (<usize>min(left, chunk) << 2);",
    ...sums.map((_, row) => `  let a${row}k = ${row === 0 ? "chunkStart" : `a${row - 1}k + aRow`};`),
    "  while (a0k < chunkEnd) {",
    ...indent(
      step((row) => `a${row}k`),
      2,
    ),
    ...sums.map((_, row) => `    a${row}k += 4;`),
    `    bk += ${PANEL_BYTES};`,
    "  }",
    "  chunkStart += aNext;",
    "}",
  ];
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
