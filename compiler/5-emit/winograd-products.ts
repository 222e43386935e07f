/**
 * The 36 products of Winograd's filtering, one for each place ξ of a transformed tile:
 *
 *   winograd_products    M[ξ][tile][16] = Σ over channels of V[tile][ξ][c] · U[ξ][c][16]
 *   winograd_gradients   W[ξ][c][16]   += Σ over tiles of V[tile][ξ][c] · D[ξ][tile][16]
 *
 * Sums of few rows are done as many: the rows behind the last are written over by the next ξ, or nobody's.
 */
import { PANEL_BYTES } from "../4-plan/layout.ts";
import { PRODUCTS } from "../ops/winograd-rules.ts";
import { indent, type KernelText } from "./kernel-text.ts";
import type { SimdLevel } from "./manifest.ts";
import { multiplyAdd } from "./vector-code.ts";
import { offset, range } from "./winograd-transforms.ts";

/** Rows and vectors of the sums that registers hold, tallest first. */
const SUMS: Readonly<Record<SimdLevel, { readonly heights: readonly number[]; readonly vectors: number }>> = {
  baseline: { heights: [2], vectors: 4 },
  relaxed: { heights: [6, 4], vectors: 2 },
  wide: { heights: [6, 4], vectors: 4 },
};

export function tileProducts(level: SimdLevel): KernelText {
  const { vectors } = SUMS[level];
  return {
    hint: "winograd_products",
    params: ["count: i32", "channels: i32", "v: usize", "vTile: usize", "vNext: usize", "u: usize", "m: usize"],
    lines: eachProduct([
      `for (let c: usize = 0; c < ${PANEL_BYTES}; c += ${16 * vectors}) {`,
      "  let y = m + c;",
      "  let a = v;",
      ...indent(
        eachHeight(level, "count", (height) => {
          const sums = sumsOf(height, vectors);
          return [
            ...sums.flat().map((sum) => `let ${sum} = zero;`),
            "let uc = u + c;",
            `const end = uc + (<usize>channels << 6);`,
            ...sums.map((_, r) => `let a${r} = ${r === 0 ? "a" : `a${r - 1} + vTile`};`),
            "while (uc < end) {",
            ...indent([
              ...step(level, sums, "uc", (r) => `a${r}`),
              ...sums.map((_, r) => `a${r} += 4;`),
              `uc += ${PANEL_BYTES};`,
            ]),
            "}",
            ...store(sums),
            `a += vTile * ${height};`,
          ];
        }),
      ),
      "}",
      "v += vNext;",
      "u += <usize>channels << 6;",
      "m += <usize>count << 6;",
    ]),
    functions: new Set(),
  };
}

export function gradientProducts(level: SimdLevel): KernelText {
  const { vectors } = SUMS[level];
  return {
    hint: "winograd_gradients",
    params: ["count: i32", "channels: i32", "v: usize", "vTile: usize", "vNext: usize", "d: usize", "w: usize"],
    lines: eachProduct([
      `for (let c: usize = 0; c < ${PANEL_BYTES}; c += ${16 * vectors}) {`,
      "  let y = w + c;",
      "  let a = v;",
      ...indent(
        eachHeight(level, "channels", (height) => {
          const sums = sumsOf(height, vectors);
          return [
            ...sums.flatMap((row, r) =>
              row.map((sum, v) => `let ${sum} = v128.load(y${offset(r * PANEL_BYTES + 16 * v)});`),
            ),
            "let at = a;",
            "let dt = d + c;",
            "const end = dt + (<usize>count << 6);",
            "while (dt < end) {",
            ...indent([
              ...step(level, sums, "dt", (r) => `at${offset(4 * r)}`),
              "at += vTile;",
              `dt += ${PANEL_BYTES};`,
            ]),
            "}",
            ...store(sums),
            `a += ${4 * height};`,
          ];
        }),
      ),
      "}",
      "v += vNext;",
      "d += <usize>(count + 1) << 6;",
      "w += <usize>(channels + 1) << 6;",
    ]),
    functions: new Set(),
  };
}

function eachProduct(lines: readonly string[]): string[] {
  return [
    "const zero = i32x4.splat(channels >> 31);",
    `for (let i: i32 = 0; i < ${PRODUCTS}; ++i) {`,
    ...indent(lines),
    "}",
  ];
}

/** All rows, by the heights that leave none over where the rows are a multiple of 4. */
function eachHeight(level: SimdLevel, rows: string, linesOf: (height: number) => string[]): string[] {
  const [tall, low] = SUMS[level].heights as [number, number?];
  const lines = (height: number) => [...linesOf(height), `y += ${height * PANEL_BYTES};`, `left -= ${height};`];
  const body =
    low === undefined
      ? lines(tall)
      : ["if (left < 5 || left == 7 || left == 8) {", ...indent(lines(low)), "} else {", ...indent(lines(tall)), "}"];
  return [`let left = ${rows};`, "while (left > 0) {", ...indent(body), "}"];
}

function sumsOf(height: number, vectors: number): string[][] {
  return range(height).map((r) => range(vectors).map((v) => `s${r}_${v}`));
}

function step(level: SimdLevel, sums: string[][], b: string, a: (row: number) => string): string[] {
  return [
    ...sums[0]!.map((_, v) => `const b${v} = v128.load(${b}${offset(16 * v)});`),
    ...sums.flatMap((row, r) => [
      `const x${r} = v128.load32_splat(${a(r)});`,
      ...row.map((sum, v) => `${sum} = ${multiplyAdd(level, `x${r}`, `b${v}`, sum)};`),
    ]),
  ];
}

function store(sums: string[][]): string[] {
  return sums.flatMap((row, r) => row.map((sum, v) => `v128.store(y, ${sum}${offset(r * PANEL_BYTES + 16 * v)});`));
}
