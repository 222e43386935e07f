/** FLOPs and bytes of kernel calls, on plans written by hand. */
import { describe, expect, it } from "vitest";
import { costOf } from "../../compiler/4-plan/cost-of-call.ts";
import { parsePlan } from "../../compiler/4-plan/parse-plan.ts";
import { BATCH, f32 } from "../../compiler/ir/type.ts";

const PLAN = parsePlan(`plan test
max_batch 8
memory_bytes 65536

buffers {
  // name       role       type             layout  offset  bytes
  x             input      f32[batch, 20]   rows        64    640
  w             parameter  f32[20, 24]      panels     704   2560
  b             parameter  f32[24]          rows      3264    128
  h             temporary  f32[batch, 24]   panels    3392   1024
  s             temporary  f32[24]          rows      4416    128
  g             temporary  f32[20, 24]      panels    4544   2560
  p             temporary  f32[batch, 24]   panels    7104   1024
  i             input      i32[batch]       rows      8128     64
  rows          temporary  f32[batch, 24]   panels    8192   1024
  "w'"          parameter  f32[20, 24]      panels     704   2560  in place of w
}

entry train {
  panels 2 {
    product [batch, 24] {
      %0 = sum a x by rows, b w, depth 20, initial b
      %1 = relu(%0)
      store h = %1
    }
    reduce_rows [batch, 24] {
      %0 = element h
      %1 = column b
      %2 = mul(%0, %1)
      store s = reduce_sum(%2) { axes = [0], keep_dims = false }
    }
    map [batch, 24] {
      %0 = element h
      %1 = column s
      %2 = exp(%1)
      %3 = mul(%0, %2)
      %4 = add(%3, %0)
      store h = %4
    }
    product [20, 24] {
      %0 = element w
      %1 = sum a x by columns, b h, depth batch
      %2 = sub(%0, %1)
      store "w'" = %2
    }
  }
  once {
    p = kernel softmax(h) [batch, 24]
    rows = kernel gather(w, i) [20, 24, 1, batch]
  }
}
`);

const BUFFERS = new Map(PLAN.buffers.map((buffer) => [buffer.name, buffer]));
const CALLS = PLAN.entries.flatMap(({ groups }) => groups.flatMap(({ calls }) => calls));

describe("costOf", () => {
  it("counts real columns of a product, and buffers in whole panels at the batch that is asked for", () => {
    const [forward, , , backward] = CALLS;
    // x, w, b, h: rows are rounded up to 64 bytes, 24 columns to 32.
    expect(costOf(forward!, BUFFERS, 5)).toEqual({ flops: 2 * 5 * 20 * 24, bytes: 448 + 2560 + 128 + 5 * 128 });
    // w is read and written.
    expect(costOf(backward!, BUFFERS, 5)).toEqual({ flops: 2 * 5 * 20 * 24, bytes: 448 + 5 * 128 + 2 * 2560 });
  });

  it("counts each operation as often as its value changes", () => {
    const [, reduction, map] = CALLS;
    expect(costOf(reduction!, BUFFERS, 8).flops).toBe(2 * 8 * 24);
    // exp changes with the column only.
    expect(costOf(map!, BUFFERS, 8).flops).toBe(20 * 24 + 2 * 8 * 24);
    expect(costOf(map!, BUFFERS, 8).bytes).toBe(2 * 1024 + 128);
  });

  it("counts functions of runtime-as that compute by element", () => {
    const softmax = CALLS.at(-2)!;
    expect(costOf(softmax, BUFFERS, 8)).toEqual({ flops: 24 * 8 * 24, bytes: 2048 });
  });

  it("counts the products of a convolution, those of padding too", () => {
    const image = { type: f32(BATCH, 6, 5, 4), layout: "panels" } as const;
    const weight = { type: f32(3, 3, 2, 8), layout: "panels" } as const;
    const result = { type: f32(BATCH, 3, 5, 8), layout: "panels" } as const;
    const sizes = [BATCH, 6, 5, 4, 3, 5, 8, 3, 3, 2, 1, 1, 1, 1, 1, 2];
    const call = {
      kind: "kernel",
      kernel: "convolve",
      operands: ["x", "w"],
      results: ["y"],
      sizes,
      comment: [],
    } as const;
    const buffers = new Map([
      ["x", image],
      ["w", weight],
      ["y", result],
    ] as const);
    expect(costOf(call, buffers, 7).flops).toBe(2 * 7 * 15 * 8 * 9 * 2);
  });

  it("counts no more of a table than is taken from it", () => {
    const gather = CALLS.at(-1)!;
    expect(costOf(gather, BUFFERS, 8)).toEqual({ flops: 0, bytes: 1024 + 64 + 1024 });
    // Eight rows of it, in two panels.
    expect(costOf(gather, BUFFERS, 1).bytes).toBe(128 + 64 + 128);
  });
});
