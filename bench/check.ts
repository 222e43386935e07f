/** Outputs are compared before anything is timed: a fast wrong answer is worth nothing. */
import type { Network, Slice } from "./network.ts";

/** Products and exponentials are rounded differently by everyone. */
export const INFER_TOLERANCE = 1e-4;
/** Adam's first steps divide small differences by small numbers. */
export const TRAIN_TOLERANCE = 1e-3;

/** Probabilities of rows of images by the folded network, in float64. */
export function referenceProbabilities(
  { folded, inputs, classes }: Network,
  weights: Float32Array,
  images: Float32Array,
): Float64Array {
  const rows = images.length / inputs;
  const result = new Float64Array(rows * classes);
  for (let row = 0; row < rows; row++) {
    let x = Float64Array.from(images.subarray(row * inputs, (row + 1) * inputs));
    for (const layer of folded) {
      if (layer.kind === "relu") x = x.map((value) => Math.max(0, value));
      else if (layer.kind === "dense") x = multiply(x, weights, layer.weight, layer.bias);
    }
    const largest = Math.max(...x);
    const powers = x.map((value) => Math.exp(value - largest));
    const sum = powers.reduce((total, value) => total + value, 0);
    result.set(
      powers.map((value) => value / sum),
      row * classes,
    );
  }
  return result;
}

function multiply(x: Float64Array, weights: Float32Array, { offset, shape }: Slice, bias?: Slice) {
  const columns = shape[1]!;
  const result = new Float64Array(columns);
  if (bias !== undefined) result.set(weights.subarray(bias.offset, bias.offset + columns));
  for (let row = 0, at = offset; row < x.length; row++) {
    const value = x[row]!;
    for (let column = 0; column < columns; column++, at++) result[column]! += value * weights[at]!;
  }
  return result;
}

/** Throws with the first place where |got − expected| > tolerance · max(|expected|, their root mean square). */
export function assertClose(who: string, got: readonly number[], expected: ArrayLike<number>, tolerance: number): void {
  if (got.length !== expected.length) {
    throw new DifferentOutput(`${who} gives ${got.length} numbers where ${expected.length} are expected`);
  }
  let squares = 0;
  for (let i = 0; i < expected.length; i++) squares += expected[i]! ** 2;
  const scale = Math.sqrt(squares / expected.length);
  const wrong = got.findIndex(
    (value, i) => !(Math.abs(value - expected[i]!) <= tolerance * Math.max(Math.abs(expected[i]!), scale)),
  );
  if (wrong < 0) return;
  throw new DifferentOutput(`${who} gives ${got[wrong]} at ${wrong} where ${expected[wrong]} is expected`);
}

export class DifferentOutput extends Error {}
