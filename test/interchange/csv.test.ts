/** CSV files as data sets: what columns become, missing values, splits, and what is refused. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CsvChoices, encodeCsv, scanCsv } from "../../compiler/interchange/csv.ts";
import {
  addEncoding,
  appendEncoding,
  openEncoded,
  openTable,
  readEncoding,
} from "../../compiler/interchange/tabular.ts";
import { readSafetensors, writeSafetensors } from "../../host/safetensors.ts";

let folder: string;
let count = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "inlay-csv-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(text: string | Uint8Array): string {
  const path = join(folder, `${count++}.csv`);
  writeFileSync(path, text);
  return path;
}

const choices = (given: Partial<CsvChoices> = {}): CsvChoices => ({
  ...{ label: "kind", regression: false, missing: "error", ignore: [], categorical: [] },
  ...given,
});

const FLOWERS = "height,colour,kind\n1.5,red,b\n2.5,blue,a\n-3e0,red,a\n";

async function open(text: string, given: Partial<CsvChoices> = {}, split?: { train: number; seed: number }) {
  const { train, test, encoding, notes } = await openTable(file(text), choices(given), { split });
  const values = (of = train) => Object.fromEntries(of.fields.map(({ name, data }) => [name, [...data]]));
  return { encoding, notes, train, test, values };
}

describe("a table", () => {
  it("becomes numbers, one-hot categories and classes, all in sorted order", async () => {
    const { values, encoding } = await open(FLOWERS);
    expect(values()).toEqual({ x: [1.5, 0, 1, 2.5, 1, 0, -3, 0, 1], kind: [1, 0, 0] });
    expect(encoding).toEqual({
      columns: [{ name: "height" }, { name: "colour", categories: ["blue", "red"] }],
      label: { name: "kind", classes: ["a", "b"] },
      missing: "error",
    });
  });

  it.each([
    ["\ufeffx,kind\r\n1,5\r\n2,3\r\n", { x: [1, 2], kind: [1, 0] }],
    ["x;kind\n1;10\n2;9\n\n", { x: [1, 2], kind: [1, 0] }],
    ['x\tkind\n1\t"a\tb"\n2\t"a ""c"""\n', { x: [1, 2], kind: [0, 1] }],
    [" x , kind \n .5 , yes \n +2. , no \n", { x: [0.5, 2], kind: [1, 0] }],
  ])("of other delimiters, quotes, line ends: %j", async (text, expected) => {
    expect((await open(text)).values()).toEqual(expected);
  });

  it("has a number to predict where the model wants one", async () => {
    const { values, encoding } = await open("a,price\n1,2.5\n2,3\n", { label: "price", regression: true });
    expect(values()).toEqual({ x: [1, 2], price: [2.5, 3] });
    expect(encoding.label).toEqual({ name: "price" });
  });

  it("leaves columns out, and takes numbers as names, when told to", async () => {
    const text = "id,zip,age,kind\n7,10,1,a\n8,9,2,b\n";
    const { values } = await open(text, { ignore: ["id"], categorical: ["zip"] });
    expect(values().x).toEqual([1, 0, 1, 0, 1, 2]);
  });

  it("calls the label `label` where the column is x", async () => {
    expect((await open("a,x\n1,0\n", { label: "x" })).values()).toEqual({ x: [1], label: [0] });
  });

  it("reads a large file as a stream", async () => {
    const rows = Array.from({ length: 30_000 }, (_, i) => `${i},${i % 7 === 0 ? "red" : "blue"},${i % 3}`);
    const { train } = await open(`a,colour,kind\n${rows.join("\n")}\n`);
    expect(train.rows).toBe(30_000);
    expect([...train.fields[0]!.data.slice(-3)]).toEqual([29_999, 1, 0]);
  });
});

describe("missing values", () => {
  const GAPS = "a,colour,kind\n1,red,u\n,blue,v\n3,?,u\n5,red,NA\n";

  it("are an error that names row and column", async () => {
    await expect(open(GAPS)).rejects.toThrow(
      /csv, line 3, column a: the value is missing; --missing mean or drop trains all the same/,
    );
  });

  it("drop their rows", async () => {
    const { values, notes } = await open(GAPS, { missing: "drop" });
    expect(values()).toEqual({ x: [1, 1], kind: [0] });
    expect(notes[0]).toMatch(/3 rows with missing values left out$/);
  });

  it("become the mean of the training rows, or no category", async () => {
    const text = GAPS.replace("NA", "v");
    const { values, encoding } = await open(text, { missing: "mean" });
    expect(values().x).toEqual([1, 0, 1, 3, 1, 0, 3, 0, 0, 5, 0, 1]);
    expect(encoding.columns[0]).toEqual({ name: "a", mean: 3 });
    await expect(open(GAPS, { missing: "mean" })).rejects.toThrow("line 5, column kind: the label is missing");
    const rows = Array.from({ length: 20 }, (_, i) => `${i === 4 ? "" : i},${i % 2}`).join("\n");
    const cut = await open(`a,kind\n${rows}\n`, { missing: "mean" }, { train: 0.5, seed: 2 });
    const own = cut.values().x!.filter((value) => Number.isInteger(value));
    const mean = own.reduce((sum, value) => sum + value) / own.length;
    expect(cut.encoding.columns[0]!.mean).toBeCloseTo(mean, 5);
  });
});

describe("a split", () => {
  const rows = Array.from({ length: 50 }, (_, i) => `${i},${i % 2}`);
  const text = `a,kind\n${rows.join("\n")}\n`;

  it("is the seed's, and comes again from the encoding", async () => {
    const { values, train, test, encoding } = await open(text, {}, { train: 0.8, seed: 3 });
    expect([train.rows, test!.rows]).toEqual([40, 10]);
    expect([...values().x!, ...values(test).x!].sort((a, b) => a - b)).toEqual(rows.map((_, i) => i));
    expect(values(test).kind).toEqual(values(test).x!.map((value) => value % 2));
    const again = await openEncoded(file(text), encoding, { label: true, split: "test" });
    expect(again.dataset.fields[0]!.data).toEqual(test!.fields[0]!.data);
    const other = await open(text, {}, { train: 0.8, seed: 4 });
    expect(other.values()).not.toEqual(values());
    const { dataset } = await openEncoded(file(text), encoding, { label: false });
    expect([dataset.rows, dataset.fields.length]).toEqual([50, 1]);
    await expect(openEncoded(file(text), encoding, { label: true, split: "valid" })).rejects.toThrow("train or test");
  });

  it("leaves no part empty", async () => {
    await expect(open("a,kind\n1,2\n", {}, { train: 0.9, seed: 0 })).rejects.toThrow(
      "--split 0.9 leaves a part of 1 rows",
    );
  });
});

describe("an encoding", () => {
  it("takes other files: columns by name, unknown categories as none, no label for prediction", async () => {
    const encoding = await scanCsv(file(FLOWERS), choices());
    const other = file("colour,extra,height\ngreen,9,4\nblue,9,5\n");
    const { dataset, notes } = await openEncoded(other, encoding, { label: false });
    expect([...dataset.fields[0]!.data]).toEqual([4, 0, 0, 5, 1, 0]);
    expect(notes[0]).toMatch(/1 values are of no category that training has seen: all zeros$/);
    await expect(openEncoded(other, encoding, { label: true })).rejects.toThrow(
      "has no column kind; it has colour, extra",
    );
    await expect(encodeCsv(file("height,colour,kind\n1,red,c\n"), encoding, { label: true })).rejects.toThrow(
      "line 2, column kind: c is no class of the model; they are a, b",
    );
    await expect(encodeCsv(file("height,colour\ntall,red\n"), encoding, { label: false })).rejects.toThrow(
      "line 2, column height: tall is not a number",
    );
    const dropping = { ...encoding, missing: "drop" as const };
    await expect(encodeCsv(file("height,colour\n,red\n"), dropping, { label: false })).rejects.toThrow(
      "rows can be left out of training, but not of predictions",
    );
  });

  it("travels in a checkpoint's metadata and in a module's section", async () => {
    const { encoding } = await open(FLOWERS);
    const tensor = { dtype: "F32", shape: [1], data: new Uint8Array(4) };
    const plain = writeSafetensors(new Map([["w", tensor]]), { format: "inlay" });
    expect(await readEncoding(plain)).toBeUndefined();
    const packed = addEncoding(plain, encoding);
    expect(await readEncoding(packed)).toEqual(encoding);
    expect(readSafetensors(packed).tensors.get("w")!.data).toEqual(tensor.data);
    expect(await readEncoding(addEncoding(packed, encoding))).toEqual(encoding);
    const module = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
    expect(await readEncoding(module)).toBeUndefined();
    expect(await readEncoding(appendEncoding(module, encoding))).toEqual(encoding);
  });
});

describe("refused", () => {
  const many = Array.from({ length: 1002 }, (_, i) => `n${i},${i % 2}`).join("\n");

  it.each([
    ["", {}, "is empty: its first line must name the columns"],
    ["a,kind\n", {}, "has no rows"],
    ["1,2\n3,4\n", {}, "the first line holds numbers; it must name the columns"],
    ["a,,kind\n", {}, "column 2 has no name in the first line"],
    ["a,a,kind\n", {}, "two columns are called a"],
    ["a,kind\n1\n", {}, "line 2: 1 fields, but the header has 2"],
    ['a,kind\n"1,2\n', {}, "Quote Not Closed"],
    ["a,b\n1,2\n", {}, "has no column kind; it has a, b"],
    ["a,kind\n1,2\n", { ignore: ["b"] }, "has no column b; it has a, kind"],
    ["kind\n2\n", {}, "has no columns beside the label kind"],
    ["a,b,kind\n,1,2\n", { missing: "mean" }, "column a has no values: leave it out with --ignore"],
    ["a,kind\n1,u\n2,u\n3 cm,u\n", {}, "line 4, column a: 3 cm is not a number, as most others are; --categorical"],
    [`a,kind\n${many}\n`, {}, "column a has more than 1000 categories: leave it out with --ignore"],
    [`kind,a\n${many}\n`, {}, "the label kind has more than 1000 classes; is it a number to predict?"],
    ["a,kind\n1,low\n", { regression: true }, "line 2: the label kind is low, and the model wants a number"],
    ["a,kind\nNA,u\n", { missing: "drop" }, "has no values"],
    [Uint8Array.of(97, 44, 107, 105, 110, 100, 10, 0xe9, 44, 49, 10), {}, "line 2: not UTF-8 text"],
  ] as [string | Uint8Array, Partial<CsvChoices>, string][])("%j", async (text, given, message) => {
    await expect(openTable(file(text), choices(given), {})).rejects.toThrow(message);
  });

  it("a file that is not there", async () => {
    await expect(openTable(join(folder, "none.csv"), choices(), {})).rejects.toThrow(/cannot read .*none\.csv/);
  });
});
