/** The rates of every schedule, as the language gives it, against PyTorch's: by the interpreter and as compiled code. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checkText } from "../../compiler/compile.ts";
import { Builder } from "../../compiler/ir/builder.ts";
import { evaluateGraph } from "../../compiler/ir/evaluate.ts";
import type { Graph } from "../../compiler/ir/graph.ts";
import { tensor } from "../../compiler/ir/tensor.ts";
import { f32 } from "../../compiler/ir/type.ts";
import { rateOf } from "../../compiler/ops/schedule-rules.ts";
import { buildModule, LEVELS } from "../kernels/run-module.ts";

const FIXTURE: Readonly<Record<string, readonly number[]>> = JSON.parse(
  readFileSync(new URL("fixtures/schedules.json", import.meta.url), "utf8"),
);

function scheduleOf(text: string) {
  const { graph, diagnostics } = checkText(`model m {
    parameter p: f32[3] = zeros()
    output p
    train {
      loss = reduce_sum(p)
      optimizer = sgd(learning_rate: ${text})
    }
  }`);
  expect(diagnostics).toEqual([]);
  return graph!.training!.optimizer!.schedule!;
}

const b = new Builder();
const t = b.leaf("input", "t", f32());
const graph: Graph = {
  name: "schedules",
  entry: "infer",
  inputs: [t],
  parameters: [],
  states: [],
  outputs: Object.keys(FIXTURE).map((name) => ({ name, role: "output", node: rateOf(b, scheduleOf(name), t) })),
  updates: [],
};

/** The schedules that are off at one of the steps, with the largest error over the largest rate. */
function wrongOnes(ratesAt: (step: number) => ReadonlyMap<string, { data: ArrayLike<number> }>, tolerance: number) {
  const worst = new Map<string, number>();
  for (let step = 0; step < 30; step++) {
    const got = ratesAt(step);
    for (const [name, rates] of Object.entries(FIXTURE)) {
      // The last cosine of a float32 angle misses −1 by an error of the first rate's size.
      const error = Math.abs(got.get(`output:${name}`)!.data[0]! - rates[step]!) / Math.max(...rates);
      if (!(error <= (worst.get(name) ?? tolerance))) worst.set(name, error);
    }
  }
  return Object.fromEntries(worst);
}

test("the interpreter's rates are PyTorch's", () => {
  const ratesAt = (step: number) => evaluateGraph(graph, { batch: 1, inputs: { t: tensor([], [step]) } }).outputs;
  expect(wrongOnes(ratesAt, 1e-10)).toEqual({});
});

describe.each(LEVELS)("%s", (simd) => {
  test("a module's rates are PyTorch's", async () => {
    const { run } = await buildModule([graph], { simd, maxBatch: 1 });
    const ratesAt = (step: number) => run("infer", { batch: 1, inputs: { t: tensor([], [step]) } }).outputs;
    expect(wrongOnes(ratesAt, 1e-6)).toEqual({});
  });
});
