import { beforeAll, describe, expect, test } from "vitest";
import { normal, uniform } from "../../compiler/ir/philox.ts";
import { fromPanels, type Kernels, LEVELS, loadKernels, panelFloats, SHAPES } from "./kernels.ts";

const SITE = 3;

describe.each(LEVELS)("random numbers at %s", (level) => {
  let k: Kernels;
  beforeAll(async () => {
    k = await loadKernels(level);
  });

  const fill = (kernel: string, seed: number, rows: number, columns: number, ...more: number[]) => {
    k.clear();
    const result = k.room(panelFloats(rows, columns) * 4);
    k.call[kernel]!(k.put(Int32Array.of(seed)), result, rows, columns, ...more);
    return fromPanels(k, result, rows, columns);
  };

  test.each(SHAPES)("fill_uniform of [%i, %i] has the reference generator's bits", (rows, columns) => {
    for (const seed of [0, 1, -7, 2 ** 31 - 1]) {
      const got = fill("fill_uniform", seed, rows, columns, SITE, 0.3);
      const limit = Math.fround(0.3);
      const expected = got.map((_, i) => limit * (2 * uniform(seed, SITE, i) - 1));
      expect(got).toEqual(expected);
    }
  });

  test.each(SHAPES)("fill_normal of [%i, %i] is the reference's, rounded", (rows, columns) => {
    const got = fill("fill_normal", 5, rows, columns, SITE, 0.5);
    got.forEach((value, i) => {
      const expected = 0.5 * normal(5, SITE, i);
      expect(Math.abs(value - expected)).toBeLessThan(4e-7);
    });
  });

  test("a large normal fill has mean 0, deviation 1 and no lane unlike the others", () => {
    const got = fill("fill_normal", 1, 500, 400, 0, 1);
    for (let lane = 0; lane < 4; lane++) {
      const values = got.filter((_, i) => i % 4 === lane);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
      expect(Math.abs(mean)).toBeLessThan(0.02);
      expect(Math.abs(variance - 1)).toBeLessThan(0.03);
    }
  });

  test.each(SHAPES)("fill of [%i, %i] writes the value and nothing behind the panels", (rows, columns) => {
    const got = fill("fill", 0, rows, columns, 0.25);
    expect(got.every((value) => value === 0.25)).toBe(true);
    k.clear();
    const result = k.room(panelFloats(rows, columns) * 4);
    k.call.fill!(k.put(Int32Array.of(0)), result, rows, columns, 1);
    expect(k.floats[result / 4 + panelFloats(rows, columns)]).toBeNaN();
  });

  test("numbers don't depend on the shape they fill", () => {
    expect(fill("fill_uniform", 9, 1, 60, SITE, 1)).toEqual(fill("fill_uniform", 9, 4, 15, SITE, 1));
    expect(fill("fill_normal", 9, 1, 60, SITE, 1)).toEqual(fill("fill_normal", 9, 4, 15, SITE, 1));
    expect(fill("fill_uniform", 9, 1, 60, SITE, 1)).not.toEqual(fill("fill_uniform", 9, 1, 60, SITE + 1, 1));
  });
});
