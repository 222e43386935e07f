/**
 * A CSV file, read as a stream → columns of numbers. Two passes where the file is to be trained on: `scanCsv` decides what
 * each column is, `encodeCsv` turns every row into numbers; memory holds the numbers only.
 *
 *     height,colour,species            x        species
 *     1.5,red,setosa           ──▶     1.5 0 1  0          a numeric column is itself, a categorical one is one-hot
 *     2.5,blue,virginica               2.5 1 0  1          over its sorted categories, the label its class's number
 */
import { UserError } from "../support/diagnostic.ts";
import { NUMBER, placeOf, readRecords } from "./csv-file.ts";

/** How rows of a file become numbers. Stored with the model, so that evaluation and prediction do the same. */
export interface CsvEncoding {
  /** In the file's order; together they are the input x. */
  readonly columns: readonly CsvColumn[];
  readonly label?: CsvLabel;
  readonly missing: Missing;
  /** How the file was cut, where it was: the fraction of its rows that were trained on. */
  readonly split?: { readonly train: number; readonly seed: number };
}

export interface CsvColumn {
  readonly name: string;
  /** Sorted; left out for a numeric column. */
  readonly categories?: readonly string[];
  /** Of a numeric column in the training rows: what a missing value becomes under `mean`. */
  readonly mean?: number;
}

export interface CsvLabel {
  readonly name: string;
  /** Sorted, by number where all are numbers; left out where the label is a number to predict. */
  readonly classes?: readonly string[];
}

/** What becomes of missing values: the error that they are, the column's mean, or nothing of their row. */
export type Missing = "error" | "mean" | "drop";

export interface CsvChoices {
  readonly label?: string | undefined;
  /** The label is a number to predict, not a class. */
  readonly regression: boolean;
  readonly missing: Missing;
  /** Columns to leave out. */
  readonly ignore: readonly string[];
  /** Columns of numbers that are names, such as postcodes. */
  readonly categorical: readonly string[];
}

export interface EncodedCsv {
  readonly rows: number;
  /** Row-major; NaN where a number is missing. */
  readonly x: Float32Array;
  /** Class numbers, or numbers to predict. */
  readonly label?: Int32Array | Float32Array;
  /** Of the file: where each row stands, from 1. */
  readonly lines: Uint32Array;
  readonly dropped: number;
  /** Values of categorical columns that the encoding doesn't know. */
  readonly unknown: number;
}

/** More than these are hardly categories. */
const MAX_CATEGORIES = 1000;

const MISSING = /^(|na|n\/a|nan|null|\?)$/i;

// ---- what the columns are --------------------------------------------------------------------------------------------

interface Seen {
  readonly names: Set<string>;
  numbers: number;
  words: number;
  /** The first value that is no number. */
  word?: { readonly value: string; readonly line: number };
}

export async function scanCsv(path: string, choices: CsvChoices): Promise<CsvEncoding> {
  const { label, missing } = choices;
  const header: string[] = [];
  const seen: Seen[] = [];
  let rows = 0;
  for await (const { fields, line } of readRecords(path)) {
    if (header.length === 0) {
      header.push(...fields);
      seen.push(...header.map(() => ({ names: new Set<string>(), numbers: 0, words: 0 })));
      for (const name of [...(label === undefined ? [] : [label]), ...choices.ignore, ...choices.categorical]) {
        placeOf(path, header, name);
      }
      continue;
    }
    rows++;
    if (missing === "drop" && header.some((name, i) => !choices.ignore.includes(name) && MISSING.test(fields[i]!)))
      continue;
    fields.forEach((value, i) => {
      if (!MISSING.test(value)) note(seen[i]!, value, line);
    });
  }
  if (rows === 0) throw new UserError(`${path} has no rows`);
  const used = header.flatMap((name, i) => (name === label || choices.ignore.includes(name) ? [] : [i]));
  if (used.length === 0) throw new UserError(`${path} has no columns beside the label ${label}`);
  return {
    columns: used.map((i) => columnOf(path, header[i]!, seen[i]!, choices.categorical.includes(header[i]!))),
    ...(label === undefined ? {} : { label: labelOf(path, label, seen[header.indexOf(label)]!, choices.regression) }),
    missing,
  };
}

function note(seen: Seen, value: string, line: number): void {
  if (NUMBER.test(value)) seen.numbers++;
  else {
    seen.words++;
    seen.word ??= { value, line };
  }
  // One more than may be: enough to tell.
  if (seen.names.size <= MAX_CATEGORIES) seen.names.add(value);
}

