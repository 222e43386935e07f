/** `inlay check`: a model's diagnostics, nothing else. */
import type { Command } from "commander";
import { readText } from "../interchange/files.ts";
import { diagnosticsToJson } from "../support/render.ts";
import { Reported, reportDiagnostics, warn } from "./report.ts";

export function addCheck(program: Command): void {
  program
    .command("check")
    .description("report what is wrong with a model, without compiling it")
    .argument("<model>", "the model's file")
    .option("--json", "print the diagnostics as JSON")
    .addHelpText("after", "\nExample:\n  inlay check mnist.inlay")
    .action(check);
}

async function check(path: string, options: { readonly json?: boolean }): Promise<void> {
  const { checkText } = await import("../compile.ts");
  const { diagnostics } = checkText(await readText(path), path);
  if (options.json) process.stdout.write(`${JSON.stringify(diagnosticsToJson(diagnostics), null, 2)}\n`);
  else reportDiagnostics(diagnostics);
  if (diagnostics.some(({ severity }) => severity === "error")) throw new Reported();
  if (!options.json) warn(`${path}: no errors`);
}
