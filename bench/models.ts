/** The models that are measured. To add one: its text in models/, and a line here that tells the peers the same. */
import { readFileSync } from "node:fs";
import type { ConvolutionShape, LayerShape, NetworkShape } from "./network.ts";

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

function conv(
  name: string,
  channels: ConvolutionShape["channels"],
  { kernel = 3, stride = 1, padding = 1 } = {},
): LayerShape {
  return { kind: "conv2d", name, channels, kernel, stride, padding };
}

/** As the text names them: stage, block, layer. */
function resnetBlock(stage: number, i: number): LayerShape[] {
  const channels = 16 * 2 ** stage;
  const path = `${stage}.${i}.residual`;
  const stride = stage > 0 && i === 0 ? 2 : 1;
  const body = [
    conv(`${path}.conv1.conv2d`, channels, { stride }),
    batchNorm(`${path}.norm1`, 0.9),
    relu,
    conv(`${path}.conv2.conv2d`, channels),
    batchNorm(`${path}.norm2`, 0.9),
  ];
  const shortcut: LayerShape[] = stride === 1 ? [] : [{ kind: "subsample", stride, added: channels / 2 }];
  return [{ kind: "residual", body, shortcut }, relu];
}

const relu6: LayerShape = { kind: "relu", limit: 6 };
const pointwise = { kernel: 1, padding: 0 };

/** A row of MobileNetV2's table: n blocks of c channels with an expansion of t, the first with stride s. */
function mobileStage(index: number, before: number, t: number, c: number, n: number, s: number): LayerShape[] {
  return Array.from({ length: n }, (_, i) => i).flatMap((i): LayerShape[] => {
    const path = `stage${index}.${i === 0 ? "" : `${i}.`}bottleneck`;
    const [channels, stride] = i === 0 ? [before, s] : [c, 1];
    const widen = [
      conv(`${path}.expand.weighted`, t * channels, pointwise),
      batchNorm(`${path}.expand.normal`, 0.9),
      relu6,
    ];
    const body = [
      ...(t > 1 ? widen : []),
      conv(`${path}.filter`, "depthwise", { stride }),
      batchNorm(`${path}.filter_norm`, 0.9),
      relu6,
      conv(`${path}.project`, c, pointwise),
      batchNorm(`${path}.project_norm`, 0.9),
    ];
    return stride === 1 && channels === c ? [{ kind: "residual", body, shortcut: [] }] : body;
  });
}

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
  {
    name: "resnet20",
    text: textOf("resnet20"),
    network: {
      image: [32, 32, 3],
      learningRate: 0.01,
      momentum: 0.9,
      layers: [
        conv("first.conv2d", 16),
        batchNorm("norm", 0.9),
        relu,
        ...[0, 1, 2].flatMap((stage) => [0, 1, 2].flatMap((i) => resnetBlock(stage, i))),
        { kind: "global_average_pool" },
        dense("logits", 10),
      ],
    },
    infer: [1, 32],
    train: [32],
  },
  {
    name: "mobilenet-v2",
    text: textOf("mobilenet-v2"),
    network: {
      image: [224, 224, 3],
      learningRate: 0.01,
      momentum: 0.9,
      layers: [
        conv("first.weighted", 32, { stride: 2 }),
        batchNorm("first.normal", 0.9),
        relu6,
        ...mobileStage(1, 32, 1, 16, 1, 1),
        ...mobileStage(2, 16, 6, 24, 2, 2),
        ...mobileStage(3, 24, 6, 32, 3, 2),
        ...mobileStage(4, 32, 6, 64, 4, 2),
        ...mobileStage(5, 64, 6, 96, 3, 1),
        ...mobileStage(6, 96, 6, 160, 3, 2),
        ...mobileStage(7, 160, 6, 320, 1, 1),
        conv("last.weighted", 1280, pointwise),
        batchNorm("last.normal", 0.9),
        relu6,
        { kind: "global_average_pool" },
        dense("logits", 1000),
      ],
    },
    infer: [1],
    train: [],
  },
];

export function textOf(name: string): string {
  return readFileSync(new URL(`models/${name}.inlay`, import.meta.url), "utf8");
}
