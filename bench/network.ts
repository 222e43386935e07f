/**
 * What the peers are told of a model: its layers as plain data, with weights that lie one after the other in one
 * Float32Array. `folded` is the network for inference: every batch norm is part of the dense layer beside it, in
 * float64, so that no peer has to do what Inlay's compiler does by itself.
 */

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
}

export type Layer = Dense | BatchNorm | Relu;

/** A softmax follows the last layer. */
export interface Network {
  readonly inputs: number;
  readonly classes: number;
  readonly learningRate: number;
  readonly training: readonly Layer[];
  readonly folded: readonly Layer[];
}

/** A network as a model declares it: layers without weights. */
export type LayerShape =
  | { readonly kind: "dense"; readonly name: string; readonly units: number; readonly bias: boolean }
  | { readonly kind: "batch_norm"; readonly name: string; readonly momentum: number; readonly epsilon: number }
  | Relu;

export interface NetworkShape {
  readonly inputs: number;
  readonly learningRate: number;
  readonly layers: readonly LayerShape[];
}

/** Grows as layers are made. */
class Weights {
  readonly #values: number[] = [];

  add(shape: readonly number[], value: (index: number) => number): Slice {
    const offset = this.#values.length;
    const size = shape.reduce((product, dim) => product * dim, 1);
    for (let i = 0; i < size; i++) this.#values.push(Math.fround(value(i)));
    return { offset, shape };
  }

  values({ offset, shape }: Slice): number[] {
    return this.#values.slice(offset, offset + shape.reduce((product, dim) => product * dim, 1));
  }

  all(): Float32Array {
    return Float32Array.from(this.#values);
  }
}

/** Made-up weights of the sizes that a trained network has; the same ones every time. */
export function makeNetwork({ inputs, learningRate, layers }: NetworkShape): {
  readonly network: Network;
  readonly weights: Float32Array;
} {
  const weights = new Weights();
  const random = randomNumbers(1);
  let size = inputs;
  const training = layers.map((layer): Layer => {
    if (layer.kind === "relu") return layer;
    if (layer.kind === "dense") {
      const rows = size;
      size = layer.units;
      const weight = weights.add([rows, size], () => random.normal() * Math.sqrt(2 / rows));
      const bias = layer.bias ? { bias: weights.add([size], () => random.normal() * 0.1) } : {};
      return { kind: "dense", name: layer.name, weight, ...bias };
    }
    return {
      ...layer,
      scale: weights.add([size], () => 1 + random.normal() * 0.1),
      offset: weights.add([size], () => random.normal() * 0.1),
      mean: weights.add([size], () => 0.3 + random.normal() * 0.1),
      variance: weights.add([size], () => 0.5 + random.uniform()),
    };
  });
  const folded = fold(training, weights);
  return { network: { inputs, classes: size, learningRate, training, folded }, weights: weights.all() };
}

/** Factor and shift of a batch norm by its running statistics: y = x · factor + shift. */
function affineOf(norm: BatchNorm, weights: Weights): { factor: number[]; shift: number[] } {
  const [scale, offset, mean, variance] = [norm.scale, norm.offset, norm.mean, norm.variance].map((slice) =>
    weights.values(slice),
  ) as [number[], number[], number[], number[]];
  const factor = scale.map((value, i) => value / Math.sqrt(variance[i]! + norm.epsilon));
  return { factor, shift: offset.map((value, i) => value - mean[i]! * factor[i]!) };
}

function fold(layers: readonly Layer[], weights: Weights): Layer[] {
  const result: Layer[] = [];
  let pending: ReturnType<typeof affineOf> | undefined;
  layers.forEach((layer, index) => {
    const before = layers[index - 1];
    if (layer.kind === "batch_norm") {
      const affine = affineOf(layer, weights);
      if (before?.kind === "dense") result.push(scaleColumns(result.pop() as Dense, affine, weights));
      else pending = affine;
    } else if (layer.kind === "dense" && pending !== undefined) {
      result.push(scaleRows(layer, pending, weights));
      pending = undefined;
    } else {
      if (pending !== undefined) throw new Error(`a batch norm ahead of ${layer.kind} cannot be folded`);
      result.push(layer);
    }
  });
  if (pending !== undefined) throw new Error("a batch norm at the end cannot be folded");
  return result;
}

/** A norm behind the layer: W · factor by columns, b · factor + shift. */
function scaleColumns(layer: Dense, { factor, shift }: ReturnType<typeof affineOf>, weights: Weights): Dense {
  const [, columns] = layer.weight.shape as [number, number];
  const weight = weights.values(layer.weight);
  const bias = layer.bias === undefined ? undefined : weights.values(layer.bias);
  return {
    ...layer,
    weight: weights.add(layer.weight.shape, (i) => weight[i]! * factor[i % columns]!),
    bias: weights.add([columns], (i) => (bias?.[i] ?? 0) * factor[i]! + shift[i]!),
  };
}

/** A norm ahead of the layer: W · factor by rows, b + shift · W. */
function scaleRows(layer: Dense, { factor, shift }: ReturnType<typeof affineOf>, weights: Weights): Dense {
  const [, columns] = layer.weight.shape as [number, number];
  const weight = weights.values(layer.weight);
  const bias = layer.bias === undefined ? undefined : weights.values(layer.bias);
  return {
    ...layer,
    weight: weights.add(layer.weight.shape, (i) => weight[i]! * factor[Math.floor(i / columns)]!),
    bias: weights.add([columns], (column) =>
      shift.reduce((sum, value, row) => sum + value * weight[row * columns + column]!, bias?.[column] ?? 0),
    ),
  };
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
