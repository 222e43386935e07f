/** A folder with what all contestants read: networks, weights, ONNX files, Inlay's modules, images and labels. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CompileOptions, compileText, type SimdLevel, type Tensor } from "../compiler/index.ts";
import type { BenchModel } from "./models.ts";
import { type Layer, makeNetwork, type Network, randomNumbers, type Slice } from "./network.ts";
import { onnxFile } from "./onnx.ts";

export interface Prepared {
  readonly folder: string;
  readonly networks: ReadonlyMap<string, { readonly network: Network; readonly weights: Float32Array }>;
  readonly images: Float32Array;
  readonly labels: Int32Array;
  remove(): Promise<void>;
}

/** Rows of data: eight different batches of 128, four of 512. */
const ROWS = 2048;

export async function prepare(models: readonly BenchModel[], levels: readonly SimdLevel[]): Promise<Prepared> {
  const folder = await mkdtemp(join(tmpdir(), "inlay-bench-"));
  const write = (name: string, data: string | Uint8Array) => writeFile(join(folder, name), data);
  const random = randomNumbers(2);
  const inputs = Math.max(...models.map(({ network }) => network.inputs));
  const images = Float32Array.from({ length: ROWS * inputs }, () => random.uniform());
  const labels = Int32Array.from({ length: ROWS }, () => Math.floor(random.uniform() * 10));
  await write("images.f32", bytesOf(images));
  await write("labels.i32", bytesOf(labels));
  const networks = new Map<string, { network: Network; weights: Float32Array }>();
  for (const model of models) {
    const made = makeNetwork(model.network);
    networks.set(model.name, made);
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
  return { folder, networks, images, labels, remove: () => rm(folder, { recursive: true, force: true }) };
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
    const size = shape.reduce((product, dim) => product * dim, 1);
    if (size > 0) tensors.set(name, { shape, data: Float64Array.from(weights.subarray(offset, offset + size)) });
  };
  for (const layer of layers) {
    if (layer.kind === "dense") {
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
