import { describe, expect, it } from "vitest";
import { parseIdx } from "../../compiler/interchange/idx.ts";
import { encodeIdx } from "./write-idx.ts";

describe("parseIdx", () => {
  it.each([
    ["u8", new Uint8Array([0, 1, 254, 255, 7, 9])],
    ["i8", new Int8Array([0, -1, -128, 127, 7, 9])],
    ["i16", new Int16Array([0, -1, -32768, 32767, 7, 9])],
    ["i32", new Int32Array([0, -1, -(2 ** 31), 2 ** 31 - 1, 7, 9])],
    ["f32", new Float32Array([0, -1.5, 3e38, Number.NaN, 7, 9])],
    ["f64", new Float64Array([0, -1.5, 3e300, Number.NaN, 7, 9])],
  ])("reads %s", (dtype, values) => {
    const parsed = parseIdx(encodeIdx([3, 2], values), "a");
    expect(parsed.dtype).toBe(dtype);
    expect(parsed.shape).toEqual([3, 2]);
    expect(parsed.data).toEqual(values);
  });

  const whole = encodeIdx([2, 3], new Uint8Array(6));

  it.each([
    ["an empty file", new Uint8Array(0), "f.idx is not an IDX file"],
    ["text", new TextEncoder().encode("hello world"), "f.idx is not an IDX file"],
    ["an unknown dtype", Uint8Array.of(0, 0, 0x0f, 1, 0, 0, 0, 0), "f.idx: 0x0f is no dtype of the IDX format"],
    ["rank 0", Uint8Array.of(0, 0, 8, 0, 1), "f.idx holds a single number, so it has no rows"],
    ["a cut header", whole.slice(0, 7), "f.idx is truncated: its header ends early"],
    ["cut data", whole.slice(0, -1), "f.idx is truncated: u8[2, 3] takes 18 bytes, the file has 17"],
    ["trailing bytes", Uint8Array.of(...whole, 0), "f.idx is too long: u8[2, 3] takes 18 bytes, the file has 19"],
  ])("refuses %s", (_, bytes, message) => {
    expect(() => parseIdx(bytes, "f.idx")).toThrow(message);
  });
});
