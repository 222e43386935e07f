/**
 * Pools over images f32[images, height, width, channels] in panels. Images and panels together are `planes` of 16 channels,
 * which lie one behind the other in operand and result alike. A window takes only what lies in the image.
 */

/** The largest of each window; NaN where any is. */
export function max_pool(
  x: usize,
  y: usize,
  planes: i32,
  height: i32,
  width: i32,
  rows: i32,
  columns: i32,
  size_y: i32,
  size_x: i32,
  stride_y: i32,
  stride_x: i32,
  top: i32,
  left: i32,
): void {
  for (; planes > 0; planes--) {
    for (let row = 0; row < rows; row++) {
      const first_y = max(row * stride_y - top, 0);
      const end_y = min(row * stride_y - top + size_y, height);
      for (let column = 0; column < columns; column++) {
        const first_x = max(column * stride_x - left, 0);
        const end_x = min(column * stride_x - left + size_x, width);
        let a = f32x4.splat(-Infinity);
        let b = a;
        let c = a;
        let d = a;
        // Lanes that met a NaN, which pmax passes over.
        let nan_a = i32x4.splat(0);
        let nan_b = nan_a;
        let nan_c = nan_a;
        let nan_d = nan_a;
        for (let at_y = first_y; at_y < end_y; at_y++) {
          let pixel = x + (<usize>(at_y * width + first_x) << 6);
          const end = pixel + (<usize>(end_x - first_x) << 6);
          for (; pixel < end; pixel += 64) {
            const value_a = v128.load(pixel);
            const value_b = v128.load(pixel, 16);
            const value_c = v128.load(pixel, 32);
            const value_d = v128.load(pixel, 48);
            a = f32x4.pmax(a, value_a);
            b = f32x4.pmax(b, value_b);
            c = f32x4.pmax(c, value_c);
            d = f32x4.pmax(d, value_d);
            nan_a = v128.or(nan_a, f32x4.ne(value_a, value_a));
            nan_b = v128.or(nan_b, f32x4.ne(value_b, value_b));
            nan_c = v128.or(nan_c, f32x4.ne(value_c, value_c));
            nan_d = v128.or(nan_d, f32x4.ne(value_d, value_d));
          }
        }
        v128.store(y, v128.or(a, nan_a));
        v128.store(y, v128.or(b, nan_b), 16);
        v128.store(y, v128.or(c, nan_c), 32);
        v128.store(y, v128.or(d, nan_d), 48);
        y += 64;
      }
    }
    x += <usize>(height * width) << 6;
  }
}

/** dy goes to the first of its window's largest. */
export function max_pool_gradient(
  x: usize,
  dy: usize,
  dx: usize,
  planes: i32,
  height: i32,
  width: i32,
  rows: i32,
  columns: i32,
  size_y: i32,
  size_x: i32,
  stride_y: i32,
  stride_x: i32,
  top: i32,
  left: i32,
): void {
  const bytes = <usize>(height * width) << 6;
  memory.fill(dx, 0, bytes * planes);
  for (; planes > 0; planes--) {
    for (let row = 0; row < rows; row++) {
      const first_y = max(row * stride_y - top, 0);
      const end_y = min(row * stride_y - top + size_y, height);
      for (let column = 0; column < columns; column++) {
        const first_x = max(column * stride_x - left, 0);
        const run = <usize>(min(column * stride_x - left + size_x, width) - first_x) << 6;
        for (let lane: usize = 0; lane < 64; lane += 16) {
          let largest = f32x4.splat(-Infinity);
          for (let at_y = first_y; at_y < end_y; at_y++) {
            const pixel = x + (<usize>(at_y * width + first_x) << 6) + lane;
            for (let at: usize = 0; at < run; at += 64) largest = f32x4.pmax(largest, v128.load(pixel + at));
          }
          let left_over = v128.load(dy);
          for (let at_y = first_y; at_y < end_y; at_y++) {
            const offset = (<usize>(at_y * width + first_x) << 6) + lane;
            for (let at = offset; at < offset + run; at += 64) {
              const here = f32x4.eq(v128.load(x + at), largest);
              v128.store(dx + at, f32x4.add(v128.load(dx + at), v128.and(left_over, here)));
              left_over = v128.andnot(left_over, here);
            }
          }
          dy += 16;
        }
      }
    }
    x += bytes;
    dx += bytes;
  }
}

