/** What `npm run bench` times by itself: single kernel calls, found in the plans of small models, and whole entry points. */
import type { Call, PlanEntry, ProductCall } from "../compiler/4-plan/plan.ts";
import { MODELS, textOf } from "./models.ts";
import { multiplyAdds } from "./multiply-adds.ts";

export interface KernelCase {
  readonly name: string;
  readonly text: string;
  /** Modules are shared by the cases of one text; this is the largest batch of them all. */
  readonly maxBatch: number;
  readonly inferOnly: boolean;
  readonly entry: Extract<PlanEntry["entry"], "infer" | "train">;
  readonly batch: number;
  /** 1 if left out. */
  readonly threads?: number;
  /** The call to time, of the entry's; the whole entry point if left out. */
  readonly pick?: (calls: readonly Call[]) => Call | undefined;
  /** Multiply-adds a row of a whole entry point; those of the plan's products if left out. */
  readonly multiplyAdds?: number;
}

const products = (calls: readonly Call[], access: ProductCall["aAccess"]): ProductCall[] =>
  calls.filter((call): call is ProductCall => call.kind === "product" && call.aAccess === access);

const firstProduct: KernelCase["pick"] = (calls) => products(calls, "rows")[0];

/** Of a model `y = …x…`, one call. */
function forward(
  name: string,
  expression: string,
  batch: number,
  columns: number,
  pick: KernelCase["pick"],
): KernelCase {
  const text = `model m {\n  input x: f32[batch, ${columns}]\n  output y = ${expression}\n}\n`;
  return {
    name,
    text,
    maxBatch: batch,
    inferOnly: true,
    entry: "infer",
    batch,
    ...(pick === undefined ? {} : { pick }),
  };
}

/** A layer of ResNet-20 or MobileNetV2 by itself, from image to image, for one image. */
function layer(name: string, image: readonly [number, number, number], call: string, multiplyAdds: number): KernelCase {
  const text = `model m {\n  input x: f32[batch, ${image.join(", ")}]\n  output y = ${call}\n}\n`;
  return { name, text, maxBatch: 1, inferOnly: true, entry: "infer", batch: 1, multiplyAdds };
}

function convolution(size: number, channels: number, features: number, kernel: number, stride = 1): KernelCase {
  const name = `convolution ${kernel}×${kernel}, ${size}² of ${channels} → ${features}${stride > 1 ? ", stride 2" : ""}`;
  const padding = (kernel - 1) / 2;
  const call = `conv2d(x, channels: ${features}, kernel: ${kernel}, stride: ${stride}, padding: ${padding}, bias: false)`;
  return layer(name, [size, size, channels], call, (size / stride) ** 2 * kernel ** 2 * channels * features);
}

function depthwise(size: number, channels: number): KernelCase {
  const name = `depthwise 3×3, ${size}² of ${channels}`;
  return layer(name, [size, size, channels], "depthwise_conv2d(x, kernel: 3, bias: false)", size ** 2 * 9 * channels);
}

/** Of the step of a model in models/. */
function inStep(name: string, model: string, pick: KernelCase["pick"]): KernelCase {
  const { text, train } = MODELS.find((one) => one.name === model)!;
  const maxBatch = Math.max(...train);
  return {
    name,
    text,
    maxBatch,
    inferOnly: false,
    entry: "train",
    batch: 128,
    ...(pick === undefined ? {} : { pick }),
  };
}

const KERNELS: readonly KernelCase[] = [
  forward("product 126×784×128", "dense(x, units: 128, bias: false)", 126, 784, firstProduct),
  forward("product 384×128×128", "dense(x, units: 128, bias: false)", 384, 128, firstProduct),
  forward("product 100×300×70", "dense(x, units: 70, bias: false)", 100, 300, firstProduct),
  // The widest weight is the first layer's.
  inStep("weight gradient with Adam, 784×128×128", "seed", (calls) =>
    products(calls, "columns").find(({ rows }) => rows === 784),
  ),
  // Backward comes last.
  inStep("input gradient 128×128×128", "deep", (calls) => products(calls, "rows").at(-1)),
  forward("matrix-vector 1×784×128", "dense(x, units: 128, bias: false)", 1, 784, firstProduct),
  forward("matrix-vector 1×128×10", "dense(x, units: 10, bias: false)", 1, 128, firstProduct),
  inStep("batch mean 128×128", "seed", (calls) => calls.find(({ kind }) => kind === "reduce_rows")),
  forward("gelu 128×1024", "gelu(x)", 128, 1024, (calls) => calls.find(({ kind }) => kind === "map")),
  forward("relu 128×1024", "relu(x)", 128, 1024, (calls) => calls.find(({ kind }) => kind === "map")),
  forward("softmax 128×1024", "softmax(x)", 128, 1024, (calls) =>
    calls.find((call) => call.kind === "kernel" && call.kernel.startsWith("softmax")),
  ),
  convolution(32, 3, 16, 3),
  convolution(32, 16, 16, 3),
  convolution(32, 16, 32, 3, 2),
  convolution(16, 32, 32, 3),
  convolution(16, 32, 64, 3, 2),
  convolution(8, 64, 64, 3),
  convolution(56, 24, 144, 1),
  convolution(56, 144, 24, 1),
  depthwise(56, 144),
];

/** A step of it beside one of the seed is what batch norm costs. */
export const PLAIN_SEED = "seed-plain step B=128";
export const SEED = "seed step B=128";

const WHOLE: readonly KernelCase[] = [
  ...MODELS.flatMap(({ name, text, network, infer, train }): KernelCase[] => [
    ...infer.map((batch) => ({
      ...{ name: `${name} infer B=${batch}`, text, maxBatch: Math.max(...infer), inferOnly: true },
      ...{ entry: "infer" as const, batch, multiplyAdds: multiplyAdds(network, "infer") },
    })),
    ...train.map((batch) => ({
      ...{ name: `${name} step B=${batch}`, text, maxBatch: Math.max(...train), inferOnly: false },
      ...{ entry: "train" as const, batch, multiplyAdds: multiplyAdds(network, "train") },
    })),
  ]),
  { name: PLAIN_SEED, text: textOf("seed-plain"), maxBatch: 128, inferOnly: false, entry: "train", batch: 128 },
];

/** Large batches of the seed on two threads. */
const THREADED: readonly KernelCase[] = WHOLE.filter(({ name }) =>
  ["seed infer B=1024", "seed step B=512"].includes(name),
).map((one) => ({ ...one, name: `${one.name}, two threads`, threads: 2 }));

export const CASES: readonly KernelCase[] = [...KERNELS, ...WHOLE, ...THREADED];
