/** The pipeline → docs/passes.md. */
import { PASS_ENTRIES, type Pass } from "./pass.ts";
import { PASSES, PIPELINE, type PipelineStep } from "./pipeline.ts";

/** A markdown page: the order, then a row a pass. */
export function renderPassTable(steps: readonly PipelineStep[] = PIPELINE, passes: readonly Pass[] = PASSES): string {
  const order = steps.map(
    ({ pass, again }, i) => `${i + 1}. ${pass.name}${again === undefined ? "" : ` again: ${again}`}`,
  );
  const rows = passes.map((pass) => {
    const after = pass.after.map(({ pass: name, because }) => `${name}: ${because}`).join("<br>");
    return `| \`${pass.name}\` | ${pass.doc} | ${runsOn(pass)} | ${after} |`;
  });
  return [
    "# Passes",
    "",
    "Rendered from `compiler/3-passes/pipeline.ts` and the passes' `doc` fields; `npm run bless` writes it anew.",
    "",
    "## In order",
    "",
    ...order,
    "",
    "## What each does",
    "",
    "| pass | what it does | runs on | after which, and why |",
    "|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

function runsOn({ entries, constantParameters, required }: Pass): string {
  const names = entries.length === PASS_ENTRIES.length ? "every entry" : entries.join(", ");
  const condition = constantParameters === true ? " of an inference-only module" : "";
  return `${names}${condition}${required === undefined ? "" : `; cannot be disabled: ${required}`}`;
}
