/** How the command line and the API tell which convolutions are filtered by Winograd's transforms, and leave that out. */
import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { printPlan } from "../../compiler/4-plan/print-plan.ts";
import { type CompileOptions, compileText } from "../../compiler/compile.ts";
import { makeWorkspace, type Workspace } from "./run-cli.ts";

const MODEL = `model images {
  input x: f32[batch, 16, 16, 16]
  edges = conv2d(x, channels: 16, kernel: 3)
  output edges
}
`;

let workspace: Workspace;

beforeAll(() => {
  workspace = makeWorkspace();
  writeFileSync(workspace.path("images.inlay"), MODEL);
});

afterAll(() => workspace.remove());

const planOf = async (options: CompileOptions) => {
  const { plan } = await compileText(MODEL, { assemble: false, ...options });
  return printPlan(plan!);
};

it("filters images unless told not to, or to make small code", async () => {
  expect(await planOf({})).toContain("= filter x ");
  expect(await planOf({ winograd: false })).not.toContain("= filter x ");
  expect(await planOf({ optimize: "size" })).not.toContain("= filter x ");
  expect(await planOf({ optimize: "size", winograd: true })).toContain("= filter x ");
});

it.each([
  [[], /edges\S* convolution is winograd: 4×4 tiles of 4×4, about \d\.\d times as fast as direct/],
  [["--no-winograd"], /convolution is direct: 3×3 windows of the padded image; not winograd: it is switched off/],
])("inspect says so: %s", async (options, line) => {
  expect((await workspace.run("inspect", "images.inlay", ...options)).stdout).toMatch(line);
});

it("inspect says where only constant weights make it worth while", async () => {
  writeFileSync(
    workspace.path("small.inlay"),
    MODEL.replace("16, 16, 16", "5, 5, 64").replace("channels: 16", "channels: 64"),
  );
  const { stdout } = await workspace.run("inspect", "small.inlay");
  expect(stdout).toMatch(
    / {2}infer: choose-convolutions: edges\S* convolution is direct: .*; not winograd: it would take \d\.\d times as long/,
  );
  expect(stdout).toMatch(/ {2}infer, with --infer-only: choose-convolutions: edges\S* convolution is winograd: /);
});

it("compile leaves it out", async () => {
  const { stdout } = await workspace.run("compile", "images.inlay", "--emit", "plan", "--no-winograd");
  expect(stdout).toContain("of window");
  expect(stdout).not.toContain("= filter x ");
});
