/** `inlay predict`: a model's outputs for every row of a data set, as JSON lines, JSON, CSV or safetensors. */
import type { Command } from "commander";
import type { Outputs } from "../../host/index.ts";
import { type SafeTensor, writeSafetensors } from "../../host/safetensors.ts";
import type { Field } from "../5-emit/manifest.ts";
import { filesOf } from "../interchange/dataset.ts";
import { assertSpares, assertWritable, writeWhole } from "../interchange/files.ts";
import { shapeAt } from "../ir/type.ts";
import { positiveInteger } from "./arguments.ts";
import { grouped } from "./measures.ts";
import { bindEntry, DATA, type DataOptions, type OpenOptions, openModel, openSplit, withModel } from "./open-model.ts";
import { usageError, warn } from "./report.ts";

interface Options extends OpenOptions, DataOptions {
  readonly limit?: number;
  readonly output?: string;
}

export function addPredict(program: Command): void {
  withModel(program.command("predict"))
    .description("print a model's outputs for a data set, a line of JSON a row")
    .requiredOption("--data <set>", DATA)
    .option("--split <name>", "the split of the data set (default: test, where it has splits)")
    .option("--limit <n>", "only the first rows", positiveInteger)
    .option("-o, --output <file>", "write a .json, .csv or .safetensors file instead")
    .addHelpText("after", "\nExample:\n  inlay predict mnist.wasm --data mnist --limit 3")
    .action(predict);
}

async function predict(path: string, options: Options, command: Command): Promise<void> {
  const { output } = options;
  const write = writerFor(output);
  if (write === undefined) usageError(command, `${output} does not end in .json, .csv or .safetensors`);
  const dataFiles = await filesOf(options.data);
  if (output !== undefined) {
    await assertSpares(output, [path, options.weights, ...dataFiles]);
    await assertWritable(output);
  }
  const model = await openModel(path, options, command);
  const dataset = await openSplit(options, options.weights ?? path, false);
  const rows = Math.min(dataset.rows, options.limit ?? dataset.rows);
  const fields = dataset.fields.map((field) => ({
    ...field,
    data: field.data.subarray(0, (field.data.length / dataset.rows) * rows),
  }));
  const { columns, notes } = bindEntry(model, "infer", { ...dataset, rows, fields });
  for (const note of notes) warn(note);
  const content = write({ fields: model.manifest.outputs, values: model.predict(columns), rows });
  if (output === undefined) process.stdout.write(content);
  else {
    await writeWhole(output, content);
    warn(`${output}: ${grouped(rows)} rows, ${grouped(Buffer.byteLength(content))} bytes`);
  }
}

interface Predictions {
  readonly fields: readonly Field[];
  readonly values: Outputs;
  readonly rows: number;
}

function writerFor(output: string | undefined): ((predictions: Predictions) => string | Uint8Array) | undefined {
  if (output === undefined) return jsonLines;
  if (output.endsWith(".json")) return (predictions) => `${JSON.stringify(rowObjects(predictions))}\n`;
  if (output.endsWith(".csv")) return csv;
  if (output.endsWith(".safetensors")) return safetensors;
  return undefined;
}

function jsonLines(predictions: Predictions): string {
  return rowObjects(predictions)
    .map((row) => `${JSON.stringify(row)}\n`)
    .join("");
}

function rowObjects({ fields, values, rows }: Predictions): Record<string, number | number[]>[] {
  return Array.from({ length: rows }, (_, row) =>
    Object.fromEntries(
      fields.map((field) => {
        const own = rowOf(field, values, row);
        return [field.name, field.shape.length <= 1 && own.length === 1 ? own[0]! : own];
      }),
    ),
  );
}

function csv({ fields, values, rows }: Predictions): string {
  const header = fields.flatMap((field) => {
    const { length } = rowOf(field, values, 0);
    return length === 1 ? [field.name] : Array.from({ length }, (_, i) => `${field.name}.${i}`);
  });
  const lines = Array.from({ length: rows }, (_, row) =>
    fields.flatMap((field) => rowOf(field, values, row)).join(","),
  );
  return `${[header.join(","), ...lines].join("\n")}\n`;
}

function safetensors({ fields, values, rows }: Predictions): Uint8Array {
  const tensors = fields.map(({ name, dtype, shape }): [string, SafeTensor] => {
    const data = new Uint8Array(values[name]!.slice().buffer);
    return [name, { dtype: dtype.toUpperCase(), shape: shapeAt(shape, rows), data }];
  });
  return writeSafetensors(new Map(tensors));
}

/** The values of one row of the batch; all of them for an output that does not depend on the batch. */
function rowOf(field: Field, values: Outputs, row: number): number[] {
  const size = shapeAt(field.shape, 1).reduce((product, dim) => product * dim, 1);
  const start = field.shape.some((dim) => typeof dim !== "number") ? row * size : 0;
  const own = Array.from(values[field.name]!.subarray(start, start + size));
  return field.dtype === "f32" ? own.map(shortest) : own;
}

/** The float32 number with the fewest digits that read back as it. */
function shortest(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return rounded;
  }
  return Number(value.toPrecision(9));
}
