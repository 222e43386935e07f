/** The host runtime: loads a compiled model and runs, trains, saves and restores it, in a browser and in Node. */
import { load as loadModule } from "./load.ts";

export type { Manifest } from "../compiler/5-emit/manifest.ts";
export type { Dataset } from "./columns.ts";
export { InlayError } from "./errors.ts";
export type { Counters, Measures } from "./instance.ts";
export type { TypedArray } from "./layout.ts";
export type { LoadOptions, ModuleSource } from "./load.ts";
export type { AverageOption, Model } from "./model.ts";
export type { Evaluation, Outputs, OutputsOf } from "./predict.ts";
export type { FitOptions, FitStep, StepOptions, TrainStep } from "./train.ts";

/** What is wrong with the module is told with its address. */
export const load = (async (source, options = {}) => {
  const loadLevel = options.simd === "wide" ? (await import("./wide.ts")).loadWide : loadModule;
  return options.threads ? (await import("./threads.ts")).load(source, options, loadLevel) : loadLevel(source, options);
}) as typeof loadModule;
