/** What `inlay train` can do beside training: validation, checkpoints, the log, the picture, CSV files. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { renderCurves } from "../../compiler/cli/curves.ts";
import { readEncoding } from "../../compiler/interchange/tabular.ts";
import { readSafetensors } from "../../host/safetensors.ts";
import { makeWorkspace, type Workspace } from "./run-cli.ts";

const MAIN = fileURLToPath(new URL("../../compiler/cli/main.ts", import.meta.url));

let workspace: Workspace;

const path = (name: string): string => workspace.path(name);
const read = (name: string): Buffer => readFileSync(path(name));
const lines = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
const digits = (...words: string[]) => workspace.run("train", "digits.inlay", "--data", "data", ...words);

const FLOWERS = `model flowers {
  input x: f32[batch, 4]
  scaled = standardize(x)
  hidden = dense(scaled, units: 8, activation: relu)
  logits = dense(hidden, units: 3)
  output probabilities = softmax(logits)
  train {
    input label: i32[batch]
    loss = softmax_cross_entropy(logits, label)
    metric accuracy = accuracy(logits, label)
    optimizer = adam(learning_rate: 0.02)
  }
}
`;

/** Three kinds in one numeric column of large numbers and one categorical; every 20th row lacks its height. */
function flowers(): string {
  const rows = Array.from({ length: 120 }, (_, i) => {
    const kind = i % 3;
    const height = i % 20 === 7 ? "" : 1000 * kind + 300 * Math.sin(i) + 5000;
    return `${height},${["red", "blue", "white"][(kind + (i % 5 === 0 ? 1 : 0)) % 3]},${["rose", "flax", "lily"][kind]}`;
  });
  return `height,colour,kind\n${rows.join("\n")}\n`;
}

beforeAll(() => {
  workspace = makeWorkspace();
  writeFileSync(path("flowers.inlay"), FLOWERS);
  writeFileSync(path("flowers.csv"), flowers());
});

afterAll(() => workspace.remove());

