/** What the commands refuse before they do anything, and how they run a model that has nothing to load: in this process. */
import { mkdirSync, readdirSync, readFileSync, rmdirSync, symlinkSync, writeFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { checkBatches, checkSeed, namingOptions } from "../../compiler/cli/training-checks.ts";
import { writeSafetensors } from "../../host/safetensors.ts";
import { makeWorkspace, runHere, type Workspace } from "./run-cli.ts";

let workspace: Workspace;
let path: Workspace["path"];

const FOUR = { dtype: "F32", shape: [2, 2], data: new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer) };
const ONES = { ...FOUR, data: new Uint8Array(Float32Array.of(1, 1, 1, 1).buffer) };
const SCALE = `model scale {
  input x: f32[batch, 2]
  output y = x * 2
  train {
    input target: f32[batch, 2]
    loss = mean_squared_error(y, target)
    optimizer = sgd()
  }
}
`;

beforeAll(() => {
  workspace = makeWorkspace();
  path = workspace.path;
  mkdirSync(path("sets"));
  for (const name of ["set", "sets/train", "w"]) {
    writeFileSync(path(`${name}.safetensors`), writeSafetensors(new Map(Object.entries({ x: FOUR, target: ONES }))));
  }
  symlinkSync("digits.inlay", path("link.safetensors"));
  writeFileSync(path("scale.inlay"), SCALE);
  writeFileSync(path("m.wasm"), "a module");
});

afterAll(() => workspace.remove());
afterEach(() => vi.restoreAllMocks());

const contents = (): Record<string, string> =>
  Object.fromEntries(
    readdirSync(path("."), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => [`${parentPath}/${name}`, readFileSync(`${parentPath}/${name}`, "latin1")]),
  );

describe("an output", () => {
  it.each([
    ["train", "digits.inlay", "--data", "data", "-o", "link.safetensors"],
    ["train", "digits.inlay", "--data", "set.safetensors", "-o", "set.safetensors"],
    ["train", "digits.inlay", "--data", "sets", "-o", "sets/train.safetensors"],
    ["predict", "digits.inlay", "--weights", "w.safetensors", "--data", "data", "-o", "w.safetensors"],
    ["predict", "digits.inlay", "--weights", "w.safetensors", "--data", "set.safetensors", "-o", "set.safetensors"],
    ["compile", "digits.inlay", "--emit", "ast", "-o", "digits.inlay"],
  ])("is none of the inputs: %s %s", async (...words) => {
    const before = contents();
    await expect(runHere(...inWorkspace(words))).rejects.toThrow(/^cannot write .*: the command reads it/);
    expect(contents()).toEqual(before);
  });

  it.each(["full.js", "full.d.ts", "full.relaxed.wasm", "full.wide.wasm"])(
    "of compile could be written whole: %s",
    async (name) => {
      mkdirSync(path(name));
      const before = contents();
      await expect(runHere("compile", path("digits.inlay"), "-o", path("full.wasm"))).rejects.toThrow(
        `cannot write ${path(name)}: it is a folder`,
      );
      expect(contents()).toEqual(before);
      rmdirSync(path(name));
    },
  );

  it("is no folder where --dump-dir is a file", async () => {
    await expect(runHere("compile", path("digits.inlay"), "--dump-dir", path("broken.inlay"))).rejects.toThrow(
      "broken.inlay is a file, not a folder",
    );
  });
});

/** The words with paths in the workspace. */
function inWorkspace(words: readonly string[]): string[] {
  return words.map((word, index) => (index > 0 && /[.]|^(data|sets)$/.test(word) ? path(word) : word));
}

describe("an input", () => {
  it.each([
    ["check", "m.wasm"],
    ["inspect", "m.wasm"],
    ["compile", "m.wasm"],
    ["fmt", "m.wasm"],
    ["train", "m.wasm", "--data", "data", "-o", "new.safetensors"],
  ])("is a model's text: %s %s", async (...words) => {
    await expect(runHere(...inWorkspace(words))).rejects.toThrow("m.wasm is a compiled module, not a model's text");
  });

  it.each(["eval", "predict"])("is a data set, told before the model is compiled by %s", async (command) => {
    await expect(runHere(command, path("scale.inlay"), "--data", "MNIST")).rejects.toThrow("did you mean mnist?");
    await expect(runHere(command, path("broken.inlay"), "--data", "")).rejects.toThrow(
      "the name of the data set is empty",
    );
  });

  it("has its own name in the host's complaints", async () => {
    await expect(runHere("predict", path("m.wasm"), "--data", path("data"))).rejects.toThrow(
      /^\/.*m\.wasm: not a WebAssembly module/,
    );
  });

  it("is a model that memory suffices for, at the batch that is asked for", async () => {
    writeFileSync(path("wide.inlay"), "model m {\n  input x: f32[batch, 9000000]\n  output y = relu(x)\n}\n");
    for (const command of ["check", "inspect", "compile"]) {
      await expect(runHere(command, path("wide.inlay"))).rejects.toThrow(
        /needs \d+\.\d GiB of memory at batches up to/,
      );
    }
    vi.spyOn(process.stderr, "write").mockReturnValue(true);
    await runHere("check", path("wide.inlay"), "--max-batch", "4");
  });
});

