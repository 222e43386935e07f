// plain_mlp: made by inlay at SIMD level baseline, for batches up to 128.
import { copy, fill, fill_uniform, next_step, panels_to_rows, softmax, softmax_cross_entropy_and_slope_index, softmax_cross_entropy_index, transpose_panels } from "./runtime-as/index";

// Where each buffer begins in memory. A slash ahead of the last name: a temporary of that entry point.
const at_argument_seed: usize = 64; // argument/seed
const at_argument_batch_size: usize = 128; // argument/batch_size
const at_argument_rate_scale: usize = 192; // argument/rate_scale
const at_hidden_weight: usize = 256; // hidden.weight
const at_hidden_bias: usize = 768; // hidden.bias
const at_scores_weight: usize = 832; // scores.weight
const at_scores_bias: usize = 1600; // scores.bias
const at_step: usize = 1664; // step
const at_init_constant_0: usize = 1728; // init/constant.0
const at_input_x: usize = 1792; // input/x
const at_input_label: usize = 5888; // input/label
const at_output_classes: usize = 6400; // output/classes
const at_loss_loss: usize = 7936; // loss/loss
const at_infer_hidden: usize = 8000; // infer/hidden
const at_infer_scores: usize = 16192; // infer/scores
const at_infer_classes: usize = 8000; // infer/classes
const at_evaluate_hidden: usize = 8000; // evaluate/hidden
const at_evaluate_scores: usize = 16192; // evaluate/scores
const at_evaluate_softmax_cross_entropy: usize = 8000; // evaluate/softmax_cross_entropy
const at_train_hidden: usize = 8000; // train/hidden
const at_train_scores: usize = 16192; // train/scores
const at_train_softmax_cross_entropy: usize = 32576; // train/softmax_cross_entropy
const at_train_softmax_cross_entropy_slope: usize = 24384; // train/softmax_cross_entropy_slope
const at_train_div: usize = 33280; // train/div
const at_train_mul: usize = 24384; // train/mul
const at_train_scores_weight_transposed: usize = 33088; // train/scores.weight.transposed
const at_train_mask_positive: usize = 16192; // train/mask_positive
const at_train_mul_1: usize = 33344; // train/mul.1
const at_train_reduce_sum: usize = 33280; // train/reduce_sum
const at_train_reduce_sum_1: usize = 16192; // train/reduce_sum.1
const at_train_step_: usize = 8000; // train/step'

function product_relu(rows: i32, depth: i32, a: usize, aRow: usize, chunk: i32, aNext: usize, b: usize, initial: usize, y0: usize): void {
  let r: i32 = 0;
  const last = rows;
  {
    const c: usize = 0;
    while (r < last) {
      let c0 = v128.load(initial + c, 0);
      let c1 = v128.load(initial + c, 16);
      let c2 = v128.load(initial + c, 32);
      let c3 = v128.load(initial + c, 48);
      let c4 = v128.load(initial + c, 0);
      let c5 = v128.load(initial + c, 16);
      let c6 = v128.load(initial + c, 32);
      let c7 = v128.load(initial + c, 48);
      let bk = b + c;
      let height: i32 = 1;
      if (r + 2 <= last) {
        height = 2;
        let chunkStart = a + <usize>r * aRow;
        for (let left = depth; left > 0; left -= chunk) {
          const chunkEnd = chunkStart + (<usize>min(left, chunk) << 2);
          let a0k = chunkStart;
          let a1k = a0k + aRow;
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
      } else {
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
            c0 = f32x4.add(f32x4.mul(s0, b0), c0);
            c1 = f32x4.add(f32x4.mul(s0, b1), c1);
            c2 = f32x4.add(f32x4.mul(s0, b2), c2);
            c3 = f32x4.add(f32x4.mul(s0, b3), c3);
            a0k += 4;
            bk += 64;
          }
          chunkStart += aNext;
        }
      }
      let at = (<usize>r << 6) + c;
      for (const end = at + (<usize>height << 6); at < end; at += 64) {
        const t8 = f32x4.pmax(c0, f32x4.splat(0.0));
        const t9 = f32x4.pmax(c1, f32x4.splat(0.0));
        v128.store(y0 + at, t8);
        v128.store(y0 + at, t9, 16);
        const t10 = f32x4.pmax(c2, f32x4.splat(0.0));
        const t11 = f32x4.pmax(c3, f32x4.splat(0.0));
        v128.store(y0 + at, t10, 32);
        v128.store(y0 + at, t11, 48);
        c0 = c4;
        c1 = c5;
        c2 = c6;
        c3 = c7;
      }
      r += height;
    }
  }
}

