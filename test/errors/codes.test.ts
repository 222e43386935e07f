/** The table of diagnostics: every example has its code alone, and the page made of it is fresh. */
import { expect, test } from "vitest";
import { checkText } from "../../compiler/compile.ts";
import { type CodeEntry, DIAGNOSTIC_CODES } from "../../compiler/support/diagnostic-codes.ts";
import { renderDiagnosticsPage } from "../../compiler/support/diagnostics-page.ts";

const check = ({ example, files = {} }: CodeEntry) => {
  return checkText(example, { readFile: (path) => files[path] }).diagnostics;
};

test.each(Object.entries(DIAGNOSTIC_CODES))("the example of %s", (code, entry) => {
  const found = check(entry).map((diagnostic) => [diagnostic.code, diagnostic.severity]);
  expect(found).toEqual([[code, entry.severity]]);
});

test("is told in docs/diagnostics.md", async () => {
  await expect(renderDiagnosticsPage(check)).toMatchFileSnapshot("../../docs/diagnostics.md");
});
