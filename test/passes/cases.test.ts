/**
 * `<pass>/<case>.ir` is run through that pass alone; the graph and the report after it are `<case>.out.ir`, which
 * `npm run bless` writes. Each pass has two cases at least.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type ReportLine, reportInto } from "../../compiler/3-passes/pass.ts";
import { PASSES } from "../../compiler/3-passes/pipeline.ts";
import { parseGraph } from "../../compiler/ir/parse.ts";
import { printGraph } from "../../compiler/ir/print.ts";
import { verify } from "../../compiler/ir/verify.ts";
import { randomBindings } from "../ir/random-graph.ts";
import { expectSameMeaning } from "./meaning.ts";

const OUT = ".out.ir";

function casesOf(pass: string): string[] {
  const files = readdirSync(join(import.meta.dirname, pass)).filter((file) => file.endsWith(".ir"));
  return files.filter((file) => !file.endsWith(OUT)).map((file) => file.slice(0, -".ir".length));
}

describe.each(PASSES)("$name", (pass) => {
  const cases = casesOf(pass.name);
  test("has two cases at least", () => expect(cases.length).toBeGreaterThanOrEqual(2));

  test.each(cases)("%s", async (name) => {
    const path = join(import.meta.dirname, pass.name, name);
    const before = parseGraph(readFileSync(`${path}.ir`, "utf8"));
    const lines: ReportLine[] = [];
    const after = pass.run(before, reportInto(lines, pass.name, before.entry));
    verify(after, pass.name);
    // Stale types are what infer-shapes is there for: such a graph cannot run.
    if (pass.name !== "infer-shapes") expectSameMeaning(before, after, randomBindings(after, 3, 1));
    const report = lines.map((line) => `// ${line.layer}: ${line.refused ? "refused: " : ""}${line.text}\n`);
    await expect(printGraph(after) + report.join("")).toMatchFileSnapshot(`${path}${OUT}`);
  });
});
