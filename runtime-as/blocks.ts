/** Means over blocks of the first axis, such as the ghost batches of a batch. */

/**
 * f32[entries, inner, columns] in panels: every element becomes the mean of the `size` entries of its block; the last block may
 * be smaller.
 */
export function block_mean(source: usize, result: usize, entries: i32, inner: i32, columns: i32, size: i32): void {
  const stride = <usize>inner << 6;
  for (; columns > 0; columns -= 16) {
    for (let left = entries; left > 0; left -= size) {
      const count = min(left, size);
      const bytes = stride * count;
      const share = f32x4.splat(<f32>count);
      for (let at: usize = 0; at < stride; at += 16) {
        let sum = v128.load(source + at);
        for (let next = stride; next < bytes; next += stride) sum = f32x4.add(sum, v128.load(source + at + next));
        const mean = f32x4.div(sum, share);
        for (let next: usize = 0; next < bytes; next += stride) v128.store(result + at + next, mean);
      }
      source += bytes;
      result += bytes;
    }
  }
}
