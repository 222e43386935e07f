/** What every runtime under measurement offers. Runs in Node and in a page: files come by `read`. */
import { type Network, type Slice, sizeOf } from "../network.ts";

/** Rows of images → rows of probabilities; row-major. */
export type Infer = (image: Float32Array) => Float32Array | Promise<Float32Array>;

/** One training step → the mean loss of the batch before it. */
export type Train = (image: Float32Array, label: Int32Array) => number | Promise<number>;

export interface ModelFiles {
  readonly model: string;
  readonly network: Network;
  readonly weights: Float32Array;
  /** Of the learning rate. */
  readonly rateScale: number;
  /** A file that was prepared for all peers. */
  read(name: string): Promise<Uint8Array<ArrayBuffer>>;
}

export interface Runtime {
  /** Wants images as [channels, height, width]. */
  readonly channelsFirst?: boolean;
  infer?(files: ModelFiles, batch: number): Promise<Infer>;
  train?(files: ModelFiles, batch: number): Promise<Train>;
}

export interface Place {
  /** Folder of the packages' WebAssembly files, as a URL with a slash at its end, where they must be told. */
  readonly wasm: string;
}

export type StartRuntime = (place: Place) => Promise<Runtime>;

export function valuesOf(weights: Float32Array, { offset, shape }: Slice): Float32Array {
  return weights.slice(offset, offset + sizeOf(shape));
}

export const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;
