/**
 * What the user gives as data → checked columns, and rows of them → the inputs' places in memory. A column holds the
 * rows of one input; its values are checked once, before anything runs.
 */
import type { EntryPoint, InputField } from "../compiler/5-emit/manifest.ts";
import { checkNames, fail } from "./errors.ts";
import { type Instance, requireEntry } from "./instance.ts";
import { firstOf, isBatched, namesOf, sizeAt, type TypedArray, VIEWS } from "./layout.ts";

/** Values by input name, row after row: the typed array of the input's dtype, or plain numbers. */
export type Dataset = Readonly<Record<string, TypedArray | readonly number[]>>;

export interface Columns {
  readonly rows: number;
  readonly columns: readonly { readonly field: InputField; readonly values: TypedArray }[];
}

/** Columns for the inputs that an entry point reads; other inputs of the model are left out. */
export function bindColumns(instance: Instance, entry: EntryPoint, dataset: Dataset = {}): Columns {
  requireEntry(instance, entry);
  const { inputs } = instance.manifest;
  checkNames("input", Object.keys(dataset), namesOf(inputs));
  const columns = inputs
    .filter(({ usedBy }) => usedBy.includes(entry))
    .map((field) => ({ field, values: checkValues(field, dataset[field.name]) }));
  let rows = 0;
  let first = "";
  for (const { field, values } of columns) {
    if (!isBatched(field)) continue;
    const own = values.length / sizeAt(field, 1);
    rows ||= own;
    first ||= field.name;
    if (own !== rows) fail(`input \`${field.name}\` has ${own} rows, \`${first}\` has ${rows}`);
  }
  return { rows: rows || 1, columns };
}

function checkValues(field: InputField, given: TypedArray | readonly number[] | undefined): TypedArray {
  const broken: (why: string) => never = (why) => fail(`input \`${field.name}\` ${why}`);
  const { dtype, below } = field;
  if (!given) broken("is missing");
  const View = VIEWS[dtype];
  // The tag instead of instanceof: an array from another realm is as good.
  const tag = (given as TypedArray)[Symbol.toStringTag];
  if (!Array.isArray(given) && tag !== View.name) {
    broken(`is ${dtype}: it takes ${View.name} or an array of numbers, not ${tag ?? typeof given}`);
  }
  const size = sizeAt(field, 1);
  if (!given.length || (isBatched(field) ? given.length % size : given.length !== size)) {
    broken(`has ${given.length} values: it takes ${isBatched(field) ? "rows of " : ""}${size}`);
  }
  const values = tag ? (given as TypedArray) : new View(given);
  let i = 0;
  let sum = 0;
  // Float32 values add up in float64 without overflow, to a finite sum where all are finite: six times as fast as looking
  // at each.
  if (dtype === "f32") while (i < values.length - 3) sum += values[i++]! + values[i++]! + values[i++]! + values[i++]!;
  for (i = Number.isFinite(sum) ? i : 0; i < values.length; i++) {
    const value = given[i]!;
    const sound = dtype === "f32" ? Number.isFinite(values[i]) : value === values[i];
    // A negative class is, without its sign, far above all others.
    if (!sound || value >>> 0 >= below!) {
      broken(`is ${value} at index ${i}${below ? `: a class must be from 0 to ${below - 1}` : ""}`);
    }
  }
  return values;
}

/** Copies rows into memory: `count` of them from `start`, as `order` numbers them. Makes no views. */
export function fillInputs(
  { heap }: Instance,
  { columns }: Columns,
  start: number,
  count: number,
  order?: Uint32Array,
) {
  for (const { field, values } of columns) {
    const target = heap[field.dtype];
    const first = firstOf(field);
    const size = sizeAt(field, 1);
    if (!isBatched(field) || (!order && values.length === count * size)) {
      target.set(values, first);
      continue;
    }
    for (let row = start, at = first; row < start + count; row++) {
      let from = (order ? order[row]! : row) * size;
      for (const end = from + size; from < end; ) target[at++] = values[from++]!;
    }
  }
}
