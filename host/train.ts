/** Training: one step, and `fit`, which walks over a data set in shuffled batches and can stop and go on anywhere. */
import { bindColumns, type Columns, type Dataset, fillInputs } from "./columns.ts";
import { checkRest, fail } from "./errors.ts";
import {
  checkWhole,
  hasEntry,
  type Instance,
  initialise,
  joinMeasures,
  type Measures,
  readCounters,
  showAverage,
} from "./instance.ts";
import { shuffle } from "./shuffle.ts";

export interface FitOptions {
  /**
   * How many epochs to add; an epoch that was interrupted is finished first and counts as one. 1, or no limit where
   * `steps` is given; 0 trains nothing.
   */
  readonly epochs?: number;
  /** How many steps to take at most. */
  readonly steps?: number;
  /** 128, or the module's largest batch where that is less. */
  readonly batchSize?: number;
  /**
   * Shuffles, and initialises a model that has not been trained, set or restored. Later another seed only shuffles
   * anew from there on, and becomes the model's. The seed that the model has by default.
   */
  readonly seed?: number;
  /**
   * On by default. A function puts the rows of an epoch into another order of its own: it fills `order`, which may
   * repeat rows and leave others out. It should depend on seed and epoch only, so that training can go on anywhere.
   */
  readonly shuffle?: boolean | ((order: Uint32Array, seed: number, epoch: number) => void);
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

export interface StepOptions {
  /** Multiplies the learning rate. */
  readonly rateScale?: number;
}

export function trainStep(instance: Instance, batch: Dataset, { rateScale, ...rest }: StepOptions = {}): TrainStep {
  checkRest(rest);
  const columns = bindColumns(instance, "train_step", batch);
  checkBatch(instance, columns.rows);
  return step(instance, columns, 0, columns.rows, rateScale);
}

export function fitDataset(
  instance: Instance,
  dataset: Dataset,
  options: FitOptions = {},
): AsyncIterableIterator<FitStep> {
  const {
    steps = Infinity,
    epochs = options.steps === undefined ? 1 : Infinity,
    batchSize = Math.min(128, instance.manifest.maxBatch),
    seed = instance.seed,
    shuffle: shuffled = true,
    lastBatch = "keep",
    rateScale,
    signal,
    ...rest
  } = options;
  checkRest(rest);
  const columns = bindColumns(instance, "train_step", dataset);
  const { rows } = columns;
  checkWhole({ epochs, steps, batchSize, seed });
  checkBatch(instance, batchSize);
  const least = { keep: 1, drop: batchSize }[lastBatch] ?? fail(`lastBatch is ${lastBatch}`);
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
    instance.fitted = columns;
    const order = shuffled ? new Uint32Array(rows) : undefined;
    let ordered = -1;
    let breath = performance.now();
    closeEpoch();
    const last = instance.epoch + epochs;
    for (let done = 0; done < steps && instance.epoch < last; done++) {
      signal?.throwIfAborted();
      if (instance.fitted !== columns) fail("another `fit` has begun: one at a time");
      const { epoch, position } = instance;
      if (order && ordered !== epoch) (shuffled === true ? shuffle : (shuffled as typeof shuffle))(order, seed, epoch);
      ordered = epoch;
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
  const measures = joinMeasures(instance)(batch);
  const { step } = readCounters(instance);
  if (!Number.isFinite(measures.loss)) {
    fail(`loss is ${measures.loss} at step ${step}: try a lower learning rate or rateScale`);
  }
  return { ...measures, step, batch };
}

function checkBatch({ manifest }: Instance, batch: number, where = ""): void {
  const { maxBatch, minTrainBatch, minTrainBatchBecause: because } = manifest;
  if (batch > maxBatch) {
    fail(`a training batch of ${batch} is above ${maxBatch}: compile with --max-batch ${batch}`);
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
