/** Deep networks: what a layer more costs, and that functions which layers share do what each layer means. */
import { describe, expect, test } from "vitest";
import { type CompileOptions, compileText } from "../../compiler/compile.ts";
import { verifyModel } from "../../compiler/verify/verify-model.ts";
import { load } from "../../host/index.ts";

interface Kind {
  readonly layer: string;
  readonly optimizer: string;
  /** Layers of the language in a turn of the loop. */
  readonly layers: number;
}

const PLAIN: Kind = {
  layer: "dense(x, units: 32, activation: relu)",
  optimizer: "adam(learning_rate: 0.001)",
  layers: 1,
};
const KINDS: Record<string, Kind> = {
  "alike, adam": PLAIN,
  "with batch_norm, adam": { ...PLAIN, layer: "batch_norm(dense(x, units: 32, activation: relu))", layers: 2 },
  "of five widths, sgd with momentum": {
    layer: "dense(x, units: 20 + 17 * (i % 5), activation: tanh)",
    optimizer: "sgd(learning_rate: 0.1, momentum: 0.9)",
    layers: 1,
  },
};

function deep({ layer, optimizer }: Kind, depth: number): string {
  return `model deep {
  input features: f32[batch, 32]
  x = features
  for i in 0..${depth} {
    x = ${layer}
  }
  logits = dense(x, units: 10)
  output probabilities = softmax(logits)
  train {
    input label: i32[batch]
    loss = softmax_cross_entropy(logits, label)
    optimizer = ${optimizer}
  }
}
`;
}

async function compiled(kind: Kind, depth: number, options: CompileOptions = {}) {
  const { module, plan, diagnostics } = await compileText(deep(kind, depth), options);
  expect(diagnostics).toEqual([]);
  return { module: module!, plan: plan! };
}

test.each(Object.entries(KINDS))(
  "a layer more costs at most 400 bytes of a module for training: %s",
  async (_, kind) => {
    const [few, many] = [await compiled(kind, 20), await compiled(kind, 120)];
    const bytes = many.module.wasm.length - few.module.wasm.length;
    expect(bytes / (100 * kind.layers)).toBeLessThanOrEqual(400);
    expect(many.module.source.match(/v128\.store/g)).toEqual(few.module.source.match(/v128\.store/g));
  },
);

test("shared functions give each layer its own tensors and sizes", async () => {
  const kind = { ...KINDS["of five widths, sgd with momentum"]!, optimizer: "adam(learning_rate: 0.01)" };
  const text = deep(kind, 23);
  const { module } = await compiled(kind, 23);
  expect(module.source).toMatch(/^function train_\w+_repeated\(/m);
  const { checks } = await verifyModel(text, { levels: ["baseline"], batch: 5 });
  expect(checks.length).toBeGreaterThan(250);
  expect(checks.filter(({ ok }) => !ok)).toEqual([]);
});

describe("500 layers", () => {
  const depth = 500;

  test("run and train", async () => {
    // Signals neither vanish nor explode on such a way.
    const kind = { ...PLAIN, layer: "x + 0.1 * dense(x, units: 32, activation: tanh)" };
    const { module } = await compiled(kind, depth, { maxBatch: 8 });
    const model = await load(module.wasm as Uint8Array<ArrayBuffer>, { seed: 3 });
    const features = Float32Array.from({ length: 8 * 32 }, (_, i) => Math.cos(i * i));
    const got = model.predict({ features }).probabilities!;
    const names = model.parameters().map(({ name }) => name);
    const layers = names.filter((name) => name.endsWith(".weight")).map((name) => name.slice(0, -".weight".length));
    expect(layers.length).toBe(depth + 1);
    const values = (name: string) => Array.from(model.get(name));
    const forward = (row: number[]) =>
      layers.reduce((x, layer, i) => {
        const [weight, bias] = [values(`${layer}.weight`), values(`${layer}.bias`)];
        const sums = bias.map((start, c) => x.reduce((sum, v, r) => sum + v * weight[r * bias.length + c]!, start));
        return i < depth ? sums.map((v, c) => x[c]! + 0.1 * Math.tanh(v)) : sums;
      }, row);
    const logits = forward(Array.from(features.subarray(0, 32)));
    const total = logits.reduce((sum, v) => sum + Math.exp(v), 0);
    for (const [c, logit] of logits.entries()) expect(got[c]).toBeCloseTo(Math.exp(logit) / total, 4);
    expect(new Set(got.subarray(0, 10)).size).toBe(10);

    const before = names.map(values);
    const label = Int32Array.from({ length: 8 }, (_, i) => i);
    expect(model.trainStep({ features, label }).loss).toBeGreaterThan(0);
    for (const [i, name] of names.entries()) expect(values(name), name).not.toEqual(before[i]);
  });

  test("take the memory of their weights and two activations for inference", async () => {
    const { plan } = await compiled(PLAIN, depth, { inferOnly: true, assemble: false, maxBatch: 100 });
    const lasting = plan.buffers.filter(({ role, inPlaceOf }) => role !== "temporary" && inPlaceOf === undefined);
    const activation = 100 * 32 * 4;
    expect(plan.memoryBytes).toBeLessThanOrEqual(
      64 + lasting.reduce((sum, { bytes }) => sum + bytes, 0) + 2 * activation,
    );
  });
});
