/**
 * Winograd's transforms as AssemblyScript: along the columns of a square into scratch memory, then along its rows. A
 * vector is four channels; `wide` does two vectors side by side, for an engine that makes one register of them.
 *
 *   for each column:  t = transform(load(row, column), of all rows);  scratch[row, column] = t[row]
 *   for each row:     t = transform(scratch[row, column], of all columns);  finish(t)
 */
import type { Transform } from "../ops/winograd-rules.ts";
import { indent, interleave } from "./kernel-text.ts";
import type { SimdLevel } from "./manifest.ts";
import { type KernelScope, VectorCode } from "./vector-code.ts";

/** Vectors of channels that are done side by side. */
export function vectorsAtOnce(level: SimdLevel): number {
  return level === "wide" ? 2 : 1;
}

export interface Square {
  readonly transform: Transform;
  /** The address of a row of the column at hand, and what leads to the next column. */
  readonly load: (row: number) => string;
  readonly nextColumn: string;
  /** How many rows of the result are wanted; all if left out. */
  readonly rows?: string;
  /** Lines for a row of the result: `values[column][vector]`. */
  readonly finish: (values: readonly (readonly string[])[]) => readonly string[];
}

/** Lines that transform a square of vectors, by way of the memory at `scratch`. */
export function squareLines(scope: KernelScope, { transform, load, nextColumn, rows, finish }: Square): string[] {
  const vectors = vectorsAtOnce(scope.level);
  const { from, to } = transform;
  const bytes = 16 * vectors;
  const columns = along(scope, transform, (row, v) => `v128.load(${load(row)}${offset(16 * v)})`);
  const across = along(scope, transform, (column, v) => `v128.load(line${offset(column * bytes + 16 * v)})`);
  const stores = columns.values.flatMap((value, row) => storeAll("column", value, row * from * bytes));
  return [
    `for (let column = scratch, end = scratch + ${from * bytes}; column < end; column += ${bytes}) {`,
    ...indent([...columns.lines, ...stores, nextColumn]),
    "}",
    `for (let line = scratch, end = scratch + ${rows ?? to} * ${from * bytes}; line < end; line += ${from * bytes}) {`,
    ...indent([...across.lines, ...finish(across.values)]),
    "}",
  ];
}

/** The transform of each vector at hand, and its values: `values[place][vector]`. */
function along(scope: KernelScope, { from, apply }: Transform, load: (place: number, vector: number) => string) {
  const vectors = range(vectorsAtOnce(scope.level)).map((v) => {
    const code = new VectorCode(scope);
    const loaded = range(from).map((place) => code.let(load(place, v), "d"));
    return { values: apply(code, loaded), lines: code.lines };
  });
  return {
    lines: interleave(vectors.map(({ lines }) => lines)),
    values: vectors[0]!.values.map((_, place) => vectors.map(({ values }) => `${values[place]!}`)),
  };
}

/** Stores vectors side by side. */
export function storeAll(address: string, vectors: readonly string[], bytes = 0): string[] {
  return vectors.map((vector, v) => `v128.store(${address}, ${vector}${offset(bytes + 16 * v)});`);
}

export function offset(bytes: number): string {
  return bytes === 0 ? "" : `, ${bytes}`;
}

export function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