describe("train", () => {
  it("validates, keeps checkpoints, writes a log and a picture", async () => {
    const words = [
      "--validate",
      "0.2",
      "--checkpoint-dir",
      "ck",
      "--every",
      "2",
      "--log",
      "log.jsonl",
      "--plot",
      "c.svg",
    ];
    const { code, stdout } = await digits("--epochs", "3", ...words, "-o", "v.safetensors");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^epoch 1\/3: loss [\d.]+, accuracy [\d.]+, validation loss [\d.]+, accuracy [\d.]+, /);
    expect(readdirSync(path("ck")).sort()).toEqual(["best.safetensors", "epoch-0002.safetensors", "last.safetensors"]);
    expect(read("ck/last.safetensors").equals(read("v.safetensors"))).toBe(true);
    const events = lines(read("log.jsonl").toString());
    // 160 of the 200 rows are trained on, in two steps an epoch.
    expect(events.map(({ event, step }) => `${event} ${step}`)).toEqual(
      [1, 2, 3].flatMap((epoch) => [`step ${2 * epoch - 1}`, `step ${2 * epoch}`, `epoch ${2 * epoch}`]),
    );
    expect(events[0]).toMatchObject({ epoch: 1, rate: 0.01, loss: expect.any(Number) });
    expect(events[2]).toMatchObject({ validation: { metrics: { accuracy: expect.any(Number) } } });
    expect(read("c.svg").toString()).toMatch(/^<svg [^>]+>\n<title>digits<\/title>/);
    expect(read("c.svg").toString().match(/<g>/g)).toHaveLength(3);

    const more = ["--epochs", "4", "--resume", "v.safetensors"];
    expect((await digits(...words, ...more, "-o", "v.safetensors")).code).toBe(0);
    expect(
      lines(read("log.jsonl").toString())
        .map(({ step }) => step)
        .slice(-3),
    ).toEqual([7, 8, 8]);
    expect(read("c.svg").toString()).toContain("steps (4 epochs)");
    const whole = await digits("--epochs", "4", "--validate", "0.2", "-o", "whole.safetensors");
    expect(whole.stdout).toContain("epoch 4/4");
    expect(read("whole.safetensors").equals(read("v.safetensors"))).toBe(true);
  });

  it("stops early and ends with the best epoch", async () => {
    const words = ["--validate", "test", "--early-stop", "2", "--monitor", "loss:max", "--checkpoint-dir", "early"];
    const { stdout } = await digits("--epochs", "30", ...words, "-o", "e.safetensors");
    expect(stdout).toContain("stopped early; the model is as after epoch 1, the best\n");
    expect(stdout).toContain("epoch 3/30");
    expect(stdout).not.toContain("epoch 4/30");
    expect(read("early/best.safetensors").equals(read("e.safetensors"))).toBe(true);
  });

  it("takes every class equally often", async () => {
    const { code } = await digits("--balanced", "--epochs", "1", "-o", "b.safetensors");
    expect(code).toBe(0);
    expect(readSafetensors(read("b.safetensors")).tensors.has("step")).toBe(true);
  });

  it("tries learning rates, writes nothing but the picture", async () => {
    const { code, stdout } = await digits("--find-rate", "--plot", "rate.svg");
    expect(code).toBe(0);
    expect(stdout).toMatch(/suggested learning rate [\d.e-]+: --rate-scale [\d.e-]+ for the model's 0\.01\n$/);
    expect(read("rate.svg").toString()).toContain("suggested: ");
    const json = JSON.parse((await digits("--find-rate", "--json")).stdout);
    expect(json.curve.length).toBeGreaterThan(10);
    expect(json.rate).toBeCloseTo(json.rateScale * 0.01, 12);
    const scheduled = FLOWERS.replace("learning_rate: 0.02", "learning_rate: warm_up(0.02, steps: 10)");
    writeFileSync(path("scheduled.inlay"), scheduled);
    const csv = ["--data", "flowers.csv", "--label", "kind", "--missing", "drop", "--batch-size", "16"];
    const factor = await workspace.run("train", "scheduled.inlay", ...csv, "--find-rate", "--plot", "factor.svg");
    expect(factor.stdout).toMatch(/suggested rate scale ([\d.]+): --rate-scale \1\n$/);
    expect(read("factor.svg").toString()).not.toMatch(/NaN|Infinity/);
  });

  it("leaves a whole checkpoint and whole lines, whenever it is killed", async () => {
    const words = ["train", "digits.inlay", "--data", "data", "--epochs", "100000", "--batch-size", "16"];
    const files = ["--checkpoint-dir", "killed", "--log", "killed.jsonl", "-o", "killed.safetensors"];
    for (const [round, wait] of [3, 25].entries()) {
      const resume = round === 0 ? [] : ["--resume", "killed.safetensors"];
      const child = spawn(process.execPath, [MAIN, ...words, ...files, ...resume], { cwd: path("."), stdio: "pipe" });
      const ended = once(child, "close");
      await once(child.stdout, "data");
      await new Promise((resolve) => setTimeout(resolve, wait));
      child.kill("SIGKILL");
      await ended;
      for (const name of ["killed.safetensors", "killed/last.safetensors", "killed/best.safetensors"]) {
        expect(readSafetensors(read(name)).tensors.get("step")!.dtype).toBe("I32");
      }
      const log = read("killed.jsonl").toString();
      expect(log.endsWith("\n")).toBe(true);
      expect(lines(log).length).toBeGreaterThan(0);
    }
  });

  it.each([
    [["--every", "2", "-o", "w.safetensors"], "--every needs --checkpoint-dir <folder>"],
    [["--plot", "c.png", "-o", "w.safetensors"], "the picture c.png does not end in .svg"],
    [["--split", "1.5", "-o", "w.safetensors"], "1.5 is not a number between 0 and 1"],
    [["--validate", "1.5", "-o", "w.safetensors"], "--validate 1.5 is no fraction between 0 and 1"],
    [["--label", "kind", "-o", "w.safetensors"], "--label is for CSV files, and data is none"],
    [["--monitor", "f1", "-o", "w.safetensors"], "no metric is called `f1`: there are `loss`, `accuracy`"],
    [["--validate", "moon", "-o", "w.safetensors"], "there is no data set moon"],
  ])("refuses %j", async (words, message) => {
    const { code, stderr } = await digits(...words);
    expect(stderr).toContain(message);
    expect(code).toBeGreaterThan(0);
    expect(existsSync(path("w.safetensors"))).toBe(false);
  });
});

