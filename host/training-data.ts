/** What training makes of a data set before it runs: two parts, an order of rows by class, and statistics of columns. */
import type { InputField } from "../compiler/5-emit/manifest.ts";
import type { Dataset } from "./columns.ts";
import { checkNames, fail } from "./errors.ts";
import { isBatched, lastingFields, namesOf, sizeAt, type TypedArray } from "./layout.ts";
import type { Model } from "./model.ts";
import { shuffle } from "./shuffle.ts";

type Described = Pick<Model, "manifest">;
type Values = TypedArray | readonly number[];

/** Takes the place of an epoch's number in the shuffle that splits a data set, so that no epoch has the same order. */
const SPLIT = 0xffffffff;

/**
 * The rows in two parts, the second a `fraction` of them: a random choice by the seed, each part in the order that its
 * rows have in the whole.
 */
export function splitDataset(
  model: Described,
  dataset: Dataset,
  fraction: number,
  seed = 0,
): readonly [Dataset, Dataset] {
  const rows = rowsOf(model, dataset);
  const [first, second] = splitRows(rows, fraction, seed);
  if (first.length === 0 || second.length === 0) fail(`a fraction of ${fraction} leaves a part of ${rows} rows empty`);
  return [takeRows(model, dataset, first), takeRows(model, dataset, second)];
}

/** The numbers of the rows of both parts, ascending. */
export function splitRows(rows: number, fraction: number, seed: number): readonly [Uint32Array, Uint32Array] {
  if (!(fraction > 0 && fraction < 1)) fail(`a fraction is a number between 0 and 1, not ${fraction}`);
  const order = new Uint32Array(rows);
  shuffle(order, seed, SPLIT);
  const count = Math.round(rows * fraction);
  return [order.slice(count).sort(), order.slice(0, count).sort()];
}

function takeRows(model: Described, dataset: Dataset, rows: Uint32Array): Dataset {
  const parts = inputsIn(model, dataset).map((field) => {
    const values = dataset[field.name]!;
    if (!isBatched(field)) return [field.name, values];
    const size = sizeAt(field, 1);
    const part = new (values.constructor as new (length: number) => number[])(rows.length * size);
    rows.forEach((row, place) => {
      for (let i = 0; i < size; i++) part[place * size + i] = values[row * size + i]!;
    });
    return [field.name, part];
  });
  return Object.fromEntries(parts);
}

/**
 * For `fit`'s option `shuffle`: an epoch has as many rows as the data set, and of every class equally many, up to one.
 * Rows of a small class come again and again, those of a large one take turns over the epochs. `input` holds the classes,
 * as numbers or one-hot; by default it is the one input that only training reads.
 */
export function balancedOrder(
  model: Described,
  dataset: Dataset,
  input?: string,
): (order: Uint32Array, seed: number, epoch: number) => void {
  const classes = [...groupRows(classesOf(model, dataset, input))].sort(([a], [b]) => a - b).map(([, rows]) => rows);
  return (order, seed, epoch) => {
    const share = Math.floor(order.length / classes.length);
    const rest = order.length % classes.length;
    const chosen = new Uint32Array(order.length);
    let place = 0;
    classes.forEach((rows, number) => {
      // Who gets one more changes with the epochs.
      const count = share + ((number + epoch) % classes.length < rest ? 1 : 0);
      const turns = new Uint32Array(rows.length);
      let shuffled = -1;
      for (let i = epoch * (share + 1); i < epoch * (share + 1) + count; i++) {
        const round = Math.floor(i / rows.length);
        if (round !== shuffled) shuffle(turns, seed + number, SPLIT - 1 - round);
        shuffled = round;
        chosen[place++] = rows[turns[i % rows.length]!]!;
      }
    });
    shuffle(order, seed, epoch);
    order.forEach((from, i) => {
      order[i] = chosen[from]!;
    });
  };
}

function groupRows(classes: ArrayLike<number>): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  for (let row = 0; row < classes.length; row++) {
    const group = groups.get(classes[row]!);
    if (group) group.push(row);
    else groups.set(classes[row]!, [row]);
  }
  return groups;
}

