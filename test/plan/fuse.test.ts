import { describe, expect, test } from "vitest";
import { fuse } from "../../compiler/4-plan/fuse.ts";
import { type CompileResult, compileText } from "../../compiler/compile.ts";
import { Builder } from "../../compiler/ir/builder.ts";
import type { Node } from "../../compiler/ir/node.ts";
import { BATCH, f32 } from "../../compiler/ir/type.ts";

const TIMES = 40;

/** Counts how often anyone asks for a node's operands. */
function counted(limit: number) {
  let reads = 0;
  const watch = (node: Node): Node => {
    const { operands } = node;
    return Object.defineProperty({ ...node }, "operands", {
      get: () => {
        if (++reads > limit) throw new Error(`more than ${limit} reads of operands`);
        return operands;
      },
    });
  };
  return { watch, reads: () => reads };
}

test(`a value added to itself ${TIMES} times is walked through once a kernel, not once a path`, () => {
  const b = new Builder();
  const { watch, reads } = counted(100 * TIMES);
  const x = b.leaf("input", "x", f32(BATCH, 8));
  let y = watch(b.op("relu", [x]));
  for (let i = 0; i < TIMES; i++) y = watch(b.add(y, y));
  const output = { name: "y", role: "output", node: y } as const;
  const leaves = { inputs: [x], parameters: [], states: [] };
  const { kernels } = fuse({ name: "doubled", entry: "infer", ...leaves, outputs: [output], updates: [] });
  expect(kernels.map(({ kind }) => kind)).toEqual(["map"]);
  expect(reads()).toBeGreaterThan(TIMES);
});

test("such a model compiles to one kernel of as many additions", async () => {
  const text = `model doubled {
    input x: f32[batch, 8]
    y = relu(x)
    for i in 0..${TIMES} { y = y + y }
    output z = y
  }`;
  const { plan, diagnostics }: CompileResult = await compileText(text, { assemble: false, verify: true });
  expect(diagnostics).toEqual([]);
  const calls = plan!.entries.find(({ entry }) => entry === "infer")!.groups.flatMap((group) => group.calls);
  expect(calls.map(({ kind }) => kind)).toContain("map");
  expect(calls.filter(({ kind }) => kind === "map")).toHaveLength(1);
});

describe("cross entropy and its slope", () => {
  const kernelsOf = async (loss: string) => {
    const text = `model classes {
      input x: f32[batch, 8]
      logits = dense(x, units: 4)
      output y = softmax(logits)
      train {
        input label: i32[batch]
        input other: i32[batch]
        loss = ${loss}
        optimizer = sgd(learning_rate: 0.1)
      }
    }`;
    const { plan }: CompileResult = await compileText(text, { assemble: false, verify: true });
    const calls = plan!.entries.find(({ entry }) => entry === "train")!.groups.flatMap((group) => group.calls);
    return calls.flatMap((call) => (call.kind === "kernel" && call.kernel.includes("entropy") ? [call.kernel] : []));
  };

  test("of class numbers are one sweep", async () => {
    expect(await kernelsOf("softmax_cross_entropy(logits, label)")).toEqual(["softmax_cross_entropy_and_slope_index"]);
  });

  test("of smoothed labels are one sweep", async () => {
    const loss = "softmax_cross_entropy(logits, label, label_smoothing: 0.1)";
    expect(await kernelsOf(loss)).toEqual(["softmax_cross_entropy_and_slope_dense"]);
  });

  test("of two labels are a sweep each", async () => {
    const loss = "softmax_cross_entropy(logits, label) + softmax_cross_entropy(logits, other)";
    const sweep = "softmax_cross_entropy_and_slope_index";
    expect(await kernelsOf(loss)).toEqual([sweep, sweep]);
  });
});
