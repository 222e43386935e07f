/** Outputs are compared before anything is timed: a fast wrong answer is worth nothing. */
/** Products and exponentials are rounded differently by everyone. */
export const INFER_TOLERANCE = 1e-4;
/** Adam's first steps divide small differences by small numbers. */
export const TRAIN_TOLERANCE = 1e-3;

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