function product(rows: i32, depth: i32, a: usize, aRow: usize, chunk: i32, aNext: usize, b: usize, initial: usize, y0: usize): void {
  let r: i32 = 0;
  const last = rows;
  {
    const c: usize = 0;
    while (r < last) {
      let c0 = v128.load(initial + c, 0);
      let c1 = v128.load(initial + c, 16);
      let c2 = v128.load(initial + c, 32);
      let c3 = v128.load(initial + c, 48);
      let c4 = v128.load(initial + c, 0);
      let c5 = v128.load(initial + c, 16);
      let c6 = v128.load(initial + c, 32);
      let c7 = v128.load(initial + c, 48);
      let bk = b + c;
      let height: i32 = 1;
      if (r + 2 <= last) {
        height = 2;
        let chunkStart = a + <usize>r * aRow;
        for (let left = depth; left > 0; left -= chunk) {
          const chunkEnd = chunkStart + (<usize>min(left, chunk) << 2);
          let a0k = chunkStart;
          let a1k = a0k + aRow;
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
      } else {
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
            c0 = f32x4.add(f32x4.mul(s0, b0), c0);
            c1 = f32x4.add(f32x4.mul(s0, b1), c1);
            c2 = f32x4.add(f32x4.mul(s0, b2), c2);
            c3 = f32x4.add(f32x4.mul(s0, b3), c3);
            a0k += 4;
            bk += 64;
          }
          chunkStart += aNext;
        }
      }
      let at = (<usize>r << 6) + c;
      for (const end = at + (<usize>height << 6); at < end; at += 64) {
        v128.store(y0 + at, c0);
        v128.store(y0 + at, c1, 16);
        v128.store(y0 + at, c2, 32);
        v128.store(y0 + at, c3, 48);
        c0 = c4;
        c1 = c5;
        c2 = c6;
        c3 = c7;
      }
      r += height;
    }
  }
}

function reduce_mean(rows: i32, columns: i32, a0: usize, y0: usize): void {
  const count0 = f32x4.splat(<f32>columns);
  const panel = <usize>rows * 64;
  for (let r: i32 = 0; r < rows; ++r) {
    let sum1 = f32x4.splat(0.0);
    let sum2 = f32x4.splat(0.0);
    let sum3 = f32x4.splat(0.0);
    let sum4 = f32x4.splat(0.0);
    let c: usize = 0;
    let left = columns;
    for (; left >= 16; left -= 16) {
      const at = (c >> 6) * panel + <usize>r * 64 + (c & 63);
      const x5 = v128.load(a0 + at);
      const x7 = v128.load(a0 + at + 16);
      const t6 = f32x4.add(sum1, x5);
      const t8 = f32x4.add(sum2, x7);
      sum1 = t6;
      sum2 = t8;
      const x9 = v128.load(a0 + at + 32);
      const x11 = v128.load(a0 + at + 48);
      const t10 = f32x4.add(sum3, x9);
      const t12 = f32x4.add(sum4, x11);
      sum3 = t10;
      sum4 = t12;
      c += 64;
    }
    const t13 = f32x4.add(sum1, sum2);
    sum1 = t13;
    const t14 = f32x4.add(sum1, sum3);
    sum1 = t14;
    const t15 = f32x4.add(sum1, sum4);
    sum1 = t15;
    for (; left > 0; left -= 4) {
      const at = (c >> 6) * panel + <usize>r * 64 + (c & 63);
      const inside = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(left));
      const x19 = v128.load(a0 + at);
      const t20 = f32x4.add(sum1, x19);
      sum1 = v128.bitselect(t20, sum1, inside);
      c += 16;
    }
    const t16 = f32x4.add(sum1, v128.shuffle<f32>(sum1, sum1, 2, 3, 0, 1));
    const t17 = f32x4.add(t16, v128.shuffle<f32>(t16, t16, 1, 0, 3, 2));
    const t18 = f32x4.div(t17, count0);
    store<f32>(y0 + (<usize>r << 2), f32x4.extract_lane(t18, 0));
  }
}

