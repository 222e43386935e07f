/** A network's batch norms by their running statistics → factors and shifts of the layers beside them, in float64. */
import type { BatchNorm, Convolution, Dense, Layer, Weights } from "./network.ts";

interface Affine {
  readonly factor: readonly number[];
  readonly shift: readonly number[];
}

export function foldNorms(layers: readonly Layer[], weights: Weights): Layer[] {
  const result: Layer[] = [];
  let pending: Affine | undefined;
  layers.forEach((layer, index) => {
    const before = layers[index - 1];
    if (layer.kind === "batch_norm") {
      const affine = affineOf(layer, weights);
      const weighted = before?.kind === "dense" || before?.kind === "conv2d";
      if (weighted) result.push(scaleColumns(result.pop() as Dense | Convolution, affine, weights));
      else pending = affine;
    } else if (layer.kind === "dense" && pending !== undefined) {
      result.push(scaleRows(layer, pending, weights));
      pending = undefined;
    } else {
      if (pending !== undefined) throw new Error(`a batch norm ahead of ${layer.kind} cannot be folded`);
      const inner = (branch: readonly Layer[]) => foldNorms(branch, weights);
      result.push(
        layer.kind === "residual" ? { ...layer, body: inner(layer.body), shortcut: inner(layer.shortcut) } : layer,
      );
    }
  });
  if (pending !== undefined) throw new Error("a batch norm at the end cannot be folded");
  return result;
}

/** y = x · factor + shift. */
function affineOf(norm: BatchNorm, weights: Weights): Affine {
  const [scale, offset, mean, variance] = [norm.scale, norm.offset, norm.mean, norm.variance].map((slice) =>
    weights.values(slice),
  ) as [number[], number[], number[], number[]];
  const factor = scale.map((value, i) => value / Math.sqrt(variance[i]! + norm.epsilon));
  return { factor, shift: offset.map((value, i) => value - mean[i]! * factor[i]!) };
}

/** A norm behind the layer: W · factor by columns, b · factor + shift. */
function scaleColumns<One extends Dense | Convolution>(layer: One, { factor, shift }: Affine, weights: Weights): One {
  const columns = layer.weight.shape.at(-1)!;
  const weight = weights.values(layer.weight);
  const bias = layer.bias === undefined ? undefined : weights.values(layer.bias);
  return {
    ...layer,
    weight: weights.add(layer.weight.shape, (i) => weight[i]! * factor[i % columns]!),
    bias: weights.add([columns], (i) => (bias?.[i] ?? 0) * factor[i]! + shift[i]!),
  };
}

/** A norm ahead of the layer: W · factor by rows, b + shift · W. */
function scaleRows(layer: Dense, { factor, shift }: Affine, weights: Weights): Dense {
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
