/** What `npm run examples` writes, and what it compares. */
import { describe, expect, test } from "vitest";
import { checkText } from "../../compiler/compile.ts";
import { comparedTexts } from "../../scripts/compare.ts";
import { EXAMPLES } from "../../scripts/example-settings.ts";
import { PAPER, resultRows, resultsDocument, TABLE_HEAD } from "../../scripts/results-document.ts";

const outcome = (name: string, accuracies: readonly number[]) => ({
  example: EXAMPLES.find((example) => example.name === name)!,
  epochs: 1,
  rows: [60_000, 10_000] as const,
  results: accuracies.map((accuracy) => ({ accuracy })),
  seconds: 222,
});

describe("the results", () => {
  const before = ["# Results", ...TABLE_HEAD, "| iris | old |", "| lenet | old |", PAPER, "", "| curve |", ""].join(
    "\n",
  );

  test("have a row a metric, with dashes where a seed was not trained", () => {
    expect(resultRows(outcome("lenet", [0.99, 0.98, 0.97]))).toEqual([
      "| lenet | 1 epoch of 60,000, batches of 128 | 10,000 | accuracy | 0.9900 | 0.9800 | 0.9700 | 0.9800 | 3.7 min |",
    ]);
    expect(resultRows(outcome("resnet20", [0.925]))[0]).toContain("| 0.9250 | – | – | 0.9250 |");
  });

  test("keep the rows and the curves of what was not run, in the order of the settings", () => {
    const text = resultsDocument(before, resultRows(outcome("lenet", [1, 1, 1])), undefined, "npm run examples");
    expect(text).toMatch(/\| iris \| old \|\n\| lenet \| 1 epoch of .*\n/);
    expect(text).not.toContain("| lenet | old |");
    expect(text.endsWith(`${PAPER}\n\n| curve |\n`)).toBe(true);
    expect(resultsDocument(before, [], ["| new |"], "npm run examples").endsWith(`${PAPER}\n\n| new |\n`)).toBe(true);
  });
});

test("the nets that are compared have no errors and no warnings", () => {
  const texts = comparedTexts();
  expect(new Set(texts).size).toBe(6);
  for (const text of texts) expect(checkText(text).diagnostics).toEqual([]);
});