function div(rows: i32, a0: usize, y0: usize): void {
  const x0 = v128.load32_splat(a0);
  const t1 = f32x4.div(f32x4.splat(1.0), x0);
  let at: usize = 0;
  for (let r: i32 = 0; r < rows; ++r) {
    v128.store(y0 + at, t1);
    v128.store(y0 + at + 16, t1);
    v128.store(y0 + at + 32, t1);
    v128.store(y0 + at + 48, t1);
    at += 64;
  }
}

function mul(rows: i32, a0: usize, y0: usize): void {
  const x0 = v128.load32_splat(a0);
  const t1 = f32x4.mul(x0, f32x4.splat(0.1));
  let at: usize = 0;
  for (let r: i32 = 0; r < rows; ++r) {
    v128.store(y0 + at, t1);
    v128.store(y0 + at + 16, t1);
    v128.store(y0 + at + 32, t1);
    v128.store(y0 + at + 48, t1);
    at += 64;
  }
}

function mul_2(rows: i32, a0: usize, a1: usize, y0: usize): void {
  const x0 = v128.load32_splat(a1);
  let at: usize = 0;
  for (let r: i32 = 0; r < rows; ++r) {
    const x1 = v128.load(a0 + at);
    const x3 = v128.load(a0 + at + 16);
    const t2 = f32x4.mul(x1, x0);
    const t4 = f32x4.mul(x3, x0);
    v128.store(y0 + at, t2);
    v128.store(y0 + at + 16, t4);
    const x5 = v128.load(a0 + at + 32);
    const x7 = v128.load(a0 + at + 48);
    const t6 = f32x4.mul(x5, x0);
    const t8 = f32x4.mul(x7, x0);
    v128.store(y0 + at + 32, t6);
    v128.store(y0 + at + 48, t8);
    at += 64;
  }
}

function reduce_sum(rows: i32, a0: usize, y0: usize): void {
  const count0 = f32x4.splat(<f32>rows);
  for (let c: usize = 0; c < 64; c += 64) {
    let sum2 = f32x4.splat(0.0);
    let sum5 = f32x4.splat(0.0);
    let sum8 = f32x4.splat(0.0);
    let sum11 = f32x4.splat(0.0);
    let at: usize = c;
    for (let r: i32 = 0; r < rows; ++r) {
      const x1 = v128.load(a0 + at);
      const x4 = v128.load(a0 + at + 16);
      const t3 = f32x4.add(sum2, x1);
      const t6 = f32x4.add(sum5, x4);
      sum2 = t3;
      sum5 = t6;
      const x7 = v128.load(a0 + at + 32);
      const x10 = v128.load(a0 + at + 48);
      const t9 = f32x4.add(sum8, x7);
      const t12 = f32x4.add(sum11, x10);
      sum8 = t9;
      sum11 = t12;
      at += 64;
    }
    v128.store(y0 + c, sum2);
    v128.store(y0 + c + 16, sum5);
    v128.store(y0 + c + 32, sum8);
    v128.store(y0 + c + 48, sum11);
  }
}

function mul_sub(rows: i32, a0: usize, a1: usize, a2: usize, y0: usize): void {
  const x0 = v128.load32_splat(a2);
  let at: usize = 0;
  for (let r: i32 = 0; r < rows; ++r) {
    const x1 = v128.load(a0 + at);
    const x5 = v128.load(a0 + at + 16);
    const x2 = v128.load(a1 + at);
    const x6 = v128.load(a1 + at + 16);
    const t3 = f32x4.mul(x2, x0);
    const t7 = f32x4.mul(x6, x0);
    const t4 = f32x4.sub(x1, t3);
    const t8 = f32x4.sub(x5, t7);
    v128.store(y0 + at, t4);
    v128.store(y0 + at + 16, t8);
    const x9 = v128.load(a0 + at + 32);
    const x13 = v128.load(a0 + at + 48);
    const x10 = v128.load(a1 + at + 32);
    const x14 = v128.load(a1 + at + 48);
    const t11 = f32x4.mul(x10, x0);
    const t15 = f32x4.mul(x14, x0);
    const t12 = f32x4.sub(x9, t11);
    const t16 = f32x4.sub(x13, t15);
    v128.store(y0 + at + 32, t12);
    v128.store(y0 + at + 48, t16);
    at += 64;
  }
}

