/**
 * True averages of batch statistics at fixed weights ("precise BN", Wu & Johnson 2021, section 3): every batch goes forward
 * once, normalised by its own statistics, and what the batches' means and variances say of all rows together becomes the
 * running statistics. Nothing else of the model changes.
 *
 *     mean = Σ n μ / N        variance = Σ n σ² / N + Σ n (μ − mean)² / N       over batches of n rows, N together
 *
 * The second is the law of total variance: the mean of the variances and the variance of the means. Both are gathered in
 * float64, batch by batch, without sums that cancel (Chan, Golub & LeVeque 1979).
 */
import type { Field } from "../compiler/5-emit/manifest.ts";
import { bindColumns, type Dataset, fillInputs } from "./columns.ts";
import { checkRest, fail } from "./errors.ts";
import { checkWhole, showAverage } from "./instance.ts";
import { lastingFields, readField, writeField } from "./layout.ts";
import type { Model } from "./model.ts";
import { shuffle } from "./shuffle.ts";

export interface RecalibrateOptions {
  /** 128, or the module's largest batch where that is less. */
  readonly batchSize?: number;
  /** Which rows share a batch; the model's own by default. */
  readonly seed?: number;
  /** Whether the parameters' averages go forward where the model declares them; `model.useAverage` by default. */
  readonly useAverage?: boolean;
}

export interface LayerChange {
  /** The layer's name. */
  readonly name: string;
  /** The root mean square over channels of how far the means moved, in new deviations. */
  readonly shift: number;
  /** The least and the largest quotient of a new variance and the old one. */
  readonly ratio: readonly [number, number];
}

export interface Recalibration {
  /** Rows that went forward: all, unless the last batch would have been too small. */
  readonly rows: number;
  readonly batches: number;
  readonly layers: readonly LayerChange[];
}

/** For a module compiled with `recalibrate`. */
export function recalibrate(
  { instance, useAverage: usual }: Pick<Model, "instance" | "useAverage">,
  dataset: Dataset,
  options: RecalibrateOptions = {},
): Recalibration {
  const { manifest, exports, heap } = instance;
  const { maxBatch, minTrainBatch: least } = manifest;
  const { batchSize = Math.min(128, maxBatch), seed = instance.seed, useAverage = usual, ...rest } = options;
  checkRest(rest);
  checkWhole({ batchSize, seed });
  if (!manifest.entryPoints.includes("recalibrate"))
    fail("this module was compiled without `recalibrate`: compile with --recalibrate");
  const columns = bindColumns(instance, "recalibrate", dataset);
  if (batchSize < least || batchSize > maxBatch) fail(`batchSize is ${batchSize}: from ${least} to ${maxBatch}`);
  if (columns.rows < least) fail(`statistics need ${least} rows or more, not ${columns.rows}`);

  const order = new Uint32Array(columns.rows);
  shuffle(order, seed, 0);
  const layers = layersOf(lastingFields(manifest)).map((fields) => new Layer(heap, fields));
  let rows = 0;
  let batches = 0;
  showAverage(instance, useAverage);
  for (let batch: number; ; batches++) {
    batch = Math.min(batchSize, columns.rows - rows);
    if (batch < least || batch === 0) break;
    fillInputs(instance, columns, rows, batch, order);
    exports.recalibrate!(batch);
    rows += batch;
    for (const layer of layers) layer.add(batch, rows);
  }
  const broken = layers.find((layer) => !layer.isFinite());
  if (broken) {
    for (const layer of layers) layer.reset();
    fail(`the statistics of \`${broken.name}\` are not finite on this data: nothing was changed`);
  }
  instance.fresh = false;
  return { rows, batches, layers: layers.map((layer) => layer.settle()) };
}

type Pair = readonly [mean: Field, variance: Field];

/** Means and variances by layer. */
function layersOf(fields: readonly Field[]): Pair[] {
  return fields.flatMap((mean): Pair[] => {
    if (!/(^|\.)running_mean$/.test(mean.name)) return [];
    const variance = fields.find(({ name }) => name === mean.name.replace(/mean$/, "var"));
    return variance ? [[mean, variance]] : [];
  });
}

class Layer {
  readonly name: string;
  readonly #heap: Model["instance"]["heap"];
  readonly #fields: Pair;
  readonly #before: readonly Float64Array[];
  readonly #mean: Float64Array;
  /** Σ (x − mean)² / rows, a value a channel. */
  readonly #variance: Float64Array;

  constructor(heap: Model["instance"]["heap"], fields: Pair) {
    this.name = fields[0].name.replace(/\.?running_mean$/, "");
    this.#heap = heap;
    this.#fields = fields;
    this.#before = this.#read();
    this.#mean = new Float64Array(this.#before[0]!.length);
    this.#variance = new Float64Array(this.#mean.length);
  }

  #read(): Float64Array[] {
    return this.#fields.map((field) => Float64Array.from(readField(this.#heap, field)));
  }

  #write(values: readonly Float64Array[]): void {
    for (const [i, field] of this.#fields.entries()) writeField(this.#heap, field, values[i]!);
  }

  /** Takes in what a batch left, of `batch` rows among `rows` so far. */
  add(batch: number, rows: number): void {
    const [means, variances] = this.#read() as [Float64Array, Float64Array];
    const share = batch / rows;
    for (const [c, mean] of means.entries()) {
      const delta = mean - this.#mean[c]!;
      this.#mean[c]! += delta * share;
      this.#variance[c]! += (variances[c]! - this.#variance[c]!) * share + delta * delta * share * (1 - share);
    }
  }

  isFinite(): boolean {
    return [...this.#mean, ...this.#variance].every(Number.isFinite);
  }

  /** Puts the statistics of before back. */
  reset(): void {
    this.#write(this.#before);
  }

  settle(): LayerChange {
    this.#write([this.#mean, this.#variance]);
    const [mean, variance] = this.#before as [Float64Array, Float64Array];
    const shifts = [...mean].map((old, c) => (this.#mean[c]! - old) ** 2 / (this.#variance[c]! || 1));
    const ratios = [...variance].map((old, c) => (old === this.#variance[c] ? 1 : this.#variance[c]! / old));
    const shift = Math.sqrt(shifts.reduce((sum, value) => sum + value, 0) / shifts.length);
    return { name: this.name, shift, ratio: [Math.min(...ratios), Math.max(...ratios)] };
  }
}
