/**
 * `npm run examples -- --compare [--write]`: what mixup, label smoothing, ghost batch norm and recalibration are worth, on a small
 * convolutional net that sees few images, under three seeds; `--write` puts the table into docs/batch-norm.md.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compileText } from "../compiler/compile.ts";
import { bindFields } from "../compiler/interchange/bind.ts";
import { openDataset } from "../compiler/interchange/dataset.ts";
import { writeWhole } from "../compiler/interchange/files.ts";
import { UserError } from "../compiler/support/diagnostic.ts";
import { renderDiagnostics } from "../compiler/support/render.ts";
import { type Dataset, load, type Model } from "../host/index.ts";
import { recalibrate } from "../host/training.ts";

const SEEDS = [1, 2, 3];
const [TRAIN_ROWS, EPOCHS] = [6000, 8];
const DOCUMENT = fileURLToPath(new URL("../docs/batch-norm.md", import.meta.url));
const MARKS = ["<!-- compare -->", "<!-- /compare -->"] as const;

// ---- the nets --------------------------------------------------------------------------------------------------------

interface Variant {
  readonly batchSize: number;
  readonly norm?: string;
  readonly loss?: string;
  readonly mixup?: boolean;
  /** A rate that stays, with a moving average of the parameters; otherwise one cycle. */
  readonly average?: boolean;
}

function textOf({ batchSize, norm = "", loss = "", mixup = false, average = false }: Variant): string {
  const steps = EPOCHS * Math.ceil(TRAIN_ROWS / batchSize);
  const rate = average ? "0.002" : `one_cycle(0.01, steps: ${steps})`;
  return `
block layer(x, channels) {
  weighted = conv2d(x, channels: channels, kernel: 3, padding: same, bias: false, weight_init: he_normal)
  normal = batch_norm(weighted, momentum: 0.9${norm})
  return max_pool(relu(normal), size: 2)
}

model compared {
  input image: f32[batch, 28, 28, 1]
  ${mixup ? "x, share = mixup(image, alpha: 0.2)" : "x = image"}
  for i in 1..4 {
    x = layer(x, channels: 16 * i)
  }
  logits = dense(flatten(x), units: 10)
  output probabilities = softmax(logits)
  train {
    input label: i32[batch]
    ${mixup ? "target = blend(one_hot(label, classes: 10), share)" : ""}
    loss = softmax_cross_entropy(logits, ${mixup ? "target" : "label"}${loss})
    optimizer = adam(learning_rate: ${rate})
    ${average ? "average = ema(decay: 0.98)" : ""}
  }
}`;
}

const PLAIN: Variant = { batchSize: 128 };
const WIDE: Variant = { batchSize: 512 };

/** Each is trained once a seed; a line of the table each. */
const TRAINED: readonly (readonly [name: string, Variant])[] = [
  ["batches of 128", PLAIN],
  ["mixup, α = 0.2", { ...PLAIN, mixup: true }],
  ["label smoothing of 0.1", { ...PLAIN, loss: ", label_smoothing: 0.1" }],
  ["batches of 512", WIDE],
  ["the same, ghost batch norm of 16", { ...WIDE, norm: ", virtual_batch_size: 16" }],
];

/** Their trainings are measured four ways. */
const AVERAGING: Variant = { ...PLAIN, average: true };

/** What is trained. */
export const comparedTexts = (): string[] => [...TRAINED.map(([, variant]) => variant), AVERAGING].map(textOf);

// ---- measuring -------------------------------------------------------------------------------------------------------

interface Data {
  readonly train: Dataset;
  readonly test: { readonly image: Float32Array; readonly label: Int32Array };
}

/** On the test images. */
interface Score {
  readonly accuracy: number;
  /** Mean negative logarithm of the right class's probability. */
  readonly surprise: number;
}

async function openData({ manifest: { inputs } }: Model): Promise<Data> {
  const [train, test] = await Promise.all(["train", "test"].map((split) => openDataset("fashion-mnist", split)));
  const { image, label } = bindFields(inputs, train!).columns as Data["test"];
  const few = { image: image.subarray(0, TRAIN_ROWS * 784), label: label.subarray(0, TRAIN_ROWS) };
  return { train: few, test: bindFields(inputs, test!).columns as unknown as Data["test"] };
}

