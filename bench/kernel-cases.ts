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
