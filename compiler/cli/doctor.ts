/** `inlay doctor`: a short training run that is watched, and what it says of the model's normalisation. */
import type { Command } from "commander";
import { standardize } from "../../host/training.ts";
import type { Diagnosis } from "../doctor/diagnosis.ts";
import { filesOf } from "../interchange/dataset.ts";
import { assertSpares, assertWritable, readBytes, writeWhole } from "../interchange/files.ts";
import { standardizedInputs } from "../interchange/standardized-inputs.ts";
import { readEncoding } from "../interchange/tabular.ts";
import { UserError } from "../support/diagnostic.ts";
import { names, positiveInteger, seedNumber } from "./arguments.ts";
import { compileModel } from "./compile-model.ts";
import { diagnosisPicture, diagnosisText } from "./doctor-report.ts";
import { DATA } from "./open-model.ts";
import { usageError } from "./report.ts";
import { checkBatches } from "./training-checks.ts";
import { openTrainingData, type TrainingDataOptions } from "./training-data.ts";

interface Options extends TrainingDataOptions {
  readonly steps: number;
  readonly batchSize: number;
  readonly seed: number;
  readonly unit?: number;
  readonly weights?: string;
  readonly svg?: string;
  readonly json?: boolean;
}

export function addDoctor(program: Command): void {
  program
    .command("doctor")
    .description("watch a short training run, and report and advise on normalisation, dead units and gradients")
    .argument("<model>", "the model's file")
    .requiredOption("--data <set>", DATA)
    .option("--steps <n>", "steps to watch", positiveInteger, 200)
    .option("--batch-size <n>", "examples a step", positiveInteger, 32)
    .option("--seed <n>", "of the initial parameters and of shuffling", seedNumber, 0)
    .option("--weights <file>", "go on from a checkpoint instead (.safetensors)")
    .option("--unit <n>", "percentiles of this unit of each layer, from 0 (default: means over units)", unitNumber)
    .option("--svg <file>", "draw the percentiles over the steps")
    .option("--label <column>", "CSV: the column to learn")
    .option("--ignore <columns>", "CSV: columns to leave out, with commas between", names)
    .option("--categorical <columns>", "CSV: columns of numbers that are names", names)
    .option("--json", "print one JSON object, with every measurement")
    .addHelpText(
      "after",
      "\nExample:\n  inlay doctor mnist.inlay --data mnist --steps 200 --batch-size 32 --svg doctor.svg",
    )
    .action(async (path: string, options: Options, command: Command) => {
      const { svg } = options;
      if (svg !== undefined && !svg.endsWith(".svg")) usageError(command, `the picture ${svg} does not end in .svg`);
      await doctor(path, options);
    });
}

async function doctor(path: string, options: Options): Promise<void> {
  const { svg, weights, seed, json } = options;
  const inputs = [path, ...(await filesOf(options.data)), ...(weights === undefined ? [] : [weights])];
  if (svg !== undefined) {
    await assertSpares(svg, inputs);
    await assertWritable(svg);
  }
  const report = await examineFile(path, options, seed);
  if (svg !== undefined) await writeWhole(svg, diagnosisPicture(report));
  console.log(json ? JSON.stringify(report) : diagnosisText(report));
}

async function examineFile(path: string, options: Options, seed: number): Promise<Diagnosis> {
  const checkpoint = options.weights === undefined ? undefined : await readBytes(options.weights);
  const [{ newProbes }, { openPatient }, { examine, largestBatch }] = await Promise.all([
    import("../doctor/probes.ts"),
    import("../doctor/instrument.ts"),
    import("../doctor/diagnose.ts"),
  ]);
  const probes = newProbes();
  const compiled = await compileModel(path, { maxBatch: largestBatch(options.batchSize), probe: probes.probe });
  const patient = await openPatient(compiled, probes.points, { seed, weights: checkpoint }).catch((error) => {
    throw checkpoint === undefined ? error : new UserError(`${options.weights}: ${error.message}`);
  });
  const { model, graph } = patient;
  const data = await openTrainingData(model, options, checkpoint && (await readEncoding(checkpoint)));
  checkBatches(model, data, { ...options, dropLast: true });
  if (checkpoint === undefined) standardize(model, data.train, standardizedInputs(graph));
  const { steps, batchSize, unit } = options;
  return examine(patient, data.train, { steps, batchSize, ...(unit === undefined ? {} : { unit }) });
}

function unitNumber(word: string): number {
  return word === "0" ? 0 : positiveInteger(word);
}
