/** `verifyModel` on whole models, and whether it sees what it is for: each test after the first plants one fault. */
import { afterEach, describe, expect, test } from "vitest";
import { foldBatchNorm } from "../../compiler/3-passes/fold-batch-norm.ts";
import { SIMD_LEVELS } from "../../compiler/5-emit/manifest.ts";
import { loadRuntime } from "../../compiler/6-assemble/load-runtime.ts";
import { checkText } from "../../compiler/compile.ts";
import { Builder, opNamed } from "../../compiler/ir/builder.ts";
import type { Check } from "../../compiler/verify/checks.ts";
import { makeSetting } from "../../compiler/verify/setting.ts";
import { trainGraph } from "../../compiler/verify/valid-values.ts";
import { type VerifyOptions, verifyModel } from "../../compiler/verify/verify-model.ts";
import { effortFor } from "../../compiler/verify/work.ts";
import { GOLDEN_TEXTS, SMALL_EXAMPLE_TEXTS } from "./random-programs.ts";

const SMALL = `model small {
  input x: f32[batch, 6]
  hidden = dense(x, units: 20, activation: tanh)
  normal = batch_norm(hidden)
  logits = dense(normal, units: 3)
  output probabilities = softmax(logits)
  train {
    input label: i32[batch]
    loss = softmax_cross_entropy(logits, label)
    metric accuracy = accuracy(logits, label)
    optimizer = adam(learning_rate: 0.01)
    average = ema(decay: 0.9)
  }
}`;

const baseline: VerifyOptions = { levels: ["baseline"], batch: 4 };

const describeCheck = ({ check, level, name, error, detail }: Check) =>
  `${check} ${level} ${name}: ${error}, ${detail}`;

async function failed(options: VerifyOptions = {}): Promise<Set<string>> {
  const { checks, ok } = await verifyModel(SMALL, { ...baseline, ...options });
  expect(ok).toBe(checks.every((check) => check.ok));
  return new Set(checks.filter((check) => !check.ok).map(({ check, name }) => `${check} ${name}`));
}

const named = (texts: readonly string[]) => texts.map((text) => [/model (\w+)/.exec(text)![1]!, text] as const);

// The other levels: below for one model, and all against baseline in test/end-to-end/levels.
test.each(named(SMALL_EXAMPLE_TEXTS))("the example %s passes", async (_, text) => {
  const { checks } = await verifyModel(text, baseline);
  expect(checks.filter(({ ok }) => !ok).map(describeCheck)).toEqual([]);
});

test.each(named(GOLDEN_TEXTS))("the golden case %s passes", async (_, text) => {
  const { checks } = await verifyModel(text, baseline);
  expect(checks.filter(({ ok }) => !ok).map(describeCheck)).toEqual([]);
});

const NORMS = `model norms {
  input x: f32[batch, 6]
  h = dense(x, units: 12, weight_standardize: true)
  a = batch_norm(h, virtual_batch_size: 3, zero_debias: true)
  b = batch_norm(a, momentum: none, renormalize: true, r_max: warm_up(3, steps: 10, start: 1), accumulate_statistics: true)
  c = group_norm(instance_norm(reshape(tanh(b), [batch, 3, 4])), groups: 2)
  y = dense(rms_norm(flatten(c)), units: 2)
  output y
  train {
    input target: f32[batch, 2]
    loss = mean_squared_error(y, target)
    optimizer = sgd(learning_rate: 0.01, accumulate: 2)
  }
}`;

test("a model of every normalisation passes, folded too", async () => {
  const { checks } = await verifyModel(NORMS, { ...baseline, batch: 8 });
  expect(checks.filter(({ ok }) => !ok).map(describeCheck)).toEqual([]);
  const own = new Set(checks.map(({ check, name }) => `${check} ${name}`));
  for (const name of ["train_step b.pooled_var", "train_step a.correction", "fold y", "differences h.weight"]) {
    expect(own).toContain(name);
  }
});

test("every part of a model is checked at every level", async () => {
  const { checks } = await verifyModel(SMALL, { batch: 4, levels: SIMD_LEVELS });
  for (const level of SIMD_LEVELS) {
    const own = checks.filter((check) => check.level === level).map(({ check, name }) => `${check} ${name}`);
    expect(own).toEqual(expect.arrayContaining(["init hidden.weight", "infer probabilities", "evaluate accuracy"]));
    expect(own).toEqual(expect.arrayContaining(["train_step normal.running_var", "train_step step", "resume 8 steps"]));
    expect(own).toEqual(expect.arrayContaining(["train_step average.logits.bias", "gradients normal.weight"]));
    expect(own).toContain("fold probabilities");
  }
  const differences = checks.filter(({ check }) => check === "differences");
  expect(differences).toHaveLength(6);
  for (const { detail } of differences) expect(detail).toMatch(/^(5|3) elements/);
});