describe("a CSV file", () => {
  const data = ["--data", "flowers.csv"];
  const words = [...data, "--label", "kind", "--missing", "mean", "--split", "0.75", "--batch-size", "16"];

  it("is trained on in raw numbers, and the model knows its columns from then on", async () => {
    const { run } = workspace;
    const trained = await run(
      "train",
      "flowers.inlay",
      ...words,
      "--epochs",
      "30",
      "--seed",
      "5",
      "-o",
      "f.safetensors",
    );
    expect(trained.stderr).toBe("label: field kind\n");
    const [last] = trained.stdout.trimEnd().split("\n").slice(-1);
    expect(last).toMatch(/^test accuracy (0\.9|1\.0)\d+$/);
    expect(await readEncoding(read("f.safetensors"))).toMatchObject({
      columns: [
        { name: "height", mean: expect.any(Number) },
        { name: "colour", categories: ["blue", "red", "white"] },
      ],
      label: { name: "kind", classes: ["flax", "lily", "rose"] },
      split: { train: 0.75, seed: 5 },
    });
    const model = ["flowers.inlay", "--weights", "f.safetensors"];
    const tested = await run("eval", ...model, ...data, "--split", "test");
    expect(tested.stdout).toContain("30 examples of flowers.csv (test): ");
    expect(tested.stdout).toContain(last);
    expect((await run("eval", ...model, ...data)).stdout).toContain("120 examples of flowers.csv: ");

    await run("compile", ...model, "--infer-only", "-o", "f.wasm");
    writeFileSync(path("new.csv"), "colour,height\nblue,6000\nred,\n");
    const [whole, folded] = await Promise.all(
      [model, ["f.wasm"]].map(async (own) => lines((await run("predict", ...own, "--data", "new.csv")).stdout)),
    );
    expect(folded).toHaveLength(2);
    for (const [row, { probabilities }] of folded!.entries()) {
      for (const [i, value] of probabilities.entries()) expect(value).toBeCloseTo(whole![row].probabilities[i], 3);
    }
  });

  it("goes on from a checkpoint with its columns, its split and its statistics", async () => {
    const { run } = workspace;
    const half = ["--epochs", "2", "-o", "half.safetensors"];
    await run("train", "flowers.inlay", ...words, "--seed", "5", ...half);
    await run("train", "flowers.inlay", ...words, "--seed", "5", "--epochs", "4", "-o", "four.safetensors");
    const resume = ["--resume", "half.safetensors", "--epochs", "4", "-o", "resumed.safetensors"];
    expect((await run("train", "flowers.inlay", ...words, ...resume)).code).toBe(0);
    expect(read("resumed.safetensors").equals(read("four.safetensors"))).toBe(true);
  });

  it("is refused where nothing says what its columns mean", async () => {
    const { run } = workspace;
    await run("train", "digits.inlay", "--data", "data", "--epochs", "1", "-o", "d.safetensors");
    const evaluated = await run("eval", "digits.inlay", "--weights", "d.safetensors", ...data);
    expect(evaluated.stderr).toBe(
      "error: d.safetensors was not trained on a CSV file: it does not say what the columns of flowers.csv mean\n",
    );
    const wrong = await run("train", "flowers.inlay", ...data, "--label", "kind", "-o", "w.safetensors");
    expect(wrong.stderr).toContain("error: flowers.csv, line 9, column height: the value is missing");
  });
});

describe("curves", () => {
  const picture = (points: readonly (readonly [number, number])[]) =>
    renderCurves({
      title: "a < b",
      axis: "steps",
      panels: [{ title: "loss", series: [{ name: "train", style: "train", points }] }],
    });

  it("are drawn whatever the values are", () => {
    const cases = [
      [[1, 1]],
      [
        [1, 0],
        [2, 0],
      ],
      [
        [1, 1e-6],
        [2, 1e6],
      ],
      [
        [1, Number.NaN],
        [2, -3],
      ],
      Array.from({ length: 5000 }, (_, i) => [i, Math.sin(i)]),
    ] as (readonly [number, number])[][];
    for (const points of cases) {
      const svg = picture(points);
      expect(svg).toContain("<title>a &#60; b</title>");
      expect(svg).toContain("<path ");
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
      expect(svg.length).toBeLessThan(30_000);
    }
    expect(picture([])).not.toContain("<path");
  });
});
