/**
 * Vector maths on f32x4: exp, expm1, log, log1p, tanh, sigmoid, sin and cos within 2 ulp, erf within 4 (`npm run ulp`
 * measures it); gelu.ts has what it needs beyond.
 *
 * Each is an exact argument reduction and a minimax polynomial, the coefficients those of Cephes (S. Moshier,
 * netlib cephes/single: expf.c, logf.c, tanhf.c, sinf.c, ndtrf.c) unless said otherwise. No tables, no branches; NaN
 * gives NaN.
 */
import { madd } from "./madd";

/** 1.5 · 2²³: adding it rounds to the nearest integer, which is then the low bits of the sum. */
const ROUND: f32 = 12582912;
const LN2_HIGH: f32 = 0.693359375; // few bits: its product with an exponent is exact
const LN2_LOW: f32 = -2.12194440e-4;

/** π/2 = the sum of four parts; the first three of at most 11 bits. */
const PI_2_1: f32 = 1.5703125;
const PI_2_2: f32 = 4.837512969970703e-4;
const PI_2_3: f32 = 7.549533620476723e-8;
const PI_2_4: f32 = 2.5633440682570896e-12;

/**
 * eˣ = 2ⁿ · eʳ with n = round(x / ln 2), |r| ≤ ln 2 / 2. Overflows to infinity above 88.72, underflows gradually
 * (subnormal results are right) and gives 0 below −103.98.
 */
export function exp(x: v128): v128 {
  // The pseudo-minimum and -maximum with x as first operand pass NaN on, in one machine instruction.
  const bounded = f32x4.pmax(f32x4.pmin(x, f32x4.splat(89)), f32x4.splat(-104));
  const shifted = madd(bounded, f32x4.splat(1.44269504088896341), f32x4.splat(ROUND));
  const n = f32x4.sub(shifted, f32x4.splat(ROUND));
  const r = madd(n, f32x4.splat(-LN2_LOW), madd(n, f32x4.splat(-LN2_HIGH), bounded));
  return scaled(f32x4.add(expm1_near(r), f32x4.splat(1)), shifted);
}

/**
 * y · e^(high + low) for −110 ≤ high ≤ 0 and a low part of at most a few hundredths of it: a sum in one float would have lost
 * up to 50 ulp of the result.
 */
export function times_exp(y: v128, high: v128, low: v128): v128 {
  const shifted = madd(f32x4.add(high, low), f32x4.splat(1.44269504088896341), f32x4.splat(ROUND));
  const n = f32x4.sub(shifted, f32x4.splat(ROUND));
  const r = f32x4.add(madd(n, f32x4.splat(-LN2_LOW), madd(n, f32x4.splat(-LN2_HIGH), high)), low);
  return scaled(madd(y, expm1_near(r), y), shifted);
}

/** p · 2ⁿ where `shifted` is n + ROUND, in two factors: n reaches from −160 to 128, an exponent field from −126 to 127. */
// @ts-ignore: decorator
@inline
function scaled(p: v128, shifted: v128): v128 {
  const power = i32x4.sub(shifted, i32x4.splat(reinterpret<i32>(ROUND)));
  const half = i32x4.shr_s(power, 1);
  return f32x4.mul(f32x4.mul(p, power_of_two(half)), power_of_two(i32x4.sub(power, half)));
}

/** eʳ − 1 where |r| ≤ ln 2 / 2. */
// @ts-ignore: decorator
@inline
function expm1_near(r: v128): v128 {
  let p = madd(r, f32x4.splat(1.9875691500e-4), f32x4.splat(1.3981999507e-3));
  p = madd(p, r, f32x4.splat(8.3334519073e-3));
  p = madd(p, r, f32x4.splat(4.1665795894e-2));
  p = madd(p, r, f32x4.splat(1.6666665459e-1));
  p = madd(p, r, f32x4.splat(5.0000001201e-1));
  return madd(p, f32x4.mul(r, r), r);
}

