/** Results and references → checks: one for each output, parameter and state, with the largest error and where it is. */
import { InlayError } from "../../host/errors.ts";
import type { SimdLevel } from "../5-emit/manifest.ts";
import { type Evaluation, evaluateGraph } from "../ir/evaluate.ts";
import type { Tensor } from "../ir/tensor.ts";
import { deviation, type Reference } from "./compare.ts";
import { compareDifferences, type Difference } from "./differences.ts";
import { gradientState } from "./record-gradients.ts";
import { differingAfterResume } from "./resume.ts";
import type { ReferenceRun, Setting, TrainingSetting } from "./setting.ts";
import { drawInputs, type TensorMap, trainGraph } from "./valid-values.ts";

export const FORWARD_TOLERANCE = 1e-5;
export const TRAINING_TOLERANCE = 1e-4;
export const DIFFERENCE_TOLERANCE = 1e-5;

const RESUME_STEPS = 4;

export type CheckKind = "init" | "infer" | "evaluate" | "train_step" | "gradients" | "differences" | "fold" | "resume";

export interface Check {
  readonly check: CheckKind;
  /** What ran; `float64` where no module did. */
  readonly level: SimdLevel | "float64";
  /** The output, parameter or state. */
  readonly name: string;
  /** Of the worst element, relative; NaN where nothing could be compared. */
  readonly error: number;
  readonly tolerance: number;
  readonly ok: boolean;
  /** The error is above the tolerance, but no more than rounding explains. */
  readonly limited: boolean;
  /** Where the error is, or what was compared. */
  readonly detail: string;
}

type About = Pick<Check, "check" | "level" | "name" | "tolerance">;

/** A module's run of one entry point. */
export function compareRun(level: SimdLevel, { entry, exact, rounded }: ReferenceRun, got: Evaluation): Check[] {
  const check = entry === "train" ? "train_step" : (entry as "init" | "infer" | "evaluate");
  const tolerance = entry === "train" ? TRAINING_TOLERANCE : FORWARD_TOLERANCE;
  const of = (part: "outputs" | "updates") =>
    [...exact[part]].map(([key, value]) => {
      const reference = { exact: value, rounded: rounded[part].get(key)! };
      return compareTensor({ check, level, name: shortName(key), tolerance }, reference, got[part].get(key));
    });
  return [...of("outputs"), ...of("updates")];
}

/** `metric_sum:accuracy` → `accuracy`; `metric_count:accuracy` → `accuracy (count)`. */
function shortName(key: string): string {
  const [role, name] = key.includes(":") ? (key.split(/:(.*)/s) as [string, string]) : ["", key];
  return role === "metric_count" ? `${name} (count)` : name;
}

export function compareGradients(level: SimdLevel, { run, parameters }: TrainingSetting, got: Evaluation): Check[] {
  return parameters.map(({ name }) => {
    const state = gradientState(name!);
    const reference = { exact: run.exact.updates.get(state)!, rounded: run.rounded.updates.get(state)! };
    const tolerance = TRAINING_TOLERANCE;
    return compareTensor({ check: "gradients", level, name: name!, tolerance }, reference, got.updates.get(state));
  });
}

/** Folded parameters round otherwise: no more than float32 does anyway. */
export function compareFolded(level: SimdLevel, infer: ReferenceRun, whole: Evaluation, folded: Evaluation): Check[] {
  return [...whole.outputs].map(([key, value]) => {
    const { data } = infer.exact.outputs.get(key)!;
    const noise = infer.rounded.outputs.get(key)!.data.map((rounded, i) => rounded - data[i]!);
    const rounded = { shape: value.shape, data: value.data.map((x, i) => x + noise[i]!) };
    const about = { check: "fold", level, name: shortName(key), tolerance: FORWARD_TOLERANCE } as const;
    return compareTensor(about, { exact: value, rounded }, folded.outputs.get(key));
  });
}

function compareTensor(about: About, reference: Reference, got: Tensor | undefined): Check {
  const { index, got: value, expected, ...judged } = deviation(got, reference, about.tolerance);
  const at = reference.exact.shape.length === 0 ? "" : `element ${index}: `;
  return { ...about, ...judged, detail: `${at}${value}, expected ${expected}` };
}

/** The rules against differences of the loss, both by the interpreter. */
export function compareSlopes({ model, training, effort, seed, values }: Setting): Check[] {
  if (training === undefined) return [];
  const { recording, run, loss, parameters } = training;
  const batch = effort.differenceBatch;
  const inputs = batch === run.bindings.batch ? run.bindings.inputs! : drawInputs(model, batch, { seed, number: 0 });
  const bindings = { ...run.bindings, batch, inputs, parameters: values };
  const { updates } = evaluateGraph(trainGraph(recording), bindings);
  const gradients = new Map(parameters.map(({ name }) => [name!, updates.get(gradientState(name!))!]));
  const options = { samples: effort.samples, tolerance: DIFFERENCE_TOLERANCE, seed };
  return compareDifferences(loss, parameters, bindings, gradients, options).map(slopeCheck);
}

function slopeCheck({ parameter, error, compared, skipped, index, gradient, difference }: Difference): Check {
  const left = skipped === 0 ? "" : `, ${skipped} left out at kinks`;
  const about = { check: "differences", level: "float64", name: parameter, tolerance: DIFFERENCE_TOLERANCE } as const;
  if (compared === 0) return { ...about, error: Number.NaN, ok: true, limited: false, detail: `not compared${left}` };
  const ok = error <= DIFFERENCE_TOLERANCE;
  return {
    ...about,
    error,
    ok,
    limited: false,
    detail: `${compared} elements${left}; element ${index}: ${gradient}, expected ${difference}`,
  };
}

export interface ResumeSetting {
  readonly batchSize: number;
  readonly seed: number;
}

export async function resumeCheck(
  level: SimdLevel,
  wasm: Uint8Array,
  data: TensorMap,
  setting: ResumeSetting,
): Promise<Check> {
  const about = { check: "resume", level, name: `${2 * RESUME_STEPS} steps`, tolerance: 0, limited: false } as const;
  try {
    const differing = await differingAfterResume(wasm, data, { ...setting, steps: RESUME_STEPS });
    const ok = differing.length === 0;
    const detail = ok ? "the same bits" : `other bits in ${differing.join(", ")}`;
    return { ...about, error: ok ? 0 : Infinity, ok, detail };
  } catch (error) {
    // The model's own doing, on data that is noise.
    if (!(error instanceof InlayError && error.message.startsWith("loss is"))) throw error;
    return { ...about, error: Number.NaN, ok: true, detail: `not compared: ${error.message}` };
  }
}
