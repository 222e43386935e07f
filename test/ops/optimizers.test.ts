import { expect, test } from "vitest";
import { Builder } from "../../compiler/ir/builder.ts";
import { evaluateGraph } from "../../compiler/ir/evaluate.ts";
import type { StateUpdate } from "../../compiler/ir/graph.ts";
import type { Attrs, Node } from "../../compiler/ir/node.ts";
import { normal } from "../../compiler/ir/philox.ts";
import { type Tensor, tensor } from "../../compiler/ir/tensor.ts";
import { f32 } from "../../compiler/ir/type.ts";
import { findEntry } from "../../compiler/ops/index.ts";

const START = [1, -2];
const gradientAt = (step: number) => [normal(1, 0, 2 * step), normal(1, 0, 2 * step + 1)];

/** Steps of the optimizer's own graph; returns the parameter after each, and the names of its states. */
function run(name: string, given: Attrs, steps: number, rateScale = 1) {
  const entry = findEntry(name);
  if (entry?.kind !== "optimizer") throw new Error(`${name} is no optimizer`);
  const b = new Builder();
  const states = new Map<string, Node>();
  const values: Record<string, Tensor> = {};
  const updates: StateUpdate[] = [];
  const rule = entry.begin(
    {
      b,
      rate: b.mul(b.leaf("argument", "rate_scale", f32()), b.constant(given.learning_rate as number)),
      state: (state, type, initial) => {
        const node = states.get(state) ?? b.leaf("state", state, type);
        states.set(state, node);
        values[state] = tensor(type.shape as number[], type.shape.length === 0 ? [initial] : [initial, initial]);
        return node;
      },
      update: (target, value) => updates.push({ target, value }),
    },
    {
      ...Object.fromEntries(
        entry.attrs.flatMap((attr) => (attr.default === undefined ? [] : [[attr.name, attr.default]])),
      ),
      ...given,
    },
  );
  const parameter = b.leaf("parameter", "w", f32(2));
  rule(parameter, b.leaf("input", "gradient", f32(2)));

  const graph = {
    name,
    entry: "train",
    inputs: [],
    parameters: [parameter],
    states: [],
    outputs: [],
    updates,
  } as const;
  let parameters: Record<string, Tensor> = { w: tensor([2], START) };
  let current: Record<string, Tensor> = values;
  const path: number[][] = [];
  for (let step = 0; step < steps; step++) {
    const inputs = { gradient: tensor([2], gradientAt(step)) };
    const after = evaluateGraph(graph, {
      batch: 1,
      inputs,
      parameters,
      states: current,
      arguments: { rate_scale: tensor([], [rateScale]) },
    }).updates;
    parameters = { w: after.get("w")! };
    current = Object.fromEntries([...states.keys()].map((state) => [state, after.get(state)!]));
    path.push(Array.from(parameters.w!.data));
  }
  return { path, states: [...states.keys()] };
}

const closeTo = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 12));

test("adam follows the paper's algorithm", () => {
  const [rate, beta1, beta2, epsilon] = [0.01, 0.8, 0.95, 1e-3];
  const { path, states } = run("adam", { learning_rate: rate * 2, beta1, beta2, epsilon }, 10, 0.5);
  expect(states.sort()).toEqual(["correction1", "correction2", "m.w", "v.w"]);
  const w = [...START];
  const m = [0, 0];
  const v = [0, 0];
  for (const [t, got] of path.entries()) {
    for (const [i, g] of gradientAt(t).entries()) {
      m[i] = beta1 * m[i]! + (1 - beta1) * g;
      v[i] = beta2 * v[i]! + (1 - beta2) * g * g;
      const mean = m[i]! / (1 - beta1 ** (t + 1));
      const variance = v[i]! / (1 - beta2 ** (t + 1));
      w[i]! -= (rate * mean) / (Math.sqrt(variance) + epsilon);
    }
    expect(got).toEqual(closeTo(w));
  }
});

test.each([0, 0.9])("sgd with momentum %d", (momentum) => {
  const { path, states } = run("sgd", { learning_rate: 0.1, momentum }, 5);
  expect(states).toEqual(momentum === 0 ? [] : ["velocity.w"]);
  const w = [...START];
  const velocity = [0, 0];
  for (const [t, got] of path.entries()) {
    for (const [i, g] of gradientAt(t).entries()) {
      velocity[i] = momentum * velocity[i]! + g;
      w[i]! -= 0.1 * velocity[i]!;
    }
    expect(got).toEqual(closeTo(w));
  }
});

test.each([
  [0, 0.1],
  [2, 3 / 12],
  [1e6, 0.99],
])("ema after %d steps weights the old average by %d", (steps, decay) => {
  const entry = findEntry("ema");
  if (entry?.kind !== "average") throw new Error("ema is no average");
  const b = new Builder();
  const [average, parameter, step] = [f32(1), f32(1), f32()].map((type, i) => b.leaf("state", `s${i}`, type));
  const value = entry.next(b, average!, parameter!, step!, { decay: 0.99 });
  const graph = { name: "ema", entry: "train", inputs: [], parameters: [], states: [], outputs: [] } as const;
  const states = { s0: tensor([1], [5]), s1: tensor([1], [7]), s2: tensor([], [steps]) };
  const result = evaluateGraph({ ...graph, updates: [{ target: average!, value }] }, { batch: 1, states });
  expect(Array.from(result.updates.get("s0")!.data)).toEqual(closeTo([5 * decay + 7 * (1 - decay)]));
});