function product_of_columns_mul_sub(rows: i32, depth: i32, a: usize, aRow: usize, chunk: i32, aNext: usize, b: usize, a0: usize, a1: usize, y0: usize): void {
  let r: i32 = 0;
  for (let first: i32 = 0; first < rows; first += chunk) {
    const last = min(first + chunk, rows);
    const zero = i32x4.splat(depth >> 31);
    {
      const c: usize = 0;
      while (r < last) {
        let c0 = zero;
        let c1 = zero;
        let c2 = zero;
        let c3 = zero;
        let c4 = zero;
        let c5 = zero;
        let c6 = zero;
        let c7 = zero;
        let bk = b + c;
        let height: i32 = 1;
        if (r + 2 <= last) {
          height = 2;
          let ak = a + (<usize>(r - first) << 2);
          const end = ak + <usize>depth * aRow;
          while (ak < end) {
            const b0 = v128.load(bk, 0);
            const b1 = v128.load(bk, 16);
            const b2 = v128.load(bk, 32);
            const b3 = v128.load(bk, 48);
            const s0 = v128.load32_splat(ak);
            c0 = f32x4.add(f32x4.mul(s0, b0), c0);
            c1 = f32x4.add(f32x4.mul(s0, b1), c1);
            c2 = f32x4.add(f32x4.mul(s0, b2), c2);
            c3 = f32x4.add(f32x4.mul(s0, b3), c3);
            const s1 = v128.load32_splat(ak, 4);
            c4 = f32x4.add(f32x4.mul(s1, b0), c4);
            c5 = f32x4.add(f32x4.mul(s1, b1), c5);
            c6 = f32x4.add(f32x4.mul(s1, b2), c6);
            c7 = f32x4.add(f32x4.mul(s1, b3), c7);
            ak += aRow;
            bk += 64;
          }
        } else {
          let ak = a + (<usize>(r - first) << 2);
          const end = ak + <usize>depth * aRow;
          while (ak < end) {
            const b0 = v128.load(bk, 0);
            const b1 = v128.load(bk, 16);
            const b2 = v128.load(bk, 32);
            const b3 = v128.load(bk, 48);
            const s0 = v128.load32_splat(ak);
            c0 = f32x4.add(f32x4.mul(s0, b0), c0);
            c1 = f32x4.add(f32x4.mul(s0, b1), c1);
            c2 = f32x4.add(f32x4.mul(s0, b2), c2);
            c3 = f32x4.add(f32x4.mul(s0, b3), c3);
            ak += aRow;
            bk += 64;
          }
        }
        let at = (<usize>r << 6) + c;
        const x8 = v128.load32_splat(a0);
        for (const end = at + (<usize>height << 6); at < end; at += 64) {
          const x9 = v128.load(a1 + at);
          const x12 = v128.load(a1 + at + 16);
          const t10 = f32x4.mul(c0, x8);
          const t13 = f32x4.mul(c1, x8);
          const t11 = f32x4.sub(x9, t10);
          const t14 = f32x4.sub(x12, t13);
          v128.store(y0 + at, t11);
          v128.store(y0 + at, t14, 16);
          const x15 = v128.load(a1 + at + 32);
          const x18 = v128.load(a1 + at + 48);
          const t16 = f32x4.mul(c2, x8);
          const t19 = f32x4.mul(c3, x8);
          const t17 = f32x4.sub(x15, t16);
          const t20 = f32x4.sub(x18, t19);
          v128.store(y0 + at, t17, 32);
          v128.store(y0 + at, t20, 48);
          c0 = c4;
          c1 = c5;
          c2 = c6;
          c3 = c7;
        }
        r += height;
      }
    }
    a += aNext;
  }
}

