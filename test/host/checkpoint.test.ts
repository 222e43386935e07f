import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { InlayError, load, type Model } from "../../host/index.ts";
import { restoreFile, saveFile } from "../../host/node.ts";
import { readSafetensors, type SafeTensor, writeSafetensors } from "../../host/safetensors.ts";
import { fakeData, fakeModule } from "./fake-module.ts";

let trained: Model;
let fresh: Model;

beforeEach(async () => {
  const bytes = await fakeModule();
  trained = await load(bytes, { seed: 2 });
  for await (const { step } of trained.fit(fakeData(11), { steps: 5 })) expect(step).toBeLessThan(6);
  fresh = await load(bytes);
});

/** The trained model's checkpoint with tensors changed; null takes one away. */
function changed(changes: (name: string, tensor: SafeTensor) => SafeTensor | null | undefined): Uint8Array {
  const { tensors } = readSafetensors(trained.save());
  const result = new Map<string, SafeTensor>();
  for (const [name, tensor] of tensors) {
    const change = changes(name, tensor);
    if (change !== null) result.set(name, change ?? tensor);
  }
  return writeSafetensors(result);
}

const floats = (...values: number[]): SafeTensor => ({
  dtype: "F32",
  shape: [values.length],
  data: new Uint8Array(Float32Array.from(values).buffer),
});

const refuses = (bytes: Uint8Array, message: string) => {
  const before = fresh.save();
  expect(() => fresh.restore(bytes)).toThrow(expect.objectContaining({ name: "InlayError", message }));
  expect(fresh.save()).toEqual(before);
};

describe("save", () => {
  test("writes logical shapes, names and counters", () => {
    const { tensors } = readSafetensors(trained.save());
    const metadata = '"__metadata__":{"format":"inlay","model":"fake","version":"1"}';
    expect(new TextDecoder().decode(trained.save())).toContain(metadata);
    expect(Object.fromEntries([...tensors].map(([name, { dtype, shape }]) => [name, `${dtype}[${shape}]`]))).toEqual({
      weight: "F32[3,18]",
      bias: "F32[2]",
      "optimizer.adam.m.weight": "F32[3,18]",
      "average.weight": "F32[3,18]",
      "average.bias": "F32[2]",
      "normal.running_mean": "F32[1]",
      step: "I32[]",
      "counter.epoch": "I64[]",
      "counter.position": "I64[]",
      "counter.seed": "I64[]",
    });
    expect(new Float32Array(tensors.get("weight")!.data.slice().buffer)).toEqual(trained.get("weight"));
  });
});