/** The mean of each window: over all its places where `include_pad` is 1, else over those in the image. */
export function average_pool(
  x: usize,
  y: usize,
  planes: i32,
  height: i32,
  width: i32,
  rows: i32,
  columns: i32,
  size_y: i32,
  size_x: i32,
  stride_y: i32,
  stride_x: i32,
  top: i32,
  left: i32,
  include_pad: i32,
): void {
  for (; planes > 0; planes--) {
    for (let row = 0; row < rows; row++) {
      const first_y = max(row * stride_y - top, 0);
      const end_y = min(row * stride_y - top + size_y, height);
      for (let column = 0; column < columns; column++) {
        const first_x = max(column * stride_x - left, 0);
        const end_x = min(column * stride_x - left + size_x, width);
        let a = f32x4.splat(0);
        let b = a;
        let c = a;
        let d = a;
        for (let at_y = first_y; at_y < end_y; at_y++) {
          let pixel = x + (<usize>(at_y * width + first_x) << 6);
          const end = pixel + (<usize>(end_x - first_x) << 6);
          for (; pixel < end; pixel += 64) {
            a = f32x4.add(a, v128.load(pixel));
            b = f32x4.add(b, v128.load(pixel, 16));
            c = f32x4.add(c, v128.load(pixel, 32));
            d = f32x4.add(d, v128.load(pixel, 48));
          }
        }
        const count = include_pad ? size_y * size_x : (end_y - first_y) * (end_x - first_x);
        const share = f32x4.splat(1 / <f32>count);
        v128.store(y, f32x4.mul(a, share));
        v128.store(y, f32x4.mul(b, share), 16);
        v128.store(y, f32x4.mul(c, share), 32);
        v128.store(y, f32x4.mul(d, share), 48);
        y += 64;
      }
    }
    x += <usize>(height * width) << 6;
  }
}

/** Each of a window's places in the image gets its share of dy. */
export function average_pool_gradient(
  dy: usize,
  dx: usize,
  planes: i32,
  height: i32,
  width: i32,
  rows: i32,
  columns: i32,
  size_y: i32,
  size_x: i32,
  stride_y: i32,
  stride_x: i32,
  top: i32,
  left: i32,
  include_pad: i32,
): void {
  const bytes = <usize>(height * width) << 6;
  memory.fill(dx, 0, bytes * planes);
  for (; planes > 0; planes--) {
    for (let row = 0; row < rows; row++) {
      const first_y = max(row * stride_y - top, 0);
      const end_y = min(row * stride_y - top + size_y, height);
      for (let column = 0; column < columns; column++) {
        const first_x = max(column * stride_x - left, 0);
        const end_x = min(column * stride_x - left + size_x, width);
        const count = include_pad ? size_y * size_x : (end_y - first_y) * (end_x - first_x);
        const share = f32x4.splat(1 / <f32>count);
        const a = f32x4.mul(v128.load(dy), share);
        const b = f32x4.mul(v128.load(dy, 16), share);
        const c = f32x4.mul(v128.load(dy, 32), share);
        const d = f32x4.mul(v128.load(dy, 48), share);
        dy += 64;
        for (let at_y = first_y; at_y < end_y; at_y++) {
          let pixel = dx + (<usize>(at_y * width + first_x) << 6);
          const end = pixel + (<usize>(end_x - first_x) << 6);
          for (; pixel < end; pixel += 64) {
            v128.store(pixel, f32x4.add(v128.load(pixel), a));
            v128.store(pixel, f32x4.add(v128.load(pixel, 16), b), 16);
            v128.store(pixel, f32x4.add(v128.load(pixel, 32), c), 32);
            v128.store(pixel, f32x4.add(v128.load(pixel, 48), d), 48);
          }
        }
      }
    }
    dx += bytes;
  }
}
