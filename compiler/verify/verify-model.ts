/**
 * A model's text → whether its modules do what the model means, on the model's own sizes:
 *
 *     init, infer, evaluate, train_step   a module's results against the interpreter's, in float64
 *     gradients                           the same for the gradients, which updates hide
 *     differences                         the rules' gradients against differences of the loss, both in float64
 *     fold                                the inference-only module against the training module's infer
 *     resume                              training on from a checkpoint against training without a break, bit for bit
 *
 * The interpreter runs the graphs as they are before the passes, so what passes, planner and emitter do is all checked.
 */
import type { SimdLevel } from "../5-emit/manifest.ts";
import { loadRuntime } from "../6-assemble/load-runtime.ts";
import { type CompileOptions, compileText } from "../compile.ts";
import { UserError } from "../support/diagnostic.ts";
import { type Check, compareFolded, compareGradients, compareRun, compareSlopes, resumeCheck } from "./checks.ts";
import { openModule } from "./open-module.ts";
import { compileRecording } from "./record-gradients.ts";
import { makeSetting, type Setting } from "./setting.ts";
import { drawInputs, type TensorMap } from "./valid-values.ts";
import type { Effort } from "./work.ts";

export interface VerifyOptions {
  /** What diagnostics call the text. */
  readonly path?: string;
  /** How the files are read that the model names. */
  readonly files?: Pick<CompileOptions, "readFile" | "readWeights">;
  /** A checkpoint; random values if left out. */
  readonly weights?: TensorMap | undefined;
  /** Rows of the batch that is compared; chosen by the model's size if left out. */
  readonly batch?: number | undefined;
  readonly levels?: readonly SimdLevel[];
  readonly seed?: number;
  /** The files of runtime-as/; read from the disk if left out. */
  readonly runtime?: ReadonlyMap<string, string>;
}

export interface Verification {
  readonly model: string;
  readonly seed: number;
  readonly effort: Effort;
  readonly checks: readonly Check[];
  readonly ok: boolean;
}

/** The text must be without errors. */
export async function verifyModel(text: string, options: VerifyOptions = {}): Promise<Verification> {
  const { path = "model.inlay", weights, levels = ["baseline", "relaxed"], seed = 1 } = options;
  const runtime = options.runtime ?? loadRuntime();
  const { graph: model } = await compileText(text, { path, assemble: false, ...options.files });
  if (model === undefined) throw new UserError(`${path} has errors`);
  const setting = makeSetting(model, { seed, batch: options.batch, weights });
  const { effort } = setting;
  const checks: Check[] = [];
  for (const simd of levels) {
    // Not the batch itself, so that a size taken for the other shows.
    const compiling = { path, runtime, simd, maxBatch: effort.batch + 3, ...options.files };
    checks.push(...(await checksAt(text, compiling, setting)));
  }
  checks.push(...compareSlopes(setting));
  return { model: model.name, seed, effort, checks, ok: checks.every(({ ok }) => ok) };
}

type Compiling = CompileOptions & Required<Pick<CompileOptions, "simd" | "maxBatch" | "runtime">>;

/** All that a level's modules are checked for. */
async function checksAt(text: string, compiling: Compiling, setting: Setting): Promise<Check[]> {
  const { values, runs, training, effort, seed, model, minTrainBatch } = setting;
  const { simd } = compiling;
  const weights = new Map(values);
  const { module, plan, entries } = await compileText(text, { ...compiling, weights });
  const whole = openModule({ wasm: module!.wasm, plan: plan!, entries: entries! });
  const checks = runs.flatMap((run) => compareRun(simd, run, whole.run(run.entry, run.bindings)));
  if (training !== undefined) {
    const recorder = openModule(await compileRecording(training.recording, compiling));
    checks.push(...compareGradients(simd, training, recorder.run("train", training.run.bindings)));
  }

  const infer = runs.find(({ entry }) => entry === "infer")!;
  const folded = await compileText(text, { ...compiling, weights, inferOnly: true, useAverage: false });
  const inference = openModule({
    wasm: folded.module!.wasm,
    plan: folded.plan!,
    entries: folded.entries!,
    embedded: true,
  });
  const results = [whole, inference].map((each) => each.run("infer", infer.bindings));
  checks.push(...compareFolded(simd, infer, results[0]!, results[1]!));

  if (module!.manifest.entryPoints.includes("train_step")) {
    const rows = 2 * effort.batch + Math.max(minTrainBatch, Math.floor(effort.batch / 2));
    const data = drawInputs(model, rows, { seed, number: 7 });
    checks.push(await resumeCheck(simd, module!.wasm, data, { batchSize: effort.batch, seed }));
  }
  return checks;
}
