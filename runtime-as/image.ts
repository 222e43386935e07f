/** Images: `count` of them, each height · width pixels of `channels` floats. A tensor in panels is images of 16 channels. */
import { transpose_block } from "./layout";

/** Zeros around every image, and between its pixels where they are `down` and `across` apart in the result. */
export function pad_image(
  source: usize,
  result: usize,
  count: i32,
  channels: i32,
  height: i32,
  width: i32,
  all_rows: i32,
  all_columns: i32,
  top: i32,
  left: i32,
  down: i32,
  across: i32,
): void {
  const pixel = <usize>channels << 2;
  const line = <usize>all_columns * pixel;
  const run = across == 1 ? <usize>width * pixel : pixel;
  const gap = <usize>(across - 1) * pixel;
  const end = line - <usize>(left + (width - 1) * across + 1) * pixel;
  const below = <usize>(all_rows - top - (height - 1) * down - 1) * line;
  for (; count > 0; count--) {
    result = zero(result, <usize>top * line);
    for (let y = height; y > 0; y--) {
      const last = source + <usize>width * pixel - run;
      result = zero(result, <usize>left * pixel);
      for (;;) {
        result = copy_run(source, result, run);
        if (source == last) break;
        result = zero(result, gap);
        source += run;
      }
      source += run;
      result = zero(result, y > 1 ? end + <usize>(down - 1) * line : end);
    }
    result = zero(result, below);
  }
}

/** Zeros around every image, which is there already. */
export function zero_border(
  result: usize,
  count: i32,
  channels: i32,
  height: i32,
  width: i32,
  all_rows: i32,
  all_columns: i32,
  top: i32,
  left: i32,
): void {
  const pixel = <usize>channels << 2;
  const line = <usize>all_columns * pixel;
  const between = line - <usize>width * pixel;
  const before = <usize>top * line + <usize>left * pixel;
  const after = <usize>(all_rows - top - height) * line + between - <usize>left * pixel;
  for (; count > 0; count--) {
    result = zero(result, before);
    for (let y = height; y > 1; y--) result = zero(result + <usize>width * pixel, between);
    result = zero(result + <usize>width * pixel, after);
  }
}

/** Gives the address behind. */
function zero(address: usize, bytes: usize): usize {
  const end = address + bytes;
  for (; address + 16 <= end; address += 16) v128.store(address, i32x4.splat(0));
  for (; address < end; address += 4) f32.store(address, 0);
  return end;
}

function copy_run(source: usize, result: usize, bytes: usize): usize {
  const end = result + bytes;
  for (; result + 16 <= end; result += 16) {
    v128.store(result, v128.load(source));
    source += 16;
  }
  for (; result < end; result += 4) {
    f32.store(result, f32.load(source));
    source += 4;
  }
  return end;
}

/** f32[taps, rows, columns] → f32[taps, columns, rows], the last tap first; panels of all taps' rows → panels. */
export function flip_kernel(source: usize, result: usize, taps: i32, rows: i32, columns: i32): void {
  for (let tap = 0; tap < taps; tap++) {
    const from = source + (<usize>((taps - 1 - tap) * rows) << 6);
    const to = result + (<usize>(tap * columns) << 6);
    transpose_block(from, <usize>(taps * rows) << 6, to, <usize>(taps * columns) << 6, rows, columns, 0, rows);
  }
}
