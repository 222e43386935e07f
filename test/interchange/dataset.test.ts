import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { filesOf, openDataset, splitsOf } from "../../compiler/interchange/dataset.ts";
import { writeSafetensors } from "../../host/safetensors.ts";
import { encodeIdx, writeDigits } from "./write-idx.ts";

const folders: string[] = [];
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "inlay-dataset-"));
  folders.push(folder);
});

afterAll(() => {
  for (const made of folders) rmSync(made, { recursive: true });
});

const put = (name: string, bytes: Uint8Array): void => writeFileSync(join(folder, name), bytes);

describe("openDataset", () => {
  it("opens the real MNIST by name", async () => {
    expect(await splitsOf("mnist")).toEqual(["test", "train"]);
    const test = await openDataset("mnist", "test");
    expect(test.rows).toBe(10_000);
    expect(test.fields.map(({ name, dtype, shape }) => [name, dtype, shape])).toEqual([
      ["image", "u8", [28, 28]],
      ["label", "u8", []],
    ]);
    expect([...test.fields[1]!.data.slice(0, 5)]).toEqual([7, 2, 1, 0, 4]);
  });

  it("opens Fashion-MNIST where Debian puts it, and says so where it is not", async () => {
    const opened = openDataset("fashion-mnist", "test");
    if (!existsSync("/usr/share/datasets/fashion-mnist")) {
      await expect(opened).rejects.toThrow("apt install dataset-fashion-mnist; elsewhere download its four files");
      return;
    }
    const { name, rows, fields } = await opened;
    expect([name, rows]).toEqual(["fashion-mnist test", 10_000]);
    expect([...fields[1]!.data.slice(0, 5)]).toEqual([9, 2, 1, 1, 6]);
  });

  it("opens a folder of IDX files and takes t10k for the test split", async () => {
    writeDigits(folder);
    put("README.md", new Uint8Array(0));
    const test = await openDataset(folder, "test");
    expect(test.rows).toBe(50);
    expect(test.fields.map((field) => field.name)).toEqual(["image", "label"]);
  });

  it("opens zipped files, prefixed names and other splits; a plain file goes before its zipped self", async () => {
    put("emnist-letters-valid-images-idx2-ubyte.gz", gzipSync(encodeIdx([2, 3], new Uint8Array(6).fill(5))));
    put("emnist-letters-valid-labels.idx1-ubyte", encodeIdx([2], Uint8Array.of(1, 2)));
    put("emnist-letters-valid-labels.idx1-ubyte.gz", gzipSync(encodeIdx([2], Uint8Array.of(8, 9))));
    const { fields } = await openDataset(folder, "valid");
    expect(fields.map(({ name, data }) => [name, [...data]])).toEqual([
      ["image", [5, 5, 5, 5, 5, 5]],
      ["label", [1, 2]],
    ]);
  });

  it("opens a safetensors file whole, unless a split is asked for", async () => {
    put(
      "set.safetensors",
      writeSafetensors(
        new Map([
          ["x", { dtype: "F32", shape: [2, 3], data: new Uint8Array(Float32Array.of(1, 2, 3, 4, 5, 6).buffer) }],
          ["y", { dtype: "I64", shape: [2], data: new Uint8Array(BigInt64Array.of(-1n, 7n).buffer) }],
          ["z", { dtype: "U8", shape: [2, 1], data: Uint8Array.of(8, 9) }],
        ]),
      ),
    );
    const path = join(folder, "set.safetensors");
    expect(await splitsOf(path)).toEqual([]);
    await expect(openDataset(path, "test", true)).rejects.toThrow(
      `${path} has no splits: leave --split out, or give a folder with test.safetensors`,
    );
    const { rows, fields, split } = await openDataset(path, "test");
    expect(split).toBeUndefined();
    expect(rows).toBe(2);
    expect(Object.fromEntries(fields.map((field) => [field.name, field]))).toEqual({
      x: { name: "x", dtype: "f32", shape: [3], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
      y: { name: "y", dtype: "i32", shape: [], data: Int32Array.of(-1, 7) },
      z: { name: "z", dtype: "u8", shape: [1], data: Uint8Array.of(8, 9) },
    });
  });

  it("opens a folder of safetensors files by their names", async () => {
    for (const [split, value] of [
      ["train", 1],
      ["test", 2],
    ] as const) {
      const x = { dtype: "U8", shape: [1, 2], data: Uint8Array.of(value, value) };
      put(`${split}.safetensors`, writeSafetensors(new Map([["x", x]])));
    }
    expect(await splitsOf(folder)).toEqual(["test", "train"]);
    expect(await filesOf(folder)).toEqual([join(folder, "test.safetensors"), join(folder, "train.safetensors")]);
    const { name, split, fields } = await openDataset(folder, "test", true);
    expect([name, split]).toEqual([`${folder} (test)`, "test"]);
    expect(fields).toEqual([{ name: "x", dtype: "u8", shape: [2], data: Uint8Array.of(2, 2) }]);
    await expect(openDataset(folder, "valid")).rejects.toThrow("has no split valid; it has test, train");
  });

  it.each([
    ["F16", [2], 4, "tensor x is F16; F32, F64, I32, I64, I8 and U8 are known"],
    ["F32", [], 4, "tensor x is a single number, so it has no rows"],
    ["I64", [1], 8, "tensor x holds 72340172838076673, which is no 32-bit integer"],
  ] as const)("refuses a tensor of %s%j", async (dtype, shape, bytes, message) => {
    put("set.safetensors", writeSafetensors(new Map([["x", { dtype, shape, data: new Uint8Array(bytes).fill(1) }]])));
    await expect(openDataset(join(folder, "set.safetensors"), "train")).rejects.toThrow(message);
  });

  it("refuses a damaged safetensors file by name", async () => {
    put("set.safetensors", new Uint8Array(3));
    await expect(openDataset(join(folder, "set.safetensors"), "train")).rejects.toThrow(
      /set\.safetensors: not a whole/,
    );
  });

  it("refuses what is no data set", async () => {
    await expect(openDataset("nowhere", "train")).rejects.toThrow(
      "there is no data set nowhere: give mnist, fashion-mnist, a folder or a file",
    );
    await expect(openDataset("MNIST", "train")).rejects.toThrow("there is no data set MNIST: did you mean mnist?");
    await expect(openDataset("fashion_mnist", "train")).rejects.toThrow("did you mean fashion-mnist?");
    await expect(openDataset("", "train")).rejects.toThrow("the name of the data set is empty: give mnist");
    await expect(openDataset("package.json", "train")).rejects.toThrow("package.json is no data set");
    await expect(openDataset(folder, "train")).rejects.toThrow(
      "holds no IDX files such as train-images-idx3-ubyte, and no train.safetensors",
    );
  });

  it("refuses a split that is not there, files of different length, and damaged ones", async () => {
    put("train-images-idx1-ubyte", encodeIdx([2], new Uint8Array(2)));
    await expect(openDataset(folder, "test")).rejects.toThrow("has no split test; it has train");
    put("train-labels-idx1-ubyte", encodeIdx([3], new Uint8Array(3)));
    await expect(openDataset(folder, "train")).rejects.toThrow(
      "train-images-idx1-ubyte has 2 rows, train-labels-idx1-ubyte has 3",
    );
    put("test-images-idx1-ubyte.gz", gzipSync(new Uint8Array(100)).slice(0, -9));
    await expect(openDataset(folder, "test")).rejects.toThrow("test-images-idx1-ubyte.gz is not a whole gzip file");
    put("valid-images-idx1-ubyte", encodeIdx([0], new Uint8Array(0)));
    await expect(openDataset(folder, "valid")).rejects.toThrow("has no rows");
  });
});
