/** Every metric, compiled, over several batches, against formulas on the whole data. */
import { beforeAll, describe, expect, test } from "vitest";
import { compileText } from "../../compiler/compile.ts";
import { normal, uniform } from "../../compiler/ir/philox.ts";
import { load, type Model } from "../../host/index.ts";
import { finishMetrics, finishNumbers, train } from "../../host/training.ts";

const CLASSES = 19;
const ROWS = 75;
const MAX_BATCH = 16;

const MODEL = `model measured {
  input scores: f32[batch, ${CLASSES}]
  input chance: f32[batch]
  input logit: f32[batch, 1]
  input guess: f32[batch, 1]
  parameter w: f32[] = ones()
  output y = scores * w

  train {
    input label: i32[batch]
    input hot: f32[batch, ${CLASSES}]
    input truth: f32[batch]
    input target: f32[batch, 1]
    loss = reduce_mean(square(scores * w))
    metric accuracy = accuracy(scores, label)
    metric top = top_k_accuracy(scores, label, k: 3)
    metric top_five = top_k_accuracy(scores, hot)
    metric precision = precision(chance, truth, threshold: 0.5)
    metric recall = recall(logit, reshape(truth, [batch, 1]), threshold: 0)
    metric f1 = f1(chance, truth, threshold: 0.25)
    metric never = precision(chance, truth, threshold: 2)
    metric precision_of_2 = precision(scores, label, class: 2)
    metric recall_of_2 = recall(scores, hot, class: 2)
    metric f1_of_2 = f1(scores, label, class: 2)
    metric micro = f1(scores, label, average: micro)
    metric macro_precision = precision(scores, label)
    metric macro_recall = recall(scores, hot, average: macro)
    metric macro_f1 = f1(scores, label)
    metric confusion = confusion_matrix(scores, label)
    metric confusion_hot = confusion_matrix(scores, hot)
    metric absolute = mean_absolute_error(guess, target)
    metric squared = mean_squared_error(guess, target)
    metric r2 = r2(guess, target)
    metric auc = auc(chance, truth, from_logits: false)
    metric auc_of_logit = auc(logit, reshape(truth, [batch, 1]))
    metric auc_of_2 = auc(scores, label, class: 2)
    optimizer = sgd(learning_rate: 0.1)
  }
}
`;

const column = (make: (row: number) => number, length = ROWS) => Float32Array.from({ length }, (_, i) => make(i));
const label = Int32Array.from({ length: ROWS }, (_, row) => Math.floor(uniform(1, 0, row) * (CLASSES - 1)));
/** Near the label's own class; the last class is never a label, some scores are equal. */
const scores = column((i) => {
  const [row, own] = [Math.floor(i / CLASSES), i % CLASSES];
  return Math.round(4 * (normal(1, 1, i) + (label[row] === own ? 1.5 : 0))) / 4;
}, ROWS * CLASSES);
const truth = column((row) => (uniform(1, 2, row) < 0.4 ? 1 : 0));
/** Multiples of 1/512, of which several are equal: bins change nothing. */
const chance = column((row) => Math.floor(Math.min(0.999, 0.7 * uniform(1, 3, row) + 0.3 * truth[row]!) * 64) / 64);
const logit = column((row) => normal(1, 4, row) + truth[row]!);
/** A large mean: what is left of Σ t² is little. */
const target = column((row) => 5000 + normal(1, 5, row));
const guess = column((row) => target[row]! + 0.5 * normal(1, 6, row));
const hot = column((i) => (label[Math.floor(i / CLASSES)] === i % CLASSES ? 1 : 0), ROWS * CLASSES);
const data = { scores, chance, logit, guess, label, hot, truth, target };

const rows = Array.from({ length: ROWS }, (_, row) => row);
const rowOf = (row: number) => Array.from(scores.subarray(row * CLASSES, (row + 1) * CLASSES));
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The classes by falling score, equal ones in their order. */
const ranking = (row: number) => {
  const own = rowOf(row);
  return own.map((_, i) => i).sort((a, b) => own[b]! - own[a]! || a - b);
};
const topK = (k: number) => mean(rows.map((row) => (ranking(row).slice(0, k).includes(label[row]!) ? 1 : 0)));

