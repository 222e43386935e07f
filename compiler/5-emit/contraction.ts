/**
 * The product generator: C[rows, panel] = initial + Σₖ A(r, k) · B(k, panel), for one panel of 16 columns, with an
 * epilogue on the tile in registers. Forward products, weight gradients (A read by columns) and input gradients (B
 * transposed ahead of it) are the same loops with other strides.
 *
 *   for tiles of rows:                     tile.rows × tile.vectors accumulators
 *     for k:  C[r, v] += splat(A(r, k)) · B(k, v)
 *     epilogue, store
 *   for the rows left over: the same, one row at a time
 *
 * A by rows: element k of row r is at a + r·aRow + (k div chunk)·aNext + (k mod chunk)·4, so that row-major tensors
 * (chunk = depth) and panels (chunk = 16) are one loop. A by columns: row r of C is column r of A, at
 * a + (r div 16)·aPanel + (r mod 16)·4, and k steps by aRow.
 */
import { PANEL, PANEL_BYTES, type ProductCall } from "../4-plan/plan.ts";
import { BodyCode } from "./body-code.ts";
import { hintOf, indent, type KernelText, loadOperand, operandParams, type RowStride } from "./kernel-text.ts";
import type { SimdLevel } from "./manifest.ts";
import { TILES } from "./tiles.ts";
import { asV, KernelScope, multiplyAdd, VectorCode } from "./vector-code.ts";

export function productKernel(call: ProductCall, level: SimdLevel, stride: RowStride): KernelText {
  const tile = TILES[level];
  const scope = new KernelScope(level);
  const pass = (rows: number) => tilePass(call, level, scope, rows, tile.vectors, stride);
  const loops = [
    "let r: i32 = 0;",
    ...(tile.rows === 1
      ? []
      : [`for (; r + ${tile.rows} <= rows; r += ${tile.rows}) {`, ...indent(pass(tile.rows)), "}"]),
    "for (; r < rows; ++r) {",
    ...indent(pass(1)),
    "}",
  ];
  const width = tile.vectors * 16;
  const lines =
    width === PANEL_BYTES
      ? ["const c: usize = 0;", ...loops]
      : [`for (let c: usize = 0; c < ${PANEL_BYTES}; c += ${width}) {`, ...indent(loops), "}"];
  const strides =
    call.aAccess === "rows" ? ["aRow: usize", "chunk: i32", "aNext: usize"] : ["aRow: usize", "aPanel: usize"];
  return {
    hint: hintOf(
      call.aAccess === "rows" ? "product" : "product_of_columns",
      call.body.steps.map((step) => step.op),
    ),
    params: [
      "rows: i32",
      "depth: i32",
      "a: usize",
      ...strides,
      "b: usize",
      ...(call.initial === undefined ? [] : ["initial: usize"]),
      ...operandParams(call.body),
      ...call.stores.map((_, i) => `y${i}: usize`),
    ],
    lines,
    functions: scope.functions,
  };
}

/** One tile of `rows` rows from row `r` on: accumulate over k, then the epilogue. */
function tilePass(
  call: ProductCall,
  level: SimdLevel,
  scope: KernelScope,
  rows: number,
  vectors: number,
  stride: RowStride,
): string[] {
  const range = (count: number) => Array.from({ length: count }, (_, i) => i);
  const sums = range(rows).map(() => range(vectors).map(() => scope.name("c")));
  const lines: string[] = [];
  for (const row of range(rows)) {
    for (const v of range(vectors)) {
      const start = call.initial === undefined ? "f32x4.splat(0.0)" : `v128.load(initial + c${plus(v * 16)})`;
      lines.push(`let ${sums[row]![v]} = ${start};`);
    }
  }
  const step = (address: (row: number) => string) => [
    ...range(vectors).map((v) => `const b${v} = v128.load(bk, ${v * 16});`),
    ...range(rows).flatMap((row) => [
      `const s${row} = v128.load32_splat(${address(row)});`,
      ...range(vectors).map((v) => `${sums[row]![v]} = ${multiplyAdd(level, `s${row}`, `b${v}`, sums[row]![v]!)};`),
    ]),
  ];
  lines.push("let bk = b + c;");
  if (call.aAccess === "rows") {
    lines.push(
      "let chunkStart = a + <usize>r * aRow;",
      "for (let left = depth; left > 0; left -= chunk) {",
      "  const chunkEnd = chunkStart + (<usize>min(left, chunk) << 2);",
      ...range(rows).map((row) => `  let a${row}k = chunkStart${row === 0 ? "" : ` + ${row} * aRow`};`),
      "  while (a0k < chunkEnd) {",
      ...indent(
        step((row) => `a${row}k`),
        2,
      ),
      ...range(rows).map((row) => `    a${row}k += 4;`),
      `    bk += ${PANEL_BYTES};`,
      "  }",
      "  chunkStart += aNext;",
      "}",
    );
  } else {
    lines.push(
      `let ak = a + <usize>(r / ${PANEL}) * aPanel + ((<usize>r & ${PANEL - 1}) << 2);`,
      "const end = ak + <usize>depth * aRow;",
      "while (ak < end) {",
      ...indent(step((row) => (row === 0 ? "ak" : `ak, ${row * 4}`))),
      "  ak += aRow;",
      `  bk += ${PANEL_BYTES};`,
      "}",
    );
  }
  return [...lines, ...epilogue(call, scope, sums, stride)];
}

function epilogue(
  call: ProductCall,
  scope: KernelScope,
  sums: readonly (readonly string[])[],
  stride: RowStride,
): string[] {
  const body = new BodyCode(call.body, 1);
  const accumulator = call.body.operands.length;
  const code = new VectorCode(scope);
  code.lines.push(`const at = (<usize>r << 6) + c;`);
  const load = (row: number, vector: number) => (operand: Parameters<typeof loadOperand>[0], index: number) => {
    const element = `at${plus(row * PANEL_BYTES + vector * 16)}`;
    return loadOperand(
      operand,
      index,
      { element, column: `c${plus(vector * 16)}`, row: row === 0 ? "r" : `(r + ${row})` },
      stride,
    );
  };
  const scalars = body.emit("scalar", code, new Map(), load(0, 0));
  const byColumn = sums[0]!.map((_, v) => body.emit("column", code, scalars, load(0, v)));
  for (const [row, accumulators] of sums.entries()) {
    const byRow = body.emit("row", code, scalars, load(row, 0));
    for (const [v, sum] of accumulators.entries()) {
      const known = new Map([...byRow, ...byColumn[v]!, [accumulator, asV(sum)] as const]);
      const values = body.emit("element", code, known, load(row, v));
      for (const [i, store] of call.stores.entries()) {
        code.lines.push(`v128.store(y${i} + at, ${values.get(store.value)}${offset(row * PANEL_BYTES + v * 16)});`);
      }
    }
  }
  return code.lines;
}

function plus(bytes: number): string {
  return bytes === 0 ? "" : ` + ${bytes}`;
}

function offset(bytes: number): string {
  return bytes === 0 ? "" : `, ${bytes}`;
}
