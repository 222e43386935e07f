/** Every `*.inlay` of this folder → its rendered diagnostics in the `*.txt` beside it. What it imports is in imported/. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { checkText } from "../../compiler/compile.ts";
import { renderDiagnostics } from "../../compiler/support/render.ts";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");

function readFile(path: string): string | undefined {
  try {
    return read(path);
  } catch {
    return undefined;
  }
}

const cases = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith(".inlay"))
  .map((name) => name.slice(0, -".inlay".length));

test.each(cases)("%s", async (name) => {
  const path = `${name}.inlay`;
  const { diagnostics } = checkText(read(path), { path, readFile });
  await expect(`${renderDiagnostics(diagnostics)}\n`).toMatchFileSnapshot(`${name}.txt`);
});
