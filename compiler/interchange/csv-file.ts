/** A CSV file → its records, streamed: the header first, then every row, as long as the header. */
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { parse } from "csv-parse";
import { UserError } from "../support/diagnostic.ts";

/** What is read as a number; in decimal, with a point. */
export const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

export interface CsvRecord {
  readonly fields: readonly string[];
  readonly line: number;
}

/** The header, then every row; all as long as the header. */
export async function* readRecords(path: string): AsyncGenerator<CsvRecord, void> {
  const delimiter = await delimiterOf(path);
  const parser = parse({
    bom: true,
    trim: true,
    skip_empty_lines: true,
    relax_column_count: true,
    info: true,
    delimiter,
  });
  const stream = createReadStream(path);
  stream.on("error", (error) => parser.destroy(error)).pipe(parser);
  let columns = 0;
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      const line = info.lines;
      if (columns === 0) {
        columns = record.length;
        checkHeader(path, record);
      }
      if (record.length !== columns) {
        throw new UserError(`${path}, line ${line}: ${record.length} fields, but the header has ${columns}`);
      }
      if (record.some((value) => value.includes("\ufffd")))
        throw new UserError(`${path}, line ${line}: not UTF-8 text`);
      yield { fields: record, line };
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${path}: ${(error as Error).message}`);
  } finally {
    stream.destroy();
  }
  if (columns === 0) throw new UserError(`${path} is empty: its first line must name the columns`);
}

/** Comma, semicolon or tab: whichever the header has most of. */
async function delimiterOf(path: string): Promise<string> {
  const file = await open(path).catch((error) => {
    throw new UserError(`cannot read ${path}: ${(error as Error).message}`);
  });
  const { buffer, bytesRead } = await file.read(Buffer.alloc(65536), 0, 65536, 0).finally(() => file.close());
  const [header = ""] = buffer.toString("utf8", 0, bytesRead).split(/\r?\n/, 1);
  const count = (mark: string): number => header.split(mark).length;
  return [",", ";", "\t"].reduce((most, mark) => (count(mark) > count(most) ? mark : most));
}

function checkHeader(path: string, header: readonly string[]): void {
  const empty = header.indexOf("");
  if (empty >= 0) throw new UserError(`${path}: column ${empty + 1} has no name in the first line`);
  const twin = header.find((name, i) => header.indexOf(name) < i);
  if (twin !== undefined) throw new UserError(`${path}: two columns are called ${twin}`);
  if (header.every((name) => NUMBER.test(name))) {
    throw new UserError(`${path}: the first line holds numbers; it must name the columns`);
  }
}

/** Where the column of that name is. */
export function placeOf(path: string, header: readonly string[], name: string): number {
  const place = header.indexOf(name);
  if (place >= 0) return place;
  throw new UserError(`${path} has no column ${name}; it has ${header.join(", ")}`);
}
