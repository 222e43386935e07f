/** What `load` gives: the functions of this folder around one instance. */
import type { Field, Manifest } from "../compiler/5-emit/manifest.ts";
import { getTensor, restore, save, setTensor } from "./checkpoint.ts";
import type { Dataset } from "./columns.ts";
import { checkRest } from "./errors.ts";
import { type Counters, type Instance, initialise, readCounters } from "./instance.ts";
import type { TypedArray } from "./layout.ts";
import { type Evaluation, evaluate, makePredict, type Outputs, type OutputsOf } from "./predict.ts";
import { type FitOptions, type FitStep, fitDataset, type StepOptions, type TrainStep, trainStep } from "./train.ts";

export interface AverageOption {
  /** Instead of the model's `useAverage`, for this call. */
  readonly useAverage?: boolean;
}

/**
 * `Results` are the outputs of this model where they are known: `load<{ probabilities: Float32Array }>(…)`.
 */
export interface Model<Results extends OutputsOf<Results> = Outputs> {
  readonly manifest: Manifest;
  /** What `inlay/host/training` works on. */
  readonly instance: Instance;
  /** Whether `predict` and `evaluate` take the parameters' averages where the model declares them; true at first. */
  useAverage: boolean;
  readonly counters: Counters;
  /**
   * The outputs for rows of the inputs. For at most `manifest.maxBatch` rows they are views into the module's memory,
   * valid until the model runs again: copy what you keep. More rows run in chunks and give fresh arrays.
   */
  predict(inputs: Dataset, options?: AverageOption): Results;
  evaluate(dataset: Dataset, options?: AverageOption): Evaluation;
  /** Trains, a step every time the iterator is asked. Data, batches and options are checked at the call. */
  fit(dataset: Dataset, options?: FitOptions): AsyncIterableIterator<FitStep>;
  trainStep(batch: Dataset, options?: StepOptions): TrainStep;
  /** Draws the parameters anew, and resets states and counters. */
  init(seed: number): void;
  parameters(): readonly { readonly name: string; readonly shape: readonly number[] }[];
  /** A row-major copy of a parameter or state. */
  get(name: string): Float32Array;
  /** Sets a parameter or state; a parameter's average with it. */
  set(name: string, values: TypedArray | readonly number[]): void;
  /** The bytes of a safetensors file with all that training has made. */
  save(): Uint8Array<ArrayBuffer>;
  /** Takes a checkpoint over as a whole, or throws and changes nothing. */
  restore(bytes: Uint8Array | ArrayBuffer): void;
  /** Ends the workers of a model with threads; it cannot run after that. */
  dispose(): void;
}

export function makeModel(instance: Instance): Model {
  const { manifest } = instance;
  const runPredict = makePredict(instance);
  const takesAverage = ({ useAverage = model.useAverage, ...rest }: AverageOption = {}) => {
    checkRest(rest);
    return useAverage;
  };
  const model: Model = {
    manifest,
    useAverage: true,
    get counters() {
      return readCounters(instance);
    },
    predict: (inputs, options) => runPredict(inputs, takesAverage(options)),
    evaluate: (dataset, options) => evaluate(instance, dataset, takesAverage(options)),
    fit: (dataset, options) => fitDataset(instance, dataset, options),
    trainStep: (batch, options) => trainStep(instance, batch, options),
    init: (seed) => initialise(instance, seed),
    instance,
    parameters: () => manifest.parameters as readonly (Field & { readonly shape: readonly number[] })[],
    get: (name) => getTensor(instance, name),
    set: (name, values) => setTensor(instance, name, values),
    save: () => save(instance),
    restore: (bytes) => restore(instance, bytes),
    dispose() {},
  };
  return model;
}