function columnOf(path: string, name: string, { names, numbers, words, word }: Seen, named: boolean): CsvColumn {
  if (numbers + words === 0) throw new UserError(`${path}: column ${name} has no values: leave it out with --ignore`);
  if (words === 0 && !named) return { name };
  if (numbers > words && !named) {
    const place = `${path}, line ${word!.line}, column ${name}`;
    throw new UserError(
      `${place}: ${word!.value} is not a number, as most others are; --categorical takes them as names`,
    );
  }
  if (names.size > MAX_CATEGORIES) {
    throw new UserError(
      `${path}: column ${name} has more than ${MAX_CATEGORIES} categories: leave it out with --ignore`,
    );
  }
  return { name, categories: [...names].sort() };
}

function labelOf(path: string, name: string, { names, numbers, words, word }: Seen, regression: boolean): CsvLabel {
  if (numbers + words === 0) throw new UserError(`${path}: the label ${name} has no values`);
  if (regression) {
    if (word === undefined) return { name };
    throw new UserError(`${path}, line ${word.line}: the label ${name} is ${word.value}, and the model wants a number`);
  }
  if (names.size > MAX_CATEGORIES) {
    throw new UserError(
      `${path}: the label ${name} has more than ${MAX_CATEGORIES} classes; is it a number to predict?`,
    );
  }
  if (words > 0) return { name, classes: [...names].sort() };
  const values = [...new Set([...names].map(Number))].sort((a, b) => a - b);
  return { name, classes: values.map(String) };
}

// ---- rows as numbers -------------------------------------------------------------------------------------------------

export interface EncodeOptions {
  /** False for prediction: no label is read, and no row may be dropped. */
  readonly label: boolean;
}

export async function encodeCsv(path: string, encoding: CsvEncoding, options: EncodeOptions): Promise<EncodedCsv> {
  const { missing } = encoding;
  const label = options.label ? encoding.label : undefined;
  const x: number[] = [];
  const labels: number[] = [];
  const lines: number[] = [];
  const counts = { rows: 0, dropped: 0, unknown: 0 };
  const columns = encoding.columns.map(({ name, categories }) => ({
    ...{ name, place: -1, width: categories?.length ?? 1 },
    numbers: categories && new Map(categories.map((category, i) => [category, i])),
  }));
  const classes = label?.classes && new Map(label.classes.map((name, i) => [name, i]));
  let labelPlace = -1;
  let headed = false;
  for await (const { fields, line } of readRecords(path)) {
    if (!headed) {
      headed = true;
      for (const column of columns) column.place = placeOf(path, fields, column.name);
      if (label !== undefined) labelPlace = placeOf(path, fields, label.name);
      continue;
    }
    const where = (name: string): string => `${path}, line ${line}, column ${name}`;
    const empty = columns.find(({ place }) => MISSING.test(fields[place]!))?.name;
    const gap = label !== undefined && MISSING.test(fields[labelPlace]!) ? label.name : undefined;
    if ((empty ?? gap) !== undefined && missing === "drop" && options.label) {
      counts.dropped++;
      continue;
    }
    if (empty !== undefined && missing !== "mean")
      throw new UserError(`${where(empty)}: the value is missing${wayOut(missing)}`);
    if (gap !== undefined) throw new UserError(`${where(gap)}: the label is missing`);
    for (const { name, place, width, numbers } of columns) {
      const value = fields[place]!;
      const isMissing = MISSING.test(value);
      if (numbers === undefined) x.push(isMissing ? Number.NaN : numberIn(value, where(name)));
      else {
        const chosen = numbers.get(value);
        if (chosen === undefined && !isMissing) counts.unknown++;
        for (let i = 0; i < width; i++) x.push(i === chosen ? 1 : 0);
      }
    }
    if (label !== undefined) labels.push(labelIn(fields[labelPlace]!, classes, where(label.name)));
    lines.push(line);
    counts.rows++;
  }
  if (counts.rows === 0)
    throw new UserError(`${path} has no rows${counts.dropped > 0 ? " without missing values" : ""}`);
  const own = classes === undefined ? Float32Array.from(labels) : Int32Array.from(labels);
  return {
    ...counts,
    lines: Uint32Array.from(lines),
    x: Float32Array.from(x),
    ...(label === undefined ? {} : { label: own }),
  };
}

function wayOut(missing: Missing): string {
  return missing === "drop"
    ? "; rows can be left out of training, but not of predictions"
    : "; --missing mean or drop trains all the same";
}

function numberIn(value: string, where: string): number {
  if (NUMBER.test(value)) return Number(value);
  throw new UserError(`${where}: ${value} is not a number`);
}

function labelIn(value: string, classes: ReadonlyMap<string, number> | undefined, where: string): number {
  if (classes === undefined) return numberIn(value, where);
  const known = classes.get(value) ?? (NUMBER.test(value) ? classes.get(String(Number(value))) : undefined);
  if (known !== undefined) return known;
  const names = [...classes.keys()];
  const shown = names.slice(0, 5).join(", ") + (names.length > 5 ? ", …" : "");
  throw new UserError(`${where}: ${value} is no class of the model; they are ${shown}`);
}
