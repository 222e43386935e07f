/** `inlay check`: a model's diagnostics, nothing else. */
import type { Command } from "commander";
import { diagnosticsToJson } from "../support/render.ts";
import { positiveInteger } from "./arguments.ts";
import { readersBeside, readModel } from "./compile-model.ts";
import { Reported, reportDiagnostics, warn } from "./report.ts";

export function addCheck(program: Command): void {
  program
    .command("check")
    .description("report what is wrong with a model, without compiling it")
    .argument("<model>", "the model's file")
    .option("--max-batch <n>", "the largest batch that memory must suffice for", positiveInteger)
    .option("--json", "print the diagnostics as JSON")
    .addHelpText("after", "\nExample:\n  inlay check mnist.inlay")
    .action(check);
}

interface Options {
  readonly json?: boolean;
  readonly maxBatch?: number;
}

async function check(path: string, options: Options): Promise<void> {
  const { compileText } = await import("../compile.ts");
  // Up to the plan, as memory may not suffice for a model whose text is right.
  const { json, ...rest } = options;
  const { diagnostics } = await compileText(await readModel(path), {
    path,
    assemble: false,
    ...readersBeside(path),
    ...rest,
  });
  if (json) process.stdout.write(`${JSON.stringify(diagnosticsToJson(diagnostics), null, 2)}\n`);
  else reportDiagnostics(diagnostics);
  if (diagnostics.some(({ severity }) => severity === "error")) throw new Reported();
  if (!json) warn(`${path}: no errors`);
}
