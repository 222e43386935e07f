/** `inlay train`: a model and a data set → a checkpoint, written after every epoch. */
import { type Command, Option } from "commander";
import type { Augmentation } from "../../host/augment.ts";
import { finishNumbers } from "../../host/metrics.ts";
import type { Model } from "../../host/node.ts";
import { type CheckpointKind, standardize, train as trainModel } from "../../host/training.ts";
import type { SimdLevel } from "../5-emit/manifest.ts";
import { filesOf } from "../interchange/dataset.ts";
import { assertSpares, assertWritable, makeFolder, readBytes, statOf, writeWhole } from "../interchange/files.ts";
import { addMetadata } from "../interchange/metadata.ts";
import { standardizedInputs } from "../interchange/standardized-inputs.ts";
import { addEncoding, readEncoding } from "../interchange/tabular.ts";
import type { Graph } from "../ir/graph.ts";
import { UserError } from "../support/diagnostic.ts";
import {
  augmentation,
  BUDGET,
  byteSize,
  fraction,
  names,
  positiveInteger,
  positiveNumber,
  seedNumber,
  simdLevel,
  threadCount,
} from "./arguments.ts";
import { compileToRun } from "./compile-to-run.ts";
import { findRate } from "./find-rate.ts";
import { constantRate, learningRate } from "./learning-rate.ts";
import { formatMeasures, grouped, measureLines } from "./measures.ts";
import { DATA, loadOn, restoreFrom } from "./open-model.ts";
import { Reported, usageError, warn } from "./report.ts";
import { checkBatches, checkSeed, namingOptions } from "./training-checks.ts";
import { openTrainingData, type TrainingData, type TrainingDataOptions } from "./training-data.ts";
import { openLog, type TrainingLog } from "./training-log.ts";
import { DEFAULT_BATCH_SIZE, readRecipe, recipeEntry, resumedRecipe } from "./training-recipe.ts";
import { newBar, partialEpoch, tellEnd, tellEpoch, teller } from "./training-report.ts";

export interface TrainOptions extends TrainingDataOptions {
  /** In total, those of the resumed checkpoint included. */
  readonly epochs: number;
  /** Left out: the resumed one, else 128. */
  readonly batchSize?: number;
  readonly seed?: number;
  readonly rateScale: number;
  readonly dropLast?: boolean;
  readonly resume?: string;
  readonly simd: SimdLevel;
  readonly winograd?: boolean;
  readonly threads?: number;
  readonly memoryBudget?: number;
  readonly json?: boolean;
  readonly output?: string;
  readonly balanced?: boolean;
  readonly augment?: Augmentation;
  readonly earlyStop?: number;
  readonly monitor?: string;
  readonly best?: boolean;
  readonly checkpointDir?: string;
  readonly every?: number;
  readonly findRate?: boolean;
  readonly plot?: string;
  readonly log?: string;
}

type Resolved = TrainOptions & { readonly batchSize: number };

export function addTrain(program: Command): void {
  program
    .command("train")
    .description("train a model and write a checkpoint after every epoch")
    .argument("<model>", "the model's file")
    .requiredOption("--data <set>", DATA)
    .option("--epochs <n>", "epochs in total", positiveInteger, 5)
    .option("--batch-size <n>", "examples a step (default: 128, or the resumed one)", positiveInteger)
    .option(
      "--seed <n>",
      "of the initial parameters, shuffling and splits (default: 0, or the resumed one)",
      seedNumber,
    )
    .option("--rate-scale <x>", "multiplies the learning rate", positiveNumber, 1)
    .option("--drop-last", "leave out the examples that don't fill a batch")
    .option("--balanced", "take every class equally often")
    .option("--augment <how>", "crop=<pixels>, flip or both: images shifted and mirrored at random", augmentation)
    .option("--resume <file>", "go on from a checkpoint")
    .option("--validate <part>", "measure after every epoch: a fraction of the rows, a split, or another data set")
    .option("--early-stop <n>", "stop after so many epochs that were not better, and keep the best", positiveInteger)
    .option("--monitor <metric>", "what tells which epoch is better (default: loss); metric:min or :max says how")
    .option("--best", "end with the best epoch, not with the last")
    .option("--checkpoint-dir <folder>", "also write last.safetensors and best.safetensors there")
    .option("--every <n>", "with --checkpoint-dir: keep every n-th epoch too", positiveInteger)
    .option("--find-rate", "don't train: try learning rates, and suggest one")
    .option("--plot <file>", "draw loss, metrics and learning rate (.svg)")
    .option("--log <file>", "append every step and epoch as lines of JSON")
    .option("--label <column>", "CSV: the column to learn")
    .option("--split <fraction>", "CSV: train on this fraction of the rows, test on the others", fraction)
    .addOption(new Option("--missing <how>", "CSV: rows with missing values").choices(["error", "mean", "drop"]))
    .option("--ignore <columns>", "CSV: columns to leave out, with commas between", names)
    .option("--categorical <columns>", "CSV: columns of numbers that are names", names)
    .option("--simd <level>", "baseline; for speed relaxed, or wide with V8's 256-bit flag", simdLevel, "baseline")
    .option("--threads <n>", "run on so many threads (default: 1)", threadCount)
    .option("--no-winograd", "compute no convolution by Winograd's filtering")
    .option("--memory-budget <size>", BUDGET, byteSize)
    .option("--json", "print one JSON object a line")
    .option("-o, --output <file>", "the checkpoint to write (.safetensors)")
    .addHelpText("after", "\nExample:\n  inlay train mnist.inlay --data mnist --epochs 5 --seed 1 -o mnist.safetensors")
    .action(async (path: string, options: TrainOptions, command: Command) => {
      checkUsage(options, command);
      await train(path, options);
    });
}

