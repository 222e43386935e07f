/** A CSV file → data sets of the fields x and the label's: both parts of a split, or one by an encoding that a model has. */
import { splitRows } from "../../host/training-data.ts";
import { UserError } from "../support/diagnostic.ts";
import { type CsvChoices, type CsvEncoding, type EncodedCsv, encodeCsv, scanCsv } from "./csv.ts";
import type { Dataset, DatasetField } from "./dataset.ts";
import { addMetadata, readMetadata } from "./metadata.ts";

export interface Table {
  readonly train: Dataset;
  readonly test?: Dataset;
  readonly encoding: CsvEncoding;
  readonly notes: readonly string[];
}

/** Opens a file to train on, and learns its encoding, or takes the one that training began with. */
export async function openTable(
  path: string,
  choices: CsvChoices,
  given: { readonly encoding?: CsvEncoding | undefined; readonly split?: CsvEncoding["split"] | undefined },
): Promise<Table> {
  const known = given.encoding ?? { ...(await scanCsv(path, choices)), ...(given.split ? { split: given.split } : {}) };
  const encoded = await encodeCsv(path, known, { label: true });
  const { split } = known;
  const parts = split === undefined ? undefined : splitOrRefuse(path, encoded.rows, split);
  const encoding = given.encoding ?? withMeans(path, known, encoded, parts?.[0]);
  fillMeans(encoded, encoding);
  const notes = notesOn(path, encoded);
  if (parts === undefined) return { train: datasetOf(path, encoded, encoding), encoding, notes };
  const part = (rows: Uint32Array, name: string): Dataset => ({
    ...datasetOf(`${path} (${name})`, encoded, encoding, rows),
    split: name,
  });
  return { train: part(parts[0], "train"), test: part(parts[1], "test"), encoding, notes };
}

/** Opens a file by the encoding that a model was trained with: whole, or the part that the training had. */
export async function openEncoded(
  path: string,
  encoding: CsvEncoding,
  options: { readonly label: boolean; readonly split?: string | undefined },
): Promise<{ readonly dataset: Dataset; readonly notes: readonly string[] }> {
  const encoded = await encodeCsv(path, encoding, options);
  fillMeans(encoded, encoding);
  const notes = notesOn(path, encoded);
  if (options.split === undefined) return { dataset: datasetOf(path, encoded, encoding), notes };
  const place = ["train", "test"].indexOf(options.split);
  if (encoding.split === undefined || place < 0) {
    throw new UserError(
      `${path} has no split ${options.split}: ${encoding.split ? "train or test" : "the model was trained on all of it"}`,
    );
  }
  const rows = splitOrRefuse(path, encoded.rows, encoding.split)[place]!;
  const dataset = datasetOf(`${path} (${options.split})`, encoded, encoding, rows);
  return { dataset: { ...dataset, split: options.split }, notes };
}

function splitOrRefuse(path: string, rows: number, split: NonNullable<CsvEncoding["split"]>) {
  const parts = splitRows(rows, 1 - split.train, split.seed);
  if (parts.every(({ length }) => length > 0)) return parts;
  throw new UserError(`${path}: --split ${split.train} leaves a part of ${rows} rows empty`);
}

function notesOn(path: string, { dropped, unknown }: EncodedCsv): string[] {
  return [
    ...(dropped > 0 ? [`${path}: ${dropped} rows with missing values left out`] : []),
    ...(unknown > 0 ? [`${path}: ${unknown} values are of no category that training has seen: all zeros`] : []),
  ];
}

function datasetOf(name: string, encoded: EncodedCsv, encoding: CsvEncoding, rows?: Uint32Array): Dataset {
  const width = encoded.x.length / encoded.rows;
  const x: DatasetField = { name: "x", dtype: "f32", shape: [width], data: take(encoded.x, width, rows) };
  const lines = rows?.map((row) => encoded.lines[row]!) ?? encoded.lines;
  const all = { name, rows: rows?.length ?? encoded.rows, lines };
  const { label } = encoded;
  if (label === undefined) return { ...all, fields: [x] };
  const dtype = label instanceof Int32Array ? "i32" : "f32";
  const { name: own, classes } = encoding.label!;
  const named = { name: own === "x" ? "label" : own, ...(classes ? { classes } : {}) };
  return { ...all, fields: [x, { ...named, dtype, shape: [], data: take(label, 1, rows) }] };
}

