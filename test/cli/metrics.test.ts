/** Metrics that are no quotients, from the command line: in training, in evaluation, as a table. */
import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MODEL, makeWorkspace, type Run, type Workspace } from "./run-cli.ts";

const METRICS = `metric accuracy = accuracy(logits, label)
    metric area = auc(logits, label, class: 1)
    metric confusion = confusion_matrix(logits, label)
    metric f1 = f1(logits, label)`;

let workspace: Workspace;
let trained: Run;

const evaluate = (...words: string[]) =>
  workspace.run("eval", "measured.inlay", "--weights", "w.safetensors", "--data", "data", ...words);

beforeAll(async () => {
  workspace = makeWorkspace();
  writeFileSync(workspace.path("measured.inlay"), MODEL.replace("metric accuracy = accuracy(logits, label)", METRICS));
  trained = await workspace.run("train", "measured.inlay", "--data", "data", "--epochs", "2", "-o", "w.safetensors");
});

afterAll(() => workspace.remove());

describe("metrics of every kind", () => {
  it("are printed in training, matrices aside", () => {
    expect(trained.stdout).toMatch(
      /^epoch 1\/2: loss \d\.\d{4}, accuracy [01]\.\d{4}, area [01]\.\d{4}, f1 [01]\.\d{4}, /,
    );
    expect(trained.stdout).toMatch(/\ntest accuracy [01]\.\d{4}\ntest area [01]\.\d{4}\ntest f1 [01]\.\d{4}\n$/);
  });

  it("are data with --json, the matrix too", async () => {
    const { stdout } = await evaluate("--json");
    const { metrics, examples, ...rest } = JSON.parse(stdout);
    expect(Object.keys(rest)).toEqual(["loss"]);
    expect(Object.keys(metrics)).toEqual(["accuracy", "area", "confusion", "f1"]);
    expect(metrics.confusion).toHaveLength(4);
    const counts: number[] = metrics.confusion.flat();
    expect(counts.reduce((sum, count) => sum + count)).toBe(examples);
    const right = metrics.confusion.reduce((sum: number, row: number[], i: number) => sum + row[i]!, 0);
    expect(metrics.accuracy).toBeCloseTo(right / examples, 12);
  });

  it("--confusion prints the matrix as a table", async () => {
    const { stdout } = await evaluate("--confusion");
    const { metrics } = JSON.parse((await evaluate("--json")).stdout);
    const rows = stdout.split("\n").flatMap((line) => {
      const cells = line.split("│").map((cell) => cell.trim());
      return cells.length > 1 ? [cells.slice(1, -1)] : [];
    });
    expect(rows[0]).toEqual(["confusion", "as 0", "as 1", "as 2", "as 3"]);
    expect(rows.slice(1).map((row) => row.slice(1).map(Number))).toEqual(metrics.confusion);
    expect(stdout).not.toMatch(/\bconfusion \d/);
  });

  it("--confusion says what a model without a matrix lacks", async () => {
    await workspace.run("train", "digits.inlay", "--data", "data", "--epochs", "1", "-o", "d.safetensors");
    const words = ["--weights", "d.safetensors", "--data", "data", "--confusion"];
    expect(await workspace.run("eval", "digits.inlay", ...words)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("add `metric confusion = confusion_matrix(scores, label)` to its train block"),
    });
  });
});
