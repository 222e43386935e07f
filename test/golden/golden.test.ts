/**
 * `<case>/model.inlay` is compiled, for training and for inference only; the text of each stage stands beside it.
 * `npm run bless` accepts new texts. A file that no stage writes fails.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parsePlan } from "../../compiler/4-plan/parse-plan.ts";
import { printPlan } from "../../compiler/4-plan/print-plan.ts";
import { type CompileOptions, compileText } from "../../compiler/compile.ts";
import { parseGraph } from "../../compiler/ir/parse.ts";
import { printGraph } from "../../compiler/ir/print.ts";
import { renderDiagnostics } from "../../compiler/support/render.ts";

/** Cases small enough that the whole module can be read. */
const WITH_WAT = ["linear", "plain-mlp"];

/** Cases whose plan and code for three threads is shown. */
const WITH_THREADS = ["mnist-batch-norm"];

const ENTRY_FILES = {
  init: "20-init.ir",
  infer: "30-infer.ir",
  evaluate: "40-evaluate.ir",
  train: "50-train.ir",
} as const;

const cases = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory());

describe.each(cases.map((entry) => entry.name))("%s", (name) => {
  const folder = join(import.meta.dirname, name);
  const path = join(folder, "model.inlay");
  const written = new Set(["model.inlay"]);
  const expectFile = async (file: string, text: string) => {
    written.add(file);
    if (file.endsWith(".ir")) expect(printGraph(parseGraph(text))).toBe(text);
    if (file.startsWith("plan")) expect(printPlan(parsePlan(text))).toBe(text);
    await expect(text).toMatchFileSnapshot(join(folder, file));
  };

  test("for training", async () => {
    const { stages, entries } = await compileCase(path, { assemble: false });
    await expectFile("ast.txt", stages.get("ast")!);
    await expectFile("10-lower.ir", stages.get("graph")!);
    for (const graph of entries) {
      if (graph.entry !== "model" && graph.entry !== "recalibrate") await expectFile(ENTRY_FILES[graph.entry], printGraph(graph));
    }
    await expectFile("plan.txt", stages.get("plan")!);
    await expectFile("model.as", stages.get("as")!);
  });

  test("for inference only", async () => {
    const { stages, entries } = await compileCase(path, { inferOnly: true, assemble: WITH_WAT.includes(name) });
    await expectFile("60-infer-only.ir", printGraph(entries[0]!));
    await expectFile("plan-infer-only.txt", stages.get("plan")!);
    if (WITH_WAT.includes(name)) await expectFile("model-infer-only.wat", stages.get("wat")!);
  });

  test.runIf(WITH_THREADS.includes(name))("for threads", async () => {
    const { stages } = await compileCase(path, { threads: 3, assemble: false });
    await expectFile("plan-threads.txt", stages.get("plan")!);
    await expectFile("model-threads.as", stages.get("as")!);
  });

  test("every file is some stage's", () => {
    expect(readdirSync(folder).filter((file) => !written.has(file))).toEqual([]);
  });
});

async function compileCase(path: string, options: CompileOptions) {
  const stages = new Map<string, string>();
  const onStage = (stage: string, text: () => string) => stages.set(stage, text());
  const result = await compileText(readFileSync(path, "utf8"), { ...options, path, verify: true, onStage });
  expect(renderDiagnostics(result.diagnostics)).toBe("");
  return { stages, entries: result.entries! };
}
