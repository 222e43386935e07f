/** `inlay recalibrate`, from a model's file and from a module that has the entry point. */
import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readMetadata } from "../../compiler/interchange/metadata.ts";
import { weightsIn } from "../../compiler/interchange/safetensors.ts";
import { makeWorkspace, type Workspace } from "./run-cli.ts";

let workspace: Workspace;
const GIVEN = ["--weights", "w.safetensors", "--data", "data"];

beforeAll(async () => {
  workspace = makeWorkspace();
  writeFileSync(workspace.path("plain.inlay"), "model plain {\n  input x: f32[batch, 2]\n  output y = relu(x)\n}\n");
  await workspace.run("train", "digits.inlay", "--data", "data", "--epochs", "1", "-o", "w.safetensors");
});
afterAll(() => workspace.remove());

test("writes a checkpoint that differs in running statistics only, and says how far they moved", async () => {
  const { code, stdout, stderr } = await workspace.run("recalibrate", "digits.inlay", ...GIVEN, "-o", "r.safetensors");
  expect([code, stderr]).toEqual([0, "image: bytes divided by 255\n"]);
  expect(stdout).toMatch(/^\d+ rows of data( \S+)? in \d+ batch/);
  expect(stdout).toMatch(/│ normal +│ +0\.\d+ σ │/);
  const [before, after] = ["w.safetensors", "r.safetensors"].map((name) => readFileSync(workspace.path(name)));
  expect(readMetadata(after!)).toEqual(readMetadata(before!));
  const [old, now] = [weightsIn(before!, "w"), weightsIn(after!, "r")];
  const moved = [...old.keys()].filter((name) => `${old.get(name)!.data}` !== `${now.get(name)!.data}`);
  expect(moved.sort()).toEqual(["normal.running_mean", "normal.running_var"]);
  expect([...now.keys()].sort()).toEqual([...old.keys()].sort());
});

test("takes a module compiled for it too, and refuses another", async () => {
  await workspace.run("compile", "digits.inlay", "--recalibrate", "-o", "m.wasm");
  const recalibrated = await workspace.run("recalibrate", "m.wasm", ...GIVEN, "-o", "m.safetensors");
  expect(recalibrated.code).toBe(0);
  expect(readFileSync(workspace.path("m.safetensors"))).toEqual(readFileSync(workspace.path("r.safetensors")));
  expect(readFileSync(workspace.path("m.d.ts"), "utf8")).toContain("readonly instance: object;");
  await workspace.run("compile", "digits.inlay", "-o", "without.wasm");
  const refused = await workspace.run("recalibrate", "without.wasm", ...GIVEN, "-o", "x.safetensors");
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain("without.wasm was compiled without --recalibrate");
});

test.each<[string, readonly string[], number, string]>([
  ["another ending", ["recalibrate", "digits.inlay", ...GIVEN, "-o", "r.txt"], 2, "does not end in .safetensors"],
  [
    "a batch of one row",
    ["recalibrate", "digits.inlay", ...GIVEN, "--batch-size", "1", "-o", "x.safetensors"],
    1,
    "batchSize is 1: from 2",
  ],
  ["a model without", ["recalibrate", "plain.inlay", ...GIVEN, "-o", "x.safetensors"], 1, "plain has no batch norm"],
  [
    "folding besides",
    ["compile", "digits.inlay", "--weights", "w.safetensors", "--infer-only", "--recalibrate"],
    2,
    "--infer-only folds",
  ],
])("refuses %s", async (_, words, expected, message) => {
  const { code, stderr } = await workspace.run(...words);
  expect([code, stderr]).toEqual([expected, expect.stringContaining(message)]);
});
