/** `inlay recalibrate`: a checkpoint → the same with running statistics that are true averages over a data set. */
import type { Command } from "commander";
import { InlayError } from "../../host/node.ts";
import { recalibrate } from "../../host/recalibrate.ts";
import { filesOf } from "../interchange/dataset.ts";
import { assertWritable, readBytes, writeWhole } from "../interchange/files.ts";
import { addMetadata, readMetadata } from "../interchange/metadata.ts";
import { UserError } from "../support/diagnostic.ts";
import { positiveInteger, seedNumber } from "./arguments.ts";
import { fixed, grouped } from "./measures.ts";
import { bindEntry, DATA, type DataOptions, type OpenOptions, openModel, openSplit, withModel } from "./open-model.ts";
import { usageError, warn } from "./report.ts";
import { newTable } from "./table.ts";

interface Options extends OpenOptions, DataOptions {
  readonly output: string;
  readonly batchSize?: number;
  readonly seed?: number;
}

export function addRecalibrate(program: Command): void {
  withModel(program.command("recalibrate"))
    .description("set a checkpoint's running statistics to true averages over a data set, at fixed weights")
    .requiredOption("--data <set>", DATA)
    .option("--split <name>", "the split of the data set (default: train, where it has splits)")
    .option("--batch-size <n>", "rows that are normalised together (default: 128)", positiveInteger)
    .option("--seed <n>", "which rows those are (default: the checkpoint's)", seedNumber)
    .requiredOption("-o, --output <file>", "the checkpoint (.safetensors) to write")
    .addHelpText(
      "after",
      "\nExample:\n  inlay recalibrate mnist.inlay --weights mnist.safetensors --data mnist -o recalibrated.safetensors",
    )
    .action(run);
}

async function run(path: string, options: Options, command: Command): Promise<void> {
  const { output, weights, batchSize, seed } = options;
  if (!output.endsWith(".safetensors")) usageError(command, `the output ${output} does not end in .safetensors`);
  await filesOf(options.data); // Before the model is compiled: a wrong name should be told at once.
  await assertWritable(output);
  const model = await openModel(path, options, command, {
    recalibrate: true,
    ...(batchSize === undefined ? {} : { maxBatch: Math.max(batchSize, 128) }),
  });
  if (!model.manifest.entryPoints.includes("recalibrate"))
    throw new UserError(`${path} was compiled without --recalibrate; the model's file does not need it`);
  const trained = weights ?? path;
  const dataset = await openSplit({ ...options, split: options.split ?? "train" }, trained, false);
  const { columns, notes } = bindEntry(model, "recalibrate", dataset);
  for (const note of notes) warn(note);
  const given = { ...(batchSize === undefined ? {} : { batchSize }), ...(seed === undefined ? {} : { seed }) };
  const done = told(() => recalibrate(model, columns, given));
  const metadata = weights === undefined ? {} : readMetadata(await readBytes(weights));
  await writeWhole(output, addMetadata(model.save(), metadata));

  console.log(`${grouped(done.rows)} rows of ${dataset.name} in ${grouped(done.batches)} batches`);
  const table = newTable(["layer", "means moved by", "new / old variance"], 1);
  for (const { name, shift, ratio } of done.layers) {
    table.push([name, `${fixed(shift)} σ`, ratio.map(fixed).join(" to ")]);
  }
  console.log(table.toString());
  console.log(`wrote ${output}`);
}

/** What is wrong with data or options is the user's. */
function told<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw error instanceof InlayError ? new UserError(error.message) : error;
  }
}
