/**
 * Weights of 3 × 3 convolutions transformed for Winograd's filtering (compiler/ops/winograd-rules.ts): u = G w Gᵀ, where
 * G g = g₀, −⅔(g₀ + ½g₂ ± √½g₁), ⅙(g₀ + 2g₂ ± √2g₁), g₂.
 */
import { madd } from "./madd";

/** f32[3, 3, channels, outputs] → f32[36, channels, outputs], panels → panels. */
export function winograd_weights(weight: usize, result: usize, channels: i32, outputs: i32): void {
  const next = <usize>channels << 6;
  for (let panel = 0; panel < outputs; panel += 16) {
    // Along the columns, of which the result has room for the first three; then along the rows. Few rows at a time: where
    // there are 64 channels or so, all of them fall on the same lines of the cache.
    for (let x: usize = 0; x < 3; x++) {
      for (let at: usize = x * next, end = at + next; at < end; at += 16) {
        transform(weight + at, next * 3, result + at, next * 6);
      }
    }
    for (let y: usize = 0; y < 6; y++) {
      for (let row = result + y * 6 * next, end = row + next; row < end; row += 16) transform(row, next, row, next);
    }
    weight += next * 9;
    result += next * 36;
  }
}

/** Three vectors, `step` bytes apart, to six; they may lie in the same place. */
// @ts-ignore: decorator
@inline
function transform(from: usize, step: usize, to: usize, next: usize): void {
  const a = v128.load(from);
  const b = v128.load(from + step);
  const c = v128.load(from + step * 2);
  v128.store(to, a);
  v128.store(to + next * 5, c);
  pair(-2.0 / 3.0, Math.SQRT1_2, a, b, c, to + next, next);
  pair(1.0 / 6.0, Math.SQRT2, a, b, c, to + next * 3, next);
}

/** scale · (a + root² · c ± root · b) */
// @ts-ignore: decorator
@inline
function pair(scale: f64, root: f64, a: v128, b: v128, c: v128, to: usize, next: usize): void {
  const even = f32x4.mul(f32x4.splat(<f32>scale), madd(f32x4.splat(<f32>(root * root)), c, a));
  const odd = f32x4.mul(f32x4.splat(<f32>(scale * root)), b);
  v128.store(to, f32x4.add(even, odd));
  v128.store(to + next, f32x4.sub(even, odd));
}
