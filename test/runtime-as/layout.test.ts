import { beforeAll, describe, expect, test } from "vitest";
import { fromPanels, type Kernels, LEVELS, loadKernels, noise, panelFloats, SHAPES, toPanels } from "./kernels.ts";

describe.each(LEVELS)("layouts at %s", (level) => {
  let k: Kernels;
  beforeAll(async () => {
    k = await loadKernels(level);
  });

  const at = (address: number, count: number) => k.floats.slice(address / 4, address / 4 + count);

  test.each(SHAPES)("rows_to_panels of [%i, %i] copies, zeroes the padding and stays in its room", (rows, columns) => {
    k.clear();
    const data = noise(rows * columns);
    const result = k.room(panelFloats(rows, columns) * 4);
    k.call.rows_to_panels!(k.put(data), result, rows, columns);
    const expected = toPanels(data, rows, columns).map((value) => (Number.isNaN(value) ? 0 : value));
    expect(at(result, expected.length)).toEqual(expected);
    expect(k.floats[result / 4 + expected.length]).toBeNaN();
  });

  test.each(SHAPES)("panels_to_rows of [%i, %i] copies and stays in its room", (rows, columns) => {
    k.clear();
    const data = noise(rows * columns);
    const result = k.room(data.byteLength);
    k.call.panels_to_rows!(k.put(toPanels(data, rows, columns)), result, rows, columns);
    expect(at(result, data.length)).toEqual(data);
    expect(k.floats[result / 4 + data.length]).toBeNaN();
  });

  test.each(SHAPES)("transpose_panels of [%i, %i] transposes and stays in its room", (rows, columns) => {
    k.clear();
    const data = noise(rows * columns);
    const result = k.room(panelFloats(columns, rows) * 4);
    k.call.transpose_panels!(k.put(toPanels(data, rows, columns)), result, rows, columns);
    const expected = data.map((_, i) => data[(i % rows) * columns + Math.floor(i / rows)]!);
    expect(fromPanels(k, result, columns, rows)).toEqual(expected);
    expect(k.floats[result / 4 + panelFloats(columns, rows)]).toBeNaN();
    const last = k.floats.subarray(result / 4, result / 4 + panelFloats(columns, rows)).slice(-columns * 16);
    for (let lane = rows % 16; rows % 16 !== 0 && lane < 16; lane++) {
      expect(last.filter((_, i) => i % 16 === lane)).toEqual(new Float32Array(columns));
    }
  });

  test.each([
    ["transposes the inner axes", [2, 3, 5, 4], [60, 20, 1, 5]],
    ["copies runs", [2, 3, 5, 7], [105, 35, 7, 1]],
    ["repeats along an axis of stride 0", [2, 3, 4, 9], [9, 0, 0, 1]],
    ["takes one axis", [1, 1, 1, 23], [0, 0, 0, 2]],
  ])("strided_copy %s", (_, sizes, strides) => {
    k.clear();
    const data = noise(256);
    const count = sizes.reduce((product, size) => product * size, 1);
    const result = k.room(count * 4);
    k.call.strided_copy!(k.put(data), result, ...sizes, ...strides);
    const expected: number[] = [];
    const walk = (axis: number, offset: number) => {
      if (axis === 4) expected.push(data[offset]!);
      else for (let i = 0; i < sizes[axis]!; i++) walk(axis + 1, offset + i * strides[axis]!);
    };
    walk(0, 0);
    expect([...at(result, count)]).toEqual(expected);
    expect(k.floats[result / 4 + count]).toBeNaN();
  });

  test.each([1, 4, 7, 64, 101])("swap and copy of %i floats", (count) => {
    k.clear();
    const [one, other] = [noise(count, 1), noise(count, 2)];
    const [a, b] = [k.put(one), k.put(other)];
    k.call.swap!(a, b, count * 4);
    expect(at(a, count)).toEqual(other);
    expect(at(b, count)).toEqual(one);
    expect(k.floats[a / 4 + count]).toBeNaN();
    k.call.copy!(a, b, count * 4);
    expect(at(b, count)).toEqual(other);
    expect(k.floats[b / 4 + count]).toBeNaN();
  });
});
