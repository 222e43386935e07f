import { expect, test } from "vitest";
import type { Attrs } from "../../compiler/ir/node.ts";
import { elementsIn, tensor } from "../../compiler/ir/tensor.ts";
import { isError } from "../../compiler/ops/definition/signature.ts";
import { findOp } from "../../compiler/ops/index.ts";

function draw(name: string, shape: readonly number[], site = 0, seed = 1, given: Attrs = {}): number[] {
  const op = findOp(name)!;
  const extra = op.initializer!(shape, given);
  if (isError(extra)) throw new Error(extra.error);
  const attrs = { shape, site, ...given, ...extra };
  const values = Array.from(op.evaluate({ operands: [tensor([], [seed])], attrs, shape, batch: 1 }));
  expect(values).toHaveLength(elementsIn(shape));
  return values;
}

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

test("glorot_uniform fills its range evenly", () => {
  const values = draw("glorot_uniform", [100, 50]);
  const limit = Math.sqrt(6 / 150);
  expect(values.every((value) => Math.abs(value) <= limit)).toBe(true);
  expect(Math.abs(meanOf(values))).toBeLessThan(0.01);
  expect(meanOf(values.map((value) => value ** 2))).toBeCloseTo(limit ** 2 / 3, 3);
});

test("he_normal has the deviation √(2 / in)", () => {
  const values = draw("he_normal", [100, 50]);
  expect(Math.abs(meanOf(values))).toBeLessThan(0.01);
  expect(meanOf(values.map((value) => value ** 2))).toBeCloseTo(2 / 100, 2);
});

test.each([
  ["glorot_normal", Math.sqrt(2 / 150)],
  ["he_uniform", Math.sqrt(2 / 100)],
  ["lecun_normal", Math.sqrt(1 / 100)],
  ["lecun_uniform", Math.sqrt(1 / 100)],
])("%s has the deviation %d", (name, deviation) => {
  const values = draw(name, [100, 50]);
  expect(Math.abs(meanOf(values))).toBeLessThan(0.01);
  expect(Math.sqrt(meanOf(values.map((value) => value ** 2)))).toBeCloseTo(deviation, 2);
});

test("truncated_normal is normal between two deviations", () => {
  const values = draw("truncated_normal", [100, 100], 0, 1, { deviation: 0.5 });
  expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(1.0000001);
  // The variance of the standard normal cut at ±2: 1 − 4 φ(2) / erf(√2).
  expect(meanOf(values.map((value) => value ** 2))).toBeCloseTo(0.25 * 0.7737, 2);
  // Within one deviation lie erf(√½) / erf(√2).
  expect(meanOf(values.map((value) => (Math.abs(value) < 0.5 ? 1 : 0)))).toBeCloseTo(0.6827 / 0.9545, 1);
});

test.each([
  [20, 7],
  [7, 20],
  [9, 9],
])("orthogonal %d × %d has orthogonal columns, or rows", (rows, columns) => {
  const values = draw("orthogonal", [rows, columns], 0, 1, { gain: 3 });
  const [vectors, length] = rows >= columns ? [columns, rows] : [rows, columns];
  const at = (vector: number, i: number) => values[rows >= columns ? i * columns + vector : vector * columns + i]!;
  for (let p = 0; p < vectors; p++) {
    for (let q = 0; q < vectors; q++) {
      let product = 0;
      for (let i = 0; i < length; i++) product += at(p, i) * at(q, i);
      expect(product).toBeCloseTo(p === q ? 9 : 0, 10);
    }
  }
});

test("uniform, normal and filled take what they are given", () => {
  expect(Math.max(...draw("uniform", [1000], 0, 1, { limit: 0.2 }))).toBeCloseTo(0.2, 2);
  const values = draw("normal", [10_000], 0, 1, { deviation: 2 });
  expect(Math.sqrt(meanOf(values.map((value) => value ** 2)))).toBeCloseTo(2, 1);
  expect(draw("filled", [2], 0, 1, { value: -3 })).toEqual([-3, -3]);
});

test("the window of a convolution counts in both fans", () => {
  expect(findOp("glorot_uniform")!.initializer!([3, 3, 8, 16], {})).toEqual({ limit: Math.sqrt(6 / (72 + 144)) });
  expect(findOp("he_normal")!.initializer!([3, 3, 8, 16], {})).toEqual({ deviation: Math.sqrt(2 / 72) });
  const depthwise = findOp("glorot_uniform")!.initializer!([3, 3, 1, 16], {}, { groups: 16 });
  expect(depthwise).toEqual({ limit: Math.sqrt(6 / (9 + 9)) });
});

test("seeds and sites differ; the same ones agree", () => {
  const first = draw("he_normal", [4, 4], 0, 1);
  expect(draw("he_normal", [4, 4], 0, 1)).toEqual(first);
  expect(draw("he_normal", [4, 4], 1, 1)).not.toEqual(first);
  expect(draw("he_normal", [4, 4], 0, 2)).not.toEqual(first);
});

test("zeros and ones fit any rank; random ones need a matrix", () => {
  expect(draw("zeros", [])).toEqual([0]);
  expect(draw("ones", [3])).toEqual([1, 1, 1]);
  expect(findOp("he_normal")!.initializer!([3], {})).toMatchObject({
    code: "bad-initializer",
    error: "he_normal needs a parameter of rank 2 or more, got [3]",
  });
});
