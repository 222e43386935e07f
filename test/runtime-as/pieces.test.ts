import { beforeAll, describe, expect, test } from "vitest";
import { fromPanels, type Kernels, LEVELS, loadKernels, noise, panelFloats, toPanels } from "./kernels.ts";

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

describe.each(LEVELS)("pieces and indices at %s", (level) => {
  let k: Kernels;
  beforeAll(async () => {
    k = await loadKernels(level);
  });

  const floats = (address: number, count: number) => k.floats.slice(address / 4, address / 4 + count);
  const integers = (address: number, count: number) => Array.from(k.ints.slice(address / 4, address / 4 + count));

  test.each([
    [1, 1, 1],
    [3, 5, 7],
    [4, 17, 2],
  ])("concat and slice undo each other: %i runs of %i and %i", (outer, left, right) => {
    k.clear();
    const [a, b] = [noise(outer * left, 1), noise(outer * right, 2)];
    const size = left + right;
    const result = k.room(outer * size * 4);
    k.call.concat_2!(k.put(a), k.put(b), result, outer, left, right);
    expect(k.floats[result / 4 + outer * size]).toBeNaN();
    const pieces = [k.room(outer * left * 4), k.room(outer * right * 4)];
    k.call.slice!(result, pieces[0]!, outer, 1, left, 0, 0, size);
    k.call.slice!(result, pieces[1]!, outer, 1, right, left, 0, size);
    expect(floats(pieces[0]!, outer * left)).toEqual(a);
    expect(floats(pieces[1]!, outer * right)).toEqual(b);
    expect(k.floats[pieces[1]! / 4 + outer * right]).toBeNaN();
  });

  test("concat of one, three and four", () => {
    k.clear();
    const parts = [1, 2, 3, 4].map((size) => Float32Array.from({ length: 2 * size }, (_, i) => size * 10 + i));
    const at = parts.map((part) => k.put(part));
    const runs = (count: number) =>
      [0, 1].flatMap((row) =>
        parts.slice(0, count).flatMap((part) => [...part.subarray((row * part.length) / 2)].slice(0, part.length / 2)),
      );
    const result = k.room(20 * 4);
    k.call.concat_1!(at[0]!, result, 2, 1);
    expect([...floats(result, 2)]).toEqual(runs(1));
    k.call.concat_3!(at[0]!, at[1]!, at[2]!, result, 2, 1, 2, 3);
    expect([...floats(result, 12)]).toEqual(runs(3));
    k.call.concat_4!(...(at as [number, number, number, number]), result, 2, 1, 2, 3, 4);
    expect([...floats(result, 20)]).toEqual(runs(4));
  });

  test("slice and pad by steps", () => {
    k.clear();
    const source = k.put(Float32Array.from({ length: 14 }, (_, i) => i));
    const result = k.room(14 * 4);
    k.call.slice!(source, result, 2, 3, 1, 1, 2, 7);
    expect([...floats(result, 6)]).toEqual([1, 3, 5, 8, 10, 12]);
    const padded = k.room(14 * 4);
    k.call.pad!(result, padded, 2, 3, 1, 1, 2, 7, -1);
    expect([...floats(padded, 15)]).toEqual([-1, 1, -1, 3, -1, 5, -1, -1, 8, -1, 10, -1, 12, -1, nan]);
  });

  test.each([
    [1, 5],
    [1, 33],
    [3, 18],
  ])("gather and scatter_add in groups of %i rows of %i columns", (group, columns) => {
    k.clear();
    const vocabulary = 4;
    const width = group * columns;
    const table = noise(vocabulary * width, 3);
    const indices = Int32Array.from([3, 0, 3, 4, -1, 1]);
    const count = indices.length;
    const result = k.room(panelFloats(count * group, columns) * 4);
    const index = k.put(indices);
    k.call.gather!(
      k.put(toPanels(table, vocabulary * group, columns)),
      index,
      result,
      vocabulary,
      group,
      columns,
      count,
    );
    const part = (i: number) => table.subarray(indices[i]! * width, (indices[i]! + 1) * width);
    const got = fromPanels(k, result, count * group, columns);
    for (const i of [0, 1, 2, 5]) expect(got.subarray(i * width, (i + 1) * width)).toEqual(part(i));
    for (const i of [3, 4]) expect(got.subarray(i * width, (i + 1) * width).every(Number.isNaN)).toBe(true);
    expect(k.floats[result / 4 + panelFloats(count * group, columns)]).toBeNaN();

    const values = noise(count * width, 4);
    const sums = k.room(panelFloats(vocabulary * group, columns) * 4);
    const panels = k.put(toPanels(values, count * group, columns));
    k.call.scatter_add!(index, panels, sums, vocabulary, group, columns, count);
    const expected = new Float32Array(vocabulary * width);
    for (const [i, row] of indices.entries()) {
      if (row < 0 || row >= vocabulary) continue;
      for (let c = 0; c < width; c++) expected[row * width + c]! += values[i * width + c]!;
    }
    expect(fromPanels(k, sums, vocabulary * group, columns)).toEqual(expected);
    expect(k.floats[sums / 4 + panelFloats(vocabulary * group, columns)]).toBeNaN();
  });

  test("gather and scatter_add of single elements", () => {
    k.clear();
    const indices = k.put(Int32Array.from([2, 2, 5, 0]));
    const result = k.room(16);
    k.call.gather_elements!(k.put(Float32Array.from([7, 8, 9])), indices, result, 3, 4);
    expect([...floats(result, 5)]).toEqual([9, 9, nan, 7, nan]);
    const sums = k.room(12);
    k.call.scatter_add_elements!(indices, k.put(Float32Array.from([1, 2, 4, 8])), sums, 3, 4);
    expect([...floats(sums, 4)]).toEqual([8, 0, 3, nan]);
  });

  test.each([
    [1, 1, 1],
    [3, 7, 2],
    [5, 33, 20],
  ])("the %i × %i elements' top %s, taken and put back", (rows, columns, picks) => {
    k.clear();
    // Few different values, so that there are ties.
    const data = noise(rows * columns, 5).map(Math.round);
    const source = k.put(toPanels(data, rows, columns));
    const order = (row: number) => {
      const values = data.subarray(row * columns, (row + 1) * columns);
      return [...values.keys()].sort((a, b) => values[b]! - values[a]! || a - b).slice(0, picks);
    };
    const expected = Array.from({ length: rows }, (_, row) => order(row));
    const best = k.room(rows * 4);
    k.call.argmax!(source, best, rows, columns);
    expect(integers(best, rows)).toEqual(expected.map(([first]) => first));
    const indices = k.room(rows * picks * 4);
    k.call.top_columns!(source, indices, rows, columns, picks);
    expect(integers(indices, rows * picks)).toEqual(expected.flat());
    const taken = k.room(panelFloats(rows, picks) * 4);
    k.call.take_columns!(source, indices, taken, rows, columns, picks);
    const values = expected.flatMap((list, row) => list.map((column) => data[row * columns + column]!));
    expect([...fromPanels(k, taken, rows, picks)]).toEqual(values);
    const back = k.room(panelFloats(rows, columns) * 4);
    k.call.add_columns!(indices, taken, back, rows, columns, picks);
    const kept = Array.from(data, (value, i) => (expected[Math.floor(i / columns)]!.includes(i % columns) ? value : 0));
    expect([...fromPanels(k, back, rows, columns)].map((x) => x + 0)).toEqual(kept.map((x) => x + 0));
  });

  test("NaN ranks last", () => {
    k.clear();
    const source = k.put(toPanels([nan, -inf, 1, nan, 1, inf], 1, 6));
    const result = k.room(24);
    k.call.top_columns!(source, result, 1, 6, 6);
    expect(integers(result, 6)).toEqual([5, 2, 4, 0, 1, 3]);
    k.call.argmax!(k.put(toPanels([nan, nan], 1, 2)), result, 1, 2);
    expect(integers(result, 1)).toEqual([0]);
  });
});
