/** `inlay train`: a model and a data set → a checkpoint, written after every epoch. */
import { SingleBar } from "cli-progress";
import type { Command } from "commander";
import { load, type Measures, type Model } from "../../host/node.ts";
import type { SimdLevel } from "../5-emit/manifest.ts";
import { type Dataset, filesOf, openDataset, splitsOf } from "../interchange/dataset.ts";
import { assertSpares, assertWritable, readBytes, writeWhole } from "../interchange/files.ts";
import { UserError } from "../support/diagnostic.ts";
import { positiveInteger, positiveNumber, seedNumber, simdLevel } from "./arguments.ts";
import { compileModel } from "./compile-model.ts";
import { formatMeasures, grouped, measureLines } from "./measures.ts";
import { bindEntry, DATA, restoreFrom } from "./open-model.ts";
import { Reported, usageError, warn } from "./report.ts";

export interface TrainOptions {
  readonly data: string;
  /** In total, those of the resumed checkpoint included. */
  readonly epochs: number;
  readonly batchSize: number;
  readonly seed?: number;
  readonly rateScale: number;
  readonly dropLast?: boolean;
  readonly resume?: string;
  readonly simd: SimdLevel;
  readonly json?: boolean;
  readonly output: string;
}

export function addTrain(program: Command): void {
  program
    .command("train")
    .description("train a model and write a checkpoint after every epoch")
    .argument("<model>", "the model's file")
    .requiredOption("--data <set>", DATA)
    .option("--epochs <n>", "epochs in total", positiveInteger, 5)
    .option("--batch-size <n>", "examples a step", positiveInteger, 128)
    .option("--seed <n>", "of the initial parameters and of shuffling (default: 0, or the resumed one)", seedNumber)
    .option("--rate-scale <x>", "multiplies the learning rate", positiveNumber, 1)
    .option("--drop-last", "leave out the examples that don't fill a batch")
    .option("--resume <file>", "go on from a checkpoint")
    .option("--simd <level>", "baseline, or relaxed for speed", simdLevel, "baseline")
    .option("--json", "print one JSON object a line")
    .requiredOption("-o, --output <file>", "the checkpoint to write (.safetensors)")
    .addHelpText("after", "\nExample:\n  inlay train mnist.inlay --data mnist --epochs 5 --seed 1 -o mnist.safetensors")
    .action(async (path: string, options: TrainOptions, command: Command) => {
      if (!options.output.endsWith(".safetensors")) {
        usageError(command, `the output ${options.output} does not end in .safetensors`);
      }
      await train(path, options);
    });
}

export async function train(path: string, options: TrainOptions): Promise<Model> {
  const { output, resume, batchSize, json } = options;
  // The checkpoint that training goes on from may be replaced by its successor.
  await assertSpares(output, [path, ...(await filesOf(options.data))]);
  await assertWritable(output);
  const checkpoint = resume === undefined ? undefined : await readBytes(resume);
  const { module } = await compileModel(path, { simd: options.simd, maxBatch: Math.max(batchSize, 128) });
  const model = await load(module.wasm, { seed: options.seed ?? 0 });
  if (!model.manifest.entryPoints.includes("train_step")) {
    throw new UserError(`${path} has no loss and optimizer in a train block, so it cannot be trained`);
  }
  if (checkpoint !== undefined) restoreFrom(model, checkpoint, resume!);
  checkSeed(model.counters.seed, options);
  if (model.counters.epoch >= options.epochs) {
    throw new UserError(`${resume} has ${model.counters.epoch} epochs already; --epochs is their total: give more`);
  }
  const dataset = await openDataset(options.data, "train");
  const { columns, notes } = bindEntry(model, "train_step", dataset);
  for (const note of notes) warn(note);
  checkBatches(model, dataset, options);

  const tell = json ? (event: object) => console.log(JSON.stringify(event)) : undefined;
  for await (const epoch of trainEpochs(model, columns, options)) {
    await writeWhole(output, model.save());
    if (epoch.interrupted) {
      warn(`interrupted in epoch ${epoch.epoch}; --resume ${output} goes on from here`);
      throw new Reported(130);
    }
    const { epoch: number, seconds, loss, metrics } = epoch;
    tell?.({ event: "epoch", epoch: number, step: model.counters.step, loss, metrics, seconds });
    if (!tell) console.log(`epoch ${number}/${options.epochs}: ${formatMeasures(epoch)}, ${seconds.toFixed(1)} s`);
  }
  tell?.({ event: "saved", path: output });
  if (!tell) console.log(`${output}: ${grouped(model.save().length)} bytes`);
  await evaluateOnTest(model, options, tell);
  return model;
}

/** Parameters and shuffling of a resumed training hang on the seed that it began with. */
export function checkSeed(own: number, { seed, resume }: Pick<TrainOptions, "seed" | "resume">): void {
  if (resume === undefined || seed === undefined || seed === own) return;
  throw new UserError(`${resume} was begun with seed ${own}, not ${seed}: leave --seed out`);
}

