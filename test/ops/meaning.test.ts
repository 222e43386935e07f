import { describe, expect, test } from "vitest";
import { Builder } from "../../compiler/ir/builder.ts";
import { tensor } from "../../compiler/ir/tensor.ts";
import { BATCH, f32, i32, type Shape, type TensorType } from "../../compiler/ir/type.ts";
import { byTypes } from "../../compiler/ops/definition/lowering.ts";
import { isError } from "../../compiler/ops/definition/signature.ts";
import { findOp } from "../../compiler/ops/index.ts";
import { stridedCopySizes } from "../../compiler/ops/rules.ts";
import { evaluateOne, gradientNodes } from "./gradients.ts";

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

function evaluate(name: string, operands: readonly (readonly number[])[], attrs = {}): number[] {
  const tensors = operands.map((data) => tensor([data.length], data));
  const shape = [Math.max(...operands.map((data) => data.length))];
  return Array.from(findOp(name)!.evaluate({ operands: tensors, attrs, shape, batch: 1 }));
}

describe("special values", () => {
  test.each([
    ["relu", [nan, 0, -0, -1, inf, -inf], [nan, 0, -0, 0, inf, 0]],
    ["sigmoid", [nan, 0, inf, -inf], [nan, 0.5, 1, 0]],
    ["tanh", [nan, 0, -0, inf, -inf], [nan, 0, -0, 1, -1]],
    ["exp", [nan, 0, -0, inf, -inf], [nan, 1, 1, inf, 0]],
    ["log", [nan, 0, 1, inf, -1], [nan, -inf, 0, inf, nan]],
    ["sqrt", [nan, 0, -0, inf, -1], [nan, 0, -0, inf, nan]],
    ["rsqrt", [nan, 0, 4, inf, -1], [nan, inf, 0.5, 0, nan]],
    ["abs", [nan, -0, inf, -inf, -2], [nan, 0, inf, inf, 2]],
    ["sign", [nan, 0, -0, inf, -inf], [nan, 0, -0, 1, -1]],
    ["floor", [nan, -0, -0.5, 1.5, -inf], [nan, -0, -1, 1, -inf]],
    ["softplus", [nan, inf, -inf, 1e3, -1e3], [nan, inf, 0, 1e3, 0]],
    ["selu", [nan, 0, -0, inf, 1], [nan, 0, -0, inf, 1.0507009873554805]],
    ["silu", [nan, 0, -0, inf, -inf], [nan, 0, -0, inf, -0]],
    ["gelu", [nan, 0, -0, inf, -inf], [nan, 0, -0, inf, -0]],
    ["mish", [nan, 0, -0, inf, -inf], [nan, 0, -0, inf, -0]],
    ["hard_sigmoid", [nan, 0, 3, -3, inf, -inf], [nan, 0.5, 1, 0, 1, 0]],
    ["hard_swish", [nan, 0, -0, 3, inf, -inf], [nan, 0, -0, 3, inf, -0]],
  ])("%s", (name, x, y) => expect(evaluate(name, [x])).toEqual(y));

  test("minimum is NaN if either is, and −0 is less than 0", () => {
    expect(
      evaluate("minimum", [
        [nan, 1, 0, -0, 2],
        [1, nan, -0, 0, inf],
      ]),
    ).toEqual([nan, nan, -0, -0, 2]);
  });

  test.each([
    ["less", [0, 1, 0, 0, 0, 0]],
    ["less_equal", [0, 1, 1, 0, 0, 0]],
    ["greater", [1, 0, 0, 0, 0, 0]],
    ["greater_equal", [1, 0, 1, 0, 0, 0]],
    ["equal", [0, 0, 1, 0, 0, 0]],
    ["not_equal", [1, 1, 0, 1, 1, 1]],
  ])("%s is 0 or 1, with NaN unlike anything", (name, expected) => {
    const operands = [
      [2, 1, 0, nan, 1, nan],
      [1, 2, -0, 1, nan, nan],
    ];
    expect(evaluate(name, operands)).toEqual(expected);
  });

  test("where takes anything but 0 for true", () => {
    const operands = [
      [1, 0, -0, nan, -2],
      [1, 2, 3, 4, 5],
      [6, 7, 8, 9, 10],
    ];
    expect(evaluate("where", operands)).toEqual([1, 7, 8, 4, 5]);
  });

  test("pow is NaN where no real number is meant", () => {
    expect(evaluate("pow", [[-8, 0, 4, nan, inf]], { exponent: 1.5 })).toEqual([nan, 0, 8, nan, inf]);
    expect(evaluate("pow", [[-2, -0, 4, nan]], { exponent: 3 })).toEqual([-8, -0, 64, nan]);
    expect(evaluate("pow", [[-2, 0, nan]], { exponent: 0 })).toEqual([1, 1, 1]);
    expect(evaluate("pow", [[-2, 0, inf]], { exponent: -2 })).toEqual([0.25, inf, 0]);
  });

  test("clip needs a limit, and limits in order", () => {
    expect(evaluate("clip", [[nan, -inf, 0, inf]], { min: -1, max: 1 })).toEqual([nan, -1, 0, 1]);
    const { infer } = findOp("clip")!;
    expect(infer([f32(3)], {})).toMatchObject({ error: "clip expects min, max or both" });
    expect(infer([f32(3)], { min: 1, max: 0 })).toMatchObject({ attr: "max" });
  });

  test("minimum's and maximum's gradient is halved between equals", () => {
    const b = new Builder();
    const [p, q, dy] = ["p", "q", "dy"].map((name) => b.leaf("input", name, f32(3)));
    const inputs = { p: tensor([3], [1, 2, 3]), q: tensor([3], [2, 2, 2]), dy: tensor([3], [5, 6, 7]) };
    const slopes = (name: string) =>
      gradientNodes(b, b.op(name, [p!, q!]), dy!, [p!, q!]).map((node) =>
        Array.from(evaluateOne(node!, inputs, 1).data),
      );
    expect(slopes("minimum")).toEqual([
      [5, 3, 0],
      [0, 3, 7],
    ]);
    expect(slopes("maximum")).toEqual([
      [0, 3, 7],
      [5, 3, 0],
    ]);
  });

  test("mask_positive is 0 for a gate of 0 or NaN, whatever x is", () => {
    expect(
      evaluate("mask_positive", [
        [0, -0, nan, -1, 2],
        [nan, 1, 1, inf, 3],
      ]),
    ).toEqual([0, 0, 0, 0, 3]);
  });

  test("cast to i32 truncates, saturates and takes NaN to 0", () => {
    const x = [1.9, -1.9, nan, inf, -inf, 3e9];
    expect(evaluate("cast", [x], { dtype: "i32" })).toEqual([1, -1, 0, 2147483647, -2147483648, 2147483647]);
  });

  test("softmax and its loss stay finite for large logits", () => {
    const logits = tensor([1, 3], [1e4, 0, -1e4]);
    const call = { attrs: {}, batch: 1 };
    expect(Array.from(findOp("softmax")!.evaluate({ ...call, operands: [logits], shape: [1, 3] }))).toEqual([1, 0, 0]);
    const loss = findOp("softmax_cross_entropy")!;
    expect(Array.from(loss.evaluate({ ...call, operands: [logits, tensor([1], [1])], shape: [1] }))).toEqual([1e4]);
  });

  test("one_hot leaves the row of a class that is none at 0", () => {
    const operands = [tensor([3], [1, -1, 2])];
    const value = findOp("one_hot")!.evaluate({ operands, attrs: { classes: 2 }, shape: [3, 2], batch: 1 });
    expect(Array.from(value)).toEqual([0, 1, 0, 0, 0, 0]);
  });

  test("of equal scores the first counts as the prediction", () => {
    const scores = tensor([3, 2], [1, 1, 1, 1, 0, 2]);
    const call = { attrs: {}, shape: [], batch: 1 };
    const { evaluate: count } = findOp("correct_predictions")!;
    expect(count({ ...call, operands: [scores, tensor([3], [0, 1, 1])] })).toEqual([2]);
    expect(count({ ...call, operands: [scores, tensor([3, 2], [1, 0, 0, 1, 0, 1])] })).toEqual([2]);
  });
});

