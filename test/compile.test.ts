/** Texts and checkpoints → modules: what the whole pipeline refuses, embeds, and tells the host. */
import { describe, expect, test } from "vitest";
import { type CompileOptions, compileText } from "../compiler/compile.ts";
import { type Tensor, tensor } from "../compiler/ir/tensor.ts";
import { UserError } from "../compiler/support/diagnostic.ts";
import { load } from "../host/index.ts";

async function moduleOf(text: string, options: CompileOptions = {}) {
  const { diagnostics, module } = await compileText(text, { maxBatch: 4, verify: true, ...options });
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  return module!;
}

const manifestOf = async (text: string, options?: CompileOptions) => (await moduleOf(text, options)).manifest;

const loaded = async (text: string, options?: CompileOptions) =>
  load(new Uint8Array((await moduleOf(text, options)).wasm));

const refused = (text: string, options: CompileOptions) => compileText(text, { assemble: false, ...options });

describe("inference only", () => {
  test("keeps what is repeated for every example an expression of the batch", async () => {
    const text = `model repeated {
      input x: f32[batch, 2, 3]
      parameter w: f32[2, 1] = ones()
      output y = x + w * 2
      output z = x * 0 + w
    }`;
    const weights = new Map([["w", tensor([2, 1], [5, 7])]]);
    const model = await loaded(text, { inferOnly: true, weights });
    const { y, z } = model.predict({ x: Float32Array.from({ length: 12 }, (_, i) => i) });
    expect([...y!]).toEqual([10, 11, 12, 17, 18, 19, 16, 17, 18, 23, 24, 25]);
    expect([...z!]).toEqual([5, 5, 5, 7, 7, 7, 5, 5, 5, 7, 7, 7]);
  });
});

describe("weights", () => {
  const text = `model averaged {
    input x: f32[batch, 3]
    parameter w: f32[3] = ones()
    output y = x * w
    train {
      input target: f32[batch, 3]
      loss = mean_squared_error(y, target)
      optimizer = sgd(learning_rate: 0.1)
      average = ema(decay: 0.9)
    }
  }`;
  const x = [1, 1, 1];
  const w = tensor([3], [2, 3, 4]);

  test("without averages start the averages, and are predicted by", async () => {
    const weights = new Map<string, Tensor>([["w", w]]);
    const model = await loaded(text, { weights });
    for (const useAverage of [true, false]) expect([...model.predict({ x }, { useAverage }).y!]).toEqual([2, 3, 4]);
    const frozen = await loaded(text, { weights, inferOnly: true });
    expect([...frozen.predict({ x }).y!]).toEqual([2, 3, 4]);
  });

  test("with averages keep both", async () => {
    const weights = new Map<string, Tensor>([
      ["w", w],
      ["average.w", tensor([3], [5, 6, 7])],
    ]);
    const model = await loaded(text, { weights });
    expect([...model.predict({ x }, { useAverage: true }).y!]).toEqual([5, 6, 7]);
    expect([...model.predict({ x }, { useAverage: false }).y!]).toEqual([2, 3, 4]);
    const frozen = await loaded(text, { weights, inferOnly: true });
    expect([...frozen.predict({ x }).y!]).toEqual([5, 6, 7]);
  });

  test("with a negative variance are refused", async () => {
    const norm = `model norm {
      input x: f32[batch, 2]
      normal = batch_norm(x, scale: none, offset: none)
      output y = normal
    }`;
    const weights = (variance: number) =>
      new Map<string, Tensor>([
        ["normal.running_mean", tensor([2], [-1, 0])],
        ["normal.running_var", tensor([2], [1, variance])],
      ]);
    const message = "the weights' normal.running_var, a variance, is -0.5 at element 1";
    for (const inferOnly of [true, false]) {
      await expect(refused(norm, { inferOnly, weights: weights(-0.5) })).rejects.toThrow(new UserError(message));
      await refused(norm, { inferOnly, weights: weights(0) });
    }
  });
});

describe("the smallest batch of training", () => {
  const withNorm = (loss: string, layer = "batch_norm(x)") => `model norm {
    input x: f32[batch, 3]
    normal = ${layer}
    output y = normal
    train {
      parameter w: f32[3] = ones()
      loss = reduce_mean(${loss} * w)
      optimizer = sgd(learning_rate: 0.1)
    }
  }`;

  test.each([
    ["a batch norm that the loss reads", withNorm("normal"), 2],
    ["one that only the outputs read", withNorm("x"), 1],
    ["a frozen one", withNorm("normal", "batch_norm(x, frozen: true)"), 1],
    [
      "one over several values a row",
      withNorm("normal", "reshape(batch_norm(reshape(x, [3 * batch, 1])), [batch, 3])"),
      1,
    ],
  ])("with %s", async (_, text, smallest) => {
    const manifest = await manifestOf(text);
    expect(manifest.minTrainBatch).toBe(smallest);
    expect(manifest.minTrainBatchBecause).toBe(smallest === 2 ? "normal" : undefined);
  });

  test("cannot be more than the largest batch", async () => {
    const message = "the largest batch is 1, and the batch norm normal trains on 2 or more";
    await expect(refused(withNorm("normal"), { maxBatch: 1 })).rejects.toThrow(new UserError(message));
    await refused(withNorm("normal"), { maxBatch: 2 });
    await refused(withNorm("x"), { maxBatch: 1 });
    await refused(withNorm("normal"), { maxBatch: 1, inferOnly: true });
  });
});

describe("class numbers", () => {
  const belowOf = async (input: string, statements: string) => {
    const { inputs } = await manifestOf(`model classes {
      input x: f32[batch, 4]
      logits = dense(x, units: 10)
      few = dense(x, units: 5)
      output y = logits
      train {
        input label: ${input}
        ${statements}
        metric accuracy = accuracy(few, label)
        optimizer = sgd(learning_rate: 0.1)
      }
    }`);
    return inputs.find(({ name }) => name === "label")!.below;
  };

  test.each([
    ["i32[batch]", "loss = softmax_cross_entropy(logits, label) + softmax_cross_entropy(few, label)", 5],
    ["i32[batch, 1]", "label = reshape(label, [batch])\n loss = softmax_cross_entropy(few, label)", 5],
  ])("of %s are below the fewest classes of all that read them", async (input, statements, below) => {
    expect(await belowOf(input, statements)).toBe(below);
  });
});