/**
 * eˣ − 1 = 2ⁿ · (eʳ − 1) + (2ⁿ − 1), with n and r as in exp: near 0 n is 0 and nothing cancels. It is made at half its
 * size, since 2¹²⁸ is no float. −1 below −17.33; expm1(±0) = ±0.
 */
export function expm1(x: v128): v128 {
  const bounded = f32x4.pmax(f32x4.pmin(x, f32x4.splat(89)), f32x4.splat(-18));
  const shifted = madd(bounded, f32x4.splat(1.44269504088896341), f32x4.splat(ROUND));
  const n = f32x4.sub(shifted, f32x4.splat(ROUND));
  const r = madd(n, f32x4.splat(-LN2_LOW), madd(n, f32x4.splat(-LN2_HIGH), bounded));
  const half = power_of_two(i32x4.sub(i32x4.sub(shifted, i32x4.splat(reinterpret<i32>(ROUND))), i32x4.splat(1)));
  const y = f32x4.add(f32x4.mul(half, expm1_near(r)), f32x4.sub(half, f32x4.splat(0.5)));
  return with_sign(f32x4.add(y, y), x);
}

/** `size` ≥ 0 under x's sign; a negative `size` stays so. */
// @ts-ignore: decorator
@inline
function with_sign(size: v128, x: v128): v128 {
  return v128.or(size, v128.and(x, i32x4.splat(0x80000000)));
}

