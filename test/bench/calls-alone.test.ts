/**
 * Kernel calls that run alone get usual numbers to read, but not in place of scalars: with another learning rate each would
 * move the parameters, and later calls were timed on those.
 */
import { expect, test } from "vitest";
import { refreshed } from "../../compiler/bench/bench-model.ts";
import { callsOf } from "../../compiler/bench/run-module.ts";
import { compileText } from "../../compiler/index.ts";

test("calls alone read usual numbers, and scalars as the step has made them", async () => {
  const { plan } = await compileText(`model m {
    input x: f32[batch, 5]
    logits = dense(dense(x, units: 7, activation: gelu), units: 3)
    output p = softmax(logits)
    train {
      input label: i32[batch]
      loss = softmax_cross_entropy(logits, label)
      optimizer = adam(learning_rate: 0.01)
    }
  }`);
  const buffers = new Map(plan!.buffers.map((buffer) => [buffer.name, buffer]));
  const calls = callsOf(plan!.entries.find(({ entry }) => entry === "train")!);
  const written = calls.flatMap((call) => refreshed(call, buffers));
  expect(written.length).toBeGreaterThan(0);
  expect(written.filter(({ type }) => type.shape.length === 0)).toEqual([]);
});