function classesOf(model: Described, dataset: Dataset, name?: string): ArrayLike<number> {
  const fields = inputsIn(model, dataset);
  const labels = fields.filter((field) => isBatched(field) && !field.usedBy.includes("infer"));
  if (name === undefined && labels.length !== 1) fail("say which input holds the classes to balance");
  if (name !== undefined) checkNames("input", [name], namesOf(fields));
  const field = name === undefined ? labels[0]! : fields.find((field) => field.name === name)!;
  const size = sizeAt(field, 1);
  const values = dataset[field.name]!;
  if (size === 1 && field.dtype === "f32") fail(`\`${field.name}\` holds no classes: it is f32, one number a row`);
  if (size === 1) return values;
  return Array.from({ length: values.length / size }, (_, row) => {
    const scores = Array.from(values.slice(row * size, (row + 1) * size));
    return scores.indexOf(Math.max(...scores));
  });
}

export interface Standardized {
  /** The layer, and the input that its columns are. */
  readonly layer: string;
  readonly input: string;
}

/**
 * Sets the states `mean` and `deviation` of every `standardize` layer from the columns of this data, so that the module
 * takes raw numbers from then on. The deviation is √(Σ(x − mean)² / rows); of a constant column, 1. Call it before
 * training. Where several inputs have as many columns as a layer, `inputs` says which is whose.
 */
export function standardize(
  model: Pick<Model, "manifest" | "set">,
  dataset: Dataset,
  inputs: Readonly<Record<string, string>> = {},
): readonly Standardized[] {
  const layers = standardizeLayers(model);
  checkNames("standardize layer", Object.keys(inputs), namesOf(layers));
  return layers.map(({ name, columns }) => {
    const fields = inputsIn(model, dataset).filter(({ dtype }) => dtype === "f32");
    const fitting = fields.filter(({ shape, usedBy }) => shape.at(-1) === columns && usedBy.includes("infer"));
    const given = inputs[name];
    if (given !== undefined) checkNames("input", [given], namesOf(fitting));
    else if (fitting.length !== 1)
      fail(`say which input \`${name}\` standardizes: ${fitting.length} have ${columns} columns`);
    const field = fields.find((field) => field.name === given) ?? fitting[0]!;
    const { mean, deviation } = statisticsOf(dataset[field.name]!, columns);
    model.set(`${name}.mean`, mean);
    model.set(`${name}.deviation`, deviation);
    return { layer: name, input: field.name };
  });
}

function standardizeLayers({ manifest }: Described): readonly { readonly name: string; readonly columns: number }[] {
  const states = lastingFields(manifest).filter(({ kind }) => kind === "statistic");
  return states.flatMap(({ name, shape }) => {
    const layer = /^(.*)\.deviation$/.exec(name)?.[1];
    const isPair = layer !== undefined && states.some((state) => state.name === `${layer}.mean`);
    return isPair ? [{ name: layer, columns: shape[0] as number }] : [];
  });
}

function statisticsOf(values: Values, columns: number) {
  const mean = new Array<number>(columns).fill(0);
  const squares = new Array<number>(columns).fill(0);
  const rows = values.length / columns;
  for (let i = 0; i < values.length; i++) mean[i % columns]! += values[i]!;
  for (let column = 0; column < columns; column++) mean[column]! /= rows;
  for (let i = 0; i < values.length; i++) squares[i % columns]! += (values[i]! - mean[i % columns]!) ** 2 / rows;
  // A constant column deviates by rounding alone; and below the smallest normal float32 there are no digits left.
  const deviation = squares.map((square, column) => {
    const root = Math.sqrt(square);
    return root < 2 ** -126 || root <= 2 ** -23 * Math.abs(mean[column]!) ? 1 : root;
  });
  return { mean, deviation };
}

/** The inputs of the model that the data set has; it may have no others. */
function inputsIn({ manifest: { inputs } }: Described, dataset: Dataset): InputField[] {
  checkNames("input", Object.keys(dataset), namesOf(inputs));
  return inputs.filter(({ name }) => dataset[name]);
}

function rowsOf(model: Described, dataset: Dataset): number {
  const counts = inputsIn(model, dataset)
    .filter(isBatched)
    .map((field) => dataset[field.name]!.length / sizeAt(field, 1));
  const [rows = 0] = counts;
  if (!Number.isInteger(rows) || counts.some((count) => count !== rows)) {
    fail(`the inputs have ${counts.join(", ")} rows: they must have equally many`);
  }
  return rows;
}