test("a model that isn't trained has less to check", async () => {
  const text = SMALL.replace(/ {2}train \{[^}]*\}\n/, "");
  const { checks, ok } = await verifyModel(text, baseline);
  expect(ok).toBe(true);
  expect(new Set(checks.map(({ check }) => check))).toEqual(new Set(["init", "infer", "fold"]));
});

test("what random values make NaN of is said, and no fault", async () => {
  const text = SMALL.replace("dense(x, units: 20", "dense(sqrt(x - 9), units: 20").replace(
    "    loss",
    "    input more: f32[batch]\n    loss",
  );
  const { checks, ok, effort } = await verifyModel(text, baseline);
  expect(ok).toBe(true);
  expect(effort.notes).toContain("loss is not finite on these values");
  const details = checks.map(({ check, detail }) => `${check}: ${detail}`);
  expect(details).toContainEqual(expect.stringMatching(/^resume: not compared: loss is NaN at step \d: /));
  expect(details).toContainEqual(expect.stringMatching(/^differences: not compared, /));
});

test("of large models less is checked, and it is said how much", () => {
  const { graph } = checkText(
    SMALL.replace("units: 20", "units: 20000").replace("x: f32[batch, 6]", "x: f32[batch, 9000]"),
  );
  const train = trainGraph(graph!);
  const loss = train.outputs.find(({ role }) => role === "loss")!.node;
  const { batch, differenceBatch, samples, notes } = effortFor(train, loss, train.parameters, undefined);
  expect({ batch, differenceBatch }).toEqual({ batch: 3, differenceBatch: 3 });
  expect(samples).toBeLessThan(5);
  expect(notes[0]).toMatch(/^batch 3 in place of 5: /);
  expect(notes[1]).toMatch(/^differences at batch 3, \d elements a parameter: .* multiply-adds for the interpreter$/);
  expect(effortFor(train, loss, train.parameters, 4).batch).toBe(4);
});

describe("a fault is found:", () => {
  const repairs: (() => void)[] = [];
  afterEach(() => {
    for (const repair of repairs.splice(0)) repair();
  });

  function plant<T extends object>(target: T, fault: Partial<T>): void {
    const before = { ...target };
    repairs.push(() => Object.assign(target, before));
    Object.assign(target, fault);
  }

  test("a wrong gradient rule", async () => {
    const tanh = opNamed("tanh");
    const right = tanh.gradient as Exclude<typeof tanh.gradient, "none">;
    plant(tanh, { gradient: (b, node, dy) => right(b, node, b.mul(dy, b.constant(1.001))) });
    expect([...(await failed())]).toEqual(["differences hidden.weight", "differences hidden.bias"]);
  });

  test("a kernel that is off by 1e-4", async () => {
    const runtime = new Map(loadRuntime());
    const path = "runtime-as/math.ts";
    const text = runtime.get(path)!;
    const changed = text.replace("f32x4.splat(0.625)", "f32x4.splat(1.5)");
    expect(changed).not.toBe(text);
    runtime.set(path, changed);
    const found = await failed({ runtime });
    expect([...found]).toEqual(expect.arrayContaining(["infer probabilities", "gradients logits.weight"]));
    expect([...found].some((name) => name.startsWith("differences"))).toBe(false);
  });

  test("an op that means something else than its kernel", async () => {
    const { evaluate } = opNamed("softmax");
    plant(opNamed("softmax"), { evaluate: (call) => Float64Array.from(evaluate(call), (value) => value * 1.0001) });
    expect([...(await failed())]).toContain("infer probabilities");
  });

  test("folding that changes the result", async () => {
    const { run } = foldBatchNorm;
    plant(foldBatchNorm, {
      run: (graph, report) => {
        const b = new Builder();
        const folded = run(graph, report);
        const outputs = folded.outputs.map((output) => ({ ...output, node: b.mul(output.node, b.constant(1.001)) }));
        return { ...folded, outputs };
      },
    });
    expect([...(await failed())]).toEqual(["fold probabilities"]);
  });
});

test("weights are taken as they are", async () => {
  const { graph } = checkText(SMALL);
  const values = makeSetting(graph!, { seed: 3, batch: 4 }).values;
  const weights = new Map(values);
  expect(await failed({ weights })).toEqual(new Set());
  expect(makeSetting(graph!, { seed: 5, batch: 4, weights }).values.get("hidden.weight")).toEqual(
    values.get("hidden.weight"),
  );
  weights.delete("hidden.weight");
  await expect(verifyModel(SMALL, { ...baseline, weights })).rejects.toThrow("the weights lack hidden.weight");
});

test("a batch that is too small for the model is refused", async () => {
  await expect(verifyModel(SMALL, { batch: 1 })).rejects.toThrow(
    "a batch of 1 is too small: the batch norm normal trains on 2",
  );
});
