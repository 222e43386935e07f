/**
 * Tensors [outer, size, inner] read at other places of the middle axis. Each of the result's `places` lies at a position on
 * the axis, counted in 1 / (2 · places) so that it is exact; what lies between two elements is their weighted mean.
 */

const NEAREST = 0;
const LINEAR = 1;
const REFLECT = 2;

/** `before` is for REFLECT: how many places lie before the first element. */
// @ts-ignore: decorator
@inline
function position(place: i32, size: i32, places: i32, mode: i32, before: i32): i32 {
  const unit = 2 * places;
  const center = (2 * place + 1) * size;
  if (mode == NEAREST) return (center / unit) * unit;
  if (mode == LINEAR) return min(max(center - places, 0), (size - 1) * unit);
  const away = place < before ? before - place : place - before;
  return (away < size ? away : 2 * (size - 1) - away) * unit;
}

export function resample(
  x: usize,
  y: usize,
  outer: i32,
  size: i32,
  places: i32,
  inner: i32,
  mode: i32,
  before: i32,
): void {
  const bytes = <usize>inner << 2;
  const unit = 2 * places;
  for (; outer > 0; outer--) {
    for (let place = 0; place < places; place++) {
      const at = position(place, size, places, mode, before);
      const from = x + <usize>(at / unit) * bytes;
      const rest = at % unit;
      if (rest == 0) memory.copy(y, from, bytes);
      else {
        const weight = <f32>rest / <f32>unit;
        const other = <f32>1 - weight;
        let i: usize = 0;
        for (; i + 16 <= bytes; i += 16) {
          const a = f32x4.mul(v128.load(from + i), f32x4.splat(other));
          v128.store(y + i, f32x4.add(a, f32x4.mul(v128.load(from + bytes + i), f32x4.splat(weight))));
        }
        for (; i < bytes; i += 4) {
          f32.store(y + i, f32.load(from + i) * other + f32.load(from + bytes + i) * weight);
        }
      }
      y += bytes;
    }
    x += <usize>size * bytes;
  }
}

/** dx gets each dy where it was read, by the same weights. */
export function resample_gradient(
  dy: usize,
  dx: usize,
  outer: i32,
  size: i32,
  places: i32,
  inner: i32,
  mode: i32,
  before: i32,
): void {
  const bytes = <usize>inner << 2;
  const unit = 2 * places;
  for (; outer > 0; outer--) {
    memory.fill(dx, 0, <usize>size * bytes);
    for (let place = 0; place < places; place++) {
      const at = position(place, size, places, mode, before);
      const to = dx + <usize>(at / unit) * bytes;
      const rest = at % unit;
      const weight = <f32>rest / <f32>unit;
      add_scaled(dy, to, bytes, 1 - weight);
      if (rest > 0) add_scaled(dy, to + bytes, bytes, weight);
      dy += bytes;
    }
    dx += <usize>size * bytes;
  }
}

function add_scaled(source: usize, sum: usize, bytes: usize, factor: f32): void {
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) {
    v128.store(sum + i, f32x4.add(v128.load(sum + i), f32x4.mul(v128.load(source + i), f32x4.splat(factor))));
  }
  for (; i < bytes; i += 4) f32.store(sum + i, f32.load(sum + i) + f32.load(source + i) * factor);
}
