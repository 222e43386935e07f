/** The product generator for itself: every number of rows, ragged depths, both accesses of A in both layouts, all levels. */
import { describe, expect, test } from "vitest";
import type { ProductCall } from "../../compiler/4-plan/plan.ts";
import { ROWS_UNIT } from "../../compiler/4-plan/plan.ts";
import { productKernel } from "../../compiler/5-emit/contraction.ts";
import { SIMD_LEVELS, type SimdLevel } from "../../compiler/5-emit/manifest.ts";
import tuned from "../../compiler/5-emit/tiles.json" with { type: "json" };
import { TILES, type Tile } from "../../compiler/5-emit/tiles.ts";
import { runAsc } from "../../compiler/6-assemble/asc.ts";
import { describeTiles, type Measured, ranking } from "../../scripts/tune-score.ts";

const PAGE = 65536;
const AT = { a: 1024, b: 2 * PAGE, initial: 3 * PAGE, row: 3 * PAGE + 256, y: 4 * PAGE };

/** Every number that tiles divide in some way, and some that do not fit into one block of rows. */
const ROWS = [...Array.from({ length: 40 }, (_, i) => i + 1), 192, 193, 399];
const MOST = Math.max(...ROWS);

/** C = A · B + initial, then each row times a value of its own: all that an epilogue can address. */
function callOf(aAccess: ProductCall["aAccess"], initial: boolean): ProductCall {
  const base = { kind: "product", comment: [], a: "a", aAccess, b: "b", rows: 1, depth: 1, columns: 16 } as const;
  const body = {
    operands: [{ buffer: "row", access: "row" }],
    steps: [{ op: "mul", attrs: {}, args: [0, 1] }],
  } as const;
  const plain = { operands: [], steps: [] };
  return initial
    ? { ...base, initial: "initial", body, stores: [{ value: 2, buffer: "y" }] }
    : { ...base, body: plain, stores: [{ value: 0, buffer: "y" }] };
}

interface Kernels {
  readonly memory: WebAssembly.Memory;
  readonly [kernel: string]: unknown;
}

async function assembled(level: SimdLevel, tiles: readonly Tile[]): Promise<Kernels> {
  const source = (["rows", "columns"] as const).flatMap((access) =>
    [true, false].map((initial) => {
      const { params, lines } = productKernel(callOf(access, initial), level, () => 4, tiles);
      return `export function ${access}_${initial}(${params.join(", ")}): void {\n${lines.join("\n")}\n}`;
    }),
  );
  const binary = await runAsc({ source: source.join("\n"), simd: level, memoryPages: 5, runtime: new Map() });
  const { instance } = await WebAssembly.instantiate(binary as Uint8Array<ArrayBuffer>);
  return instance.exports as unknown as Kernels;
}

const DEPTHS = [1, 2, 3, 15, 16, 17, 35];

/** Strides that say where A(r, k) is, and the element's index there. */
function layoutOf(access: "rows" | "columns", panels: boolean, rows: number, depth: number) {
  const inPanel = (row: number, column: number, height: number) =>
    (column >> 4) * height * 16 + row * 16 + (column & 15);
  if (access === "rows") {
    return panels
      ? { strides: [64, 16, rows * 64], at: (r: number, k: number) => inPanel(r, k, rows) }
      : { strides: [depth * 4, depth, 0], at: (r: number, k: number) => r * depth + k };
  }
  return panels
    ? { strides: [64, 16, depth * 64], at: (r: number, k: number) => inPanel(k, r, depth) }
    : { strides: [rows * 4, rows, 0], at: (r: number, k: number) => k * rows + r };
}

/** A number in −1 … 1 that neighbours do not share. */
const value = (i: number) => Math.fround(Math.sin(i * 12.9898 + 1));