/** 2ⁿ from an integer −126 ≤ n ≤ 127. */
// @ts-ignore: decorator
@inline
function power_of_two(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/**
 * ln x = k · ln 2 + ln m with √½ ≤ m < √2. Subnormals are scaled up first. log(0) = −∞, log(∞) = ∞,
 * NaN for negative numbers.
 */
export function log(x: v128): v128 {
  const tiny = f32x4.lt(x, f32x4.splat(1.17549435e-38));
  const normal = v128.bitselect(f32x4.mul(x, f32x4.splat(8388608)), x, tiny);
  const exponent = i32x4.shr_s(i32x4.sub(normal, i32x4.splat(0x3f3504f3)), 23); // bits of √½
  const m = i32x4.sub(normal, i32x4.shl(exponent, 23));
  const k = f32x4.convert_i32x4_s(i32x4.add(exponent, v128.and(tiny, i32x4.splat(-23))));
  const f = f32x4.sub(m, f32x4.splat(1));
  const square = f32x4.mul(f, f);
  let p = madd(f, f32x4.splat(7.0376836292e-2), f32x4.splat(-1.1514610310e-1));
  p = madd(p, f, f32x4.splat(1.1676998740e-1));
  p = madd(p, f, f32x4.splat(-1.2420140846e-1));
  p = madd(p, f, f32x4.splat(1.4249322787e-1));
  p = madd(p, f, f32x4.splat(-1.6668057665e-1));
  p = madd(p, f, f32x4.splat(2.0000714765e-1));
  p = madd(p, f, f32x4.splat(-2.4999993993e-1));
  p = madd(p, f, f32x4.splat(3.3333331174e-1));
  p = madd(k, f32x4.splat(LN2_LOW), f32x4.mul(p, f32x4.mul(f, square)));
  p = madd(square, f32x4.splat(-0.5), p);
  const y = madd(k, f32x4.splat(LN2_HIGH), f32x4.add(f, p));
  const infinite = v128.bitselect(x, y, f32x4.eq(x, f32x4.splat(f32.POSITIVE_INFINITY)));
  const zero = v128.bitselect(f32x4.splat(f32.NEGATIVE_INFINITY), infinite, f32x4.eq(x, f32x4.splat(0)));
  return v128.bitselect(zero, f32x4.splat(f32.NaN), f32x4.ge(x, f32x4.splat(0)));
}

/**
 * ln (1 + x) = ln u + (x − (u − 1)) / u where u is 1 + x as rounded: the second term is what the rounding lost.
 * −∞ at −1, NaN below; log1p(±0) = ±0.
 */
export function log1p(x: v128): v128 {
  const one = f32x4.splat(1);
  const u = f32x4.add(one, x);
  const lost = f32x4.div(f32x4.sub(x, f32x4.sub(u, one)), u);
  const finite = v128.and(f32x4.gt(u, f32x4.splat(0)), f32x4.lt(u, f32x4.splat(f32.POSITIVE_INFINITY)));
  return with_sign(f32x4.add(log(u), v128.and(lost, finite)), x);
}

/** tanh x: an odd polynomial where |x| < 0.625, else 1 − 2 / (e^(2|x|) + 1) under x's sign; tanh(±0) = ±0. */
export function tanh(x: v128): v128 {
  const size = f32x4.abs(x);
  const z = f32x4.mul(x, x);
  let p = madd(z, f32x4.splat(-5.70498872745e-3), f32x4.splat(2.06390887954e-2));
  p = madd(p, z, f32x4.splat(-5.37397155531e-2));
  p = madd(p, z, f32x4.splat(1.33314422036e-1));
  p = madd(p, z, f32x4.splat(-3.33332819422e-1));
  const near = madd(f32x4.mul(p, z), size, size);
  const e = exp(f32x4.add(size, size));
  const far = f32x4.sub(f32x4.splat(1), f32x4.div(f32x4.splat(2), f32x4.add(e, f32x4.splat(1))));
  const positive = v128.bitselect(near, far, f32x4.lt(size, f32x4.splat(0.625)));
  return with_sign(positive, x);
}

/**
 * 1 / (1 + e⁻ˣ) from e = e^(−|x|), so that nothing overflows, and y = e / (1 + e): 1 − y, or where x < 0 y itself, written
 * e − e · y, in which the rounding of 1 + e counts less.
 */
export function sigmoid(x: v128): v128 {
  return logistic(exp(f32x4.neg(f32x4.abs(x))), x);
}

/** 1 / (1 + e⁻ˣ) from e = e^(−|x|). */
// @ts-ignore: decorator
@inline
export function logistic(e: v128, x: v128): v128 {
  const one = f32x4.splat(1);
  const y = f32x4.div(e, f32x4.add(one, e));
  const a = v128.bitselect(e, one, f32x4.lt(x, f32x4.splat(0)));
  return f32x4.sub(a, f32x4.mul(a, y));
}

/**
 * erf x: x times a polynomial in x² where |x| < 1, else 1 − e^p(|x|) under x's sign; p is a minimax polynomial for the
 * logarithm of 1 − erf on [1, 4], weighted by what counts in the result. Beyond 4 erf rounds to ±1.
 */
export function erf(x: v128): v128 {
  const z = f32x4.mul(x, x);
  let p = madd(z, f32x4.splat(7.853861353153693e-5), f32x4.splat(-8.010193625184903e-4));
  p = madd(p, z, f32x4.splat(5.188327685732524e-3));
  p = madd(p, z, f32x4.splat(-2.685381193529856e-2));
  p = madd(p, z, f32x4.splat(1.12835851486142e-1));
  p = madd(p, z, f32x4.splat(-3.7612625824233e-1));
  p = madd(p, z, f32x4.splat(1.2837916672673e-1)); // 2/√π − 1, so that the product below rounds less
  const near = madd(p, x, x);
  const size = f32x4.pmin(f32x4.abs(x), f32x4.splat(4));
  let q = madd(size, f32x4.splat(1.863800842e-4), f32x4.splat(-2.947666796e-3));
  q = madd(q, size, f32x4.splat(2.183809697e-2));
  q = madd(q, size, f32x4.splat(-1.031068214e-1));
  q = madd(q, size, f32x4.splat(-6.381447582e-1));
  q = madd(q, size, f32x4.splat(-1.127089234));
  q = madd(q, size, f32x4.splat(-3.415125916e-4));
  const far = with_sign(f32x4.sub(f32x4.splat(1), exp(q)), x);
  return v128.bitselect(near, far, f32x4.lt(size, f32x4.splat(1)));
}

/** sin(2πv) for 0 ≤ v < 1: v minus its quarter turns is exact where v is a multiple of 2⁻²⁴, as random numbers are. */
export function sin_turns(v: v128): v128 {
  const quarters = f32x4.nearest(f32x4.mul(v, f32x4.splat(4)));
  const t = f32x4.mul(f32x4.sub(v, f32x4.mul(quarters, f32x4.splat(0.25))), f32x4.splat(6.28318530717958648));
  return sin_from(t, i32x4.trunc_sat_f32x4_s(quarters));
}

/** sin x, from |x| by quarter turns; sin(±0) = ±0, NaN for ±∞. */
export function sin(x: v128): v128 {
  const size = f32x4.abs(x);
  const quarters = quarter_turns(size);
  const y = sin_from(without_turns(size, quarters), i32x4.trunc_sat_f32x4_s(quarters));
  return v128.xor(y, v128.and(x, i32x4.splat(0x80000000)));
}

/** cos x: sin a quarter turn on; NaN for ±∞. */
export function cos(x: v128): v128 {
  const size = f32x4.abs(x);
  const quarters = quarter_turns(size);
  return sin_from(without_turns(size, quarters), i32x4.add(i32x4.trunc_sat_f32x4_s(quarters), i32x4.splat(1)));
}

// @ts-ignore: decorator
@inline
function quarter_turns(size: v128): v128 {
  return f32x4.nearest(f32x4.mul(size, f32x4.splat(0.636619772367581343)));
}

/**
 * x − n · π/2, within [−π/4, π/4], for x ≥ 0. π/2 comes in parts of few bits, whose products with n < 2¹³, up to
 * x = 12,867, are exact; what the third difference loses joins the fourth. Beyond that the result is that of a number
 * within about 1 ulp of x.
 */
// @ts-ignore: decorator
@inline
function without_turns(x: v128, n: v128): v128 {
  const a = f32x4.sub(f32x4.sub(x, f32x4.mul(n, f32x4.splat(PI_2_1))), f32x4.mul(n, f32x4.splat(PI_2_2)));
  const third = f32x4.mul(n, f32x4.splat(PI_2_3));
  const b = f32x4.sub(a, third);
  const lost = f32x4.sub(f32x4.sub(a, b), third);
  const r = f32x4.add(b, f32x4.sub(lost, f32x4.mul(n, f32x4.splat(PI_2_4))));
  // Where x is so large that nothing is left of its fraction, r must still be where the polynomials hold.
  return f32x4.max(f32x4.min(r, f32x4.splat(0.8)), f32x4.splat(-0.8));
}

/** sin(t + q · π/2) where |t| ≤ π/4. */
// @ts-ignore: decorator
@inline
function sin_from(t: v128, q: v128): v128 {
  const z = f32x4.mul(t, t);
  let s = madd(z, f32x4.splat(-1.9515295891e-4), f32x4.splat(8.3321608736e-3));
  s = madd(s, z, f32x4.splat(-1.6666654611e-1));
  s = madd(f32x4.mul(s, z), t, t);
  let c = madd(z, f32x4.splat(2.443315711809948e-5), f32x4.splat(-1.388731625493765e-3));
  c = madd(c, z, f32x4.splat(4.166664568298827e-2));
  c = f32x4.add(madd(f32x4.mul(c, z), z, f32x4.mul(z, f32x4.splat(-0.5))), f32x4.splat(1));
  const odd = i32x4.eq(v128.and(q, i32x4.splat(1)), i32x4.splat(1));
  const sign = i32x4.shl(v128.and(q, i32x4.splat(2)), 30);
  return v128.xor(v128.bitselect(c, s, odd), sign);
}