function scoreOf(model: Model, { image, label }: Data["test"]): Score {
  const { probabilities } = model.predict({ image }) as { probabilities: Float32Array };
  let [right, surprise] = [0, 0];
  label.forEach((own, row) => {
    const values = probabilities.subarray(row * 10, (row + 1) * 10);
    if (values.indexOf(Math.max(...values)) === own) right++;
    surprise -= Math.log(Math.max(values[own]!, 1e-30));
  });
  return { accuracy: right / label.length, surprise: surprise / label.length };
}

async function trained(variant: Variant, seed: number, wasm: Uint8Array<ArrayBuffer>): Promise<[Model, Data]> {
  const model = await load(wasm, { seed });
  const data = await openData(model);
  for await (const _ of model.fit(data.train, { epochs: EPOCHS, batchSize: variant.batchSize }));
  return [model, data];
}

async function compiled(variant: Variant): Promise<Uint8Array<ArrayBuffer>> {
  const options = { maxBatch: variant.batchSize, recalibrate: variant.average === true };
  const { module, diagnostics } = await compileText(textOf(variant), options);
  if (module === undefined) throw new UserError(renderDiagnostics(diagnostics));
  return module.wasm as Uint8Array<ArrayBuffer>;
}

async function scores(variant: Variant): Promise<readonly Score[]> {
  const wasm = await compiled(variant);
  const results: Score[] = [];
  for (const seed of SEEDS) {
    const [model, data] = await trained(variant, seed, wasm);
    results.push(scoreOf(model, data.test));
  }
  return results;
}

const AVERAGED = [
  "running averages",
  "recalibrated",
  "averaged parameters, running averages",
  "the same, recalibrated",
];

/** The same trainings measured four ways: a list of scores by seed for each of AVERAGED. */
async function averagedScores(): Promise<readonly (readonly Score[])[]> {
  const wasm = await compiled(AVERAGING);
  const results: Score[][] = AVERAGED.map(() => []);
  for (const seed of SEEDS) {
    const [model, data] = await trained(AVERAGING, seed, wasm);
    const checkpoint = model.save();
    [false, true].forEach((useAverage, i) => {
      model.restore(checkpoint);
      model.useAverage = useAverage;
      results[2 * i]!.push(scoreOf(model, data.test));
      recalibrate(model, data.train, { useAverage });
      results[2 * i + 1]!.push(scoreOf(model, data.test));
    });
  }
  return results;
}

// ---- the table -------------------------------------------------------------------------------------------------------

function line(name: string, scores: readonly Score[]): string {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value) / values.length;
  const accuracies = scores.map(({ accuracy }) => accuracy);
  const cells = [name, ...accuracies, mean(accuracies), mean(scores.map(({ surprise }) => surprise))];
  return `| ${cells.map((cell) => (typeof cell === "number" ? cell.toFixed(4) : cell)).join(" | ")} |`;
}

/** Prints the table as it grows. */
export async function compare(write: boolean): Promise<void> {
  const head = [
    "accuracy on Fashion-MNIST's test images",
    ...SEEDS.map((seed) => `seed ${seed}`),
    "mean",
    "mean −ln p",
  ];
  const lines = [
    `| ${head.join(" | ")} |`,
    `|---|${head
      .slice(1)
      .map(() => "---:|")
      .join("")}`,
  ];
  const add = (text: string) => {
    lines.push(text);
    console.log(text);
  };
  for (const text of lines) console.log(text);
  for (const [name, variant] of TRAINED) add(line(name, await scores(variant)));
  (await averagedScores()).forEach((scores, i) => {
    add(line(`constant rate: ${AVERAGED[i]}`, scores));
  });
  if (!write) return;
  const document = readFileSync(DOCUMENT, "utf8");
  const [start, end] = MARKS.map((mark) => document.indexOf(mark)) as [number, number];
  if (start < 0 || end < start) throw new Error(`docs/batch-norm.md lacks the markers ${MARKS.join(" … ")}`);
  await writeWhole(DOCUMENT, `${document.slice(0, start)}${MARKS[0]}\n${lines.join("\n")}\n${document.slice(end)}`);
}
