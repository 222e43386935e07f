/**
 * The normalisation doctor: a model's text and data → a diagnosis, from a short training run that it watches
 * (docs/doctor.md says what is measured, and why the limits are where they are).
 */
import type { Dataset, FitStep } from "../../host/index.ts";
import { standardize } from "../../host/training.ts";
import { type CompileOptions, compileText } from "../compile.ts";
import { standardizedInputs } from "../interchange/standardized-inputs.ts";
import { UserError } from "../support/diagnostic.ts";
import { renderDiagnostics } from "../support/render.ts";
import { activationRows, type Diagnosis, normRows } from "./diagnosis.ts";
import { findingsOf } from "./findings.ts";
import { openPatient, type Patient } from "./instrument.ts";
import { newProbes } from "./probes.ts";
import { standStill } from "./stand-still.ts";
import { type RunOptions, watchTraining } from "./watch-training.ts";

export interface ExaminationOptions extends Partial<RunOptions> {
  /** Told of every step of the run. */
  readonly onStep?: (step: FitStep) => void;
}

export interface DiagnoseOptions
  extends ExaminationOptions,
    Pick<CompileOptions, "path" | "readFile" | "readWeights" | "runtime"> {
  /** Of the initial parameters and of the shuffling; default 0. */
  readonly seed?: number;
  /** The bytes of a checkpoint that the run goes on from. */
  readonly weights?: Uint8Array;
}

export const DEFAULT_RUN = { steps: 200, batchSize: 32 } as const;

/** `data` holds the rows of each input, as `fit` takes them. */
export async function diagnose(text: string, data: Dataset, options: DiagnoseOptions = {}): Promise<Diagnosis> {
  const { seed = 0, weights, path, readFile, readWeights, runtime, ...rest } = options;
  const probes = newProbes();
  const given = { path, readFile, readWeights, runtime };
  const compiled = await compileText(text, {
    ...(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as CompileOptions),
    ...{ maxBatch: largestBatch(rest.batchSize), probe: probes.probe },
  });
  if (compiled.module === undefined) throw new UserError(renderDiagnostics(compiled.diagnostics));
  const patient = await openPatient(compiled, probes.points, { seed, weights });
  if (weights === undefined) standardize(patient.model, data, standardizedInputs(patient.graph));
  return examine(patient, data, rest);
}

/** What the module must take: a batch norm's trains on 2 or more, and too small a batch is told where it is given. */
export function largestBatch(batchSize: number = DEFAULT_RUN.batchSize): number {
  return Math.max(2, batchSize);
}

/** The same for a model that is open already; it is trained by the run. */
export async function examine(patient: Patient, data: Dataset, options: ExaminationOptions = {}): Promise<Diagnosis> {
  const { onStep, ...given } = options;
  const run: RunOptions = { ...DEFAULT_RUN, ...given };
  if (!Number.isInteger(run.steps) || run.steps < 1)
    throw new UserError(`steps is ${run.steps}: a whole number from 1 on`);
  const training = await watchTraining(patient, data, run, onStep);
  const still = training.diverged === undefined ? await standStill(patient, data, run) : undefined;
  const { diverged, losses, parameters } = training;
  const measured: Omit<Diagnosis, "findings"> = {
    ...{ model: patient.name, steps: run.steps, batchSize: run.batchSize, seed: patient.model.counters.seed },
    loss: endsOf(losses),
    ...(diverged === undefined ? {} : { diverged }),
    norms: normRows(patient, training, still, run),
    activations: activationRows(patient, training, still),
    parameters,
    ...(still?.losses === undefined ? {} : { statistics: still.losses }),
  };
  return { ...measured, findings: findingsOf(measured, patient.points) };
}

function endsOf(losses: readonly number[]): Diagnosis["loss"] {
  const count = Math.max(1, Math.floor(losses.length / 10));
  const mean = (some: readonly number[]) => some.reduce((sum, loss) => sum + loss, 0) / some.length;
  return { first: mean(losses.slice(0, count)), last: mean(losses.slice(-count)) };
}
