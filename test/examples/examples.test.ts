/** Every model of dsl-examples/: compiles without a word, is trained by `npm run examples`, stands in the README, keeps its graph and plan, and has as many parameters as its paper says. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { format } from "../../compiler/1-parse/format.ts";
import { readersBeside } from "../../compiler/cli/compile-model.ts";
import { compileText } from "../../compiler/compile.ts";
import { sizeAt } from "../../compiler/ir/type.ts";
import { renderDiagnostics } from "../../compiler/support/render.ts";
import { commandOf, EXAMPLES, UNTRAINED } from "../../scripts/example-settings.ts";

const FOLDER = join(import.meta.dirname, "../../dsl-examples");
const GOLDEN = join(import.meta.dirname, "golden");

const names = readdirSync(FOLDER).flatMap((file) => (file.endsWith(".inlay") ? [file.slice(0, -6)] : []));
const readme = readFileSync(join(FOLDER, "README.md"), "utf8");

/** Their training plans have up to two million characters: they keep that of inference. */
const DEEP = new Set([
  ...["vgg-small", "inception-small", "resnet20", "preact-resnet20", "densenet-22-12"],
  ...["densenet-40-12", "mobilenet-v2", "conv-autoencoder"],
]);
/** Keeps its graph only; the same blocks are in densenet-40-12. */
const DEEPEST = "densenet-bc-100-12";

/** The papers' numbers are those of three colours where these nets have one channel. */
const PARAMETERS: Readonly<Record<string, number>> = {
  // 0.27 million: 269,722 less two colours' 2 · 9 · 16
  resnet20: 269_434,
  // 1.0 million: 1,019,722 less the same
  "densenet-40-12": 1_019_434,
  // 0.8 million: 769,162 less 2 · 9 · 24
  "densenet-bc-100-12": 768_730,
  // 3.4 million, and 3.5 with the classifier's biases and all norms
  "mobilenet-v2": 3_504_872,
};

test("the table names the models that are there", () => {
  expect([...EXAMPLES.map(({ name }) => name), ...UNTRAINED].sort()).toEqual(names.sort());
});

test.each(UNTRAINED)("%s is in the README", (name) => {
  expect(readme).toContain(`](${name}.inlay)`);
});

test("the golden files are some model's", () => {
  expect(readdirSync(GOLDEN).filter((name) => !names.includes(name))).toEqual([]);
});

test.each(EXAMPLES.map((example) => [example.name, example] as const))("%s is in the README", (name, example) => {
  expect(readme).toContain(`](${name}.inlay)`);
  expect(readme).toContain(commandOf(example));
  expect(existsSync(join(FOLDER, "data", example.data)) || example.data.endsWith("mnist")).toBe(true);
});

const blocks = readdirSync(join(FOLDER, "blocks")).map((file) => `blocks/${file}`);

test.each([...names.map((name) => `${name}.inlay`), ...blocks])(
  "%s is in the standard layout, under a comment that tells what it is",
  (file) => {
    const path = join(FOLDER, file);
    const text = readFileSync(path, "utf8");
    expect(text).toMatch(/^\/\/ /);
    expect(format({ path, text })).toMatchObject({ text });
  },
);

describe.each(names)("%s", (name) => {
  const path = join(FOLDER, `${name}.inlay`);
  const text = readFileSync(path, "utf8");

  test("compiles without errors and warnings to the same graph and plan", async () => {
    const stages = new Map<string, string>();
    const { diagnostics, graph } = await compileText(text, {
      path,
      ...readersBeside(path),
      verify: true,
      assemble: false,
      inferOnly: DEEP.has(name) || name === DEEPEST,
      onStage: (stage, text) => stages.set(stage, text()),
    });
    expect(renderDiagnostics(diagnostics)).toBe("");
    await expect(stages.get("graph")!).toMatchFileSnapshot(join(GOLDEN, name, "10-lower.ir"));
    if (name !== DEEPEST) await expect(stages.get("plan")!).toMatchFileSnapshot(join(GOLDEN, name, "plan.txt"));
    const parameters = graph!.parameters.reduce(
      (sum, { type }) => sum + type.shape.reduce<number>((size, dim) => size * sizeAt(dim, 1), 1),
      0,
    );
    expect(parameters).toBe(PARAMETERS[name] ?? parameters);
  });
});