function checkUsage(options: TrainOptions, command: Command): void {
  const { output, findRate, plot, every, checkpointDir, earlyStop, validate, best } = options;
  if (output === undefined && !findRate) usageError(command, "required option '-o, --output <file>' not specified");
  if (output !== undefined && !output.endsWith(".safetensors")) {
    usageError(command, `the output ${output} does not end in .safetensors`);
  }
  if (plot !== undefined && !plot.endsWith(".svg")) usageError(command, `the picture ${plot} does not end in .svg`);
  const judged = Object.entries({ "--early-stop": earlyStop, "--validate": validate, "--best": best });
  const [vain] = judged.find(([, value]) => value !== undefined) ?? [];
  if (findRate && vain !== undefined) usageError(command, `--find-rate does not train: leave ${vain} out`);
  if (every !== undefined && checkpointDir === undefined)
    usageError(command, "--every needs --checkpoint-dir <folder>");
}

export async function train(path: string, given: TrainOptions): Promise<Model> {
  const { resume, checkpointDir } = given;
  const inputs = [path, ...(await filesOf(given.data))];
  for (const output of [given.output, given.plot, given.log]) {
    if (output === undefined) continue;
    // The checkpoint that training goes on from may be replaced by its successor.
    await assertSpares(output, inputs);
    await assertWritable(output);
  }
  const checkpoint = resume === undefined ? undefined : await readBytes(resume);
  const begun = checkpoint && (await readRecipe(checkpoint, resume!));
  const known = begun === undefined ? given : resumedRecipe(given, begun, { resume: resume!, note: warn });
  const options = { ...known, batchSize: known.batchSize ?? DEFAULT_BATCH_SIZE };
  const { batchSize } = options;
  const { simd, threads = 1, winograd = true, memoryBudget } = options;
  // Where memory is short, evaluation need not have more rows than training.
  const maxBatch = memoryBudget === undefined ? Math.max(batchSize, 128) : batchSize;
  const { module, graph } = await compileToRun(path, { simd, threads, winograd, maxBatch, memoryBudget });
  const model = await loadOn(module.wasm, threads, { seed: options.seed ?? 0 });
  if (!model.manifest.entryPoints.includes("train_step")) {
    throw new UserError(`${path} has no loss and optimizer in a train block, so it cannot be trained`);
  }
  if (checkpoint !== undefined) restoreFrom(model, checkpoint, resume!);
  checkSeed(model.counters.seed, options);
  if (checkpoint !== undefined && begun === undefined && model.counters.step > 0) {
    warn(
      `${resume} does not tell how it was trained: give --validate, --balanced and --batch-size as its training did`,
    );
  }
  if (model.counters.epoch >= options.epochs && !options.findRate) {
    throw new UserError(`${resume} has ${model.counters.epoch} epochs already; --epochs is their total: give more`);
  }
  const data = await openTrainingData(model, options, checkpoint && (await readEncoding(checkpoint)));
  checkBatches(model, data, options);
  // A training that goes on has its statistics.
  if (checkpoint === undefined) standardize(model, data.train, standardizedInputs(graph));
  if (options.findRate) {
    await findRate(model, { train: data.train, name: graph.name, rate: constantRate(graph) }, options);
    return model;
  }
  if (checkpointDir !== undefined) await makeFolder(checkpointDir);
  await run(model, graph, data, options);
  evaluateOnTest(model, data, options);
  return model;
}

