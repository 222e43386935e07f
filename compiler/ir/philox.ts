/**
 * Philox4x32-10, the counter-based random generator of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy
 * as 1, 2, 3" (SC'11): ten rounds of two 32 × 32 → 64 bit products turn a key and a counter into four random words.
 * Reference for runtime-as/random.ts, which has the same bits.
 *
 * An element's number depends on (seed, site, step, logical index) alone, so neither layout nor order of evaluation
 * matters: key = (seed, KEY_HIGH), counter = (index >> 2, site, step, purpose), word = index & 3.
 */

export type Key = readonly [number, number];
export type Words = readonly [number, number, number, number];

/** The key's second word: "INLY". */
export const KEY_HIGH = 0x494e4c59;

/** The counter's last word: initial values and dropout never share bits. */
const INITIAL = 0;
export const DROPOUT = 1;

const ROUNDS = 10;
const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;

/** The high word of the 64-bit product of two unsigned words. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  // Every sum below stays under 2^33, where float64 is exact.
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carried = aLow * bHigh + (middle % 0x10000);
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carried / 0x10000)) >>> 0;
}

export function philox(key: Key, counter: Words): Words {
  let [k0, k1] = key;
  let [c0, c1, c2, c3] = counter;
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, c0);
    const low0 = Math.imul(MULTIPLIER_0, c0);
    const high1 = multiplyHigh(MULTIPLIER_1, c2);
    const low1 = Math.imul(MULTIPLIER_1, c2);
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = low1 >>> 0;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0 >>> 0;
    k0 = (k0 + WEYL_0) >>> 0;
    k1 = (k1 + WEYL_1) >>> 0;
  }
  return [c0, c1, c2, c3];
}

function block(seed: number, site: number, index: number, step: number, purpose: number = INITIAL): Words {
  return philox([seed >>> 0, KEY_HIGH], [Math.floor(index / 4) >>> 0, site >>> 0, step >>> 0, purpose]);
}

/** The 24 high bits of a word as a number of [0, 1): exact in float32. */
function unit(word: number): number {
  return (word >>> 8) * 2 ** -24;
}

/** Uniform in [0, 1). */
export function uniform(seed: number, site: number, index: number, step = 0, purpose: number = INITIAL): number {
  return unit(block(seed, site, index, step, purpose)[index % 4]!);
}

/** Coefficients of Giles' polynomial for erf⁻¹: runtime-as/random.ts tells. */
const INVERSE_ERF = [
  2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 2.1858087e-4, -1.25372503e-3, -4.17768164e-3,
  0.246640727, 1.50140941,
];

/** erf(√2): the part of the normal distribution between −2 and 2. */
const WITHIN_TWO = 0.9544997361036416;

/** Standard normal between −2 and 2 alone: √2 · erf⁻¹((2u − 1) · erf(√2)) for a uniform u. */
export function truncatedNormal(seed: number, site: number, index: number, step = 0): number {
  const y = (2 * uniform(seed, site, index, step) - 1) * WITHIN_TWO;
  const w = -Math.log((1 - y) * (1 + y)) - 2.5;
  return Math.SQRT2 * y * INVERSE_ERF.reduce((sum, coefficient) => sum * w + coefficient, 0);
}

/** Standard normal, by Box and Muller: words (0, 1) of a block give elements 0 and 1, words (2, 3) give 2 and 3. */
export function normal(seed: number, site: number, index: number, step = 0): number {
  const words = block(seed, site, index, step);
  const first = index % 4 < 2 ? 0 : 2;
  const radius = Math.sqrt(-2 * Math.log(1 - unit(words[first]!)));
  const angle = 2 * Math.PI * unit(words[first + 1]!);
  return radius * (index % 2 === 0 ? Math.cos(angle) : Math.sin(angle));
}