describe("reshape", () => {
  test.each<[TensorType, Shape, Shape]>([
    [f32(BATCH, 12), [-1, 4], [{ batch: 3 }, 4]],
    [f32({ batch: 3 }, 4), [BATCH, -1], [BATCH, 12]],
    [f32(BATCH, 2, 3), [{ batch: 2 }, -1], [{ batch: 2 }, 3]],
    [f32(6), [2, -1], [2, 3]],
  ])("%o to %o", (type, shape, result) => {
    expect(findOp("reshape")!.infer([type], { shape })).toEqual({ dtype: "f32", shape: result });
  });
});

describe("strided_copy sizes", () => {
  test("merge axes that one stride walks", () => {
    expect(stridedCopySizes([BATCH, 3, 4], [12, 4, 1])).toEqual([1, 1, 1, { batch: 12 }, 0, 0, 0, 1]);
    expect(stridedCopySizes([5, 3, 4], [0, 4, 1])).toEqual([1, 1, 5, 12, 0, 0, 0, 1]);
    expect(stridedCopySizes([5, 1, 4], [0, 0, 0])).toEqual([1, 1, 1, 20, 0, 0, 0, 0]);
    expect(stridedCopySizes([], [])).toEqual([1, 1, 1, 1, 0, 0, 0, 0]);
    expect(stridedCopySizes([2, 2, 2, 2, 2], [1, 2, 4, 8, 16])).toBeUndefined();
  });

  test.each(["transpose", "broadcast"])("%s copies what its meaning says", (name) => {
    const op = findOp(name)!;
    const lower = op.lower;
    if (lower.kind !== "kernel") throw new Error("not a kernel");
    for (const { types, attrs = {} } of op.examples) {
      const [type] = types as [TensorType];
      const result = op.infer(types, attrs);
      if (isError(result)) throw new Error(result.error);
      const at = (dim: unknown): number => (typeof dim === "number" ? dim : 3 * (dim as { batch: number }).batch);
      const [d0, d1, d2, d3, s0, s1, s2, s3] = lower.sizes(types, attrs, result).map(at) as number[];
      const source = Float64Array.from({ length: type.shape.map(at).reduce((a, b) => a * b, 1) }, (_, i) => i);
      const copied: number[] = [];
      for (let i = 0; i < d0!; i++)
        for (let j = 0; j < d1!; j++)
          for (let k = 0; k < d2!; k++)
            for (let l = 0; l < d3!; l++) copied.push(source[i * s0! + j * s1! + k * s2! + l * s3!]!);
      const operands = [tensor(type.shape.map(at), source)];
      expect(copied).toEqual(Array.from(op.evaluate({ operands, attrs, shape: result.shape.map(at), batch: 3 })));
    }
  });
});