async function run(model: Model, graph: Graph, data: TrainingData, options: Resolved): Promise<void> {
  const { output = "", checkpointDir, epochs, resume, json } = options;
  const tell = teller(json);
  const rate = learningRate(graph);
  const { log: file, plot } = options;
  const log = await openLog({ log: file, plot, title: graph.name, done: model.counters.step });
  const earlier = checkpointDir === undefined || resume === undefined ? undefined : await bestOf(checkpointDir);
  const bar = newBar(epochs);
  const begun = partialEpoch(model);
  let interrupted = false;
  const interrupt = (): void => {
    interrupted = true;
  };
  process.once("SIGINT", interrupt);
  const packed = (bytes: Uint8Array): Uint8Array =>
    addMetadata(data.encoding ? addEncoding(bytes, data.encoding) : bytes, recipeEntry(options));
  const training = trainModel(model, data.train, {
    ...{ epochs: epochs - model.counters.epoch, batchSize: options.batchSize, rateScale: options.rateScale },
    ...{ lastBatch: options.dropLast ? "drop" : "keep", balanced: options.balanced === true },
    ...(options.augment === undefined ? {} : { augment: options.augment }),
    ...(data.validation === undefined ? {} : { validation: data.validation }),
    ...judgement(options),
    ...(earlier === undefined ? {} : { best: earlier }),
    onStep(step) {
      bar.show(step);
      log.step(step, options.rateScale * rate(step.step - 1));
      return !interrupted || step.epochEnd;
    },
    async onCheckpoint(kind, bytes) {
      if (kind === "last") await writeWhole(output, packed(bytes));
      if (checkpointDir !== undefined) {
        await writeWhole(`${checkpointDir}/${nameOf(kind, model.counters.epoch)}.safetensors`, packed(bytes));
      }
    },
    async onEpoch(report) {
      bar.stop();
      const part = report.epoch === begun?.epoch ? begun : undefined;
      await log.epoch(report, part !== undefined);
      tellEpoch(report, epochs, part, tell);
    },
  });
  const result = await namingOptions(training).finally(() => finish(bar, log, interrupt));
  if (result.ended === "callback") {
    warn(`interrupted in epoch ${model.counters.epoch + 1}; --resume ${output} goes on from here`);
    throw new Reported(130);
  }
  if (result.restored) await writeWhole(output, packed(model.save()));
  if (result.ended === "patience" || result.restored) tellEnd(model, result.ended === "patience", tell);
  tell?.({ event: "saved", path: output });
  if (!tell) console.log(`${output}: ${grouped((await statOf(output))!.size)} bytes`);
}

/** Which epoch is the best, and what comes of that. */
function judgement({ monitor, earlyStop, best, every }: TrainOptions) {
  const [, metric, mode] = /^(.*?)(?::(min|max))?$/.exec(monitor ?? "loss")!;
  return {
    monitor: metric!,
    ...(mode === undefined ? {} : { mode: mode as "min" | "max" }),
    ...(earlyStop === undefined ? {} : { patience: earlyStop }),
    restoreBest: best === true || earlyStop !== undefined,
    ...(every === undefined ? {} : { every }),
  };
}

/** The best checkpoint of the training that goes on. */
async function bestOf(folder: string): Promise<Uint8Array | undefined> {
  const path = `${folder}/best.safetensors`;
  return (await statOf(path)) === undefined ? undefined : readBytes(path);
}

function nameOf(kind: CheckpointKind, epoch: number): string {
  return kind === "periodic" ? `epoch-${String(epoch).padStart(4, "0")}` : kind;
}

async function finish(bar: ReturnType<typeof newBar>, log: TrainingLog, interrupt: () => void): Promise<void> {
  bar.stop();
  process.off("SIGINT", interrupt);
  await log.close();
}

function evaluateOnTest(model: Model, { test }: TrainingData, { json }: TrainOptions): void {
  if (test === undefined) return;
  const tell = teller(json);
  const hasAverage = model.manifest.entryPoints.includes("swap_average");
  for (const useAverage of hasAverage ? [false, true] : [false]) {
    const measured = model.evaluate(test, { useAverage });
    const result = { ...measured, metrics: finishNumbers(model.manifest, measured) };
    const parameters = useAverage ? "average" : "raw";
    const { loss, metrics, examples } = result;
    tell?.({ event: "test", parameters, loss, metrics, examples });
    if (!tell && hasAverage)
      console.log(`test with ${useAverage ? "their average" : "raw parameters"}: ${formatMeasures(result)}`);
    if (!tell && useAverage === hasAverage) for (const line of measureLines("test", result)) console.log(line);
  }
}
