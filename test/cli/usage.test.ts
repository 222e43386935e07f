/** Exit codes and error texts of the command line: 1 for what the user gave, 2 for how it was asked. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MODEL, makeWorkspace, type Workspace } from "./run-cli.ts";

let workspace: Workspace;

beforeAll(() => {
  workspace = makeWorkspace();
  mkdirSync(workspace.path("folder"));
  mkdirSync(workspace.path("folder.safetensors"));
  writeFileSync(workspace.path("latin1.inlay"), Uint8Array.of(0x6d, 0xe9));
  writeFileSync(workspace.path("text.wasm"), "not wasm");
  writeFileSync(workspace.path("cut.safetensors"), "abc");
  writeFileSync(workspace.path("infer.inlay"), MODEL.replace(/\n {2}train \{[\s\S]*\n {2}\}\n/, ""));
});

afterAll(() => workspace.remove());

const train = ["train", "digits.inlay", "--data", "data"];

describe("wrong usage exits with 2", () => {
  it.each([
    [[], "Usage: inlay"],
    [["frobnicate"], "error: unknown command 'frobnicate'"],
    [["check"], "error: missing required argument 'model'"],
    [["check", "--color", "digits.inlay"], "error: unknown option '--color'"],
    [train, "error: required option '-o, --output <file>' not specified"],
    [[...train, "-o", "w.safetensors", "--epochs", "0"], "0 is not an integer from 1 to"],
    [[...train, "-o", "w.safetensors", "--rate-scale", "fast"], "fast is not a number above 0"],
    [[...train, "-o", "w.safetensors", "--simd", "avx"], "avx is not a SIMD level"],
    [[...train, "--find-rate", "--best"], "--find-rate does not train: leave --best out"],
    [[...train, "-o", "w"], "the output w does not end in .safetensors"],
    [["compile", "digits.inlay", "--infer-only"], "--infer-only needs --weights <file>, or --no-weights"],
    [["compile", "digits.inlay", "--weights", "w", "--no-weights"], "--weights and --no-weights exclude each other"],
    [["compile", "digits.inlay", "-o", "digits.js"], "the output digits.js does not end in .wasm"],
    [["compile", "digits.inlay", "--memory-budget", "much"], "much is not a size such as 64MiB, 64MB or a number"],
    [
      [...train, "-o", "w.safetensors", "--augment", "spin"],
      "spin is no augmentation; give crop=<pixels>, flip, or both",
    ],
    [["compile", "digits.inlay", "--emit", "llvm"], "Allowed choices are ast, graph, plan, as, wat, wasm"],
    [
      ["compile", "digits.inlay", "--emit", "as", "--simd", "relaxed,wide"],
      "--emit prints one level's stage: give --simd one level, not relaxed,wide",
    ],
    [["eval", "digits.inlay", "--data", "data"], "a model's file needs --weights <file>"],
    [["predict", "m.wasm", "--data", "data", "-o", "x.png"], "x.png does not end in .json, .csv or .safetensors"],
    [["fmt", "digits.inlay", "--check", "--write"], "--check and --write exclude each other"],
  ])("%j", async (words, message) => {
    const { code, stdout, stderr } = await workspace.run(...words);
    expect(stderr).toContain(message);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });
});

describe("mistakes in what was given exit with 1 and one line", () => {
  it.each([
    [["check", "nothing.inlay"], "error: cannot read nothing.inlay: no such file or folder"],
    [["check", "folder"], "error: cannot read folder: it is a folder"],
    [["check", "latin1.inlay"], "error: latin1.inlay is not UTF-8 text"],
    [[...train, "-o", "no/w.safetensors"], "error: cannot write no/w.safetensors: no such file or folder"],
    [[...train, "-o", "folder.safetensors"], "error: cannot write folder.safetensors: it is a folder"],
    [[...train, "-o", "w.safetensors", "--resume", "nothing"], "error: cannot read nothing: no such file or folder"],
    [
      [...train, "-o", "w.safetensors", "--resume", "cut.safetensors"],
      "error: cut.safetensors: not a whole safetensors file",
    ],
    [["train", "digits.inlay", "--data", "moon", "-o", "w.safetensors"], "error: there is no data set moon"],
    [["train", "infer.inlay", "--data", "data", "-o", "w.safetensors"], "error: infer.inlay has no loss and optimizer"],
    [
      ["train", "digits.inlay", "--data", "mnist", "-o", "w.safetensors"],
      "error: mnist train: input image, f32[batch, 16]",
    ],
    [["compile", "digits.inlay", "--disable-pass", "foo"], "error: no pass is called foo"],
    [["compile", "digits.inlay", "--print-after", "foo"], "error: no pass foo ran; the passes were"],
    [
      ["compile", "digits.inlay", "--weights", "cut.safetensors"],
      "error: cut.safetensors: not a whole safetensors file",
    ],
    [
      ["compile", "digits.inlay", "--memory-budget", "1kB"],
      "bytes of memory at batches up to 128, even if all is computed again that can be: more than the budget of 1,000 bytes",
    ],
    [["eval", "text.wasm", "--data", "data"], "error: text.wasm: not a WebAssembly module"],
  ])("%j", async (words, message) => {
    const { code, stdout, stderr } = await workspace.run(...words);
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(stdout).toBe("");
    expect(code).toBe(1);
  });

  it("leaves no file behind", () => {
    expect(readdirSync(workspace.path(".")).filter((name) => name.startsWith(".") || name.startsWith("w"))).toEqual([]);
  });
});

it("a process ends with the same codes, and says the same", async () => {
  const runs = [["frobnicate"], ["check", "nothing.inlay"], ["check", "digits.inlay"]];
  const ended = await Promise.all(runs.map((words) => workspace.spawn(...words)));
  expect(ended.map(({ code }) => code)).toEqual([2, 1, 0]);
  for (const [i, words] of runs.entries()) expect(await workspace.run(...words)).toEqual(ended[i]);
});

describe("help", () => {
  it.each(["check", "inspect", "bench", "train", "eval", "predict", "compile", "fmt"])(
    "of %s has an example",
    async (command) => {
      const { code, stdout } = await workspace.run(command, "--help");
      expect(stdout).toContain(`Example:\n  inlay ${command} `);
      expect(code).toBe(0);
    },
  );
});

describe("check", () => {
  it("is silent on stdout about a correct model", async () => {
    expect(await workspace.run("check", "digits.inlay")).toEqual({
      code: 0,
      stdout: "",
      stderr: "digits.inlay: no errors\n",
    });
  });

  it("frames a diagnostic with its place", async () => {
    const { code, stderr } = await workspace.run("check", "broken.inlay");
    expect(stderr).toContain("error[unknown-name]");
    expect(stderr).toContain("broken.inlay:6:18");
    expect(code).toBe(1);
  });

  it("prints the same as JSON", async () => {
    const { code, stdout, stderr } = await workspace.run("check", "--json", "broken.inlay");
    expect(JSON.parse(stdout)[0]).toMatchObject({ code: "unknown-name", severity: "error", line: 6, column: 18 });
    expect(stderr).toBe("");
    expect(code).toBe(1);
  });
});

describe("fmt", () => {
  const messy = MODEL.replaceAll(" = ", "=").replaceAll("  ", "     ");

  it("prints, checks and rewrites", async () => {
    writeFileSync(workspace.path("messy.inlay"), messy);
    expect(await workspace.run("fmt", "messy.inlay")).toEqual({ code: 0, stdout: MODEL, stderr: "" });
    expect(await workspace.run("fmt", "--check", "messy.inlay")).toMatchObject({ code: 1, stdout: "" });
    expect(readFileSync(workspace.path("messy.inlay"), "utf8")).toBe(messy);
    expect(await workspace.run("fmt", "--write", "messy.inlay")).toMatchObject({ code: 0, stdout: "" });
    expect(readFileSync(workspace.path("messy.inlay"), "utf8")).toBe(MODEL);
    expect(await workspace.run("fmt", "--check", "messy.inlay", "digits.inlay")).toMatchObject({ code: 0, stderr: "" });
  });

  it("leaves a file with a syntax error alone", async () => {
    writeFileSync(workspace.path("syntax.inlay"), "model m {\n  x = = 1\n}\n");
    const { code, stderr } = await workspace.run("fmt", "--write", "syntax.inlay");
    expect(stderr).toContain("syntax.inlay:2:");
    expect(code).toBe(1);
    expect(existsSync(workspace.path("syntax.inlay"))).toBe(true);
  });
});
