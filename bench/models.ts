/** The models that are measured. To add one: its text in models/, and a line here that tells the peers the same. */
import { readFileSync } from "node:fs";
import type { LayerShape, NetworkShape } from "./network.ts";

export interface BenchModel {
  readonly name: string;
  readonly text: string;
  readonly network: NetworkShape;
  /** Batch sizes of inference and of training. */
  readonly infer: readonly number[];
  readonly train: readonly number[];
}

const dense = (name: string, units: number, bias = true): LayerShape => ({ kind: "dense", name, units, bias });
const batchNorm = (name: string, momentum: number): LayerShape => ({
  kind: "batch_norm",
  name,
  momentum,
  epsilon: 1e-5,
});
const relu: LayerShape = { kind: "relu" };

export const MODELS: readonly BenchModel[] = [
  {
    name: "seed",
    text: textOf("seed"),
    network: {
      inputs: 784,
      learningRate: 0.001,
      layers: [dense("hidden", 128), relu, batchNorm("normal", 0.99), dense("logits", 10)],
    },
    infer: [1, 32, 128, 1024],
    train: [32, 128, 512],
  },
  {
    name: "deep",
    text: textOf("deep"),
    network: {
      inputs: 784,
      learningRate: 0.001,
      layers: [
        ...[0, 1, 2, 3, 4].flatMap((i) => [
          dense(`${i}.layer.weighted`, 128, false),
          batchNorm(`${i}.layer.normal`, 0.9),
          relu,
        ]),
        dense("logits", 10),
      ],
    },
    infer: [1, 128],
    train: [128],
  },
];

export function textOf(name: string): string {
  return readFileSync(new URL(`models/${name}.inlay`, import.meta.url), "utf8");
}
