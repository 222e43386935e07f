/**
 * What the peers are told of a model: its layers as plain data, with weights that lie one after the other in one
 * Float32Array. `folded` is the network for inference: every batch norm is part of the layer beside it, in float64,
 * so that no peer has to do what Inlay's compiler does by itself.
 */
import { foldNorms } from "./fold.ts";

/** Elements of the network's weights, row-major. */
export interface Slice {
  readonly offset: number;
  readonly shape: readonly number[];
}

/** Names are those of Inlay's layers: `hidden` has the parameters `hidden.weight` and `hidden.bias`. */
export interface Dense {
  readonly kind: "dense";
  readonly name: string;
  readonly weight: Slice;
  readonly bias?: Slice;
}

/** On images [height, width, channels]; the weight is [kernel, kernel, channels / groups, channels of the result]. */
export interface Convolution {
  readonly kind: "conv2d";
  readonly name: string;
  readonly weight: Slice;
  readonly bias?: Slice;
  readonly stride: number;
  /** On every side. */
  readonly padding: number;
  /** One, or as many as there are channels. */
  readonly groups: number;
}

export interface BatchNorm {
  readonly kind: "batch_norm";
  readonly name: string;
  readonly scale: Slice;
  readonly offset: Slice;
  readonly mean: Slice;
  readonly variance: Slice;
  readonly momentum: number;
  readonly epsilon: number;
}

export interface Relu {
  readonly kind: "relu";
  /** Nothing beyond this, if given. */
  readonly limit?: 6;
}

/** Every pixel whose place is a multiple of `stride`, with zeros for `added` channels behind its own. */
export interface Subsample {
  readonly kind: "subsample";
  readonly stride: number;
  readonly added: number;
}

/** The mean over all pixels. */
export interface GlobalPool {
  readonly kind: "global_average_pool";
}

/** `body(x) + shortcut(x)`; no layers are the identity. */
export interface Residual<Inner> {
  readonly kind: "residual";
  readonly body: readonly Inner[];
  readonly shortcut: readonly Inner[];
}

export type Layer = Dense | Convolution | BatchNorm | Relu | Subsample | GlobalPool | Residual<Layer>;

/** Height, width, channels. */
export type ImageShape = readonly [height: number, width: number, channels: number];

/** A softmax follows the last layer. */
export interface Network {
  /** Numbers of a row. */
  readonly inputs: number;
  /** Where rows are images. */
  readonly image?: ImageShape;
  readonly classes: number;
  readonly learningRate: number;
  /** Gradient descent with this momentum trains it; Adam, if left out. */
  readonly momentum?: number;
  readonly training: readonly Layer[];
  readonly folded: readonly Layer[];
}

/** A network as a model declares it: layers without weights. */
export type LayerShape =
  | { readonly kind: "dense"; readonly name: string; readonly units: number; readonly bias: boolean }
  | ConvolutionShape
  | { readonly kind: "batch_norm"; readonly name: string; readonly momentum: number; readonly epsilon: number }
  | Relu
  | Subsample
  | GlobalPool
  | Residual<LayerShape>;

export interface ConvolutionShape {
  readonly kind: "conv2d";
  readonly name: string;
  /** Of the result; a depthwise convolution has those of its input. */
  readonly channels: number | "depthwise";
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
}

export interface NetworkShape extends Pick<Network, "image" | "learningRate" | "momentum"> {
  /** Where rows are no images. */
  readonly inputs?: number;
  readonly layers: readonly LayerShape[];
}

/** Grows as layers are made. */
export class Weights {
  readonly #values: number[] = [];

  add(shape: readonly number[], value: (index: number) => number): Slice {
    const offset = this.#values.length;
    const size = sizeOf(shape);
    for (let i = 0; i < size; i++) this.#values.push(Math.fround(value(i)));
    return { offset, shape };
  }

  values({ offset, shape }: Slice): number[] {
    return this.#values.slice(offset, offset + sizeOf(shape));
  }

  all(): Float32Array {
    return Float32Array.from(this.#values);
  }
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, dim) => product * dim, 1);
}

/** Layers with those inside of others, in the order they run. */
export function flatLayers<One extends { readonly kind: string }>(layers: readonly One[]): One[] {
  return layers.flatMap((layer) => {
    const { body, shortcut } = layer as Partial<Residual<One>>;
    return body === undefined ? [layer] : [...flatLayers(body), ...flatLayers(shortcut!), layer];
  });
}

/** Made-up weights of the sizes that a trained network has; the same ones every time. */
export function makeNetwork({ layers, ...shape }: NetworkShape): {
  readonly network: Network;
  readonly weights: Float32Array;
} {
  const weights = new Weights();
  const maker = new Maker(weights, shape.image?.[2] ?? shape.inputs!);
  const training = maker.layers(layers);
  const folded = foldNorms(training, weights);
  const inputs = shape.inputs ?? sizeOf(shape.image!);
  return { network: { ...shape, inputs, classes: maker.columns, training, folded }, weights: weights.all() };
}

/** Of the last norm of a branch, so that sums of many branches stay small. */
const BRANCH_SCALE = 0.3;

class Maker {
  /** Of the last layer made. */
  columns: number;
  readonly #weights: Weights;
  readonly #random = randomNumbers(1);

  constructor(weights: Weights, columns: number) {
    this.#weights = weights;
    this.columns = columns;
  }

  layers(shapes: readonly LayerShape[], lastScale = 1): Layer[] {
    const lastNorm = shapes.findLastIndex(({ kind }) => kind === "batch_norm");
    return shapes.map((shape, index) => this.#layer(shape, index === lastNorm ? lastScale : 1));
  }

  #layer(shape: LayerShape, scale: number): Layer {
    switch (shape.kind) {
      case "relu":
      case "global_average_pool":
        return shape;
      case "subsample":
        this.columns += shape.added;
        return shape;
      case "residual": {
        const { columns } = this;
        const body = this.layers(shape.body, BRANCH_SCALE);
        this.columns = columns;
        return { kind: "residual", body, shortcut: this.layers(shape.shortcut) };
      }
      case "dense": {
        const { name, units, bias } = shape;
        const weight = this.#weight([this.columns, units]);
        this.columns = units;
        return { kind: "dense", name, weight, ...(bias ? { bias: this.#normal(0, 0.1) } : {}) };
      }
      case "conv2d": {
        const { name, kernel, stride, padding, channels } = shape;
        const depthwise = channels === "depthwise";
        const [groups, depth] = depthwise ? [this.columns, 1] : [1, this.columns];
        if (!depthwise) this.columns = channels;
        const weight = this.#weight([kernel, kernel, depth, this.columns]);
        return { kind: "conv2d", name, weight, stride, padding, groups };
      }
      case "batch_norm":
        return {
          ...shape,
          scale: this.#normal(scale, 0.1 * scale),
          offset: this.#normal(0, 0.1),
          mean: this.#normal(0.3, 0.1),
          variance: this.#weights.add([this.columns], () => 0.5 + this.#random.uniform()),
        };
    }
  }

  #weight(shape: readonly number[]): Slice {
    const deviation = Math.sqrt(2 / sizeOf(shape.slice(0, -1)));
    return this.#weights.add(shape, () => this.#random.normal() * deviation);
  }

  /** A number a column. */
  #normal(mean: number, deviation: number): Slice {
    return this.#weights.add([this.columns], () => mean + this.#random.normal() * deviation);
  }
}

/** Mulberry32, and normal numbers by Box and Muller. */
export function randomNumbers(seed: number): { uniform(): number; normal(): number } {
  let state = seed;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return {
    uniform,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  };
}
