/**
 * Float32 results against float64 ones: an element is off by |got − ref| / max(|ref|, rms of ref), so that elements near 0
 * are judged by the tensor that they are in.
 *
 * Some values are all rounding error: the gradient of a bias ahead of a batch norm is 0 in truth. So the reference is
 * evaluated a second time with every value rounded to float32. Where that alone moves a tensor by `noise`, no module can be
 * closer to the truth than about that, and differences up to some times `noise` pass.
 */
import type { Tensor } from "../ir/tensor.ts";

/** A module rounds more often than once a value: at every term of a sum, hundreds of them in a product. */
const NOISE_FACTOR = 64;

export interface Reference {
  /** In float64. */
  readonly exact: Tensor;
  /** The same with every value on the way rounded to float32. */
  readonly rounded: Tensor;
}

export interface Deviation {
  /** Of the worst element; infinite where a number is missing. */
  readonly error: number;
  readonly ok: boolean;
  /** The error is above the tolerance, but no more than rounding explains. */
  readonly limited: boolean;
  /** The worst element, with both values. */
  readonly index: number;
  readonly got: number;
  readonly expected: number;
}

export function deviation(got: Tensor | undefined, { exact, rounded }: Reference, tolerance: number): Deviation {
  const { data } = exact;
  const rms = rootMeanSquare(data);
  const noise = data.reduce((worst, value, i) => Math.max(worst, Math.abs(value - rounded.data[i]!) || 0), 0);
  let worst = { error: 0, index: 0, got: got?.data[0] ?? Number.NaN, expected: data[0] ?? 0 };
  let largest = 0;
  data.forEach((expected, index) => {
    const value = got?.data[index] ?? Number.NaN;
    const difference = distance(value, expected);
    const error = difference === 0 ? 0 : difference / Math.max(Math.abs(expected), rms);
    if (difference > largest) largest = difference;
    if (error > worst.error) worst = { error, index, got: value, expected };
  });
  const within = worst.error <= tolerance;
  // What is nothing but rounding error may be its square: Adam's v of a gradient that is 0 in truth.
  const explained = largest <= noise * (noise > rms ? NOISE_FACTOR ** 2 : NOISE_FACTOR);
  return { ...worst, ok: within || explained, limited: !within && explained };
}

export function rootMeanSquare(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! ** 2;
  return values.length === 0 ? 0 : Math.sqrt(sum / values.length);
}

function distance(a: number, b: number): number {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return 0;
  const difference = Math.abs(a - b);
  return Number.isNaN(difference) ? Infinity : difference;
}
