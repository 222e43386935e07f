/** Whether two graphs mean the same, by the reference interpreter. */
import { expect } from "vitest";
import { type Bindings, evaluateGraph } from "../../compiler/ir/evaluate.ts";
import type { Graph } from "../../compiler/ir/graph.ts";
import type { Tensor } from "../../compiler/ir/tensor.ts";
import { expectClose } from "../ops/gradients.ts";

/** Relative to the element or the tensor's root mean square; below `FLOOR` only absolutely. */
const TOLERANCE = 1e-9;
const FLOOR = 1e-4;

/** Every output and update of `before` is there after, with the same value. New updates are allowed. */
export function expectSameMeaning(before: Graph, after: Graph, bindings: Bindings): void {
  if (before === after) return;
  const [expected, got] = [evaluateGraph(before, bindings), evaluateGraph(after, bindings)];
  expectSame(got.outputs, expected.outputs);
  const dropped = before.updates.filter(({ target, value }) => target === value).map(({ target }) => target.name!);
  expectSame(got.updates, new Map([...expected.updates].filter(([name]) => !dropped.includes(name))));
}

function expectSame(got: ReadonlyMap<string, Tensor>, expected: ReadonlyMap<string, Tensor>): void {
  for (const [name, value] of expected) {
    const other = got.get(name);
    expect(other?.shape, name).toEqual(value.shape);
    expectClose(other!.data, value.data, TOLERANCE, FLOOR);
  }
}
