/** Models whose groups are shared in every way there is, with widths and batches that nothing divides. */
import { compileText } from "../../compiler/compile.ts";
import type { Dataset } from "../../host/index.ts";

export interface Example {
  readonly name: string;
  readonly text: string;
  readonly batch: number;
  readonly data: (rows: number) => Dataset;
  /** What three threads split of it. */
  readonly kinds: readonly string[];
}

const noise = (rows: number, columns: number, scale = 1) =>
  Float32Array.from({ length: rows * columns }, (_, i) => scale * Math.sin(i * i + i));

const classes = (rows: number, count: number) =>
  Int32Array.from({ length: rows }, (_, i) => (i * i + (i >> 2)) % count);

export const EXAMPLES: readonly Example[] = [
  {
    name: "one panel of classes, batch norm, Adam and an average",
    text: `model digits {
  input image: f32[batch, 150]
  hidden = dense(image, units: 130, activation: relu)
  normal = batch_norm(hidden)
  logits = dense(normal, units: 10)
  output probabilities = softmax(logits)
  train {
    input label: i32[batch]
    loss = softmax_cross_entropy(logits, label)
    metric accuracy = accuracy(logits, label)
    optimizer = adam(learning_rate: 0.01)
    average = ema(decay: 0.9)
  }
}`,
    batch: 77,
    data: (rows) => ({ image: noise(rows, 150), label: classes(rows, 10) }),
    kinds: ["once by rows", "panels by panels"],
  },
  {
    name: "panels that do not divide, layer norm, dropout and statistics of segments",
    text: `model deep {
  input x: f32[batch, 90]
  a = dense(x, units: 72, activation: gelu)
  b = dropout(layer_norm(a), rate: 0.2)
  each = instance_norm(reshape(b, [batch, 2, 36]))
  c = dense(flatten(each), units: 100, activation: tanh)
  y = dense(c, units: 1)
  output doubled = y + y
  train {
    input target: f32[batch, 1]
    loss = mean_squared_error(y, target)
    optimizer = sgd(learning_rate: 0.01, momentum: 0.9)
  }
}`,
    batch: 143,
    data: (rows) => ({ x: noise(rows, 90), target: noise(rows, 1, 2) }),
    kinds: ["once by rows", "panels by panels", "panels by rows"],
  },
  {
    name: "one panel throughout, gradients clipped together",
    text: `model narrow {
  input x: f32[batch, 200]
  hidden = dense(x, units: 13, activation: sigmoid)
  logits = dense(hidden, units: 16)
  output probabilities = softmax(logits)
  output best = argmax(logits, axis: 1)
  train {
    input label: i32[batch]
    loss = softmax_cross_entropy(logits, label)
    optimizer = adamw(learning_rate: 0.01, weight_decay: 0.1, clip_norm: 1)
  }
}`,
    batch: 250,
    data: (rows) => ({ x: noise(rows, 200), label: classes(rows, 16) }),
    kinds: ["once by rows"],
  },
  {
    name: "convolutions, whose results have borders",
    text: `model images {
  input image: f32[batch, 11, 9, 3]
  a = relu(batch_norm(conv2d(image, channels: 20, kernel: [3, 5])))
  b = conv2d(a, channels: 40, kernel: 3, stride: 2, activation: relu)
  c = conv2d(b, channels: 40, kernel: 1) + conv2d(b, channels: 40, kernel: 3)
  logits = dense(global_average_pool(relu(c)), units: 10)
  output probabilities = softmax(logits)
  train {
    input label: i32[batch]
    loss = softmax_cross_entropy(logits, label)
    optimizer = sgd(learning_rate: 0.01, momentum: 0.9)
  }
}`,
    batch: 19,
    data: (rows) => ({ image: noise(rows, 11 * 9 * 3), label: classes(rows, 10) }),
    kinds: ["once by rows", "panels by panels", "panels by rows"],
  },
];

export async function compiled(example: Example, threads: number): Promise<Uint8Array<ArrayBuffer>> {
  const { module, diagnostics } = await compileText(example.text, {
    ...{ maxBatch: example.batch, threads, verify: true },
  });
  if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics));
  return new Uint8Array(module!.wasm);
}
