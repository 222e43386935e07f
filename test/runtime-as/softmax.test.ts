import { beforeAll, describe, expect, test } from "vitest";
import { fromPanels, type Kernels, LEVELS, loadKernels, noise, panelFloats, SHAPES, toPanels } from "./kernels.ts";

/** In float64; each row apart. */
function softmaxOf(x: Float32Array, columns: number): Float64Array {
  const result = Float64Array.from(x);
  for (let start = 0; start < x.length; start += columns) {
    const row = result.subarray(start, start + columns);
    const largest = Math.max(...row);
    const sum = row.reduce((total, value) => total + Math.exp(value - largest), 0);
    row.forEach((value, i) => {
      row[i] = Math.exp(value - largest) / sum;
    });
  }
  return result;
}

function expectClose(got: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-6) {
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(got[i]! - expected[i]!);
    if (!(error <= tolerance * Math.max(1, Math.abs(expected[i]!)))) {
      throw new Error(`element ${i}: ${got[i]} instead of ${expected[i]}`);
    }
  }
}

describe.each(LEVELS)("softmax and classes at %s", (level) => {
  let k: Kernels;
  beforeAll(async () => {
    k = await loadKernels(level);
  });

  const at = (address: number, count: number) => k.floats.slice(address / 4, address / 4 + count);
  const scaled = (rows: number, columns: number) => noise(rows * columns).map((value) => value * 5);
  const classes = (rows: number, columns: number) => Int32Array.from({ length: rows }, (_, row) => (row * 7) % columns);

  test.each(SHAPES)("softmax of [%i, %i], also in place", (rows, columns) => {
    k.clear();
    const x = scaled(rows, columns);
    const source = k.put(toPanels(x, rows, columns));
    const result = k.room(panelFloats(rows, columns) * 4);
    k.call.softmax!(source, result, rows, columns);
    expectClose(fromPanels(k, result, rows, columns), softmaxOf(x, columns));
    expect(k.floats[result / 4 + panelFloats(rows, columns)]).toBeNaN();
    k.call.softmax!(source, source, rows, columns);
    expect(fromPanels(k, source, rows, columns)).toEqual(fromPanels(k, result, rows, columns));
  });

  test("softmax of huge, equal, infinite and NaN logits", () => {
    k.clear();
    const { NEGATIVE_INFINITY: low, NaN: nan } = Number;
    const rows = [
      [1e38, 1e38, -1e38, 0, 0],
      [-1e4, -1e4, -1e4, -1e4, -1e4],
      [low, 0, low, low, low],
      [0, 0, nan, 0, 0],
    ];
    const result = k.room(panelFloats(4, 5) * 4);
    k.call.softmax!(k.put(toPanels(rows.flat(), 4, 5)), result, 4, 5);
    const got = [...fromPanels(k, result, 4, 5)];
    expectClose(got.slice(0, 5), [0.5, 0.5, 0, 0, 0]);
    expectClose(got.slice(5, 10), [0.2, 0.2, 0.2, 0.2, 0.2]);
    expect(got.slice(10, 15)).toEqual([0, 1, 0, 0, 0]);
    expect(got.slice(15)).toEqual([nan, nan, nan, nan, nan]);
  });

  test.each(SHAPES)("cross entropy of [%i, %i] by index and by probability", (rows, columns) => {
    k.clear();
    const x = scaled(rows, columns);
    const p = softmaxOf(x, columns);
    const index = classes(rows, columns);
    const logits = k.put(toPanels(x, rows, columns));
    const result = k.room(rows * 4);
    k.call.softmax_cross_entropy_index!(logits, k.put(index), result, rows, columns);
    const expected = Array.from(index, (label, row) => -Math.log(p[row * columns + label]!));
    expectClose(at(result, rows), expected, 2e-6);

    const weights = softmaxOf(noise(rows * columns, 3), columns).map((value) => value * 1.5);
    k.call.softmax_cross_entropy_dense!(logits, k.put(toPanels(weights, rows, columns)), result, rows, columns);
    const dense = Array.from({ length: rows }, (_, row) => {
      const terms = p.subarray(row * columns, (row + 1) * columns);
      return terms.reduce((loss, value, i) => loss - weights[row * columns + i]! * Math.log(value), 0);
    });
    expectClose(at(result, rows), dense, 3e-6);
    expect(k.floats[result / 4 + rows]).toBeNaN();
  });

  test.each(SHAPES)("cross entropy and slope of [%i, %i] in one sweep are those of two", (rows, columns) => {
    k.clear();
    const x = scaled(rows, columns);
    const p = softmaxOf(x, columns);
    const index = classes(rows, columns);
    const shares = softmaxOf(noise(rows * columns, 3), columns).map((value) => value * 1.5);
    const logits = k.put(toPanels(x, rows, columns));
    const labels = { index: k.put(index), dense: k.put(toPanels(shares, rows, columns)) };
    const expected = {
      index: p.map((value, i) => value - Number(index[Math.floor(i / columns)] === i % columns)),
      dense: p.map((value, i) => value * 1.5 - shares[i]!),
    };
    for (const kind of ["index", "dense"] as const) {
      const [losses, alone] = [k.room(rows * 4), k.room(rows * 4)];
      const [slope, slopeAlone] = [k.room(panelFloats(rows, columns) * 4), k.room(panelFloats(rows, columns) * 4)];
      k.call[`softmax_cross_entropy_and_slope_${kind}`]!(logits, labels[kind], losses, slope, rows, columns);
      k.call[`softmax_cross_entropy_${kind}`]!(logits, labels[kind], alone, rows, columns);
      k.call[`softmax_cross_entropy_slope_${kind}`]!(logits, labels[kind], slopeAlone, rows, columns);
      expect(at(losses, rows)).toEqual(at(alone, rows));
      expect(k.floats[losses / 4 + rows]).toBeNaN();
      expectClose(fromPanels(k, slope, rows, columns), expected[kind]);
      expect(fromPanels(k, slopeAlone, rows, columns)).toEqual(fromPanels(k, slope, rows, columns));
      // What the product computes on, although nobody reads it.
      for (let column = columns; column % 16 !== 0; column++) {
        expect(k.floats[slope / 4 + (column >> 4) * rows * 16 + (column & 15)]).toBe(0);
      }
    }
  });

  test("cross entropy of a label out of range is NaN, reads nothing, and its slope is softmax", () => {
    k.clear();
    const [result, slope] = [k.room(8), k.room(128)];
    const logits = k.put(toPanels([1, 1, 3, 3], 2, 2));
    const labels = k.put(Int32Array.of(-1, 2 ** 30));
    k.call.softmax_cross_entropy_and_slope_index!(logits, labels, result, slope, 2, 2);
    expect([...at(result, 2)]).toEqual([Number.NaN, Number.NaN]);
    expect([...fromPanels(k, slope, 2, 2)]).toEqual([0.5, 0.5, 0.5, 0.5]);
  });

  test.each(SHAPES)("one_hot of [%i, %i], indices out of range too", (rows, columns) => {
    k.clear();
    const indices = classes(rows, columns).map((index, row) => (row === 1 ? -1 : row === 2 ? columns : index));
    const result = k.room(panelFloats(rows, columns) * 4);
    k.call.one_hot!(k.put(indices), result, rows, columns);
    const expected = new Float32Array(rows * columns);
    indices.forEach((index, row) => {
      if (index >= 0 && index < columns) expected[row * columns + index] = 1;
    });
    expect(fromPanels(k, result, rows, columns)).toEqual(expected);
  });

  test.each(SHAPES)("accuracy of [%i, %i] by index and by probability; the first of equals counts", (rows, columns) => {
    k.clear();
    // Few different values, so that there are ties.
    const scores = noise(rows * columns, 5).map(Math.round);
    const labels = noise(rows * columns, 6).map(Math.round);
    const firstMaximum = (data: Float32Array, row: number) => {
      const values = data.subarray(row * columns, (row + 1) * columns);
      return values.indexOf(Math.max(...values));
    };
    const index = classes(rows, columns).map((label, row) => (row % 2 === 0 ? firstMaximum(scores, row) : label));
    const result = k.room(4);
    const count = (expected: (row: number) => number) =>
      Array.from({ length: rows }, (_, row) => firstMaximum(scores, row) === expected(row)).filter(Boolean).length;
    const panels = k.put(toPanels(scores, rows, columns));
    k.call.accuracy_index!(panels, k.put(index), result, rows, columns);
    expect(at(result, 1)[0]).toBe(count((row) => index[row]!));
    k.call.accuracy_dense!(panels, k.put(toPanels(labels, rows, columns)), result, rows, columns);
    expect(at(result, 1)[0]).toBe(count((row) => firstMaximum(labels, row)));
  });
});
