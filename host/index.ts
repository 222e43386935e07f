/** The host runtime: loads a compiled model and runs, trains, saves and restores it, in a browser and in Node. */
export type { Manifest } from "../compiler/5-emit/manifest.ts";
export type { Dataset } from "./columns.ts";
export { InlayError } from "./errors.ts";
export type { Counters, Measures } from "./instance.ts";
export type { TypedArray } from "./layout.ts";
export { type LoadOptions, load, type ModuleSource } from "./load.ts";
export type { AverageOption, Model } from "./model.ts";
export type { Evaluation, Outputs, OutputsOf } from "./predict.ts";
export type { FitOptions, FitStep, StepOptions, TrainStep } from "./train.ts";