test("kernels are chosen by the label's dtype", () => {
  const { lower } = findOp("softmax_cross_entropy")!;
  if (lower.kind !== "kernel") throw new Error("not a kernel");
  const kernel = (label: TensorType) => byTypes(lower.kernel, [f32(BATCH, 10), label], {});
  expect(kernel(i32(BATCH))).toBe("softmax_cross_entropy_index");
  expect(kernel(f32(BATCH, 10))).toBe("softmax_cross_entropy_dense");
});

describe("what does not fit is refused", () => {
  test.each<[string, readonly TensorType[], object, string]>([
    ["add", [f32(3), f32(4)], {}, "add cannot broadcast [3] with [4]"],
    ["add", [f32(3), i32(3)], {}, "add expects f32, got i32"],
    ["mul", [f32(BATCH), f32(3, 1)], {}, "mul would give [3, batch]: only the first axis can be the batch"],
    ["mul", [f32(BATCH), f32(BATCH, 1)], {}, "mul would give [batch, batch]: only the first axis can be the batch"],
    ["matmul", [f32(3), f32(3, 4)], {}, "matmul expects rank 2, got rank 1"],
    ["matmul", [f32(2, 3), f32(4, 5)], {}, "matmul cannot multiply f32[2, 3] by f32[4, 5]"],
    ["reduce_sum", [f32(2, 3)], { axes: [2] }, "reduce_sum: axes must be distinct and lie within rank 2"],
    ["reduce_mean", [f32(2, 3)], { axes: [0, -2] }, "reduce_mean: axes must be distinct and lie within rank 2"],
    ["reshape", [f32(2, 3)], { shape: [4] }, "reshape cannot turn f32[2, 3] into [4]"],
    ["reshape", [f32(2, 3)], { shape: [-1, -1] }, "reshape can work out one -1 only"],
    ["reshape", [f32(2, 3)], { shape: [0] }, "reshape needs sizes of at least 1, got [0]"],
    [
      "reshape",
      [f32(BATCH, 3)],
      { shape: [3, BATCH] },
      "reshape would give [3, batch]: only the first axis can be the batch",
    ],
    [
      "reshape",
      [f32(BATCH, 3)],
      { shape: [3, -1] },
      "reshape would give [3, batch]: only the first axis can be the batch",
    ],
    ["reshape", [f32(6)], { shape: [BATCH, -1] }, "reshape cannot turn f32[6] into [batch, -1]"],
    [
      "transpose",
      [f32(BATCH, 3)],
      { permutation: [1, 0] },
      "transpose would give [3, batch]: only the first axis can be the batch",
    ],
    ["transpose", [f32(2, 3)], { permutation: [0, 0] }, "transpose of f32[2, 3] needs each axis from 0 to 1 once"],
    ["cast", [f32(3)], { dtype: "u8" }, "cast cannot turn f32 into u8"],
    ["softmax", [f32()], {}, "softmax expects rank 1 or more"],
    ["softmax", [f32(BATCH)], {}, "softmax cannot run over the batch"],
    ["batch_mean", [f32(3)], {}, "batch_mean expects rank 2 or more"],
    [
      "batch_normalize",
      [f32(2, 3), f32(2), f32(3), f32(), f32()],
      {},
      "batch_normalize expects one value a channel, got f32[2]",
    ],
    ["glorot_uniform", [f32()], { shape: [2, 3] }, "an initializer expects a seed i32[], got f32[]"],
  ])("%s %o %o", (name, types, attrs, error) => {
    expect(findOp(name)!.infer(types, attrs as never)).toMatchObject({ error, code: expect.any(String) });
  });
});