function take<Data extends Float32Array | Int32Array>(data: Data, width: number, rows: Uint32Array | undefined): Data {
  if (rows === undefined) return data;
  const part = new (data.constructor as new (length: number) => Data)(rows.length * width);
  for (const [i, row] of rows.entries()) part.set(data.subarray(row * width, (row + 1) * width), i * width);
  return part;
}

// ---- means -----------------------------------------------------------------------------------------------------------

/** The encoding with the means of its numeric columns over these rows, where missing values take them. */
function withMeans(path: string, encoding: CsvEncoding, { x, rows }: EncodedCsv, part?: Uint32Array): CsvEncoding {
  if (encoding.missing !== "mean") return encoding;
  const chosen = part ?? Uint32Array.from({ length: rows }, (_, row) => row);
  const width = x.length / rows;
  let place = 0;
  const columns = encoding.columns.map((column) => {
    const own = place;
    place += column.categories?.length ?? 1;
    if (column.categories !== undefined) return column;
    const values = Array.from(chosen, (row) => x[row * width + own]!).filter((value) => !Number.isNaN(value));
    if (values.length === 0) throw new UserError(`${path}: column ${column.name} has no values to train on`);
    return { ...column, mean: values.reduce((sum, value) => sum + value / values.length, 0) };
  });
  return { ...encoding, columns };
}

function fillMeans({ x, rows }: EncodedCsv, { columns }: CsvEncoding): void {
  const means = columns.flatMap(({ categories, mean }) => categories?.map(() => 0) ?? [mean ?? 0]);
  const width = x.length / rows;
  for (let i = 0; i < x.length; i++) if (Number.isNaN(x[i]!)) x[i] = means[i % width]!;
}

// ---- the encoding with the model -------------------------------------------------------------------------------------

/** The key of a checkpoint's metadata, and the name of a module's custom section after `inlay.`. */
const KEY = "columns";

/** The checkpoint with the encoding in its metadata. */
export function addEncoding(checkpoint: Uint8Array, encoding: CsvEncoding): Uint8Array<ArrayBuffer> {
  return addMetadata(checkpoint, { [KEY]: JSON.stringify(encoding) });
}

/** The module with the encoding in a custom section of its own. */
export function appendEncoding(wasm: Uint8Array, encoding: CsvEncoding): Uint8Array<ArrayBuffer> {
  const name = Buffer.from(`inlay.${KEY}`);
  const content = Buffer.concat([Uint8Array.of(name.length), name, Buffer.from(JSON.stringify(encoding))]);
  return new Uint8Array(Buffer.concat([wasm, Uint8Array.of(0, ...leb(content.length)), content]));
}

/** The encoding that a checkpoint or a module has, if it was trained on a CSV file. */
export async function readEncoding(bytes: Uint8Array): Promise<CsvEncoding | undefined> {
  const isModule = bytes[0] === 0 && bytes[1] === 0x61 && bytes[2] === 0x73 && bytes[3] === 0x6d;
  const text = isModule ? await sectionOf(bytes) : readMetadata(bytes)[KEY];
  return text === undefined ? undefined : (JSON.parse(text) as CsvEncoding);
}

async function sectionOf(wasm: Uint8Array): Promise<string | undefined> {
  const module = await WebAssembly.compile(wasm as Uint8Array<ArrayBuffer>);
  const [section] = WebAssembly.Module.customSections(module, `inlay.${KEY}`);
  return section && new TextDecoder().decode(section);
}

function leb(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...leb(value >>> 7)];
}
