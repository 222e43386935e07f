/** What puts the examples of a batch together: tensors f32[samples, …, columns] in panels, with `group` rows a sample. */

/** The samples from the last to the first. */
export function reverse_batch(x: usize, result: usize, samples: i32, group: i32, columns: i32): void {
  const bytes = group << 6;
  for (let left = columns; left > 0; left -= 16) {
    let from = x + samples * bytes;
    for (let sample = 0; sample < samples; sample++) {
      from -= bytes;
      memory.copy(result, from, bytes);
      result += bytes;
    }
    x += samples * bytes;
  }
}

// @ts-ignore: decorator
@inline
function within(place: usize, size: i32): i32 {
  return max(0, min(size, <i32>f32.load(place)));
}

/** x f32[samples, height, width, columns], but y from `top` and `left` up to `bottom` and `right`, f32[samples, 1] each. */
export function paste_box(
  x: usize,
  y: usize,
  top: usize,
  left: usize,
  bottom: usize,
  right: usize,
  result: usize,
  samples: i32,
  height: i32,
  width: i32,
  columns: i32,
): void {
  const line = width << 6;
  memory.copy(result, x, ((columns + 15) >> 4) * samples * height * line);
  for (let panel = 0; panel < (columns + 15) >> 4; panel++) {
    for (let sample = 0; sample < samples; sample++) {
      const own = sample << 6;
      const first = within(left + own, width);
      const bytes = (within(right + own, width) - first) << 6;
      const last = within(bottom + own, height);
      for (let row = within(top + own, height); row < last; row++) {
        const at = ((panel * samples + sample) * height + row) * line + (first << 6);
        if (bytes > 0) memory.copy(result + at, y + at, bytes);
      }
    }
  }
}
