/**
 * What follows a product's sums, on the tile in registers: the body, then the stores. It is a loop over the tile's rows,
 * written for the first: the sums move up a row each time, which costs the machine a renaming, so that an optimizer is in
 * the code once for all tiles of a width.
 */
import { PANEL_BYTES } from "../4-plan/layout.ts";
import type { ProductCall } from "../4-plan/plan.ts";
import type { V } from "../support/vector-builder.ts";
import { BodyCode } from "./body-code.ts";
import { nextInBorder, storeAddress } from "./border.ts";
import { indent, interleave, loadOperand, type RowStride } from "./kernel-text.ts";
import { asV, type KernelScope, VectorCode } from "./vector-code.ts";

/**
 * `sums[row][vector]` are variables, of which the first `height` rows are done; the tile begins at row `r` and byte `c` of
 * the panel's rows.
 */
export function productEpilogue(
  call: ProductCall,
  scope: KernelScope,
  sums: readonly (readonly string[])[],
  height: string,
  stride: RowStride,
): string[] {
  const body = new BodyCode(call.body, 1);
  const before = new VectorCode(scope);
  const load = (vector: number) => (operand: Parameters<typeof loadOperand>[0], index: number) =>
    loadOperand(
      operand,
      index,
      { element: plus("at", vector), column: plus("c", vector), segment: plus("segment", vector), row: "row" },
      stride,
    );
  const scalars = body.emit("scalar", before, new Map(), load(0));
  const columns = sums[0]!.map((_, v) => {
    const code = new VectorCode(scope);
    return { lines: code.lines, values: body.emit("column", code, scalars, load(v)) };
  });
  before.lines.push(...interleave(columns.map(({ lines }) => lines)));
  const inner = new VectorCode(scope);
  const byRow = body.emit("row", inner, scalars, load(0));
  const accumulator = call.body.operands.length;
  const emitVector = (v: number, sum: V, code: VectorCode) => {
    const known = new Map([...byRow, ...columns[v]!.values, [accumulator, sum] as const]);
    const values = body.emit("element", code, body.emit("segment", code, known, load(v)), load(v));
    for (const [i, { value }] of call.stores.entries()) {
      code.lines.push(`v128.store(${storeAddress(call, i)}, ${values.get(value)}${v === 0 ? "" : `, ${v * 16}`});`);
    }
    return code.lines;
  };
  const vectors = sums[0]!.map((sum, v) => emitVector(v, asV(sum), new VectorCode(scope)));
  if (call.segment !== undefined) inner.lines.unshift("const segment = (<usize>(row / length) << 6) + c;");
  const needsRow = call.body.operands.some(({ access }) => access === "row" || access === "segment");
  const at = "at = (<usize>r << 6) + c;";
  const throughMemory = goesThroughMemory(call, scope);
  if (sums.length === 1 && !throughMemory) {
    const lines = [...inner.lines, ...interleave(vectors)];
    return [`const ${at}`, ...(needsRow ? ["const row = r;"] : []), ...before.lines, ...lines, ...nextInBorder(call)];
  }
  const rotate = sums.slice(1).flatMap((row, r) => row.map((sum, v) => `${sums[r]![v]} = ${sum};`));
  const bytes = height === "height" ? `(<usize>height << 6)` : String(Number(height) * PANEL_BYTES);
  const start = [`let ${at}`, ...(needsRow ? ["let row = r;"] : [])];
  const loop = (vectors: readonly (readonly string[])[], more: readonly string[]) => [
    ...indent([
      ...inner.lines,
      ...interleave(vectors),
      ...more,
      ...(needsRow ? ["++row;"] : []),
      ...nextInBorder(call),
    ]),
    "}",
  ];
  if (!throughMemory) {
    const head = `for (const end = at + ${bytes}; at < end; at += ${PANEL_BYTES}) {`;
    return [...start, ...before.lines, head, ...loop(vectors, rotate)];
  }
  const head = `for (; at < stop; at += ${PANEL_BYTES}) {`;
  const stores = sums[0]!.map((sum, v) => `v128.store(y0 + at, ${sum}${v === 0 ? "" : `, ${v * 16}`});`);
  const again = sums[0]!.map((_, v) => {
    const code = new VectorCode(scope);
    return emitVector(v, code.let(`v128.load(${plus("y0 + at", v)})`), code);
  });
  return [
    ...start,
    `const stop = at + ${bytes};`,
    head,
    ...indent([...stores, ...rotate]),
    "}",
    `at -= ${bytes};`,
    ...before.lines,
    head,
    ...loop(again, []),
  ];
}

/**
 * No register lives through a call, and V8's revectorizer merges neither calls nor what leads to a pair that it does not
 * merge: not the product either. So before functions are called, all sums are stored where the results will be, and read
 * again. Not where an operand of the same shape may lie in that place, nor inside of a border.
 */
function goesThroughMemory({ body, stores }: ProductCall, { functions }: KernelScope): boolean {
  return (
    functions.size > 0 && stores[0]!.border === undefined && body.operands.every(({ access }) => access !== "element")
  );
}

function plus(base: string, vector: number): string {
  return vector === 0 ? base : `${base} + ${vector * 16}`;
}
