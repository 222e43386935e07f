/** What `inlay train` is told about its data → the rows to train on, to validate on and to test on, for the model's inputs. */
import type { Dataset as Columns, Model } from "../../host/index.ts";
import { splitDataset } from "../../host/training.ts";
import type { CsvEncoding, Missing } from "../interchange/csv.ts";
import { type Dataset, isCsv, openDataset, splitsOf } from "../interchange/dataset.ts";
import { openEncoded, openTable } from "../interchange/tabular.ts";
import { UserError } from "../support/diagnostic.ts";
import { bindEntry } from "./open-model.ts";
import { warn } from "./report.ts";

export interface TrainingDataOptions {
  readonly data: string;
  /** Of a CSV file: the column to learn. */
  readonly label?: string;
  readonly missing?: Missing;
  readonly ignore?: readonly string[];
  readonly categorical?: readonly string[];
  /** Of a CSV file: the fraction of the rows to train on, the others being the test split. */
  readonly split?: number;
  /** A fraction of the rows to train on, the name of a split, or another data set. */
  readonly validate?: string;
}

export interface TrainingData {
  readonly name: string;
  /** Rows to train on. */
  readonly rows: number;
  readonly train: Columns;
  readonly validation?: Columns;
  readonly test?: Columns;
  /** Of a CSV file: to be stored with the model. */
  readonly encoding?: CsvEncoding;
}

/** `known` is the encoding of the checkpoint that training goes on from; its seed is the model's. */
export async function openTrainingData(
  model: Model,
  options: TrainingDataOptions,
  known: CsvEncoding | undefined,
): Promise<TrainingData> {
  const opened = isCsv(options.data) ? await openCsv(model, options, known) : await openOther(options);
  const { columns, notes } = bindEntry(model, "train_step", opened.train);
  for (const note of notes) warn(note);
  const all = { name: opened.train.name, rows: opened.train.rows, train: columns };
  const measured = (dataset: Dataset): Columns => bindEntry(model, "evaluate", dataset).columns;
  const test = opened.test && measured(opened.test);
  const { encoding } = opened;
  const rest = { ...(test ? { test } : {}), ...(encoding ? { encoding } : {}) };
  const { validate } = options;
  if (validate === undefined) return { ...all, ...rest };
  const part = Number(validate);
  if (Number.isNaN(part)) {
    const dataset = await openValidation(validate, options.data, { encoding, test: opened.test });
    return { ...all, ...rest, validation: measured(dataset) };
  }
  if (!(part > 0 && part < 1)) throw new UserError(`--validate ${validate} is no fraction between 0 and 1`);
  const [train, validation] = splitDataset(model, columns, part, model.counters.seed);
  return { ...all, ...rest, rows: all.rows - Math.round(all.rows * part), train, validation };
}

interface Opened {
  readonly train: Dataset;
  readonly test?: Dataset;
  readonly encoding?: CsvEncoding;
}

async function openOther({ data, ...options }: TrainingDataOptions): Promise<Opened> {
  for (const option of ["label", "missing", "ignore", "categorical", "split"] as const) {
    if (options[option] !== undefined) throw new UserError(`--${option} is for CSV files, and ${data} is none`);
  }
  const train = await openDataset(data, "train");
  const hasTest = (await splitsOf(data)).includes("test");
  return { train, ...(hasTest ? { test: await openDataset(data, "test") } : {}) };
}

async function openCsv(model: Model, options: TrainingDataOptions, known: CsvEncoding | undefined): Promise<Opened> {
  const { data, label, split, missing = "error", ignore = [], categorical = [] } = options;
  const choices = { label, missing, ignore, categorical, regression: wantsNumber(model, label) };
  const cut = split === undefined ? undefined : { train: split, seed: model.counters.seed };
  const { notes, ...table } = await openTable(data, choices, { encoding: known, split: cut });
  for (const note of notes) warn(note);
  return table;
}

/** Whether the model's label is one f32 a row: a number to predict. */
function wantsNumber({ manifest }: Model, label: string | undefined): boolean {
  const labels = manifest.inputs.filter(({ usedBy }) => usedBy.includes("train_step") && !usedBy.includes("infer"));
  const input = labels.find(({ name }) => name === label) ?? labels[0];
  if (input === undefined || input.dtype !== "f32") return false;
  return input.shape.every((dim) => (typeof dim === "number" ? dim === 1 : dim.batch === 1));
}

async function openValidation(
  named: string,
  data: string,
  { encoding, test }: { readonly encoding: CsvEncoding | undefined; readonly test: Dataset | undefined },
): Promise<Dataset> {
  if (named === "test" && test !== undefined) return test;
  if (named === "test" && isCsv(data)) throw new UserError("a CSV file has no test rows without --split <fraction>");
  if (isCsv(named) && encoding !== undefined) {
    const { dataset, notes } = await openEncoded(named, encoding, { label: true });
    for (const note of notes) warn(note);
    return dataset;
  }
  if (!isCsv(data) && (await splitsOf(data)).includes(named)) return openDataset(data, named);
  return openDataset(named, "test");
}
