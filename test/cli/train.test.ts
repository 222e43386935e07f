/** Training, evaluation and prediction from the command line, on a small seeded data set. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readSafetensors } from "../../host/safetensors.ts";
import { makeWorkspace, type Run, type Workspace } from "./run-cli.ts";

let workspace: Workspace;
let trained: Run;

const data = ["--data", "data"];
const read = (name: string): Buffer => readFileSync(workspace.path(name));
const jsonLines = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

beforeAll(async () => {
  workspace = makeWorkspace();
  trained = await workspace.run(
    "train",
    "digits.inlay",
    ...data,
    "--epochs",
    "4",
    "--seed",
    "3",
    "-o",
    "w.safetensors",
  );
});

afterAll(() => workspace.remove());

describe("train", () => {
  it("prints a line an epoch and ends with the test metric", () => {
    expect(trained).toMatchObject({ code: 0, stderr: "image: bytes divided by 255\n" });
    const lines = trained.stdout.trimEnd().split("\n");
    expect(lines[0]).toMatch(/^epoch 1\/4: loss \d\.\d{4}, accuracy [01]\.\d{4}, \d+\.\d s$/);
    expect(lines.slice(5, 7).map((line) => line.split(":")[0])).toEqual([
      "test with raw parameters",
      "test with their average",
    ]);
    expect(lines.at(-1)).toMatch(/^test accuracy (0\.9|1\.0)\d+$/);
  });

  it("writes the checkpoint and nothing else", () => {
    const names = [...readSafetensors(read("w.safetensors")).tensors.keys()];
    expect(names).toEqual(
      expect.arrayContaining(["hidden.weight", "normal.running_var", "average.logits.bias", "step"]),
    );
    expect(readdirSync(workspace.path(".")).sort()).toEqual(["broken.inlay", "data", "digits.inlay", "w.safetensors"]);
  });

  it("goes on from a checkpoint to the same bits as an uninterrupted run", async () => {
    const { path, run } = workspace;
    await run("train", "digits.inlay", ...data, "--epochs", "2", "--seed", "3", "-o", "half.safetensors");
    const resumed = await run(
      "train",
      "digits.inlay",
      ...data,
      "--epochs",
      "4",
      "--resume",
      "half.safetensors",
      "--seed",
      "3",
      "-o",
      "w2.safetensors",
    );
    expect(resumed.code).toBe(0);
    expect(resumed.stdout).toContain("epoch 3/4");
    expect(read("w2.safetensors").equals(read("w.safetensors"))).toBe(true);

    const again = await run(
      "train",
      "digits.inlay",
      ...data,
      "--epochs",
      "4",
      "--resume",
      "w.safetensors",
      "-o",
      "w3.safetensors",
    );
    expect(again.stderr).toBe("error: w.safetensors has 4 epochs already; --epochs is their total: give more\n");
    expect(again.code).toBe(1);
    expect(() => statSync(path("w3.safetensors"))).toThrow();
  });

  it("tells everything as JSON lines", async () => {
    const words = [
      "--epochs",
      "2",
      "--batch-size",
      "64",
      "--drop-last",
      "--rate-scale",
      "0.5",
      "--json",
      "-o",
      "j.safetensors",
    ];
    const events = jsonLines((await workspace.run("train", "digits.inlay", ...data, ...words)).stdout);
    expect(events.map(({ event, parameters }) => parameters ?? event)).toEqual([
      "epoch",
      "epoch",
      "saved",
      "raw",
      "average",
    ]);
    expect(events[1]).toMatchObject({
      epoch: 2,
      step: 6,
      loss: expect.any(Number),
      metrics: { accuracy: expect.any(Number) },
    });
    expect(events[4]).toMatchObject({ examples: 50, metrics: { accuracy: expect.any(Number) } });
  });

  it("keeps the last checkpoint when a later epoch fails", async () => {
    const diverging = ["--epochs", "50", "--rate-scale", "1e38", "-o", "d.safetensors"];
    const { code, stderr } = await workspace.run("train", "digits.inlay", ...data, ...diverging);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /error: loss is (NaN|Infinity|-Infinity) at step \d+: lower the learning_rate in the model, or give a lower --rate/,
    );
    expect(readdirSync(workspace.path(".")).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });
});

describe("eval", () => {
  it("agrees with the end of training, of a model with weights and of a module that has them", async () => {
    const { run } = workspace;
    await run("compile", "digits.inlay", "--weights", "w.safetensors", "-o", "full.wasm");
    const [raw, average] = trained.stdout
      .split("\n")
      .slice(5, 7)
      .map((line) => line.split(": ")[1]!);
    const fromText = await run("eval", "digits.inlay", "--weights", "w.safetensors", ...data);
    expect(fromText.stdout).toMatch(
      new RegExp(`^50 examples of data \\(test\\): ${average}\ntest accuracy [\\d.]+\n$`),
    );
    expect((await run("eval", "digits.inlay", "--weights", "w.safetensors", ...data, "--no-average")).stdout).toContain(
      raw,
    );
    expect(await run("eval", "full.wasm", ...data)).toEqual(fromText);
    const json = await run("eval", "full.wasm", ...data, "--json", "--split", "train");
    expect(JSON.parse(json.stdout)).toMatchObject({ examples: 200, metrics: { accuracy: expect.any(Number) } });
  });

  it("says what a module without weights lacks", async () => {
    await workspace.run("compile", "digits.inlay", "-o", "empty.wasm");
    expect(await workspace.run("eval", "empty.wasm", ...data)).toMatchObject({
      code: 1,
      stderr: "error: empty.wasm holds no weights: give --weights <file>\n",
    });
  });
});

describe("predict", () => {
  const predict = (...words: string[]) => workspace.run("predict", "full.wasm", ...data, ...words);

  it("prints a line of JSON a row", async () => {
    const rows = jsonLines((await predict("--limit", "3")).stdout);
    expect(rows).toHaveLength(3);
    for (const { probabilities } of rows) {
      expect(probabilities).toHaveLength(4);
      expect(probabilities.reduce((sum: number, value: number) => sum + value, 0)).toBeCloseTo(1, 5);
    }
  });

  it("writes the same values as JSON, CSV and safetensors", async () => {
    for (const name of ["p.json", "p.csv", "p.safetensors"]) {
      expect(await predict("-o", name)).toMatchObject({ code: 0, stdout: "" });
    }
    const json = JSON.parse(read("p.json").toString()).map((row: { probabilities: number[] }) => row.probabilities);
    const [header, ...lines] = read("p.csv").toString().trimEnd().split("\n");
    expect(header).toBe("probabilities.0,probabilities.1,probabilities.2,probabilities.3");
    expect(lines.map((line) => line.split(",").map(Number))).toEqual(json);
    const tensor = readSafetensors(read("p.safetensors")).tensors.get("probabilities")!;
    expect(tensor.shape).toEqual([50, 4]);
    expect(new Float32Array(tensor.data.slice().buffer)).toEqual(Float32Array.from(json.flat()));
  });
});
