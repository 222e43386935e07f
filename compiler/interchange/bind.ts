/**
 * A module's inputs and a data set's fields → one column an input: by name, else by the only field with as many elements
 * a row. Bytes become 0 to 1 for an f32 input; class numbers become one-hot rows where the input wants them.
 */
import type { InputField } from "../5-emit/manifest.ts";
import { formatType, type Shape } from "../ir/type.ts";
import { UserError } from "../support/diagnostic.ts";
import type { Dataset, DatasetField } from "./dataset.ts";

export type Column = Float32Array | Int32Array | Uint8Array | Int8Array;

export interface Binding {
  /** All rows of each input, row-major. */
  readonly columns: Readonly<Record<string, Column>>;
  /** One line for each conversion that the user should know of. */
  readonly notes: readonly string[];
}

export function bindFields(inputs: readonly InputField[], dataset: Dataset): Binding {
  const fields = matchFields(inputs, dataset);
  const columns: Record<string, Column> = {};
  const notes: string[] = [];
  for (const [input, field] of fields) {
    if (input.name !== field.name) notes.push(`${input.name}: field ${field.name}`);
    columns[input.name] = convert(input, field, dataset, notes);
  }
  return { columns, notes };
}

// ---- which field an input takes --------------------------------------------------------------------------------------

function matchFields(inputs: readonly InputField[], dataset: Dataset): Map<InputField, DatasetField> {
  const matches = new Map<InputField, DatasetField>();
  for (const input of inputs) {
    const field = dataset.fields.find(({ name }) => name === input.name);
    if (field !== undefined) matches.set(input, fits(input, field) ? field : refuse(input, dataset, "does not fit it"));
  }
  const named = new Set(matches.values());
  const free = dataset.fields.filter((field) => !named.has(field));
  for (const input of inputs.filter((input) => !matches.has(input))) {
    const same = free.filter((field) => elementsOf(field) === elementsOfInput(input));
    // A class number is what a model is to find: as an input of its inference it is never meant, unless by name.
    const isGiven = input.usedBy.includes("infer");
    const candidates = same.length > 0 || isGiven ? same : free.filter((field) => fits(input, field));
    if (candidates.length > 1) refuse(input, dataset, "could be any of several");
    const field = candidates[0] ?? refuse(input, dataset, "is not in it");
    const rival = [...matches].find(([, taken]) => taken === field)?.[0];
    if (rival !== undefined) {
      throw new UserError(
        `${dataset.name}: inputs ${rival.name} and ${input.name} could both be the field ${field.name}; name one of them so`,
      );
    }
    matches.set(input, field);
  }
  return matches;
}

function refuse(input: InputField, dataset: Dataset, why: string): never {
  const available = dataset.fields.map((field) => `${field.name} ${describe(field)}`).join(", ");
  throw new UserError(
    `${dataset.name}: input ${input.name}, ${formatType(input)}, ${why}; the fields are ${available} a row`,
  );
}

function describe(field: DatasetField): string {
  return `${field.dtype}[${field.shape.join(", ")}]`;
}

function fits(input: InputField, field: DatasetField): boolean {
  return elementsOf(field) === elementsOfInput(input) || takesOneHot(input, field);
}

/** A class number for `f32[batch, n]`. */
function takesOneHot(input: InputField, field: DatasetField): boolean {
  const isClass = elementsOf(field) === 1 && field.dtype !== "f32" && field.dtype !== "f64";
  return isClass && input.dtype === "f32" && input.shape.length === 2 && elementsOfInput(input) > 1;
}

function elementsOf(field: DatasetField): number {
  return field.shape.reduce((size, dim) => size * dim, 1);
}

/** Elements a row of the batch; NaN, which equals nothing, for an input without a batch dimension. */
function elementsOfInput(input: { readonly shape: Shape }): number {
  let size = 1;
  let rows = 0;
  for (const dim of input.shape) {
    if (typeof dim === "number") size *= dim;
    else rows = dim.batch;
  }
  return rows === 0 ? Number.NaN : rows * size;
}

// ---- its values ------------------------------------------------------------------------------------------------------

const INTEGER_RANGES = {
  i32: [-(2 ** 31), 2 ** 31 - 1],
  u8: [0, 255],
  i8: [-128, 127],
} as const;

function convert(input: InputField, field: DatasetField, dataset: Dataset, notes: string[]): Column {
  const place = (index: number): string => {
    const row = Math.floor(index / Math.max(1, elementsOf(field)));
    const line = dataset.lines?.[row];
    return line === undefined
      ? `${dataset.name}: field ${field.name}, row ${row}`
      : `${dataset.name}, line ${line}, field ${field.name}`;
  };
  const isOneHot = input.dtype === "f32" && elementsOf(field) !== elementsOfInput(input);
  checkClasses(field, isOneHot ? elementsOfInput(input) : input.below, dataset);
  if (input.dtype === "f32") {
    if (isOneHot) return oneHot(input, field, place, notes);
    if (field.data instanceof Uint8Array) {
      notes.push(`${input.name}: bytes divided by 255`);
      return divided(field.data, 255);
    }
    assertFinite(field, place);
    return field.data instanceof Float32Array ? field.data : Float32Array.from(field.data);
  }
  const [low, high] = input.below === undefined ? INTEGER_RANGES[input.dtype] : [0, input.below - 1];
  assertIntegers(field, low, high, place);
  switch (input.dtype) {
    case "i32":
      return field.data instanceof Int32Array ? field.data : Int32Array.from(field.data);
    case "u8":
      return field.data instanceof Uint8Array ? field.data : Uint8Array.from(field.data);
    case "i8":
      return field.data instanceof Int8Array ? field.data : Int8Array.from(field.data);
  }
}

/** Of classes that have names, better told than the number of the first that is too many. */
function checkClasses({ name, classes }: DatasetField, most: number | undefined, dataset: Dataset): void {
  if (classes === undefined || most === undefined || classes.length <= most) return;
  const shown = classes.slice(0, 5).join(", ") + (classes.length > 5 ? ", …" : "");
  throw new UserError(`${dataset.name}: ${name} has ${classes.length} classes (${shown}), the model takes ${most}`);
}

type Place = (index: number) => string;

/** A plain loop: `Float32Array.from` with a function takes seconds for all of MNIST. */
function divided(bytes: Uint8Array, divisor: number): Float32Array {
  const column = new Float32Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) column[i] = bytes[i]! / divisor;
  return column;
}

function oneHot(input: InputField, field: DatasetField, place: Place, notes: string[]): Float32Array {
  const classes = elementsOfInput(input);
  assertIntegers(field, 0, classes - 1, place);
  const column = new Float32Array(field.data.length * classes);
  for (let row = 0; row < field.data.length; row++) column[row * classes + field.data[row]!] = 1;
  notes.push(`${input.name}: class numbers as one-hot rows of ${classes}`);
  return column;
}

function assertFinite(field: DatasetField, place: Place): void {
  if (field.dtype !== "f32" && field.dtype !== "f64") return;
  const index = field.data.findIndex((value) => !Number.isFinite(value));
  if (index >= 0) throw new UserError(`${place(index)}: the value is ${field.data[index]}`);
}

function assertIntegers(field: DatasetField, low: number, high: number, place: Place): void {
  const index = field.data.findIndex((value) => !(Number.isInteger(value) && value >= low && value <= high));
  if (index < 0) return;
  throw new UserError(`${place(index)}: ${field.data[index]} is not an integer from ${low} to ${high}`);
}
