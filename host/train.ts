/** Training: one step, and `fit`, which walks over a data set in shuffled batches and can stop and go on anywhere. */
import { bindColumns, type Columns, type Dataset, fillInputs } from "./columns.ts";
import { fail } from "./errors.ts";
import {
  checkSeed,
  hasEntry,
  type Instance,
  initialise,
  type Measures,
  readCounters,
  readMeasures,
  showAverage,
} from "./instance.ts";
import { shuffle } from "./shuffle.ts";

export interface FitOptions {
  /** How many epochs to add; an epoch that was interrupted is finished first and counts as one. 1, or no limit where `steps` is given. */
  readonly epochs?: number;
  /** How many steps to take at most. */
  readonly steps?: number;
  /** 128, or the module's largest batch where that is less. */
  readonly batchSize?: number;
  /** Shuffles, and initialises a model that has not been trained, set or restored; else the seed that the model has goes on. */
  readonly seed?: number;
  /** On by default. */
  readonly shuffle?: boolean;
  /** What to do with the examples that don't fill a batch: train on them too (default), or leave them out. */
  readonly lastBatch?: "keep" | "drop";
  /** Multiplies the learning rate; a function gets the number of steps done before. */
  readonly rateScale?: number | ((step: number) => number);
  readonly signal?: AbortSignal;
}

export interface TrainStep extends Measures {
  /** The model's steps so far, this one included. */
  readonly step: number;
  /** Rows of this step's batch. */
  readonly batch: number;
}

export interface FitStep extends TrainStep {
  /** Which epoch of the model's life this step belongs to, from 1. */
  readonly epoch: number;
  /** Examples of this epoch trained on so far, and how many the data set has. */
  readonly examples: number;
  readonly total: number;
  /** Whether the epoch is over with this step. */
  readonly epochEnd: boolean;
}

/** Milliseconds after which `fit` lets the event loop run. */
const BREATH = 50;

export function trainStep(instance: Instance, batch: Dataset, { rateScale }: { rateScale?: number } = {}): TrainStep {
  const columns = bindColumns(instance, "train_step", batch);
  checkBatch(instance, columns.rows);
  return step(instance, columns, 0, columns.rows, rateScale);
}

export function fitDataset(
  instance: Instance,
  dataset: Dataset,
  options: FitOptions = {},
): AsyncIterableIterator<FitStep> {
  const { steps = Infinity, epochs = options.steps === undefined ? 1 : Infinity, rateScale, signal } = options;
  const { batchSize = Math.min(128, instance.manifest.maxBatch), seed = instance.seed } = options;
  const columns = bindColumns(instance, "train_step", dataset);
  const { rows } = columns;
  for (const [name, count] of Object.entries({ epochs, steps, batchSize })) {
    if (count !== Infinity && count >>> 0 !== count) fail(`${name} ${count} is not a whole number`);
  }
  checkSeed(seed);
  checkBatch(instance, batchSize);
  const least = options.lastBatch === "drop" ? batchSize : 1;
  if (rows < least) fail(`lastBatch "drop" leaves nothing of ${rows} examples: batchSize is ${batchSize}`);
  // An epoch that goes on may have been begun with another batch size, and end in another last batch.
  for (const left of [rows, rows - instance.position]) {
    const ragged = left % batchSize;
    if (ragged >= least)
      checkBatch(instance, ragged, ', the last of an epoch: change batchSize or set lastBatch: "drop"');
  }
  return run();

  async function* run(): AsyncGenerator<FitStep, void> {
    if (instance.fresh && seed !== instance.seed && hasEntry(instance, "init")) initialise(instance, seed);
    instance.seed = seed;
    const order = options.shuffle === false ? undefined : new Uint32Array(rows);
    let shuffled = -1;
    let breath = performance.now();
    closeEpoch();
    const last = instance.epoch + epochs;
    for (let done = 0; done < steps && instance.epoch < last; done++) {
      signal?.throwIfAborted();
      const { epoch, position } = instance;
      if (order && shuffled !== epoch) shuffle(order, seed, epoch);
      shuffled = epoch;
      const batch = Math.min(batchSize, rows - position);
      const scale = typeof rateScale === "function" ? rateScale(readCounters(instance).step) : rateScale;
      const result = step(instance, columns, position, batch, scale, order);
      const examples = position + batch;
      instance.position = examples;
      yield { ...result, epoch: epoch + 1, examples, total: rows, epochEnd: closeEpoch() };
      if (performance.now() - breath > BREATH) {
        await breathe();
        breath = performance.now();
      }
    }
  }

  /** Whether too little is left of the epoch for a batch; if so the next one begins. */
  function closeEpoch(): boolean {
    const over = rows - instance.position < least;
    if (over) {
      instance.epoch++;
      instance.position = 0;
    }
    return over;
  }
}

function step(
  instance: Instance,
  columns: Columns,
  start: number,
  batch: number,
  rateScale = 1,
  order?: Uint32Array,
): TrainStep {
  if (!Number.isFinite(rateScale)) fail(`rateScale is ${rateScale}`);
  showAverage(instance, false);
  fillInputs(instance, columns, start, batch, order);
  instance.fresh = false;
  instance.exports.train_step!(batch, rateScale);
  const measures = readMeasures(instance);
  const { step } = readCounters(instance);
  if (!Number.isFinite(measures.loss)) {
    fail(`loss is ${measures.loss} at step ${step}: try a lower learning rate or rateScale`);
  }
  return { ...measures, step, batch };
}

function checkBatch({ manifest }: Instance, batch: number, where = ""): void {
  const { maxBatch, minTrainBatch, minTrainBatchBecause: because } = manifest;
  if (batch > maxBatch) {
    fail(`a training batch of ${batch} is above the module's ${maxBatch}: compile it with --max-batch ${batch}`);
  }
  if (batch < minTrainBatch) {
    fail(
      `training needs batches of at least ${minTrainBatch}${because ? ` because of \`${because}\`` : ""}, not ${batch}${where}`,
    );
  }
}

/** One turn of the event loop; unlike a timeout it isn't slowed down in a background page. */
function breathe(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });
}