interface Rates {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

function rates(predicted: (row: number) => boolean, actual: (row: number) => boolean): Rates {
  const hits = rows.filter((row) => predicted(row) && actual(row)).length;
  const precision = hits / (rows.filter(predicted).length || 1);
  const recall = hits / (rows.filter(actual).length || 1);
  return { precision, recall, f1: hits === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
}
const binary = (values: ArrayLike<number>, threshold: number) =>
  rates(
    (row) => values[row]! > threshold,
    (row) => truth[row] === 1,
  );
const ofClass = (own: number) =>
  rates(
    (row) => ranking(row)[0] === own,
    (row) => label[row] === own,
  );
const present = Array.from({ length: CLASSES }, (_, own) => own).filter((own) =>
  rows.some((row) => label[row] === own || ranking(row)[0] === own),
);
const macro = (rate: keyof Rates) => mean(present.map((own) => ofClass(own)[rate]));

const confusion = Array.from({ length: CLASSES }, (_, actual) =>
  Array.from(
    { length: CLASSES },
    (_, predicted) => rows.filter((row) => label[row] === actual && ranking(row)[0] === predicted).length,
  ),
);

/** The share of pairs that are in order, pair by pair. */
function areaByPairs(values: ArrayLike<number>, own: (row: number) => boolean): number {
  const wins = rows
    .filter(own)
    .flatMap((row) =>
      rows.filter((other) => !own(other)).map((other) => (Math.sign(values[row]! - values[other]!) + 1) / 2),
    );
  return mean(wins);
}

const errors = rows.map((row) => guess[row]! - target[row]!);
const squared = mean(errors.map((error) => error ** 2));
const meanTarget = mean(Array.from(target));
const variance = mean(Array.from(target, (value) => (value - meanTarget) ** 2));

const chances = rows.map((row) => {
  const powers = rowOf(row).map(Math.exp);
  return powers[2]! / powers.reduce((sum, power) => sum + power, 0);
});

const EXPECTED: Readonly<Record<string, number>> = {
  accuracy: topK(1),
  top: topK(3),
  top_five: topK(5),
  precision: binary(chance, 0.5).precision,
  recall: binary(logit, 0).recall,
  f1: binary(chance, 0.25).f1,
  never: 0,
  precision_of_2: ofClass(2).precision,
  recall_of_2: ofClass(2).recall,
  f1_of_2: ofClass(2).f1,
  micro: topK(1),
  macro_precision: macro("precision"),
  macro_recall: macro("recall"),
  macro_f1: macro("f1"),
  absolute: mean(errors.map(Math.abs)),
  squared,
  r2: 1 - squared / variance,
  auc: areaByPairs(chance, (row) => truth[row] === 1),
};

/** Scores in one bin tie. */
const BINNED: Readonly<Record<string, number>> = {
  auc_of_logit: areaByPairs(logit, (row) => truth[row] === 1),
  auc_of_2: areaByPairs(chances, (row) => label[row] === 2),
};

describe.each(["baseline", "relaxed"] as const)("metrics, %s", (simd) => {
  let model: Model;
  beforeAll(async () => {
    const { diagnostics, module } = await compileText(MODEL, { simd, maxBatch: MAX_BATCH });
    expect(diagnostics).toEqual([]);
    model = await load(module!.wasm);
  });

  test("are those of the whole data, whatever the batches", () => {
    const measured = model.evaluate(data);
    const numbers = finishNumbers(model.manifest, measured);
    for (const [name, value] of Object.entries(EXPECTED)) {
      expect([name, numbers[name]]).toEqual([name, expect.closeTo(value, 6)]);
    }
    for (const [name, value] of Object.entries(BINNED)) {
      expect([name, numbers[name]]).toEqual([name, expect.closeTo(value, 2)]);
    }
    expect(Object.keys(numbers)).toHaveLength(Object.keys({ ...EXPECTED, ...BINNED }).length);
    expect(finishMetrics(model.manifest, measured)).toMatchObject({ confusion, confusion_hot: confusion });
  });

  test("the host itself finishes quotients, and gives the sums of all", () => {
    const { metrics, sums } = model.evaluate(data);
    expect(metrics.recall).toBeCloseTo(EXPECTED.recall!, 6);
    expect(metrics).not.toHaveProperty("auc");
    expect(metrics).not.toHaveProperty("confusion");
    expect(sums.accuracy).toEqual([topK(1) * ROWS, ROWS]);
    expect(sums.confusion).toEqual(confusion.flat());
    expect(sums.r2).toHaveLength(6);
  });

  test("of a step are those of its batch", () => {
    const part = Object.fromEntries(
      Object.entries(data).map(([name, values]) => [name, values.subarray(0, (values.length / ROWS) * 5)]),
    );
    const { sums } = model.trainStep(part);
    expect(sums.confusion!.reduce((sum, count) => sum + count)).toBe(5);
    expect(sums.auc!.reduce((sum, count) => sum + count)).toBe(5);
  });

  test("of all kinds can be monitored in training", async () => {
    const { epochs } = await train(model, data, { epochs: 1, batchSize: MAX_BATCH, validation: data, monitor: "r2" });
    expect(epochs[0]!.validation!.metrics.r2).toBeCloseTo(EXPECTED.r2!, 6);
    expect(epochs[0]!.train.metrics.auc).toBeCloseTo(EXPECTED.auc!, 6);
    const matrix = train(model, data, { batchSize: MAX_BATCH, monitor: "confusion" });
    await expect(matrix).rejects.toThrow("no metric is called `confusion`");
  });

  test("where they mean nothing are NaN", () => {
    const part = Object.fromEntries(
      Object.entries(data).map(([name, values]) => [name, values.subarray(0, values.length / ROWS)]),
    );
    const numbers = finishNumbers(model.manifest, model.evaluate(part));
    expect(numbers).toMatchObject({ auc: Number.NaN, r2: Number.NaN, never: 0 });
  });
});

test("a row of NaN is right nowhere, and a class number beyond the classes is refused", async () => {
  const { module } = await compileText(
    MODEL.replace("loss = reduce_mean(square(scores * w))", "loss = w * w").replaceAll(
      "(scores, ",
      "(scores * (0 / (w - w)), ",
    ),
    { maxBatch: MAX_BATCH },
  );
  const model = await load(module!.wasm);
  const { metrics, sums } = model.evaluate(data);
  expect(metrics).toMatchObject({ accuracy: 0, top: 0, micro: 0 });
  expect(new Set(sums.confusion)).toEqual(new Set([0]));
  expect(() => model.evaluate({ ...data, label: label.map(() => CLASSES) })).toThrow("a class must be from 0 to 18");
});
