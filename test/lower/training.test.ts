/** What the train block and `trainable` mean: schedules, shared attributes, frozen parameters, values from files. */
import { describe, expect, test } from "vitest";
import { prepareStates, specialize } from "../../compiler/3-passes/specialize.ts";
import { compileText } from "../../compiler/compile.ts";
import { type Tensor, tensor } from "../../compiler/ir/tensor.ts";
import { UserError } from "../../compiler/support/diagnostic.ts";
import { load } from "../../host/index.ts";
import { graphOf, lowerText } from "./lower-text.ts";

const messagesOf = (text: string) => lowerText(text).diagnostics.map(({ message }) => message);

const trained = (optimizer: string) => `model m {
  input x: f32[batch, 4]
  y = dense(x, units: 3)
  output y
  train {
    loss = reduce_mean(y * y)
    optimizer = ${optimizer}
  }
}`;

describe("schedules", () => {
  test("stand in place of the rate, and follow each other", () => {
    const graph = graphOf(trained("sgd(warm_up(0.1, steps: 5, then: cosine(0.1, steps: 20)), momentum: 0.5)"));
    const { attrs, schedule } = graph.training!.optimizer!;
    expect(attrs).not.toHaveProperty("learning_rate");
    expect(schedule).toMatchObject({
      def: { name: "warm_up" },
      attrs: { rate: 0.1, steps: 5, start: 0 },
      next: { def: { name: "cosine" }, attrs: { rate: 0.1, steps: 20, final: 0 } },
    });
  });

  test.each([
    ["cosine(0.1, steps: 0)", "steps must be at least 1, got 0"],
    ["cosine(0, steps: 10)", "rate must be greater than 0, got 0"],
    ["step_decay(0.1, every: 2.5)", "every must be an integer, got 2.5"],
    ["exponential_decay(0.1, factor: -1)", "factor must be greater than 0, got -1"],
    ["piecewise([10], [0.1, 0.2, 0.3])", "piecewise has 1 boundaries, so it needs 2 rates, not 3"],
    ["piecewise([10, 10], [0.1, 0.2, 0.3])", "boundaries must be ascending integers from 1 on, got [10, 10]"],
    ["one_cycle(0.1, steps: 3)", "one_cycle needs warm_up · steps greater than 1"],
    ["one_cycle(0.1, steps: 30, warm_up: 1)", "warm_up must lie between 0 and 1, got 1"],
    ["warm_up(0.1, steps: 5, then: relu)", "then must be a number or a schedule, got relu"],
    ["true", "learning_rate must be a number or a schedule, got true"],
    ["-0.1", "learning_rate must be greater than 0, got -0.1"],
  ])("%s is an error", (rate, message) => {
    expect(messagesOf(trained(`sgd(learning_rate: ${rate})`))).toEqual([message]);
  });

  test.each([
    ["clip_norm: 0", "clip_norm must be greater than 0, got 0"],
    ["clip_value: -1", "clip_value must be greater than 0, got -1"],
    ["accumulate: 0", "accumulate must be at least 1, got 0"],
    ["weight_decay: -0.1", "weight_decay must not be negative, got -0.1"],
    ["beta1: 1", "beta1 must be at least 0 and less than 1, got 1"],
  ])("adamw(%s) is an error", (argument, message) => {
    expect(messagesOf(trained(`adamw(${argument})`))).toEqual([message]);
  });
});

const FROZEN = `block tower(x) {
  h = dense(x, units: 4, trainable: true)
  return batch_norm(h)
}
model m {
  input x: f32[batch, 4]
  parameter scale: f32[4] = ones(), trainable: false
  a = tower(x * scale, trainable: false)
  b = tower(a)
  y = dense(b, units: 2, trainable: 1 < 2)
  output y
  train {
    loss = reduce_mean(y * y)
    optimizer = adam()
    average = ema()
  }
}`;

