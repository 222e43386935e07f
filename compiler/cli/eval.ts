/** `inlay eval`: loss and metrics of a model on a data set. */
import type { Command } from "commander";
import { filesOf } from "../interchange/dataset.ts";
import { UserError } from "../support/diagnostic.ts";
import { formatMeasures, grouped, measureLines } from "./measures.ts";
import { bindEntry, DATA, type DataOptions, type OpenOptions, openModel, openSplit, withModel } from "./open-model.ts";
import { warn } from "./report.ts";

interface Options extends OpenOptions, DataOptions {
  readonly json?: boolean;
}

export function addEval(program: Command): void {
  withModel(program.command("eval"))
    .description("print a model's loss and metrics on a data set")
    .requiredOption("--data <set>", DATA)
    .option("--split <name>", "the split of the data set (default: test, where it has splits)")
    .option("--json", "print one JSON object")
    .addHelpText("after", "\nExample:\n  inlay eval mnist.inlay --weights mnist.safetensors --data mnist")
    .action(evaluate);
}

async function evaluate(path: string, options: Options, command: Command): Promise<void> {
  await filesOf(options.data); // Before the model is compiled: a wrong name should be told at once.
  const model = await openModel(path, options, command);
  if (!model.manifest.entryPoints.includes("evaluate")) {
    throw new UserError(
      `${path} has no loss to evaluate: it was compiled with --infer-only, or has no train block; predict runs it`,
    );
  }
  const dataset = await openSplit(options);
  const { columns, notes } = bindEntry(model, "evaluate", dataset);
  for (const note of notes) warn(note);
  const result = model.evaluate(columns);
  if (options.json) {
    console.log(JSON.stringify(result));
    return;
  }
  console.log(`${grouped(result.examples)} examples of ${dataset.name}: ${formatMeasures(result)}`);
  for (const line of measureLines(dataset.split, result)) console.log(line);
}