describe("restore", () => {
  test("takes everything over", () => {
    fresh.restore(trained.save());
    expect(fresh.counters).toEqual({ step: 5, epoch: 1, position: 8, seed: 2 });
    expect(fresh.save()).toEqual(trained.save());
    fresh.restore(trained.save().buffer);
    const within = new Uint8Array(trained.save().length + 9);
    within.set(trained.save(), 4);
    fresh.restore(within.subarray(4, -5));
    fresh.predict(fakeData(2));
    fresh.restore(trained.save());
    expect(fresh.save()).toEqual(trained.save());
  });

  test("starts groups anew that are absent", () => {
    fresh.restore(changed((name) => (/^(optimizer|average|counter|step)/.test(name) ? null : undefined)));
    expect(fresh.get("weight")).toEqual(trained.get("weight"));
    expect(fresh.get("normal.running_mean")).toEqual(trained.get("normal.running_mean"));
    expect(fresh.get("average.weight")).toEqual(trained.get("weight"));
    expect(fresh.get("optimizer.adam.m.weight")).toEqual(new Float32Array(54));
    expect(fresh.counters).toEqual({ step: 0, epoch: 0, position: 0, seed: 0 });
    fresh.fit(fakeData(4), { seed: 3 });
    expect(fresh.get("weight")).toEqual(trained.get("weight"));
  });

  test("a restored model is not initialised by fit's seed", async () => {
    fresh.restore(trained.save());
    for await (const { step } of fresh.fit(fakeData(11), { seed: 77, steps: 1 })) expect(step).toBe(6);
    expect(fresh.counters.seed).toBe(77);
  });

  test("missing and unexpected names are errors", () => {
    const nothing = "the checkpoint does not fit `fake`: missing ";
    refuses(
      changed((name) => (name === "bias" ? null : undefined)),
      `${nothing}\`bias\`; unexpected none`,
    );
    refuses(
      changed((name) => (name === "average.bias" ? null : undefined)),
      `${nothing}\`average.bias\`; unexpected none`,
    );
    refuses(
      changed((name) => (name === "step" ? null : undefined)),
      `${nothing}\`step\`; unexpected none`,
    );
    refuses(
      changed((name) => (name === "normal.running_mean" ? null : undefined)),
      `${nothing}\`normal.running_mean\`; unexpected none`,
    );
    refuses(
      writeSafetensors(new Map(["a", "b", "c", "d", "e"].map((name) => [name, floats(1)]))),
      `${nothing}\`weight\`, \`bias\`, \`normal.running_mean\`; unexpected \`a\`, \`b\`, \`c\` and 2 more`,
    );
  });

  test("wrong shapes, dtypes and values are errors", () => {
    const bias = (tensor: SafeTensor) => changed((name) => (name === "bias" ? tensor : undefined));
    const counter = (value: bigint) =>
      changed((name, tensor) =>
        name === "counter.epoch" ? { ...tensor, data: new Uint8Array(BigInt64Array.of(value).buffer) } : undefined,
      );
    refuses(bias(floats(1, 2, 3)), "`bias` has shape [3] in the checkpoint, [2] in the model");
    refuses(bias({ ...floats(1, 2), shape: [2, 1] }), "`bias` has shape [2,1] in the checkpoint, [2] in the model");
    refuses(
      bias({ dtype: "F16", shape: [2], data: new Uint8Array(4) }),
      "`bias` is F16 in the checkpoint, F32 in the model",
    );
    refuses(
      bias({ dtype: "BF16", shape: [2], data: new Uint8Array(4) }),
      "`bias` is BF16 in the checkpoint, F32 in the model",
    );
    refuses(bias(floats(1, Number.NaN)), "`bias` is NaN at index 1 in the checkpoint");
    refuses(bias(floats(1 / 0, 1)), "`bias` is Infinity at index 0 in the checkpoint");
    refuses(counter(-1n), "`counter.epoch` is -1 at index 0 in the checkpoint");
    const bytes = trained.save();
    expect(() => fresh.restore(bytes.subarray(0, bytes.length - 1))).toThrow("not a whole safetensors file: ");
  });

  test("what is no bytes is an error", () => {
    refuses("a.safetensors" as never, "a checkpoint is bytes, not string");
    refuses(undefined as never, "a checkpoint is bytes, not undefined");
  });

  test("damaged files change nothing or are whole", () => {
    const bytes = trained.save();
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), fc.boolean(), (at, value, cut) => {
        const before = fresh.save();
        const damaged = cut ? bytes.slice(0, at) : bytes.slice();
        damaged[at] = value;
        try {
          fresh.restore(damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(InlayError);
          expect(fresh.save()).toEqual(before);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe("files", () => {
  test("are written whole, beside nothing", async () => {
    const folder = await mkdtemp(join(tmpdir(), "inlay-"));
    try {
      await saveFile(trained, join(folder, "a.safetensors"));
      await saveFile(trained, join(folder, "a.safetensors"));
      expect(await readdir(folder)).toEqual(["a.safetensors"]);
      await restoreFile(fresh, join(folder, "a.safetensors"));
      expect(fresh.save()).toEqual(trained.save());
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test("errors name the path that was given", async () => {
    const folder = await mkdtemp(join(tmpdir(), "inlay-"));
    try {
      const none = join(folder, "none", "a");
      const noFile = "ENOENT: no such file or directory, open";
      const error = (message: string) => expect.objectContaining({ name: "InlayError", message });
      await expect(saveFile(trained, none)).rejects.toThrow(error(`cannot save ${none}: ${noFile} '${none}'`));
      await expect(restoreFile(fresh, none)).rejects.toThrow(error(`cannot restore ${none}: ${noFile} '${none}'`));
      const text = join(folder, "text");
      await writeFile(text, "hello");
      await expect(restoreFile(fresh, text)).rejects.toThrow(
        error(`cannot restore ${text}: not a whole safetensors file: it has 5 bytes`),
      );
      expect(await readdir(folder)).toEqual(["text"]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
