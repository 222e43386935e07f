/** What operators that reduce, choose and index do at ties, zeros, NaN and indices out of range. */
import { describe, expect, test } from "vitest";
import { Builder } from "../../compiler/ir/builder.ts";
import type { Attrs } from "../../compiler/ir/node.ts";
import { type Tensor, tensor } from "../../compiler/ir/tensor.ts";
import { f32, i32 } from "../../compiler/ir/type.ts";
import { isError } from "../../compiler/ops/definition/signature.ts";
import { findOp } from "../../compiler/ops/index.ts";
import { evaluateOne, gradientNodes } from "./gradients.ts";

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

/** The gradient of Σ y by x, where x is a matrix of two rows. */
function slope(name: string, rows: readonly (readonly number[])[], attrs: Attrs): number[][] {
  const b = new Builder();
  const columns = rows[0]!.length;
  const x = b.leaf("input", "x", f32(rows.length, columns));
  const y = b.op(name, [x], attrs);
  const dy = b.leaf("input", "dy", y.type);
  const [dx] = gradientNodes(b, y, dy, [x]);
  const shape = y.type.shape as readonly number[];
  const inputs = {
    x: tensor([rows.length, columns], rows.flat()),
    dy: tensor(shape, new Array<number>(shape.reduce((a, c) => a * c, 1)).fill(6)),
  };
  const values = Array.from(evaluateOne(dx!, inputs, 1).data);
  return rows.map((_, row) => values.slice(row * columns, (row + 1) * columns));
}

function evaluate(name: string, operands: readonly Tensor[], attrs: Attrs, integers: readonly number[] = []): number[] {
  const op = findOp(name)!;
  const types = operands.map(({ shape }, i) => (integers.includes(i) ? i32(...shape) : f32(...shape)));
  const type = op.infer(types, attrs);
  if (isError(type)) throw new Error(type.error);
  return Array.from(op.evaluate({ operands, attrs, shape: type.shape as number[], batch: 1 }));
}

describe("reductions", () => {
  const axes = { axes: [1], keep_dims: false };

  test("the gradient of an extreme is shared equally among ties", () => {
    const rows = [
      [3, 1, 3, 3],
      [-inf, -inf, -inf, -inf],
    ];
    expect(slope("reduce_max", rows, axes)).toEqual([
      [2, 0, 2, 2],
      [1.5, 1.5, 1.5, 1.5],
    ]);
    expect(slope("reduce_min", [[3, 1, 1, 5]], axes)).toEqual([[0, 3, 3, 0]]);
  });

  test("the gradient of a product is right at zeros", () => {
    const rows = [
      [2, 3, 4],
      [2, 0, 4],
      [0, 3, 0],
    ];
    expect(slope("reduce_prod", rows, axes)).toEqual([
      [72, 48, 36],
      [0, 48, 0],
      [0, 0, 0],
    ]);
  });

  test("NaN spreads", () => {
    const x = tensor([2, 2], [nan, 1, 2, inf]);
    expect(evaluate("reduce_max", [x], axes)).toEqual([nan, inf]);
    expect(evaluate("reduce_min", [x], axes)).toEqual([nan, 2]);
    expect(evaluate("reduce_prod", [x], axes)).toEqual([nan, inf]);
  });
});

describe("choices", () => {
  test("the first of equals is taken, and NaN is passed over", () => {
    const x = tensor([4, 4], [1, 3, 3, 2, nan, -1, nan, -1, nan, nan, nan, nan, -inf, nan, -inf, nan]);
    expect(evaluate("argmax", [x], {})).toEqual([1, 1, 0, 0]);
    expect(evaluate("top_columns", [x], { k: 3 })).toEqual([1, 2, 3, 1, 3, 0, 0, 1, 2, 0, 1, 2]);
  });

  test("an index out of range reads NaN, and adds nothing", () => {
    const table = tensor([2, 2], [1, 2, 3, 4]);
    const indices = tensor([4], [1, 2, -1, 1]);
    expect(evaluate("gather", [table, indices], {}, [1])).toEqual([3, 4, nan, nan, nan, nan, 3, 4]);
    const values = tensor([4, 2], [1, 2, 3, 4, 5, 6, 7, 8]);
    expect(evaluate("scatter_add", [indices, values], { rows: 2 }, [0])).toEqual([0, 0, 8, 10]);
    expect(evaluate("take_columns", [table, tensor([2, 1], [2, 1])], {}, [1])).toEqual([nan, 4]);
    expect(
      evaluate("add_columns", [tensor([1, 3], [1, 5, 1]), tensor([1, 3], [1, 2, 3])], { classes: 2 }, [0]),
    ).toEqual([0, 4]);
  });
});
