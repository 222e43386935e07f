// linear: made by inlay at SIMD level baseline, for batches up to 128.
import { fill_uniform, panels_to_rows } from "./runtime-as/index";

// Where each buffer begins in memory. A slash ahead of the last name: a temporary of that entry point.
const at_argument_seed: usize = 64; // argument/seed
const at_w: usize = 128; // w
const at_input_x: usize = 384; // input/x
const at_output_y: usize = 2432; // output/y
const at_infer_y: usize = 3456; // infer/y

function product_add(rows: i32, depth: i32, a: usize, aRow: usize, chunk: i32, aNext: usize, b: usize, y0: usize): void {
  const c: usize = 0;
  let r: i32 = 0;
  for (; r + 2 <= rows; r += 2) {
    let c0 = f32x4.splat(0.0);
    let c1 = f32x4.splat(0.0);
    let c2 = f32x4.splat(0.0);
    let c3 = f32x4.splat(0.0);
    let c4 = f32x4.splat(0.0);
    let c5 = f32x4.splat(0.0);
    let c6 = f32x4.splat(0.0);
    let c7 = f32x4.splat(0.0);
    let bk = b + c;
    let chunkStart = a + <usize>r * aRow;
    for (let left = depth; left > 0; left -= chunk) {
      const chunkEnd = chunkStart + (<usize>min(left, chunk) << 2);
      let a0k = chunkStart;
      let a1k = chunkStart + 1 * aRow;
      while (a0k < chunkEnd) {
        const b0 = v128.load(bk, 0);
        const b1 = v128.load(bk, 16);
        const b2 = v128.load(bk, 32);
        const b3 = v128.load(bk, 48);
        const s0 = v128.load32_splat(a0k);
        c0 = f32x4.add(f32x4.mul(s0, b0), c0);
        c1 = f32x4.add(f32x4.mul(s0, b1), c1);
        c2 = f32x4.add(f32x4.mul(s0, b2), c2);
        c3 = f32x4.add(f32x4.mul(s0, b3), c3);
        const s1 = v128.load32_splat(a1k);
        c4 = f32x4.add(f32x4.mul(s1, b0), c4);
        c5 = f32x4.add(f32x4.mul(s1, b1), c5);
        c6 = f32x4.add(f32x4.mul(s1, b2), c6);
        c7 = f32x4.add(f32x4.mul(s1, b3), c7);
        a0k += 4;
        a1k += 4;
        bk += 64;
      }
      chunkStart += aNext;
    }
    const at = (<usize>r << 6) + c;
    const t8 = f32x4.add(c0, f32x4.splat(0.5));
    v128.store(y0 + at, t8);
    const t9 = f32x4.add(c1, f32x4.splat(0.5));
    v128.store(y0 + at, t9, 16);
    const t10 = f32x4.add(c2, f32x4.splat(0.5));
    v128.store(y0 + at, t10, 32);
    const t11 = f32x4.add(c3, f32x4.splat(0.5));
    v128.store(y0 + at, t11, 48);
    const t12 = f32x4.add(c4, f32x4.splat(0.5));
    v128.store(y0 + at, t12, 64);
    const t13 = f32x4.add(c5, f32x4.splat(0.5));
    v128.store(y0 + at, t13, 80);
    const t14 = f32x4.add(c6, f32x4.splat(0.5));
    v128.store(y0 + at, t14, 96);
    const t15 = f32x4.add(c7, f32x4.splat(0.5));
    v128.store(y0 + at, t15, 112);
  }
  for (; r < rows; ++r) {
    let c16 = f32x4.splat(0.0);
    let c17 = f32x4.splat(0.0);
    let c18 = f32x4.splat(0.0);
    let c19 = f32x4.splat(0.0);
    let bk = b + c;
    let chunkStart = a + <usize>r * aRow;
    for (let left = depth; left > 0; left -= chunk) {
      const chunkEnd = chunkStart + (<usize>min(left, chunk) << 2);
      let a0k = chunkStart;
      while (a0k < chunkEnd) {
        const b0 = v128.load(bk, 0);
        const b1 = v128.load(bk, 16);
        const b2 = v128.load(bk, 32);
        const b3 = v128.load(bk, 48);
        const s0 = v128.load32_splat(a0k);
        c16 = f32x4.add(f32x4.mul(s0, b0), c16);
        c17 = f32x4.add(f32x4.mul(s0, b1), c17);
        c18 = f32x4.add(f32x4.mul(s0, b2), c18);
        c19 = f32x4.add(f32x4.mul(s0, b3), c19);
        a0k += 4;
        bk += 64;
      }
      chunkStart += aNext;
    }
    const at = (<usize>r << 6) + c;
    const t20 = f32x4.add(c16, f32x4.splat(0.5));
    v128.store(y0 + at, t20);
    const t21 = f32x4.add(c17, f32x4.splat(0.5));
    v128.store(y0 + at, t21, 16);
    const t22 = f32x4.add(c18, f32x4.splat(0.5));
    v128.store(y0 + at, t22, 32);
    const t23 = f32x4.add(c19, f32x4.splat(0.5));
    v128.store(y0 + at, t23, 48);
  }
}

export function init(seed: i32): void {
  store<i32>(at_argument_seed, seed);
  // w' = glorot_uniform(seed) : f32[4, 2]
  fill_uniform(at_argument_seed, at_w, 4, 2, 0, 1.0);
}

export function infer(batch: i32): void {
  if (batch < 1 || batch > 128) unreachable();
  // matmul(x, w) : f32[batch, 2]
  // y = add(matmul, 0.5) : f32[batch, 2]
  product_add(batch, 4, at_input_x, 16, 4, 0, at_w, at_infer_y);
  // output/y ← y
  panels_to_rows(at_infer_y, at_output_y, batch, 2);
}