function product_mask_positive(rows: i32, depth: i32, a: usize, aRow: usize, chunk: i32, aNext: usize, b: usize, a0: usize, y0: usize): void {
  let r: i32 = 0;
  const last = rows;
  const zero = i32x4.splat(depth >> 31);
  {
    const c: usize = 0;
    while (r < last) {
      let c0 = zero;
      let c1 = zero;
      let c2 = zero;
      let c3 = zero;
      let c4 = zero;
      let c5 = zero;
      let c6 = zero;
      let c7 = zero;
      let bk = b + c;
      let height: i32 = 1;
      if (r + 2 <= last) {
        height = 2;
        let chunkStart = a + <usize>r * aRow;
        for (let left = depth; left > 0; left -= chunk) {
          const chunkEnd = chunkStart + (<usize>min(left, chunk) << 2);
          let a0k = chunkStart;
          let a1k = a0k + aRow;
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
      } else {
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
            c0 = f32x4.add(f32x4.mul(s0, b0), c0);
            c1 = f32x4.add(f32x4.mul(s0, b1), c1);
            c2 = f32x4.add(f32x4.mul(s0, b2), c2);
            c3 = f32x4.add(f32x4.mul(s0, b3), c3);
            a0k += 4;
            bk += 64;
          }
          chunkStart += aNext;
        }
      }
      let at = (<usize>r << 6) + c;
      for (const end = at + (<usize>height << 6); at < end; at += 64) {
        const x8 = v128.load(a0 + at);
        const x11 = v128.load(a0 + at + 16);
        const t9 = f32x4.lt(f32x4.splat(0.0), x8);
        const t12 = f32x4.lt(f32x4.splat(0.0), x11);
        const t10 = v128.bitselect(c0, f32x4.splat(0.0), t9);
        const t13 = v128.bitselect(c1, f32x4.splat(0.0), t12);
        v128.store(y0 + at, t10);
        v128.store(y0 + at, t13, 16);
        const x14 = v128.load(a0 + at + 32);
        const x17 = v128.load(a0 + at + 48);
        const t15 = f32x4.lt(f32x4.splat(0.0), x14);
        const t18 = f32x4.lt(f32x4.splat(0.0), x17);
        const t16 = v128.bitselect(c2, f32x4.splat(0.0), t15);
        const t19 = v128.bitselect(c3, f32x4.splat(0.0), t18);
        v128.store(y0 + at, t16, 32);
        v128.store(y0 + at, t19, 48);
        c0 = c4;
        c1 = c5;
        c2 = c6;
        c3 = c7;
      }
      r += height;
    }
  }
}

function train_scores_bias(batch: i32): void {
  // mul(softmax_cross_entropy_slope, div) : f32[batch, 3]
  mul_2(batch, at_train_softmax_cross_entropy_slope, at_train_div, at_train_mul);
  // reduce_sum(mul) : f32[3]
  reduce_sum(batch, at_train_mul, at_train_reduce_sum_1);
  // scores.bias' = sub(scores.bias, mul) : f32[3]
  mul_sub(1, at_scores_bias, at_train_reduce_sum_1, at_train_mul_1, at_scores_bias);
  // matmul(hidden, mul) : f32[12, 3]
  // mul(matmul, mul) : f32[12, 3]
  // scores.weight' = sub(scores.weight, mul) : f32[12, 3]
  product_of_columns_mul_sub(12, batch, at_train_hidden, 64, 16, <usize>batch * 64, at_train_mul, at_train_mul_1, at_scores_weight, at_scores_weight);
}

function train_hidden_weight(batch: i32): void {
  // matmul(mul, scores.weight) : f32[batch, 12]
  // mask_positive(hidden, matmul) : f32[batch, 12]
  product_mask_positive(batch, 3, at_train_mul, 64, 16, <usize>batch * 64, at_train_scores_weight_transposed, at_train_hidden, at_train_mask_positive);
  // matmul(x, mask_positive) : f32[8, 12]
  // mul(matmul, mul) : f32[8, 12]
  // hidden.weight' = sub(hidden.weight, mul) : f32[8, 12]
  product_of_columns_mul_sub(8, batch, at_input_x, 32, 8, 0, at_train_mask_positive, at_train_mul_1, at_hidden_weight, at_hidden_weight);
  // reduce_sum(mask_positive) : f32[12]
  reduce_sum(batch, at_train_mask_positive, at_train_reduce_sum);
  // hidden.bias' = sub(hidden.bias, mul) : f32[12]
  mul_sub(1, at_hidden_bias, at_train_reduce_sum, at_train_mul_1, at_hidden_bias);
}