function check(kernels: Kernels, access: "rows" | "columns", panels: boolean, initial: boolean): void {
  const memory = new Float32Array(kernels.memory.buffer);
  const run = kernels[`${access}_${initial}`] as (...args: number[]) => void;
  for (let i = 0; i < 16; i++) memory[AT.initial / 4 + i] = value(7000 + i);
  for (let i = 0; i < MOST; i++) memory[AT.row / 4 + i] = value(8000 + i);
  for (const rows of ROWS) {
    for (const depth of DEPTHS) {
      const { strides, at } = layoutOf(access, panels, rows, depth);
      // What no element of A is at must not reach the result.
      memory.fill(NaN, AT.a / 4, AT.b / 4);
      for (let r = 0; r < rows; r++) for (let k = 0; k < depth; k++) memory[AT.a / 4 + at(r, k)] = value(r * 50 + k);
      for (let i = 0; i < depth * 16; i++) memory[AT.b / 4 + i] = value(4000 + i);
      memory.fill(-1, AT.y / 4, AT.y / 4 + (MOST + 1) * 16);
      run(rows, depth, AT.a, ...strides, AT.b, ...(initial ? [AT.initial, AT.row] : []), AT.y);
      for (let r = 0; r < rows; r++) {
        for (let c = 0; c < 16; c++) {
          let sum = initial ? memory[AT.initial / 4 + c]! : 0;
          for (let k = 0; k < depth; k++) sum += value(r * 50 + k) * memory[AT.b / 4 + k * 16 + c]!;
          if (initial) sum *= memory[AT.row / 4 + r]!;
          const got = memory[AT.y / 4 + r * 16 + c]!;
          if (!(Math.abs(got - sum) <= 1e-5 * Math.max(1, Math.abs(sum)))) {
            throw new Error(`${rows} rows, depth ${depth}: element ${r}, ${c} is ${got}, not ${sum}`);
          }
        }
      }
      const beyond = memory.subarray(AT.y / 4 + rows * 16, AT.y / 4 + (MOST + 1) * 16);
      if (beyond.some((x) => x !== -1)) throw new Error(`${rows} rows, depth ${depth}: writes beyond the last row`);
    }
  }
}

async function checkAll(level: SimdLevel, tiles: readonly Tile[]): Promise<void> {
  const kernels = await assembled(level, tiles);
  for (const access of ["rows", "columns"] as const) {
    for (const panels of [true, false]) for (const initial of [true, false]) check(kernels, access, panels, initial);
  }
}

describe("products are right at 1 to 40 rows and some more", () => {
  test.each(SIMD_LEVELS)("%s, with its tiles", async (level) => {
    await checkAll(level, TILES[level]);
  });

  test.each([
    ["one row", [[1, 4]]],
    ["half panels to the end", [[1, 2]]],
    [
      "an edge tile that fits twice where the tall one fits once",
      [
        [5, 2],
        [3, 2],
        [1, 4],
      ],
    ],
    [
      "three heights",
      [
        [8, 1],
        [6, 1],
        [2, 1],
        [1, 2],
      ],
    ],
    [
      "a whole panel of Xᵀ",
      [
        [16, 1],
        [1, 4],
      ],
    ],
  ] as const)("%s", async (_, tiles) => {
    const table = tiles.map(([rows, vectors]) => ({ rows, vectors }));
    await checkAll("baseline", table);
  });
});

test("every level's table ends with one row, tallest first, and a half panel at least", () => {
  for (const level of SIMD_LEVELS) {
    const rows = TILES[level].map((tile) => tile.rows);
    expect(rows).toEqual([...rows].sort((a, b) => b - a));
    expect(rows.at(-1)).toBe(1);
    for (const { vectors } of TILES[level]) expect([1, 2, 4]).toContain(vectors);
    // Threads split rows between tiles.
    for (const height of rows) expect(ROWS_UNIT % height).toBe(0);
  }
});

test("the tiles in use are the best that tiles.json has measurements of", () => {
  for (const level of SIMD_LEVELS) {
    expect(ranking(tuned.measured as Measured[], level)[0]!.tiles).toBe(describeTiles(TILES[level]));
  }
});
