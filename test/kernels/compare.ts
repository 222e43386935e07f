/** Float32 results against float64 ones: |got − ref| ≤ rtol · max(|ref|, rms(ref)). */
import { expect } from "vitest";
import type { Evaluation } from "../../compiler/ir/evaluate.ts";
import type { Tensor } from "../../compiler/ir/tensor.ts";

/** The largest error of any element, relative to the element or the tensor's root mean square. */
export function worstError(got: ArrayLike<number>, reference: ArrayLike<number>): number {
  const squares = Array.from(reference, (value) => value * value).reduce((sum, square) => sum + square, 0);
  const rms = Math.sqrt(squares / reference.length);
  let worst = got.length === reference.length ? 0 : Number.POSITIVE_INFINITY;
  for (let i = 0; i < reference.length; i++) {
    const [value, wanted] = [got[i]!, reference[i]!];
    const error = value === wanted ? 0 : Math.abs(value - wanted) / Math.max(Math.abs(wanted), rms);
    if (!(error <= worst)) worst = error;
  }
  return worst;
}

/** All values that are too far off, by name: nothing, if all is well. */
export function farOff(
  got: ReadonlyMap<string, Tensor>,
  reference: ReadonlyMap<string, Tensor>,
  tolerance: number,
): Record<string, number> {
  const errors = [...reference].map(
    ([name, wanted]) => [name, worstError(got.get(name)?.data ?? [], wanted.data)] as const,
  );
  return Object.fromEntries(errors.filter(([, error]) => !(error <= tolerance)));
}

export function expectAgreement(got: Evaluation, reference: Evaluation, tolerance: number): void {
  expect(farOff(got.outputs, reference.outputs, tolerance)).toEqual({});
  expect(farOff(got.updates, reference.updates, tolerance)).toEqual({});
}
