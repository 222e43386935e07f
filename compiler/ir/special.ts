/** Functions in float64 that JavaScript's Math has not. */

/**
 * The error function 2/√π · ∫₀ˣ e^(−t²) dt, within a few units of 10⁻¹⁶: its power series with all terms of one sign,
 * e^(−x²) · 2x/√π · Σ (2x²)ⁿ / (1 · 3 · … · (2n + 1)).
 */
export function erf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let term = (2 * x * Math.exp(-x * x)) / Math.sqrt(Math.PI);
  let sum = term;
  for (let n = 1; Math.abs(term) > Number.EPSILON * Math.abs(sum) * 0.1; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return sum;
}

/** 1 − erf x, to about 10⁻¹³ of itself: beyond 2 by the continued fraction of its ratio to e^(−x²), from its 100th term on. */
export function erfc(x: number): number {
  if (x < 2) return 1 - erf(x);
  let rest = x;
  for (let n = 100; n > 0; n--) rest = x + n / (2 * rest);
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * rest);
}
