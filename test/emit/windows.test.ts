/** Products through a window for themselves: images in panels and in rows, parts of the rows, blocks of images, all levels. */
import { expect, test } from "vitest";
import type { ProductCall } from "../../compiler/4-plan/plan.ts";
import { productKernel } from "../../compiler/5-emit/contraction.ts";
import { SIMD_LEVELS, type SimdLevel } from "../../compiler/5-emit/manifest.ts";
import { SMALL_TILES, TILES, type Tile } from "../../compiler/5-emit/tiles.ts";
import { runAsc } from "../../compiler/6-assemble/asc.ts";

const AT = { a: 1024, b: 128 * 1024, partial: 192 * 1024, y: 256 * 1024 };
const [IMAGES, HEIGHT, WIDTH] = [3, 7, 6];
const KERNEL = [3, 2] as const;
const STRIDES = [2, 1] as const;
const DILATIONS = [1, 2] as const;
const [DOWN, ACROSS] = [3, 4];

const WINDOW = {
  channels: 1,
  image: [1, 1],
  kernel: [1, 1],
  strides: [1, 1],
  dilations: [1, 1],
  places: [1, 1],
} as const;

async function assembled(level: SimdLevel, tiles: readonly Tile[]) {
  const source = (["rows", "columns"] as const).map((aAccess) => {
    const base = {
      kind: "product",
      comment: [],
      a: "a",
      b: "b",
      rows: 1,
      depth: 1,
      columns: 16,
      window: WINDOW,
    } as const;
    const body = { operands: [], steps: [] };
    const call: ProductCall = { ...base, aAccess, body, stores: [{ value: 0, buffer: "y" }] };
    const { params, lines } = productKernel(call, level, () => 4, tiles);
    return `export function ${aAccess}(${params.join(", ")}): void {\n${lines.join("\n")}\n}`;
  });
  const binary = await runAsc({ source: source.join("\n"), simd: level, memoryPages: 6, runtime: new Map() });
  const { instance } = await WebAssembly.instantiate(binary as Uint8Array<ArrayBuffer>);
  return instance.exports as unknown as {
    readonly memory: WebAssembly.Memory;
    rows(...args: number[]): void;
    columns(...args: number[]): void;
  };
}

const value = (i: number) => Math.fround(Math.sin(i * 12.9898 + 1));

/** Where a pixel's channel is, and what the kernels want to know of that: distances in bytes, and one element's floats. */
function layoutOf(channels: number, inPanels: boolean) {
  const pixel = inPanels ? 64 : channels * 4;
  const panel = IMAGES * HEIGHT * WIDTH * 64;
  const line = WIDTH * pixel;
  return {
    at: (p: number, c: number) => (inPanels ? (c >> 4) * (panel / 4) + p * 16 + (c & 15) : p * channels + c),
    places: [DOWN, ACROSS, AT.a, STRIDES[1] * pixel, STRIDES[0] * line, HEIGHT * line],
    elements: [
      KERNEL[0],
      DILATIONS[0] * line,
      KERNEL[1],
      DILATIONS[1] * pixel,
      channels,
      inPanels ? 16 : channels,
      panel,
    ],
  };
}

function check(kernels: Awaited<ReturnType<typeof assembled>>, channels: number, inPanels: boolean): void {
  const memory = new Float32Array(kernels.memory.buffer);
  const { at, places, elements } = layoutOf(channels, inPanels);
  const [rows, depth] = [IMAGES * DOWN * ACROSS, KERNEL[0] * KERNEL[1] * channels];
  const pixels = IMAGES * HEIGHT * WIDTH;
  const x = (p: number, c: number) => value(p * channels + c);
  const shown = (row: number, k: number) => {
    const [n, oy, ox] = [Math.floor(row / DOWN / ACROSS), Math.floor(row / ACROSS) % DOWN, row % ACROSS];
    const [tap, c] = [Math.floor(k / channels), k % channels];
    const [ky, kx] = [Math.floor(tap / KERNEL[1]), tap % KERNEL[1]];
    const line = n * HEIGHT + oy * STRIDES[0] + ky * DILATIONS[0];
    return x(line * WIDTH + ox * STRIDES[1] + kx * DILATIONS[1], c);
  };
  // What no element of an image is at must not reach the result.
  memory.fill(Number.NaN);
  for (let p = 0; p < pixels; p++) for (let c = 0; c < channels; c++) memory[AT.a / 4 + at(p, c)] = x(p, c);
  const expectAt = (r: number, sum: (c: number) => number) => {
    for (let c = 0; c < 16; c++) expect(memory[AT.y / 4 + r * 16 + c]).toBeCloseTo(sum(c), 4);
  };

  for (let i = 0; i < depth * 16; i++) memory[AT.b / 4 + i] = value(4000 + i);
  const product = (r: number) => (c: number) => {
    let sum = 0;
    for (let k = 0; k < depth; k++) sum += shown(r, k) * value(4000 + k * 16 + c);
    return sum;
  };
  for (const [first, count] of [
    [0, rows],
    [7, 13],
  ] as const) {
    memory.fill(-1, AT.y / 4, AT.y / 4 + rows * 16 + 16);
    kernels.rows(count, first, ...places, ...elements, AT.b, AT.y);
    for (let r = 0; r < count; r++) expectAt(r, product(first + r));
    expectAt(count, () => -1);
  }

  for (let i = 0; i < rows * 16; i++) memory[AT.b / 4 + i] = value(4000 + i);
  const gradient = (k: number) => (c: number) => {
    let sum = 0;
    for (let r = 0; r < rows; r++) sum += shown(r, k) * value(4000 + r * 16 + c);
    return sum;
  };
  for (const block of [1, 2, 3, 8]) {
    memory.fill(-1, AT.y / 4, AT.y / 4 + depth * 16 + 16);
    kernels.columns(IMAGES, block, ...places, ...elements, AT.b, AT.partial, AT.y);
    for (let k = 0; k < depth; k++) expectAt(k, gradient(k));
    expectAt(depth, () => -1);
  }
}

test.each([...SIMD_LEVELS, "small"] as const)("%s", async (level) => {
  const kernels = await (level === "small" ? assembled("baseline", SMALL_TILES) : assembled(level, TILES[level]));
  for (const channels of [1, 3, 16, 20]) for (const inPanels of [true, false]) check(kernels, channels, inPanels);
});
