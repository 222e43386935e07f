/** Every `*.inlay` of this folder → its rendered diagnostics in the `*.txt` beside it. Lowering follows clean parses. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "../../compiler/1-parse/parse.ts";
import { lower } from "../../compiler/2-lower/lower.ts";
import { DiagnosticSink } from "../../compiler/support/diagnostic.ts";
import { renderDiagnostics } from "../../compiler/support/render.ts";

const cases = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith(".inlay"))
  .map((name) => name.slice(0, -".inlay".length));

test.each(cases)("%s", async (name) => {
  const path = `${name}.inlay`;
  const sink = new DiagnosticSink();
  const file = parse({ path, text: readFileSync(new URL(path, import.meta.url), "utf8") }, sink);
  if (!sink.hasErrors) lower(file, sink);
  await expect(`${renderDiagnostics(sink.diagnostics)}\n`).toMatchFileSnapshot(`${name}.txt`);
});
