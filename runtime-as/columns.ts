/** Columns of f32 tensors in panels, from one tensor to another of as many rows. */

/** Columns from, from + 1, … of the source become columns to, to + 1, … of the result, whose other lanes stay. */
export function copy_columns(source: usize, result: usize, rows: i32, from: i32, to: i32, count: i32): void {
  const panel = <usize>rows << 6;
  while (count > 0) {
    const length = min(count, 16 - max(from & 15, to & 15));
    const a = source + <usize>(from >> 4) * panel + ((<usize>from & 15) << 2);
    const b = result + <usize>(to >> 4) * panel + ((<usize>to & 15) << 2);
    if (length == 16) memory.copy(b, a, panel);
    else copy_lanes(a, b, rows, length);
    from += length;
    to += length;
    count -= length;
  }
}

/** Up to 15 lanes of each row of a panel; the last vector may overlap the one before. */
function copy_lanes(source: usize, result: usize, rows: i32, length: i32): void {
  for (; rows > 0; rows--) {
    if (length >= 4) {
      const last = (length - 4) << 2;
      for (let at = 0; at < last; at += 16) v128.store(result + at, v128.load(source + at));
      v128.store(result + last, v128.load(source + last));
    } else {
      for (let at = 0; at < length << 2; at += 4) f32.store(result + at, f32.load(source + at));
    }
    source += 64;
    result += 64;
  }
}

/** The source's `count` columns at `before` of `columns`, `value` in all others. */
export function pad_columns(
  source: usize,
  result: usize,
  rows: i32,
  count: i32,
  before: i32,
  columns: i32,
  value: f32,
): void {
  const end = result + ((<usize>(columns + 15) >> 4) * (<usize>rows << 6));
  for (let address = result; address < end; address += 16) v128.store(address, f32x4.splat(value));
  copy_columns(source, result, rows, 0, before, count);
}
