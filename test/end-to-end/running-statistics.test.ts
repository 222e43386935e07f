/** Running statistics that several steps make, held against float64; saved in between, and folded in the end. */
import { beforeAll, describe, expect, test } from "vitest";
import { compileText } from "../../compiler/compile.ts";
import { weightsIn } from "../../compiler/interchange/safetensors.ts";
import { normal } from "../../compiler/ir/philox.ts";
import { load, type Model } from "../../host/index.ts";

const COLUMNS = 5;

const TEXT = `model micro {
  input x: f32[batch, ${COLUMNS}]
  pooled = batch_norm(x, momentum: 0.9, accumulate_statistics: true)
  unbiased = batch_norm(x, momentum: none, unbiased_variance: true, accumulate_statistics: true)
  ghosts = batch_norm(x, momentum: 0.9, zero_debias: true, virtual_batch_size: 4)
  renormalised = batch_norm(x, momentum: 0.9, renormalize: true, r_max: piecewise([3], [1, 2]), d_max: piecewise([3], [0, 1]))
  sum = pooled + unbiased + ghosts + renormalised
  y = dense(sum, units: 3)
  output y
  output renormalised
  train {
    loss = reduce_mean(y * y)
    optimizer = sgd(learning_rate: 0.01, accumulate: 3)
  }
}`;

/** Of several sizes: the last of three is smaller. */
const SIZES = [6, 6, 4, 6, 6, 5];

const batches = SIZES.map((rows, step) =>
  Float32Array.from({ length: rows * COLUMNS }, (_, i) => normal(7, step, i) * (1 + step) + 10 * step),
);

/** Mean and biased variance of each column. */
function statistics(values: readonly number[]): { mean: number[]; variance: number[]; rows: number } {
  const rows = values.length / COLUMNS;
  const of = (column: number) => Array.from({ length: rows }, (_, row) => values[row * COLUMNS + column]!);
  const average = (list: number[]) => list.reduce((a, b) => a + b, 0) / list.length;
  const mean = Array.from({ length: COLUMNS }, (_, column) => average(of(column)));
  const variance = mean.map((m, column) => average(of(column).map((value) => (value - m) ** 2)));
  return { mean, variance, rows };
}

function expectClose(got: ArrayLike<number>, expected: readonly number[], tolerance = 1e-5): void {
  const rms = Math.sqrt(expected.reduce((sum, value) => sum + value * value, 0) / expected.length);
  for (const [i, value] of expected.entries()) {
    expect(Math.abs(got[i]! - value)).toBeLessThanOrEqual(tolerance * Math.max(Math.abs(value), rms));
  }
}

describe("running statistics over steps", () => {
  let wasm: Uint8Array;
  let model: Model;
  beforeAll(async () => {
    const { diagnostics, module } = await compileText(TEXT, { maxBatch: 8 });
    expect(diagnostics).toEqual([]);
    wasm = module!.wasm;
    model = await load(wasm);
  });

  /** After all steps, with a checkpoint taken after `saved` of them and restored into another instance. */
  const runSteps = async (saved = Infinity): Promise<Model> => {
    let running = model;
    running.init(3);
    for (const [step, x] of batches.entries()) {
      if (step === saved) {
        const bytes = running.save();
        running = await load(wasm);
        running.restore(bytes);
      }
      running.trainStep({ x });
    }
    return running;
  };
  const together = (...steps: readonly number[]) => statistics(steps.flatMap((step) => [...batches[step]!]));

  test("of accumulated micro-batches move once, by those of all their rows", async () => {
    model.init(3);
    for (const step of [0, 1]) model.trainStep({ x: batches[step]! });
    expect([...model.get("pooled.running_mean")]).toEqual(new Array(COLUMNS).fill(0));
    expect([...model.get("unbiased.num_batches_tracked")]).toEqual([0]);
    await runSteps();
    const [first, second] = [together(0, 1, 2), together(3, 4, 5)];
    const moved = (a: number, b: number, start: number) => 0.9 * (0.9 * start + 0.1 * a) + 0.1 * b;
    expectClose(
      model.get("pooled.running_mean"),
      first.mean.map((m, c) => moved(m, second.mean[c]!, 0)),
    );
    expectClose(
      model.get("pooled.running_var"),
      first.variance.map((v, c) => moved(v, second.variance[c]!, 1)),
    );
    const unbiased = ({ variance, rows }: typeof first) => variance.map((v) => (v * rows) / (rows - 1));
    expectClose(
      model.get("unbiased.running_mean"),
      first.mean.map((m, c) => (m + second.mean[c]!) / 2),
    );
    expectClose(
      model.get("unbiased.running_var"),
      unbiased(first).map((v, c) => (v + unbiased(second)[c]!) / 2),
    );
    expect([...model.get("unbiased.num_batches_tracked")]).toEqual([2]);
  });

  test("of ghost batches are the averages of theirs, without a trace of their start", async () => {
    await runSteps();
    let weights = 0;
    const [mean, variance] = [new Array<number>(COLUMNS).fill(0), new Array<number>(COLUMNS).fill(0)];
    for (const x of batches) {
      const values = [...x];
      const parts = [values.slice(0, 4 * COLUMNS), values.slice(4 * COLUMNS)].filter((part) => part.length > 0);
      const own = parts.map(statistics);
      const rows = values.length / COLUMNS;
      weights = 0.9 * weights + 0.1;
      for (let c = 0; c < COLUMNS; c++) {
        mean[c] = 0.9 * mean[c]! + 0.1 * own.reduce((sum, part) => sum + (part.rows * part.mean[c]!) / rows, 0);
        variance[c] =
          0.9 * variance[c]! + 0.1 * own.reduce((sum, part) => sum + (part.rows * part.variance[c]!) / rows, 0);
      }
    }
    expectClose(
      model.get("ghosts.running_mean"),
      mean.map((m) => m / weights),
    );
    expectClose(
      model.get("ghosts.running_var"),
      variance.map((v) => v / weights),
    );
    expectClose(model.get("ghosts.correction"), [weights]);
  });

  test("go on from a checkpoint in the middle of a step as if nothing had been", async () => {
    const expected = (await runSteps()).save();
    const resumed = (await runSteps(4)).save();
    expect(Buffer.from(resumed).equals(Buffer.from(expected))).toBe(true);
  });

  test("fold into what an inference-only module computes", async () => {
    await runSteps();
    const x = batches[1]!;
    const expected = model.predict({ x });
    const file = weightsIn(model.save(), "checkpoint");
    const folded = await compileText(TEXT, { inferOnly: true, weights: file, maxBatch: 8 });
    expect(folded.diagnostics).toEqual([]);
    const outputs = (await load(folded.module!.wasm)).predict({ x });
    for (const name of ["y", "renormalised"]) {
      expectClose(outputs[name] as Float32Array, [...(expected[name] as Float32Array)], 1e-4);
    }
  });
});
