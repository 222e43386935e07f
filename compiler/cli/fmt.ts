/** `inlay fmt`: a model's text in the one layout. */
import type { Command } from "commander";
import { format } from "../1-parse/format.ts";
import { writeWhole } from "../interchange/files.ts";
import { readModel } from "./compile-model.ts";
import { Reported, reportDiagnostics, usageError, warn } from "./report.ts";

interface FormatOptions {
  readonly check?: boolean;
  readonly write?: boolean;
}

export function addFormat(program: Command): void {
  program
    .command("fmt")
    .description("print models in the standard layout")
    .argument("<models...>", "the models' files")
    .option("--check", "print nothing, exit with 1 if a file is not in the standard layout")
    .option("--write", "rewrite the files")
    .addHelpText("after", "\nExample:\n  inlay fmt --write mnist.inlay")
    .action(formatFiles);
}

async function formatFiles(paths: readonly string[], options: FormatOptions, command: Command): Promise<void> {
  if (options.check && options.write) usageError(command, "--check and --write exclude each other");
  let failed = false;
  for (const path of paths) {
    const text = await readModel(path);
    const { text: formatted, diagnostics } = format({ path, text });
    if (formatted === undefined) {
      reportDiagnostics(diagnostics);
      failed = true;
    } else if (options.check) {
      if (formatted !== text) warn(`${path} is not in the standard layout`);
      failed ||= formatted !== text;
    } else if (!options.write) {
      process.stdout.write(formatted);
    } else if (formatted !== text) {
      await writeWhole(path, formatted);
      warn(`${path}: rewritten`);
    }
  }
  if (failed) throw new Reported();
}
