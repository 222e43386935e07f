/** `inlay verify` and `inlay inspect --svg` as commands: what they print, write and exit with. */
import { existsSync, readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { opNamed } from "../../compiler/ir/builder.ts";
import { makeWorkspace, runHere, type Workspace } from "../cli/run-cli.ts";

let workspace: Workspace;

beforeAll(() => {
  workspace = makeWorkspace();
});

afterAll(() => workspace.remove());

describe("verify", () => {
  test("prints the largest errors in a table", async () => {
    const { code, stdout, stderr } = await workspace.run("verify", "digits.inlay", "--simd", "baseline");
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^digits: largest errors at batch 5, random values of seed 1\n/);
    expect(stdout).toMatch(/│ check +│ of +│ float64 +│ baseline +│ tolerance │/);
    expect(stdout).toMatch(/│ gradients +│ hidden\.weight +│ +│ +\d\.\de-\d+( \*)? │ +1e-4 │/);
    expect(stdout).toMatch(/│ differences +│ logits\.bias +│ +\d\.\de-\d+ │ +│ +1e-5 │/);
    expect(stdout).toMatch(/│ resume +│ 8 steps +│ +│ +0 │ +0 │/);
    expect(stdout).toMatch(/\n\d+ checks, all passed; [\d.]+ s\n$/);
  });

  test("prints every check as JSON", async () => {
    const { stdout } = await workspace.run("verify", "digits.inlay", "--simd", "baseline", "--batch", "3", "--json");
    const { model, ok, effort, checks } = JSON.parse(stdout);
    expect({ model, ok, batch: effort.batch }).toEqual({ model: "digits", ok: true, batch: 3 });
    expect(checks).toContainEqual(
      expect.objectContaining({ check: "train_step", name: "optimizer.adam.m.logits.bias" }),
    );
  });

  test.each([
    ["broken.inlay", "broken.inlay:6:"],
    ["digits.inlay --batch 1", "error: a batch of 1 is too small: the batch norm normal trains on 2 or more"],
    ["digits.inlay --weights none.safetensors", "error: cannot read none.safetensors"],
  ])("%s exits with 1", async (words, message) => {
    const { code, stderr } = await workspace.run("verify", ...words.split(" "));
    expect(stderr).toContain(message);
    expect(code).toBe(1);
  });

  describe("where something is wrong", () => {
    const relu = opNamed("relu");
    const right = { ...relu };
    afterEach(() => {
      Object.assign(relu, right);
      vi.restoreAllMocks();
    });

    test("names it and fails", async () => {
      const { gradient } = right;
      if (gradient === "none") throw new Error("relu has a gradient");
      const wrong: typeof gradient = (b, node, dy) => gradient(b, node, b.mul(dy, b.constant(1.01)));
      Object.assign(relu, { gradient: wrong });
      const printed: string[] = [];
      vi.spyOn(console, "log").mockImplementation((line) => void printed.push(line));
      const stderr = vi.spyOn(process.stderr, "write").mockReturnValue(true);
      const run = runHere("verify", workspace.path("digits.inlay"), "--simd", "baseline");
      await expect(run).rejects.toMatchObject({ name: "Reported", exitCode: 1 });
      expect(printed.join("\n")).toMatch(/│ differences +│ hidden\.weight +│ FAILED \d\.\de-\d+ │/);
      expect(printed.at(-1)).toMatch(/^\d+ checks, 2 failed; /);
      const pattern =
        /^failed: differences of hidden\.weight at float64: error .*, tolerance 0\.00001; 5 elements.*expected/m;
      expect(stderr.mock.calls.join("")).toMatch(pattern);
    });
  });
});

describe("inspect --svg", () => {
  test("writes a picture", async () => {
    const { code, stdout } = await workspace.run("inspect", "digits.inlay", "--svg", "digits.svg");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^digits\.svg: \d+ boxes, [\d,]+ bytes\n$/);
    expect(readFileSync(workspace.path("digits.svg"), "utf8")).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  });

  test("spares the model, and writes nothing for a broken one", async () => {
    const before = readFileSync(workspace.path("digits.inlay"), "utf8");
    const onItself = await workspace.run("inspect", "digits.inlay", "--svg", "digits.inlay");
    expect(onItself.code).toBe(1);
    expect(readFileSync(workspace.path("digits.inlay"), "utf8")).toBe(before);
    const broken = await workspace.run("inspect", "broken.inlay", "--svg", "broken.svg");
    expect(broken.code).toBe(1);
    expect(existsSync(workspace.path("broken.svg"))).toBe(false);
  });
});
