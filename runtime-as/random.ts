/**
 * Initial values: random numbers by Philox4x32-10 (Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as
 * 1, 2, 3", SC 2011), which is a pure function of a key and a counter.
 *
 *   key = (seed, 0x494e4c59), counter = (element index / 4, site, step, purpose), word = element index mod 4
 *
 * The element index counts the logical elements row by row, so the numbers don't depend on the layout.
 * compiler/ir/philox.ts gives the same bits.
 *
 * fill_*(seed, result, rows, columns, …): `seed` is the address of an i32, `result` an f32[rows, columns] in panels.
 */
import { madd } from "./madd";
import { log, sin_turns } from "./math";

/** The last word of a counter: initial values (step = 0) and dropout never share bits. */
const INITIAL = 0;
export const DROPOUT = 1;

export const KEY_1 = 0x494e4c59;
export const MULTIPLIER_0 = 0xd2511f53;
export const MULTIPLIER_1 = 0xcd9e8d57;
export const WEYL_0 = 0x9e3779b9;
export const WEYL_1 = 0xbb67ae85;
export const ROUNDS = 10;

/** The four words of a counter, as lanes. */
function philox(seed: i32, block: i32, site: i32, step: i32, purpose: i32): v128 {
  let counter = i32x4(block, site, step, purpose);
  let key = i32x4(seed, 0, KEY_1, 0);
  for (let round = 0; round < ROUNDS; round++) {
    // Both 64-bit products c0 · M0 and c2 · M1; the next counter is (high1 ^ c1 ^ k0, low1, high0 ^ c3 ^ k1, low0).
    const even = v128.shuffle<i32>(counter, counter, 0, 2, 0, 2);
    const product = i64x2.extmul_low_i32x4_u(even, i32x4(MULTIPLIER_0, MULTIPLIER_1, 0, 0));
    const odd = v128.xor(i64x2.shr_u(counter, 32), key);
    counter = v128.xor(v128.shuffle<i32>(product, product, 3, 2, 1, 0), odd);
    key = i32x4.add(key, i32x4(WEYL_0, 0, WEYL_1, 0));
  }
  return counter;
}

/** The upper 24 bits of each word as a float in [0, 1). */
// @ts-ignore: decorator
@inline
export function unit(words: v128): v128 {
  return f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(words, 8)), f32x4.splat(5.9604644775390625e-8));
}

/**
 * Box and Muller (1958) on the words' pairs (0, 1) and (2, 3): √(−2 ln(1 − u)) · cos(2πv), then · sin(2πv).
 * The cosine is a sine a quarter turn ahead; the wrap-around keeps that exact.
 */
// @ts-ignore: decorator
@inline
function normal(u: v128): v128 {
  const radius = f32x4.sqrt(f32x4.mul(f32x4.splat(-2), log(f32x4.sub(f32x4.splat(1), u))));
  const turn = v128.shuffle<i32>(u, u, 1, 1, 3, 3);
  const wraps = f32x4.ge(turn, f32x4.splat(0.75));
  const ahead = f32x4.add(turn, v128.bitselect(f32x4(-0.75, 0, -0.75, 0), f32x4(0.25, 0, 0.25, 0), wraps));
  return f32x4.mul(v128.shuffle<i32>(radius, radius, 0, 0, 2, 2), sin_turns(ahead));
}

/**
 * The inverse of the normal distribution function on its middle part, between −2 and 2: √2 · erf⁻¹(x · erf √2) for x of
 * −1 to 1, where erf⁻¹(y) = y · P(w − 2.5), w = −ln(1 − y²), by M. Giles' polynomial for w < 5 ("Approximating the erfinv
 * function", GPU Computing Gems, 2011): off by 2e-7 at most.
 */
