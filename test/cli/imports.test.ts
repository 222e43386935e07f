import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeWorkspace, type Workspace } from "./run-cli.ts";

let workspace: Workspace;

beforeAll(() => {
  workspace = makeWorkspace();
  mkdirSync(workspace.path("parts"));
  writeFileSync(
    workspace.path("parts/blocks.inlay"),
    "block head(x, classes) {\n  return dense(x, units: classes)\n}\n\nblock bad(x) {\n  return matmul(x, x)\n}\n",
  );
  const model = (block: string, call: string) =>
    `import{${block}} from "./parts/blocks.inlay"\nmodel m {\n  input x: f32[batch, 8]\n  output y = ${call}\n}\n`;
  writeFileSync(workspace.path("good.inlay"), model("head", "head(x, classes: 4)"));
  writeFileSync(workspace.path("wrong.inlay"), model("bad", "bad(x)"));
});

afterAll(() => workspace.remove());

test("a model may import blocks from files beside it", async () => {
  expect(await workspace.run("check", "good.inlay")).toMatchObject({ code: 0, stderr: "good.inlay: no errors\n" });
});

test("mistakes in an imported file are shown with its path", async () => {
  const { code, stderr } = await workspace.run("check", "wrong.inlay");
  expect(code).toBe(1);
  expect(stderr).toContain("─ parts/blocks.inlay:6:20");
  expect(stderr).toContain("─ wrong.inlay:");
});

test("fmt lays imports out", async () => {
  const { stdout } = await workspace.run("fmt", "good.inlay");
  expect(stdout.split("\n").slice(0, 3)).toEqual(['import { head } from "./parts/blocks.inlay"', "", "model m {"]);
});

test("no link leads an import out of the model's folder", async () => {
  mkdirSync(workspace.path("inside"));
  writeFileSync(
    workspace.path("inside/m.inlay"),
    'import { head } from "./link/blocks.inlay"\nmodel m {\n  input x: f32[batch, 8]\n  output y = head(x, classes: 4)\n}\n',
  );
  symlinkSync(workspace.path("parts"), workspace.path("inside/link"));
  const { code, stderr } = await workspace.run("check", "inside/m.inlay");
  expect(code).toBe(1);
  expect(stderr).toContain("./link/blocks.inlay");
});
