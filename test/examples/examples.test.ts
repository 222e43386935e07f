/** Every model of dsl-examples/: compiles without a word, is trained by `npm run examples`, stands in the README, and keeps its graph and plan. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { format } from "../../compiler/1-parse/format.ts";
import { readersBeside } from "../../compiler/cli/compile-model.ts";
import { compileText } from "../../compiler/compile.ts";
import { renderDiagnostics } from "../../compiler/support/render.ts";
import { commandOf, EXAMPLES } from "../../scripts/example-settings.ts";

const FOLDER = join(import.meta.dirname, "../../dsl-examples");
const GOLDEN = join(import.meta.dirname, "golden");

const names = readdirSync(FOLDER).flatMap((file) => (file.endsWith(".inlay") ? [file.slice(0, -6)] : []));
const readme = readFileSync(join(FOLDER, "README.md"), "utf8");

test("the table names the models that are there", () => {
  expect(EXAMPLES.map(({ name }) => name).sort()).toEqual(names.sort());
});

test("the golden files are some model's", () => {
  expect(readdirSync(GOLDEN).filter((name) => !names.includes(name))).toEqual([]);
});

test.each(EXAMPLES.map((example) => [example.name, example] as const))("%s is in the README", (name, example) => {
  expect(readme).toContain(`](${name}.inlay)`);
  expect(readme).toContain(commandOf(example));
  expect(existsSync(join(FOLDER, "data", example.data)) || example.data === "mnist").toBe(true);
});

describe.each(names)("%s", (name) => {
  const path = join(FOLDER, `${name}.inlay`);
  const text = readFileSync(path, "utf8");

  test("is in the standard layout, under a comment that tells what it is", () => {
    expect(text).toMatch(/^\/\/ /);
    expect(format({ path, text })).toMatchObject({ text });
  });

  test("compiles without errors and warnings to the same graph and plan", async () => {
    const stages = new Map<string, string>();
    const { diagnostics } = await compileText(text, {
      path,
      ...readersBeside(path),
      verify: true,
      assemble: false,
      onStage: (stage, text) => stages.set(stage, text()),
    });
    expect(renderDiagnostics(diagnostics)).toBe("");
    await expect(stages.get("graph")!).toMatchFileSnapshot(join(GOLDEN, name, "10-lower.ir"));
    await expect(stages.get("plan")!).toMatchFileSnapshot(join(GOLDEN, name, "plan.txt"));
  });
});