describe("a model without parameters", () => {
  const printed = async (...words: string[]): Promise<string> => {
    let text = "";
    const keep = (chunk: unknown): boolean => {
      text += chunk;
      return true;
    };
    vi.spyOn(process.stdout, "write").mockImplementation(keep);
    vi.spyOn(console, "log").mockImplementation((line) => keep(`${line}\n`));
    await runHere(...inWorkspace(words));
    return text;
  };

  it("runs without weights, and results have the name of the split if there is one", async () => {
    const data = ["--data", "set.safetensors"];
    expect(await printed("predict", "scale.inlay", ...data)).toBe('{"y":[2,4]}\n{"y":[6,8]}\n');
    expect(await printed("eval", "scale.inlay", ...data)).toMatch(/: loss 21\.0000\nloss 21\.0000\n$/);
    expect(await printed("eval", "scale.inlay", "--data", "sets", "--split", "train")).toMatch(
      /\(train\): loss 21\.0000\ntrain loss 21\.0000\n$/,
    );
    await expect(printed("eval", "scale.inlay", ...data, "--split", "train")).rejects.toThrow("has no splits");
  });

  it("takes none", async () => {
    await expect(
      printed("predict", "scale.inlay", "--weights", "w.safetensors", "--data", "set.safetensors"),
    ).rejects.toThrow("scale.inlay has no parameters: leave --weights out");
    await printed("compile", "digits.inlay", "--infer-only", "--no-weights", "-o", "folded.wasm");
    await expect(printed("predict", "folded.wasm", "--weights", "w.safetensors", "--data", "data")).rejects.toThrow(
      "folded.wasm holds its weights already: leave --weights out",
    );
  });
});

describe("train", () => {
  const model = (position = 0) =>
    ({
      manifest: { minTrainBatch: 2, minTrainBatchBecause: "normal" },
      counters: { step: 0, epoch: 0, position, seed: 0 },
    }) as Parameters<typeof checkBatches>[0];

  it.each([
    [1, 128, false, 0, "set: the data set has 1 row, and the batch norm `normal` needs 2 to train"],
    [9, 1, false, 0, "the batch norm `normal` needs 2 rows a step: give a larger --batch-size"],
    [50, 64, true, 0, "--drop-last leaves nothing of 50 rows: give --batch-size 50 or less"],
    [
      9,
      4,
      false,
      0,
      "the last batch of an epoch has 1 of 9 rows, and the batch norm `normal` needs 2: give --drop-last",
    ],
    [10, 4, false, 5, "the last batch of an epoch has 1 of 10 rows"],
  ])("names the way out for %i rows in batches of %i", (rows, batchSize, dropLast, position, message) => {
    expect(() => checkBatches(model(position), { name: "set", rows }, { batchSize, dropLast })).toThrow(message);
  });

  it.each([
    [2, 128, false],
    [9, 4, true],
    [8, 4, false],
  ])("takes %i rows in batches of %i", (rows, batchSize, dropLast) => {
    checkBatches(model(), { name: "set", rows }, { batchSize, dropLast });
  });

  it("goes on with the seed of the checkpoint only", () => {
    checkSeed(3, { seed: 3, resume: "w.safetensors" });
    checkSeed(3, { resume: "w.safetensors" });
    checkSeed(0, { seed: 5 });
    expect(() => checkSeed(3, { seed: 5, resume: "w.safetensors" })).toThrow(
      "w.safetensors was begun with seed 3, not 5: leave --seed out",
    );
  });

  it("says which options lower the rate when the loss is lost", async () => {
    const last = (message: string) => namingOptions(Promise.reject(new Error(message)));
    await expect(last("loss is NaN at step 7: try rateScale")).rejects.toThrow(
      "loss is NaN at step 7: lower the learning_rate in the model, or give a lower --rate-scale",
    );
    await expect(last("something else")).rejects.toThrow("something else");
  });
});
