import { describe, expect, it } from "vitest";
import type { InputField } from "../../compiler/5-emit/manifest.ts";
import { bindFields } from "../../compiler/interchange/bind.ts";
import type { Dataset, DatasetField } from "../../compiler/interchange/dataset.ts";

const BATCH = { batch: 1 };

function input(name: string, dtype: InputField["dtype"], shape: InputField["shape"], below?: number): InputField {
  return { name, dtype, shape, offset: 0, layout: "rows", usedBy: [], ...(below === undefined ? {} : { below }) };
}

function dataset(...fields: DatasetField[]): Dataset {
  return { name: "set", rows: 2, fields };
}

const image: DatasetField = {
  name: "image",
  dtype: "u8",
  shape: [1, 3],
  data: Uint8Array.of(0, 51, 102, 153, 204, 255),
};
const label: DatasetField = { name: "label", dtype: "u8", shape: [], data: Uint8Array.of(2, 0) };

describe("bindFields", () => {
  it("binds by name, divides bytes by 255 and widens class numbers", () => {
    const bound = bindFields(
      [input("image", "f32", [BATCH, 3]), input("label", "i32", [BATCH], 3)],
      dataset(image, label),
    );
    expect(bound.columns).toEqual({
      image: Float32Array.of(0, 0.2, 0.4, 0.6, 0.8, 1),
      label: Int32Array.of(2, 0),
    });
    expect(bound.notes).toEqual(["image: bytes divided by 255"]);
  });

  it("gives rows the shape of the input: flat, or an image with a channel", () => {
    for (const shape of [[3], [1, 3], [1, 3, 1]]) {
      const { columns } = bindFields([input("image", "f32", [BATCH, ...shape])], dataset(image, label));
      expect(columns.image).toEqual(Float32Array.of(0, 0.2, 0.4, 0.6, 0.8, 1));
    }
  });

  it("binds by element count where no name fits", () => {
    const bound = bindFields([input("x", "u8", [BATCH, 3]), input("y", "i32", [BATCH])], dataset(image, label));
    expect(bound.columns).toEqual({ x: image.data, y: Int32Array.of(2, 0) });
    expect(bound.notes).toEqual(["x: field image", "y: field label"]);
  });

  it("makes one-hot rows of class numbers, by name and by count", () => {
    for (const name of ["label", "target"]) {
      const { columns, notes } = bindFields([input(name, "f32", [BATCH, 4])], dataset(image, label));
      expect(columns[name]).toEqual(Float32Array.of(0, 0, 1, 0, 1, 0, 0, 0));
      expect(notes).toContain(`${name}: class numbers as one-hot rows of 4`);
    }
  });

  it("makes one-hot rows for an input of inference by name only", () => {
    const classes: InputField = { ...input("digit", "f32", [BATCH, 4]), usedBy: ["infer", "train_step"] };
    const named: InputField = { ...classes, name: "label" };
    expect(bindFields([named], dataset(image, label)).columns.label).toHaveLength(8);
    expect(() => bindFields([classes], dataset(image, label))).toThrow(
      "set: input digit, f32[batch, 4], is not in it; the fields are image u8[1, 3], label u8[] a row",
    );
  });

  it("takes float numbers that hold integers", () => {
    const floats: DatasetField = { name: "label", dtype: "f64", shape: [1], data: Float64Array.of(3, -1) };
    expect(bindFields([input("label", "i32", [BATCH])], dataset(floats)).columns.label).toEqual(Int32Array.of(3, -1));
  });

  it.each([
    [
      "an input that no field fits",
      [input("x", "f32", [BATCH, 5])],
      [{ ...image, dtype: "f32" }],
      "set: input x, f32[batch, 5], is not in it; the fields are image f32[1, 3] a row",
    ],
    [
      "a field of that name with another size",
      [input("image", "f32", [BATCH, 784])],
      [image, label],
      "set: input image, f32[batch, 784], does not fit it; the fields are image u8[1, 3], label u8[] a row",
    ],
    [
      "two fields of the same size",
      [input("x", "f32", [BATCH, 3])],
      [image, { ...image, name: "mask" }],
      "set: input x, f32[batch, 3], could be any of several; the fields are image u8[1, 3], mask u8[1, 3] a row",
    ],
    [
      "two inputs for one field",
      [input("x", "f32", [BATCH, 3]), input("y", "f32", [BATCH, 3])],
      [image],
      "set: inputs x and y could both be the field image; name one of them so",
    ],
    ["an input without a batch", [input("x", "f32", [3])], [image], "set: input x, f32[3], is not in it"],
    [
      "NaN",
      [input("image", "f32", [BATCH, 3])],
      [{ ...image, dtype: "f32", data: Float32Array.of(0, 0, 0, 0, Number.NaN, 0) }],
      "set: field image, row 1: the value is NaN",
    ],
    [
      "infinity",
      [input("image", "f32", [BATCH, 3])],
      [{ ...image, dtype: "f64", data: Float64Array.of(0, 0, Number.POSITIVE_INFINITY, 0, 0, 0) }],
      "set: field image, row 0: the value is Infinity",
    ],
    [
      "fractions for integers",
      [input("label", "i32", [BATCH])],
      [{ ...label, dtype: "f32", data: Float32Array.of(1, 0.5) }],
      "set: field label, row 1: 0.5 is not an integer from -2147483648 to 2147483647",
    ],
    [
      "class numbers that are too large",
      [input("label", "i32", [BATCH], 2)],
      [label],
      "set: field label, row 0: 2 is not an integer from 0 to 1",
    ],
    [
      "class numbers that are too large for one-hot rows",
      [input("label", "f32", [BATCH, 2])],
      [label],
      "set: field label, row 0: 2 is not an integer from 0 to 1",
    ],
  ] as [string, InputField[], DatasetField[], string][])("refuses %s", (_, inputs, fields, message) => {
    expect(() => bindFields(inputs, dataset(...fields))).toThrow(message);
  });
});
