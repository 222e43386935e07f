import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InlayError } from "../../host/errors.ts";
import { readSafetensors, type SafeTensor, writeSafetensors } from "../../host/safetensors.ts";

const WIDTHS = { U8: 1, BOOL: 1, F8_E4M3: 1, F16: 2, BF16: 2, F32: 4, I32: 4, I64: 8, F64: 8 };

const tensor = fc
  .tuple(
    fc.constantFrom(...(Object.keys(WIDTHS) as (keyof typeof WIDTHS)[])),
    fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }),
  )
  .chain(([dtype, shape]) => {
    const length = shape.reduce((size, dim) => size * dim, WIDTHS[dtype]);
    return fc
      .uint8Array({ minLength: length, maxLength: length })
      .map((data): SafeTensor => ({ dtype, shape, data: new Uint8Array(data) }));
  });

const names = fc.oneof(
  fc.string({ unit: "binary" }).filter((name) => name !== "__metadata__"),
  fc.constantFrom("__proto__", "constructor", 'quo"te{', "back\\slash}"),
);
const files = fc.dictionary(names, tensor).map((entries) => new Map(Object.entries(entries)));
const metadata = fc.dictionary(fc.string(), fc.string());

function file(header: unknown, data: number[] = []): Uint8Array {
  const text = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}

function headerOf(bytes: Uint8Array<ArrayBuffer>) {
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  return JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
}

const u8 = (begin: number, end: number) => ({ dtype: "U8", shape: [end - begin], data_offsets: [begin, end] });

describe("safetensors", () => {
  test("what is written reads back", () => {
    fc.assert(
      fc.property(files, metadata, (tensors, metadata) => {
        const bytes = writeSafetensors(tensors, metadata);
        const back = readSafetensors(bytes);
        expect(new Map([...back.tensors].sort())).toEqual(new Map([...tensors].sort()));
        expect(headerOf(bytes).__metadata__ ?? {}).toEqual({ ...metadata });
        for (const { dtype, data } of back.tensors.values()) {
          if (data.length) expect(data.byteOffset % WIDTHS[dtype as keyof typeof WIDTHS]).toBe(0);
        }
      }),
    );
  });

  test("reads from the middle of a buffer, and an empty file", () => {
    const bytes = writeSafetensors(new Map([["a", { dtype: "U8", shape: [2], data: Uint8Array.of(1, 2) }]]));
    const padded = new Uint8Array(bytes.length + 7);
    padded.set(bytes, 3);
    const { tensors } = readSafetensors(padded.subarray(3, 3 + bytes.length));
    expect([...tensors.get("a")!.data]).toEqual([1, 2]);
    expect(readSafetensors(writeSafetensors(new Map())).tensors.size).toBe(0);
  });

  test("damaged bytes give an InlayError or a file, never another error", () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(files, damage, fc.nat(), (tensors, changes, cut) => {
        const bytes = writeSafetensors(tensors, { format: "test" });
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        const damaged = cut % 3 ? bytes : bytes.subarray(0, cut % bytes.length);
        try {
          readSafetensors(damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(InlayError);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test("every truncation is an error", () => {
    const bytes = writeSafetensors(new Map([["a", { dtype: "U8", shape: [9], data: new Uint8Array(9) }]]));
    for (let length = 0; length < bytes.length; length++) {
      expect(() => readSafetensors(bytes.subarray(0, length))).toThrow(InlayError);
    }
  });

  test.each<[string, Uint8Array, string]>([
    ["too short", new Uint8Array(3), "it has 3 bytes"],
    ["header cut", file("{}").subarray(0, 9), "its header should have 2 bytes, 1 are left"],
    ["header length beyond 2^53", new Uint8Array(16).fill(255, 0, 8), "its header should have"],
    ["no JSON", file("{oops"), "its header is not JSON ("],
    ["no UTF-8", Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 255), "its header is not JSON ("],
    ["no object", file("[]"), "its header is not an object"],
    ["null", file("null"), "its header is not an object"],
    ["entry no object", file({ a: 3 }), "the entry `a` is malformed"],
    ["metadata no strings", file({ __metadata__: { a: 1 } }), "the entry `__metadata__` is malformed"],
    ["negative size", file({ a: { ...u8(0, 1), shape: [-1] } }, [1]), "the entry `a` is malformed"],
    ["fraction", file({ a: { ...u8(0, 1), data_offsets: [0, 0.5] } }, [1]), "the entry `a` is malformed"],
    ["three offsets", file({ a: { ...u8(0, 1), data_offsets: [0, 1, 1] } }, [1]), "the entry `a` is malformed"],
    ["unknown dtype", file({ a: { ...u8(0, 1), dtype: "F4" } }, [1]), "`a` has 1 bytes: not a F4 of shape [1]"],
    ["dtype of the prototype", file({ a: { ...u8(0, 1), dtype: "constructor", shape: [] } }, [1]), "`a` has 1 bytes"],
    ["size", file({ a: { ...u8(0, 2), shape: [3] } }, [1, 2]), "`a` has 2 bytes: not a U8 of shape [3]"],
    ["backwards", file({ a: { ...u8(0, 2), data_offsets: [2, 0] } }, [1, 2]), "`a` has -2 bytes"],
    ["beyond the end", file({ a: u8(0, 2) }, [1]), "`a` ends at byte 2 of 1"],
    ["hole", file({ a: u8(0, 1), b: u8(2, 3) }, [1, 2, 3]), "`b` does not begin where the tensor before it ends"],
    ["overlap", file({ a: u8(0, 2), b: u8(1, 3) }, [1, 2, 3]), "`b` does not begin where the tensor before it ends"],
    ["left over", file({ a: u8(0, 1) }, [1, 2, 3]), "its last 2 bytes belong to no tensor"],
    [
      "duplicate",
      file(`{"a": ${JSON.stringify(u8(0, 1))}, "\\u0061": ${JSON.stringify(u8(1, 2))}}`, [1, 2]),
      "`a` does not begin where the tensor before it ends",
    ],
  ])("%s", (_, bytes, message) => {
    expect(() => readSafetensors(bytes)).toThrow(`not a whole safetensors file: ${message}`);
    expect(() => readSafetensors(bytes)).toThrow(InlayError);
  });

  test("writing checks sizes", () => {
    const tensors = new Map([["a", { dtype: "F32", shape: [2], data: new Uint8Array(4) }]]);
    expect(() => writeSafetensors(tensors)).toThrow("`a`: 4 bytes are no F32 of shape [2]");
  });
});