export function init(seed: i32): void {
  store<i32>(at_argument_seed, seed);
  // hidden.weight' = glorot_uniform(seed) : f32[8, 12]
  fill_uniform(at_argument_seed, at_hidden_weight, 8, 12, 0, 0.5477225575051661);
  // hidden.bias' = zeros(seed) : f32[12]
  fill(at_argument_seed, at_hidden_bias, 1, 12, 0.0);
  // scores.weight' = glorot_uniform(seed) : f32[12, 3]
  fill_uniform(at_argument_seed, at_scores_weight, 12, 3, 2, 0.6324555320336759);
  // scores.bias' = zeros(seed) : f32[3]
  fill(at_argument_seed, at_scores_bias, 1, 3, 0.0);
  // init/step' ← constant
  copy(at_init_constant_0, at_step, 4);
}

export function infer(batch: i32): void {
  if (batch < 1 || batch > 128) unreachable();
  store<f32>(at_argument_batch_size, <f32>batch);
  // matmul(x, hidden.weight, hidden.bias) : f32[batch, 12]
  // hidden = relu(matmul) : f32[batch, 12]
  product_relu(batch, 8, at_input_x, 32, 8, 0, at_hidden_weight, at_hidden_bias, at_infer_hidden);
  // scores = matmul(hidden, scores.weight, scores.bias) : f32[batch, 3]
  product(batch, 12, at_infer_hidden, 64, 16, <usize>batch * 64, at_scores_weight, at_scores_bias, at_infer_scores);
  // classes = softmax(scores) : f32[batch, 3]
  softmax(at_infer_scores, at_infer_classes, batch, 3);
  // output/classes ← classes
  panels_to_rows(at_infer_classes, at_output_classes, batch, 3);
}

export function evaluate(batch: i32): void {
  if (batch < 1 || batch > 128) unreachable();
  store<f32>(at_argument_batch_size, <f32>batch);
  // matmul(x, hidden.weight, hidden.bias) : f32[batch, 12]
  // hidden = relu(matmul) : f32[batch, 12]
  product_relu(batch, 8, at_input_x, 32, 8, 0, at_hidden_weight, at_hidden_bias, at_evaluate_hidden);
  // scores = matmul(hidden, scores.weight, scores.bias) : f32[batch, 3]
  product(batch, 12, at_evaluate_hidden, 64, 16, <usize>batch * 64, at_scores_weight, at_scores_bias, at_evaluate_scores);
  // softmax_cross_entropy(scores, label) : f32[batch]
  softmax_cross_entropy_index(at_evaluate_scores, at_input_label, at_evaluate_softmax_cross_entropy, batch, 3);
  // loss = reduce_mean(softmax_cross_entropy) : f32[]
  reduce_mean(1, batch, at_evaluate_softmax_cross_entropy, at_loss_loss);
}

export function train_step(batch: i32, rate_scale: f32): void {
  if (batch < 1 || batch > 128) unreachable();
  store<f32>(at_argument_batch_size, <f32>batch);
  store<f32>(at_argument_rate_scale, rate_scale);
  // div(1, batch_size) : f32[]
  div(1, at_argument_batch_size, at_train_div);
  // mul(rate_scale, 0.1) : f32[]
  mul(1, at_argument_rate_scale, at_train_mul_1);
  // matmul(x, hidden.weight, hidden.bias) : f32[batch, 12]
  // hidden = relu(matmul) : f32[batch, 12]
  product_relu(batch, 8, at_input_x, 32, 8, 0, at_hidden_weight, at_hidden_bias, at_train_hidden);
  // scores = matmul(hidden, scores.weight, scores.bias) : f32[batch, 3]
  product(batch, 12, at_train_hidden, 64, 16, <usize>batch * 64, at_scores_weight, at_scores_bias, at_train_scores);
  // softmax_cross_entropy(scores, label) : f32[batch]
  // softmax_cross_entropy_slope(scores, label) : f32[batch, 3]
  softmax_cross_entropy_and_slope_index(at_train_scores, at_input_label, at_train_softmax_cross_entropy, at_train_softmax_cross_entropy_slope, batch, 3);
  // scores.weight transposed
  transpose_panels(at_scores_weight, at_train_scores_weight_transposed, 12, 3);
  train_scores_bias(batch);
  train_hidden_weight(batch);
  // loss = reduce_mean(softmax_cross_entropy) : f32[]
  reduce_mean(1, batch, at_train_softmax_cross_entropy, at_loss_loss);
  // step' = next_step(step) : i32[]
  next_step(at_step, at_train_step_);
  // step ← its next value
  copy(at_train_step_, at_step, 4);
}
