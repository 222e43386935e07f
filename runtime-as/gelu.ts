/**
 * gelu, its slope, and the share of its form with tanh, on f32x4, within 4 ulp (`npm run ulp` measures it). Shares of a
 * distribution's tail are made as such, not as differences from 1, and the exponents ahead of them in two parts.
 */
import { madd } from "./madd";
import { logistic, times_exp } from "./math";

/**
 * x · Φ(x) = max(x, 0) − u · (1 − Φ(u)) where u = |x| and Φ is the normal distribution: values far below 0 are as exact as
 * others. The sign is x's, also where the result is 0.
 */
export function gelu(x: v128): v128 {
  const size = f32x4.pmin(f32x4.abs(x), f32x4.splat(GELU_END));
  const zero = f32x4.splat(0);
  const value = f32x4.sub(f32x4.pmax(x, zero), times_density(f32x4.mul(size, tail_ratio(size)), size));
  return v128.or(value, v128.and(x, i32x4.splat(0x80000000)));
}

/** Its derivative Φ(x) + x · φ(x) with the density φ: of the two tails' formulas, 1 + d and −d, that of x's side. */
export function gelu_slope(x: v128): v128 {
  const size = f32x4.pmin(f32x4.abs(x), f32x4.splat(GELU_END));
  const share = madd(size, f32x4.splat(0.3989422804014327), f32x4.neg(tail_ratio(size))); // u/√(2π) − (1 − Φ) / e^(−u²/2)
  const d = times_density(share, size);
  return v128.bitselect(f32x4.neg(d), f32x4.add(d, f32x4.splat(1)), f32x4.lt(x, f32x4.splat(0)));
}

/** Beyond, u · (1 − Φ(u)) is 0 in float32. */
const GELU_END: f32 = 14.5;

/**
 * (1 − Φ(u)) / e^(−u²/2) = p(t) / (1 + u), t = u / (1 + 0.28 u), with a minimax polynomial p that stays between 0.39 and 0.5,
 * so that little cancels.
 */
// @ts-ignore: decorator
@inline
function tail_ratio(u: v128): v128 {
  const one = f32x4.splat(1);
  const t = f32x4.div(u, madd(u, f32x4.splat(0.28), one));
  let p = madd(t, f32x4.splat(8.707796723683714e-7), f32x4.splat(-1.200387214339571e-5));
  p = madd(p, t, f32x4.splat(4.738651114166714e-5));
  p = madd(p, t, f32x4.splat(5.169120413484052e-5));
  p = madd(p, t, f32x4.splat(-3.7540943594649434e-4));
  p = madd(p, t, f32x4.splat(-5.045732017606497e-3));
  p = madd(p, t, f32x4.splat(4.1553203016519547e-2));
  p = madd(p, t, f32x4.splat(-0.12064966559410095));
  p = madd(p, t, f32x4.splat(0.10105795413255692));
  p = madd(p, t, f32x4.splat(0.5));
  return f32x4.div(p, f32x4.add(u, one));
}

/** y · e^(−u²/2). u² is taken apart: its rounding would lose up to 6·10⁻⁶ of the result. */
// @ts-ignore: decorator
@inline
function times_density(y: v128, u: v128): v128 {
  const half = f32x4.splat(-0.5);
  const high = leading(u);
  const low = f32x4.mul(f32x4.sub(u, high), f32x4.add(u, high));
  return times_exp(y, f32x4.mul(f32x4.mul(high, high), half), f32x4.mul(low, half));
}

/** 2√(2/π) and 0.044715 times that: parts of 12 bits, and the rest. */
const TANH_A: f32 = 1.595703125;
const TANH_A_REST: f32 = 6.599660264328122e-5;
const TANH_B: f32 = 0.07135009765625;
const TANH_B_REST: f32 = 4.718616310128709e-6;

/**
 * (1 + tanh(√(2/π) · (x + 0.044715 x³))) / 2, which is sigmoid(v) with v = x · (a + b x²), for gelu's approximate form:
 * small shares are as exact as large ones. v is made in two parts, each product and difference of 12-bit parts exact.
 */
export function near_normal_cdf(x: v128): v128 {
  const a = f32x4.splat(TANH_A);
  const b = f32x4.splat(TANH_B);
  const size = f32x4.pmin(f32x4.abs(x), f32x4.splat(11));
  const high = leading(size);
  const low = f32x4.sub(size, high);
  const highSquare = f32x4.mul(high, high);
  const lowSquare = f32x4.mul(low, f32x4.add(size, high));
  const s = leading(f32x4.add(highSquare, lowSquare));
  const sRest = f32x4.add(f32x4.sub(highSquare, s), lowSquare);
  const bs = f32x4.mul(b, s);
  const p = leading(f32x4.add(a, bs));
  let pRest = madd(s, f32x4.splat(TANH_B_REST), madd(sRest, f32x4.splat(TANH_B + TANH_B_REST), f32x4.splat(TANH_A_REST)));
  pRest = f32x4.add(f32x4.add(f32x4.sub(a, p), bs), pRest);
  const v = f32x4.neg(f32x4.mul(high, p));
  return logistic(times_exp(f32x4.splat(1), v, f32x4.neg(madd(low, p, f32x4.mul(size, pRest)))), x);
}

/** The first 12 bits of each number: squares of such are exact. */
// @ts-ignore: decorator
@inline
function leading(x: v128): v128 {
  return v128.and(x, i32x4.splat(0xfffff000));
}
