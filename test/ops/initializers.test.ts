import { expect, test } from "vitest";
import { elementsIn, tensor } from "../../compiler/ir/tensor.ts";
import { isError } from "../../compiler/ops/define.ts";
import { findOp } from "../../compiler/ops/index.ts";

function draw(name: string, shape: readonly number[], site = 0, seed = 1): number[] {
  const op = findOp(name)!;
  const extra = op.initializer!(shape, {});
  if (isError(extra)) throw new Error(extra.error);
  const attrs = { shape, site, ...extra };
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

test("the window of a convolution counts in both fans", () => {
  expect(findOp("glorot_uniform")!.initializer!([3, 3, 8, 16], {})).toEqual({ limit: Math.sqrt(6 / (72 + 144)) });
  expect(findOp("he_normal")!.initializer!([3, 3, 8, 16], {})).toEqual({ deviation: Math.sqrt(2 / 72) });
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
