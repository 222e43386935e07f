/** A folder with what all contestants read of each model: network, weights, ONNX file, Inlay's modules, images, labels. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CompileOptions, compileText, type SimdLevel, type Tensor } from "../compiler/index.ts";
import type { BenchModel } from "./models.ts";
import { flatLayers, type Layer, makeNetwork, type Network, randomNumbers, type Slice, sizeOf } from "./network.ts";
import { onnxFile } from "./onnx.ts";
import { BATCHES } from "./race.ts";

export interface Prepared {
  readonly folder: string;
  readonly networks: ReadonlyMap<string, PreparedNetwork>;
  remove(): Promise<void>;
}

export interface PreparedNetwork {
  readonly network: Network;
  readonly weights: Float32Array;
  /** Rows of data. */
  readonly images: Float32Array;
}

/** Rows of data at most, for the largest batches fewer than `BATCHES` different ones. */
const MOST_ROWS = 2048;

export async function prepare(models: readonly BenchModel[], levels: readonly SimdLevel[]): Promise<Prepared> {
  const folder = await mkdtemp(join(tmpdir(), "inlay-bench-"));
  const write = (name: string, data: string | Uint8Array) => writeFile(join(folder, name), data);
  const networks = new Map<string, PreparedNetwork>();
  for (const model of models) {
    const made = makeNetwork(model.network);
    const { inputs, classes } = made.network;
    const rows = Math.min(MOST_ROWS, BATCHES * Math.max(...model.infer, ...model.train));
    const random = randomNumbers(2);
    const images = Float32Array.from({ length: rows * inputs }, () => random.uniform());
    const labels = Int32Array.from({ length: rows }, () => Math.floor(random.uniform() * classes));
    networks.set(model.name, { ...made, images });
    await write(`${model.name}.images.f32`, bytesOf(images));
    await write(`${model.name}.labels.i32`, bytesOf(labels));
    await write(`${model.name}.network.json`, JSON.stringify(made.network));
    await write(`${model.name}.f32`, bytesOf(made.weights));
    await write(`${model.name}.onnx`, onnxFile(made.network, made.weights));
    const weights = inlayWeights(made.network.training, made.weights);
    for (const simd of new Set(levels)) {
      for (const maxBatch of model.infer) {
        const wasm = await compileModel(model.text, { simd, maxBatch, inferOnly: true, weights });
        await write(`${model.name}.infer.${maxBatch}.${simd}.wasm`, wasm);
      }
      for (const maxBatch of model.train) {
        await write(
          `${model.name}.train.${maxBatch}.${simd}.wasm`,
          await compileModel(model.text, { simd, maxBatch, weights }),
        );
      }
    }
  }
  return { folder, networks, remove: () => rm(folder, { recursive: true, force: true }) };
}

export async function compileModel(text: string, options: CompileOptions): Promise<Uint8Array> {
  const { module, diagnostics } = await compileText(text, options);
  if (module === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return module.wasm;
}

/** The network's weights by the names of Inlay's parameters and running statistics. */
export function inlayWeights(layers: readonly Layer[], weights: Float32Array): Map<string, Tensor> {
  const tensors = new Map<string, Tensor>();
  const set = (name: string, { offset, shape }: Slice | undefined = { offset: 0, shape: [0] }) => {
    const size = sizeOf(shape);
    if (size > 0) tensors.set(name, { shape, data: Float64Array.from(weights.subarray(offset, offset + size)) });
  };
  for (const layer of flatLayers(layers)) {
    if (layer.kind === "dense" || layer.kind === "conv2d") {
      set(`${layer.name}.weight`, layer.weight);
      set(`${layer.name}.bias`, layer.bias);
    } else if (layer.kind === "batch_norm") {
      set(`${layer.name}.weight`, layer.scale);
      set(`${layer.name}.bias`, layer.offset);
      set(`${layer.name}.running_mean`, layer.mean);
      set(`${layer.name}.running_var`, layer.variance);
    }
  }
  return tensors;
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | Int32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