/** The host refuses such batches too; here the way out is an option of the command. */
export function checkBatches(
  { manifest, counters }: Pick<Model, "manifest" | "counters">,
  { name, rows }: Pick<Dataset, "name" | "rows">,
  { batchSize, dropLast }: Pick<TrainOptions, "batchSize" | "dropLast">,
): void {
  const { minTrainBatch: least, minTrainBatchBecause: because } = manifest;
  const why = because ? `the batch norm \`${because}\`` : "a batch norm";
  if (rows < least) throw new UserError(`${name}: the data set has ${rows} row, and ${why} needs ${least} to train`);
  if (batchSize < least) throw new UserError(`${why} needs ${least} rows a step: give a larger --batch-size`);
  if (dropLast && rows < batchSize) {
    throw new UserError(`--drop-last leaves nothing of ${rows} rows: give --batch-size ${rows} or less`);
  }
  // An epoch that goes on may have been begun with another batch size, and end in another last batch.
  const last = [rows, rows - counters.position]
    .map((left) => left % batchSize)
    .find((rest) => rest > 0 && rest < least);
  if (dropLast || last === undefined) return;
  throw new UserError(
    `the last batch of an epoch has ${last} of ${rows} rows, and ${why} needs ${least}: give --drop-last or another --batch-size`,
  );
}

interface Epoch extends Measures {
  readonly epoch: number;
  readonly seconds: number;
  /** Ctrl-C came before the epoch was over. */
  readonly interrupted: boolean;
}

/** The mean loss and metrics of each epoch as training goes; a bar on a terminal. */
async function* trainEpochs(
  model: Model,
  columns: Parameters<Model["fit"]>[0],
  options: TrainOptions,
): AsyncGenerator<Epoch, void> {
  let interrupted = false;
  const interrupt = (): void => {
    interrupted = true;
  };
  process.once("SIGINT", interrupt);
  const bar = new SingleBar({
    format: `epoch {epoch}/${options.epochs} {bar} {value}/{total} loss {loss} ETA {eta_formatted}`,
    clearOnComplete: true,
    hideCursor: true,
    stream: process.stderr,
  });
  const steps = model.fit(columns, {
    epochs: options.epochs - model.counters.epoch,
    batchSize: options.batchSize,
    lastBatch: options.dropLast ? "drop" : "keep",
    rateScale: options.rateScale,
  });
  let sums = newSums();
  try {
    for await (const step of namingOptions(steps)) {
      if (!bar.isActive) bar.start(step.total, 0, { epoch: step.epoch, loss: "" });
      bar.update(step.examples, { loss: step.loss.toFixed(4) });
      sums.add(step);
      if (!step.epochEnd && !interrupted) continue;
      bar.stop();
      yield { ...sums.means(), epoch: step.epoch, interrupted: !step.epochEnd };
      sums = newSums();
    }
  } finally {
    bar.stop();
    process.off("SIGINT", interrupt);
  }
}

/** The steps; what the host says of a loss that isn't finite, with what the user of the command can change. */
export async function* namingOptions<T>(steps: AsyncIterable<T>): AsyncGenerator<T, void> {
  try {
    yield* steps;
  } catch (error) {
    const [found] = /^loss is \S+ at step \d+/.exec((error as Error).message) ?? [];
    if (found === undefined) throw error;
    throw new UserError(`${found}: lower the learning_rate in the model, or give a lower --rate-scale`);
  }
}

/** Sums of a training epoch, weighted by the examples of each step. */
function newSums() {
  const start = performance.now();
  const sums: Record<string, number> = {};
  let examples = 0;
  let loss = 0;
  return {
    add(step: Measures & { readonly batch: number }): void {
      examples += step.batch;
      loss += step.loss * step.batch;
      for (const [name, value] of Object.entries(step.metrics)) sums[name] = (sums[name] ?? 0) + value * step.batch;
    },
    means: () => ({
      loss: loss / examples,
      metrics: Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / examples])),
      seconds: (performance.now() - start) / 1000,
    }),
  };
}

async function evaluateOnTest(model: Model, options: TrainOptions, tell?: (event: object) => void): Promise<void> {
  if (!(await splitsOf(options.data)).includes("test")) return;
  const { columns } = bindEntry(model, "evaluate", await openDataset(options.data, "test"));
  const hasAverage = model.manifest.entryPoints.includes("swap_average");
  for (const useAverage of hasAverage ? [false, true] : [false]) {
    const result = model.evaluate(columns, { useAverage });
    const parameters = useAverage ? "average" : "raw";
    tell?.({ event: "test", parameters, ...result });
    if (!tell && hasAverage)
      console.log(`test with ${useAverage ? "their average" : "raw parameters"}: ${formatMeasures(result)}`);
    if (!tell && useAverage === hasAverage) for (const line of measureLines("test", result)) console.log(line);
  }
}
