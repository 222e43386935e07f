import { beforeAll, describe, expect, test } from "vitest";
import { fromPanels, type Kernels, LEVELS, loadKernels, noise, panelFloats, toPanels } from "./kernels.ts";

describe.each(LEVELS)("columns at %s", (level) => {
  let k: Kernels;
  beforeAll(async () => {
    k = await loadKernels(level);
  });

  test.each([
    [3, 40, 40, 0, 0, 40],
    [1, 33, 7, 16, 0, 7],
    [5, 50, 60, 3, 17, 41],
    [4, 20, 20, 19, 0, 1],
    [2, 64, 64, 16, 32, 32],
    [3, 30, 45, 7, 13, 6],
  ])("%i rows, of %i to %i: from %i, to %i, %i of them; all others stay", (rows, of, to, from, at, count) => {
    k.clear();
    const [x, y] = [noise(rows * of, 1), noise(rows * to, 2)];
    const [source, result] = [k.put(toPanels(x, rows, of)), k.put(toPanels(y, rows, to))];
    k.call.copy_columns!(source, result, rows, from, at, count);
    const expected = y.map((value, i) => {
      const [row, column] = [Math.floor(i / to), i % to];
      return column >= at && column < at + count ? x[row * of + column - at + from]! : value;
    });
    expect(fromPanels(k, result, rows, to)).toEqual(expected);
    expect(k.floats[result / 4 + panelFloats(rows, to)]).toBeNaN();
  });

  test.each([
    [3, 5, 2, 9],
    [4, 16, 16, 48],
    [1, 20, 13, 33],
  ])("%i rows, %i columns at %i of %i", (rows, count, before, columns) => {
    k.clear();
    const x = noise(rows * count, 1);
    const result = k.room(panelFloats(rows, columns) * 4);
    k.call.pad_columns!(k.put(toPanels(x, rows, count)), result, rows, count, before, columns, -1.5);
    const expected = Float32Array.from({ length: rows * columns }, (_, i) => {
      const [row, column] = [Math.floor(i / columns), (i % columns) - before];
      return column >= 0 && column < count ? x[row * count + column]! : -1.5;
    });
    expect(fromPanels(k, result, rows, columns)).toEqual(expected);
    expect(k.floats[result / 4 + panelFloats(rows, columns)]).toBeNaN();
  });
});
