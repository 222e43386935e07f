/** `inlay eval`: loss and metrics of a model on a data set. */
import type { Command } from "commander";
import { finishMetrics, finishNumbers } from "../../host/metrics.ts";
import { filesOf } from "../interchange/dataset.ts";
import { UserError } from "../support/diagnostic.ts";
import { confusionTable, formatMeasures, grouped, measureLines } from "./measures.ts";
import { bindEntry, DATA, type DataOptions, type OpenOptions, openModel, openSplit, withModel } from "./open-model.ts";
import { warn } from "./report.ts";

interface Options extends OpenOptions, DataOptions {
  readonly confusion?: boolean;
  readonly json?: boolean;
}

export function addEval(program: Command): void {
  withModel(program.command("eval"))
    .description("print a model's loss and metrics on a data set")
    .requiredOption("--data <set>", DATA)
    .option("--split <name>", "the split of the data set (default: test, where it has splits)")
    .option("--confusion", "print the table of each confusion_matrix that the model's train block has")
    .option("--json", "print one JSON object, with every metric")
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
  if (options.confusion && !model.manifest.metrics.some((metric) => "kind" in metric && metric.kind === "confusion")) {
    const help = "add `metric confusion = confusion_matrix(scores, label)` to its train block";
    throw new UserError(`${path} has no metric that --confusion could print: ${help}`);
  }
  const dataset = await openSplit(options, options.weights ?? path, true);
  const { columns, notes } = bindEntry(model, "evaluate", dataset);
  for (const note of notes) warn(note);
  const measured = model.evaluate(columns);
  const { loss, examples } = measured;
  const all = finishMetrics(model.manifest, measured);
  if (options.json) {
    console.log(JSON.stringify({ loss, metrics: all, examples }));
    return;
  }
  const result = { loss, metrics: finishNumbers(model.manifest, measured) };
  console.log(`${grouped(examples)} examples of ${dataset.name}: ${formatMeasures(result)}`);
  for (const line of measureLines(dataset.split, result)) console.log(line);
  if (!options.confusion) return;
  for (const [name, value] of Object.entries(all)) {
    if (typeof value !== "number") console.log(confusionTable(name, value));
  }
}
