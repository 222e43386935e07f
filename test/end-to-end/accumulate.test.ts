/** `accumulate`: what stays between two steps, what moves, and that a checkpoint between them goes on. */
import { beforeAll, expect, test } from "vitest";
import { compileText } from "../../compiler/compile.ts";
import { load } from "../../host/index.ts";

const text = (accumulate: number, norm: boolean) => `model m {
  input x: f32[batch, 5]
  hidden = dense(x, units: 7, activation: tanh)
  ${norm ? "hidden = batch_norm(hidden)" : ""}
  y = dense(hidden, units: 2)
  output y
  train {
    input target: f32[batch, 2]
    loss = mean_squared_error(y, target)
    optimizer = adamw(learning_rate: step_decay(0.05, every: 2), clip_norm: 0.5, accumulate: ${accumulate})
    average = ema(decay: 0.9)
  }
}`;

const ROWS = 4;
const batch = (first: number, rows = ROWS) => ({
  x: Float32Array.from({ length: rows * 5 }, (_, i) => Math.sin(7 * (first * 5 + i))),
  target: Float32Array.from({ length: rows * 2 }, (_, i) => Math.cos(3 * (first * 2 + i))),
});

async function compiled(accumulate: number, norm: boolean): Promise<Uint8Array> {
  const { module, diagnostics } = await compileText(text(accumulate, norm), { maxBatch: 3 * ROWS, verify: true });
  expect(diagnostics).toEqual([]);
  return module!.wasm;
}

let withNorm: Uint8Array;
beforeAll(async () => {
  withNorm = await compiled(3, true);
});

test("parameters, moments and averages move on every third call, statistics and step on each", async () => {
  const model = await load(withNorm);
  model.init(1);
  const read = (names: readonly string[]) => names.map((name) => [...model.get(name)]);
  const slow = ["y.weight", "optimizer.adamw.m.y.weight", "optimizer.adamw.correction1", "average.y.weight"];
  const fast = ["batch_norm.running_mean", "batch_norm.running_var"];
  for (let call = 1; call <= 7; call++) {
    const before = [read(slow), read(fast)];
    expect(model.trainStep(batch(call * ROWS)).step).toBe(call);
    const [slowAfter, fastAfter] = [read(slow), read(fast)];
    for (const i of slow.keys()) {
      if (call % 3 === 0) expect(slowAfter[i], `${slow[i]} on call ${call}`).not.toEqual(before[0]![i]);
      else expect(slowAfter[i], `${slow[i]} on call ${call}`).toEqual(before[0]![i]);
    }
    for (const i of fast.keys()) expect(fastAfter[i]).not.toEqual(before[1]![i]);
  }
});

test("three batches are one of three times the rows", async () => {
  const [apart, together] = [await load(await compiled(3, false)), await load(await compiled(1, false))];
  apart.init(1);
  together.init(1);
  for (let step = 0; step < 4; step++) {
    for (let part = 0; part < 3; part++) apart.trainStep(batch((step * 3 + part) * ROWS));
    together.trainStep(batch(step * 3 * ROWS, 3 * ROWS));
  }
  for (const name of ["hidden.weight", "y.weight", "y.bias", "average.hidden.bias"]) {
    const expected = [...together.get(name)];
    expect([...apart.get(name)]).toEqual(expected.map((value) => expect.closeTo(value, 4)));
  }
});

test("a checkpoint between two steps goes on exactly", async () => {
  const [whole, first, second] = [await load(withNorm), await load(withNorm), await load(withNorm)];
  whole.init(1);
  first.init(1);
  for (let call = 0; call < 8; call++) whole.trainStep(batch(call * ROWS));
  for (let call = 0; call < 4; call++) first.trainStep(batch(call * ROWS));
  second.restore(first.save());
  for (let call = 4; call < 8; call++) second.trainStep(batch(call * ROWS));
  expect(second.save()).toEqual(whole.save());
});
