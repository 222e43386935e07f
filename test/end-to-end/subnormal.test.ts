/** States that decay where gradients stay away: processors are slow over subnormal numbers, so none may be left behind. */
import { expect, test } from "vitest";
import { compileText } from "../../compiler/compile.ts";
import { load } from "../../host/index.ts";

const SMALLEST_NORMAL = 2 ** -126;

test.each([
  ["adam()", ["m", "v"], 4000],
  ["adam(beta2: 0.95)", ["m", "v"], 4000],
  ["sgd(momentum: 0.9)", ["velocity"], 2000],
  ["rmsprop(decay: 0.9, momentum: 0.9, centered: true)", ["square", "mean", "velocity"], 2000],
  ["lion(beta2: 0.9)", ["m"], 2000],
] as const)("%s leaves no subnormal numbers", async (optimizer, states, steps) => {
  const text = `model m {
  input x: f32[batch, 5]
  y = dense(x, units: 3)
  output y
  train {
    input target: f32[batch, 3]
    loss = mean_squared_error(y, target)
    optimizer = ${optimizer}
  }
}`;
  const { module } = await compileText(text, { maxBatch: 4 });
  const model = await load(module!.wasm);
  model.init(1);
  const target = Float32Array.from({ length: 12 }, (_, i) => Math.cos(3 * i));
  model.trainStep({ x: Float32Array.from({ length: 20 }, (_, i) => Math.sin(7 * i)), target });
  // Nothing comes in any more: the weight's gradient is 0.
  const nothing = { x: new Float32Array(20), target };
  const smallest = Object.fromEntries(states.map((state) => [state, Infinity]));
  for (let step = 0; step < steps; step++) {
    model.trainStep(nothing);
    if (step % 10 !== 0) continue;
    for (const state of states) {
      for (const value of model.get(`optimizer.${optimizer.replace(/\(.*/, "")}.${state}.y.weight`)) {
        const size = Math.abs(value);
        if (size > 0) smallest[state] = Math.min(smallest[state]!, size);
      }
    }
  }
  for (const state of states) expect(smallest[state], state).toBeGreaterThanOrEqual(SMALLEST_NORMAL);
});