test("what is not trainable gets no moments, no average and no update", () => {
  const graph = graphOf(FROZEN);
  const frozen = ["scale", "a.h.weight", "a.h.bias", "a.batch_norm.weight", "a.batch_norm.bias"];
  const marked = graph.parameters.filter(({ attrs }) => attrs.trainable === false);
  expect(marked.map(({ name }) => name)).toEqual(frozen);
  const states = prepareStates(graph).states.map(({ name }) => name!);
  for (const name of frozen) expect(states.filter((state) => state.endsWith(`.${name}`))).toEqual([]);
  expect(states).toContain("optimizer.adam.m.b.batch_norm.weight");
  expect(states).toContain("average.y.bias");
  expect(specialize(graph, "init").updates.map(({ target }) => target.name)).toEqual(expect.arrayContaining(frozen));
});

test.each([
  ["parameter w: f32[4] = ones(), trainable: 0", "trainable must be true or false, got 0"],
  ["parameter w: f32[4] = ones(), frozen: true", "a parameter has no argument frozen"],
  ["parameter w: f32[4] = filled", "the initial value must be an initializer with its arguments, got filled"],
  ["parameter w: f32[4] = uniform(limit: 0)", "limit must be greater than 0, got 0"],
  ["parameter w: f32[4] = orthogonal()", "orthogonal needs a parameter of rank 2, got [4]"],
])("%s is an error", (statement, message) => {
  expect(messagesOf(`model m {\n${statement}\noutput y = w * 2\n}`)).toEqual([message]);
});

describe("from_file", () => {
  const values = [1, 2, 3, 4, 5, 6];
  const files: Record<string, ReadonlyMap<string, Tensor>> = {
    "w.safetensors": new Map([
      ["kernel", tensor([2, 3], values)],
      ["broken", tensor([2, 3], [1, 2, 3, NaN, 5, 6])],
    ]),
  };
  const reads: string[] = [];
  const readWeights = (path: string) => {
    reads.push(path);
    const file = files[path];
    if (file === undefined) throw new UserError(`cannot read ${path}`);
    return file;
  };
  const text = (...calls: string[]) => `model m {
    input x: f32[batch, 2]
    ${calls.map((call, i) => `y${i} = dense(x, units: 3, weight_init: from_file(${call}))\noutput y${i}`).join("\n")}
    train {
      loss = reduce_mean(${calls.map((_, i) => `y${i}`).join(" + ")})
      optimizer = sgd(0.5)
      average = ema()
    }
  }`;

  test("gives the parameter and its average the file's values", async () => {
    const call = '"w.safetensors", "kernel"';
    const { diagnostics, module } = await compileText(text(call, call), { readWeights, verify: true });
    expect(diagnostics).toEqual([]);
    expect(reads).toEqual(["w.safetensors"]);
    const model = await load(module!.wasm);
    model.init(1);
    for (const name of ["y0.weight", "y1.weight", "average.y0.weight"]) expect([...model.get(name)]).toEqual(values);
  });

  test.each([
    ['"w.safetensors", "kernels"', "w.safetensors has no tensor kernels"],
    ['"v.safetensors", "kernel"', "cannot read v.safetensors"],
    ['"w.safetensors", "broken"', "broken in w.safetensors holds NaN"],
  ])("(%s) is an error", async (call, message) => {
    const { diagnostics } = await compileText(text(call), { readWeights });
    expect(diagnostics.map((diagnostic) => diagnostic.message)).toEqual([message]);
  });

  test("needs the parameter's shape, and a reader", async () => {
    const wide = text('"w.safetensors", "kernel"').replace("units: 3", "units: 4");
    const { diagnostics } = await compileText(wide, { readWeights });
    expect(diagnostics.map(({ message }) => message)).toEqual(["kernel in w.safetensors is [2, 3], not [2, 4]"]);
    expect(messagesOf(text('"w.safetensors", "kernel"'))).toEqual(["files cannot be read here"]);
  });
});
