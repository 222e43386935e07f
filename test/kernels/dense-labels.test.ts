/** softmax_cross_entropy of labels that are a row of numbers each, by logits and by labels, far out of exp's range. */
import { beforeAll, describe, expect, test } from "vitest";
import { gradients } from "../../compiler/3-passes/gradients.ts";
import { Builder } from "../../compiler/ir/builder.ts";
import { evaluateGraph } from "../../compiler/ir/evaluate.ts";
import type { Graph } from "../../compiler/ir/graph.ts";
import { tensor } from "../../compiler/ir/tensor.ts";
import { BATCH, f32 } from "../../compiler/ir/type.ts";
import { worstError } from "./compare.ts";
import { buildModule, type RunningModule } from "./run-module.ts";

const CLASSES = 17;
const ROWS = 3;

const b = new Builder();
const logits = b.leaf("input", "logits", f32(BATCH, CLASSES));
const label = b.leaf("input", "label", f32(BATCH, CLASSES));
const loss = b.op("reduce_sum", [b.op("softmax_cross_entropy", [logits, label])], { axes: [0], keep_dims: false });
const [byLogits, byLabel] = gradients(b, loss, [logits, label]);

const graph: Graph = {
  name: "dense_labels",
  entry: "infer",
  inputs: [logits, label],
  parameters: [],
  states: [],
  outputs: [
    { name: "by_logits", role: "output", node: byLogits! },
    { name: "by_label", role: "output", node: byLabel! },
  ],
  updates: [],
};

const each = (value: (i: number) => number) =>
  tensor(
    [ROWS, CLASSES],
    Array.from({ length: ROWS * CLASSES }, (_, i) => Math.fround(value(i))),
  );

describe.each([1, 100])("logits of ± %i", (size) => {
  const inputs = { logits: each((i) => size * Math.cos(3 * i)), label: each((i) => Math.sin(i) ** 2 / 4) };
  const bindings = { batch: ROWS, inputs };
  // d loss / d label = log Σ exp logits − logits
  const slopes = Array.from({ length: ROWS }, (_, row) => {
    const values = inputs.logits.data.slice(row * CLASSES, (row + 1) * CLASSES);
    const largest = Math.max(...values);
    const logSum = largest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - largest), 0));
    return Array.from(values, (value) => logSum - value);
  }).flat();
  let module: RunningModule;
  beforeAll(async () => {
    module = await buildModule([graph], { simd: "baseline", maxBatch: ROWS });
  });

  test("the rule gives the slope by labels", () => {
    const { outputs } = evaluateGraph(graph, bindings);
    expect(worstError(outputs.get("output:by_label")!.data, slopes)).toBeLessThan(1e-12);
  });

  test("compiled, both gradients are finite and right", () => {
    const { outputs } = module.run("infer", bindings);
    const reference = evaluateGraph(graph, bindings).outputs.get("output:by_logits")!;
    expect(worstError(outputs.get("output:by_label")!.data, slopes)).toBeLessThan(1e-5);
    expect(worstError(outputs.get("output:by_logits")!.data, reference.data)).toBeLessThan(1e-5);
  });
});
