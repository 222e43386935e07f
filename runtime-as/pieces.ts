/**
 * Parts of tensors: every tensor is row-major f32 or i32 [outer, axis, inner], and sizes are counted in elements of 4 bytes.
 */

/** Copies `count` elements. */
// @ts-ignore: decorator
@inline
function copy_elements(source: usize, result: usize, count: i32): void {
  for (; count >= 4; count -= 4) {
    v128.store(result, v128.load(source));
    source += 16;
    result += 16;
  }
  for (; count > 0; count--) {
    i32.store(result, i32.load(source));
    source += 4;
    result += 4;
  }
}

/** Puts `outer` runs of `count` elements into every `stride` elements of the result. */
function put_runs(source: usize, result: usize, outer: i32, count: i32, stride: i32): void {
  for (; outer > 0; outer--) {
    copy_elements(source, result, count);
    source += count << 2;
    result += stride << 2;
  }
}

/** One behind the other along the axis: each source has as many elements of axis · inner as its size says. */
export function concat_1(a: usize, result: usize, outer: i32, size_a: i32): void {
  put_runs(a, result, outer, size_a, size_a);
}

export function concat_2(a: usize, b: usize, result: usize, outer: i32, size_a: i32, size_b: i32): void {
  const stride = size_a + size_b;
  put_runs(a, result, outer, size_a, stride);
  put_runs(b, result + (size_a << 2), outer, size_b, stride);
}

export function concat_3(
  a: usize,
  b: usize,
  c: usize,
  result: usize,
  outer: i32,
  size_a: i32,
  size_b: i32,
  size_c: i32,
): void {
  const stride = size_a + size_b + size_c;
  put_runs(a, result, outer, size_a, stride);
  put_runs(b, result + (size_a << 2), outer, size_b, stride);
  put_runs(c, result + ((size_a + size_b) << 2), outer, size_c, stride);
}

export function concat_4(
  a: usize,
  b: usize,
  c: usize,
  d: usize,
  result: usize,
  outer: i32,
  size_a: i32,
  size_b: i32,
  size_c: i32,
  size_d: i32,
): void {
  const stride = size_a + size_b + size_c + size_d;
  put_runs(a, result, outer, size_a, stride);
  put_runs(b, result + (size_a << 2), outer, size_b, stride);
  put_runs(c, result + ((size_a + size_b) << 2), outer, size_c, stride);
  put_runs(d, result + ((size_a + size_b + size_c) << 2), outer, size_d, stride);
}

/** Of every `size` elements of the source, `count` runs of `length` elements, which begin at start, start + step, … */
export function slice(
  source: usize,
  result: usize,
  outer: i32,
  count: i32,
  length: i32,
  start: i32,
  step: i32,
  size: i32,
): void {
  for (; outer > 0; outer--) {
    let from = source + (start << 2);
    for (let i = 0; i < count; i++) {
      copy_elements(from, result, length);
      from += step << 2;
      result += length << 2;
    }
    source += size << 2;
  }
}

/** The converse: the source's runs go to those places of every `size` elements of the result, `value` to all others. */
export function pad(
  source: usize,
  result: usize,
  outer: i32,
  count: i32,
  length: i32,
  start: i32,
  step: i32,
  size: i32,
  value: f32,
): void {
  for (; outer > 0; outer--) {
    const end = result + (size << 2);
    for (let address = result; address < end; address += 4) f32.store(address, value);
    let to = result + (start << 2);
    for (let i = 0; i < count; i++) {
      copy_elements(source, to, length);
      source += length << 2;
      to += step << 2;
    }
    result = end;
  }
}