// @ts-ignore: decorator
@inline
function truncated_normal(x: v128): v128 {
  const y = f32x4.mul(x, f32x4.splat(0.9544997361036416));
  const square = f32x4.mul(f32x4.sub(f32x4.splat(1), y), f32x4.add(f32x4.splat(1), y));
  const w = f32x4.sub(f32x4.splat(-2.5), log(square));
  let p = madd(w, f32x4.splat(2.81022636e-8), f32x4.splat(3.43273939e-7));
  p = madd(p, w, f32x4.splat(-3.5233877e-6));
  p = madd(p, w, f32x4.splat(-4.39150654e-6));
  p = madd(p, w, f32x4.splat(2.1858087e-4));
  p = madd(p, w, f32x4.splat(-1.25372503e-3));
  p = madd(p, w, f32x4.splat(-4.17768164e-3));
  p = madd(p, w, f32x4.splat(0.246640727));
  p = madd(p, w, f32x4.splat(1.50140941));
  return f32x4.mul(f32x4.mul(p, y), f32x4.splat(1.4142135623730951));
}

/** What `draw` makes of uniform numbers. */
const UNIFORM = 0;
const NORMAL = 1;
const TRUNCATED = 2;
const UNIT = 3;

// @ts-ignore: decorator
@inline
function shaped(u: v128, distribution: i32): v128 {
  if (distribution == NORMAL) return normal(u);
  if (distribution == UNIT) return u;
  const x = f32x4.sub(f32x4.add(u, u), f32x4.splat(1));
  return distribution == TRUNCATED ? truncated_normal(x) : x;
}

/** Draws the elements in order, four a counter, and puts each at its place in the panels. */
// @ts-ignore: decorator
@inline
function draw(
  seed: usize,
  result: usize,
  rows: i32,
  columns: i32,
  site: i32,
  scale: f32,
  distribution: i32,
  step: i32 = 0,
  purpose: i32 = INITIAL,
): void {
  const key = load<i32>(seed);
  let row = 0;
  let column = 0;
  for (let block = 0; row < rows; block++) {
    const u = unit(philox(key, block, site, step, purpose));
    let lanes = f32x4.mul(f32x4.splat(scale), shaped(u, distribution));
    for (let lane = 0; lane < 4 && row < rows; lane++) {
      f32.store(result + ((((column >> 4) * rows + row) << 6) + ((column & 15) << 2)), f32x4.extract_lane(lanes, 0));
      lanes = v128.shuffle<i32>(lanes, lanes, 1, 2, 3, 0);
      if (++column == columns) {
        column = 0;
        row++;
      }
    }
  }
}

/** limit · (2u − 1): uniform in [−limit, limit). */
export function fill_uniform(seed: usize, result: usize, rows: i32, columns: i32, site: i32, limit: f32): void {
  draw(seed, result, rows, columns, site, limit, UNIFORM);
}

/** Normal with mean 0 and that standard deviation. */
export function fill_normal(seed: usize, result: usize, rows: i32, columns: i32, site: i32, deviation: f32): void {
  draw(seed, result, rows, columns, site, deviation, NORMAL);
}

/** Normal with that standard deviation, of which only what lies within two of them. */
export function fill_truncated_normal(
  seed: usize,
  result: usize,
  rows: i32,
  columns: i32,
  site: i32,
  deviation: f32,
): void {
  draw(seed, result, rows, columns, site, deviation, TRUNCATED);
}

/** Uniform in [0, 1), other numbers in every step; `step` is the address of an i32. */
export function random_uniform(
  seed: usize,
  step: usize,
  result: usize,
  rows: i32,
  columns: i32,
  site: i32,
  purpose: i32,
): void {
  draw(seed, result, rows, columns, site, 1, UNIT, load<i32>(step), purpose);
}

/** The same value everywhere, padding included; has the initialisers' signature and ignores the seed. */
export function fill(seed: usize, result: usize, rows: i32, columns: i32, value: f32): void {
  const end = result + ((((columns + 15) >> 4) * rows) << 6);
  for (let address = result; address < end; address += 16) v128.store(address, f32x4.splat(value));
}
