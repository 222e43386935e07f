import { beforeAll, describe, expect, test } from "vitest";
import { type Kernels, LEVELS, loadKernels } from "./kernels.ts";

const INTS = [0, 1, -1, 2 ** 24 + 1, -(2 ** 31), 2 ** 31 - 1, 77];
const FLOATS = [0, -0, 0.9, -0.9, 1.5, -1.5, 3e9, -3e9, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31 - 128];
const BYTES = Array.from({ length: 37 }, (_, i) => i * 7);

function saturate(value: number): number {
  return Number.isNaN(value) ? 0 : Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, Math.trunc(value)));
}

const CASTS = {
  cast_i32_f32: { from: Int32Array.from(INTS), to: Float32Array.from(INTS) },
  cast_f32_i32: { from: Float32Array.from(FLOATS), to: Int32Array.from(FLOATS, saturate) },
  cast_u8_f32: { from: Uint8Array.from(BYTES), to: Float32Array.from(Uint8Array.from(BYTES)) },
  cast_i8_f32: { from: Int8Array.from(BYTES), to: Float32Array.from(Int8Array.from(BYTES)) },
  cast_u8_i32: { from: Uint8Array.from(BYTES), to: Int32Array.from(Uint8Array.from(BYTES)) },
  cast_i8_i32: { from: Int8Array.from(BYTES), to: Int32Array.from(Int8Array.from(BYTES)) },
} as const;

describe.each(LEVELS)("casts and counters at %s", (level) => {
  let k: Kernels;
  beforeAll(async () => {
    k = await loadKernels(level);
  });

  test.each(Object.entries(CASTS))("%s, every length, stays in its room", (name, { from, to }) => {
    for (let count = 0; count <= from.length; count++) {
      k.clear();
      const result = k.room(count * 4);
      k.call[name]!(k.put(from), result, count);
      const memory = to instanceof Int32Array ? k.ints : k.floats;
      expect([...memory.subarray(result / 4, result / 4 + count)]).toEqual([...to.subarray(0, count)]);
      expect(k.floats[result / 4 + count]).toBeNaN();
    }
  });

  test("next_step counts", () => {
    const source = k.put(Int32Array.of(41));
    k.call.next_step!(source, source);
    expect(k.ints[source / 4]).toBe(42);
  });
});
