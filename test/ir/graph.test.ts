/** Walking graphs, and what the builder does for gradients. */
import { expect, test } from "vitest";
import { Builder } from "../../compiler/ir/builder.ts";
import { topological, usersOf } from "../../compiler/ir/graph.ts";
import { BATCH, f32, formatType } from "../../compiler/ir/type.ts";
import { InternalError } from "../../compiler/support/diagnostic.ts";

const b = new Builder();
const x = b.leaf("input", "x", f32(BATCH, 3));

test("topological lists operands first and each node once", () => {
  const left = b.op("relu", [x]);
  const right = b.add(x, left);
  const top = b.mul(right, left);
  expect(topological([top, left])).toEqual([x, left, right, top]);
  expect(usersOf([x, left, right, top]).get(left)).toEqual([right, top]);
});

test("topological walks a deep graph", () => {
  let deep = x;
  for (let i = 0; i < 100_000; i++) deep = b.op("relu", [deep]);
  expect(topological([deep])).toHaveLength(100_001);
});

test.each([
  [f32(BATCH, 3), "f32[batch, 3]", 1],
  [f32(3), "f32[3]", 2],
  [f32(1, 3), "f32[1, 3]", 3],
  [f32(BATCH, 1), "f32[batch, 1]", 3],
  [f32(), "f32[]", 2],
])("sumTo sums f32[batch, 3] down to %s", (type, text, nodes) => {
  const summed = b.sumTo(x, type.shape);
  expect(formatType(summed.type)).toBe(text);
  expect(topological([summed])).toHaveLength(nodes);
});

test("count is a constant, the batch size or a multiple of it", () => {
  expect(b.count([2, 3]).attrs.values).toEqual([6]);
  expect(b.count([BATCH]).name).toBe("batch_size");
  expect(b.count([{ batch: 2 }, 5]).operands[1]!.attrs.values).toEqual([10]);
});

test("an op that doesn't fit is the caller's bug", () => {
  expect(() => b.add(x, b.leaf("input", "y", f32(4)))).toThrow(InternalError);
  expect(() => b.op("nonsense", [x])).toThrow(new InternalError("no op is called nonsense"));
});
