// scheduled: made by inlay at SIMD level baseline, for batches up to 128.
import { cast_i32_f32, copy, cos, fill, fill_orthogonal, fill_truncated_normal, next_step, panels_to_rows, quotient, remainder, rows_to_panels, softmax_cross_entropy_and_slope_index, softmax_cross_entropy_index, tanh, transpose_panels } from "./runtime-as/index";

// Where each buffer begins in memory. A slash ahead of the last name: a temporary of that entry point.
const at_argument_seed: usize = 64; // argument/seed
const at_argument_batch_size: usize = 128; // argument/batch_size
const at_argument_rate_scale: usize = 192; // argument/rate_scale
const at_scale: usize = 256; // scale
const at_hidden_weight: usize = 320; // hidden.weight
const at_hidden_bias: usize = 1856; // hidden.bias
const at_logits_weight: usize = 1984; // logits.weight
const at_logits_bias: usize = 3264; // logits.bias
const at_step: usize = 3328; // step
const at_optimizer_accumulated_hidden_weight: usize = 3392; // optimizer.accumulated.hidden.weight
const at_optimizer_accumulated_hidden_bias: usize = 4928; // optimizer.accumulated.hidden.bias
const at_optimizer_accumulated_logits_weight: usize = 5056; // optimizer.accumulated.logits.weight
const at_optimizer_accumulated_logits_bias: usize = 6336; // optimizer.accumulated.logits.bias
const at_optimizer_adamw_correction1: usize = 6400; // optimizer.adamw.correction1
const at_optimizer_adamw_correction2: usize = 6464; // optimizer.adamw.correction2
const at_optimizer_adamw_m_hidden_weight: usize = 6528; // optimizer.adamw.m.hidden.weight
const at_optimizer_adamw_v_hidden_weight: usize = 8064; // optimizer.adamw.v.hidden.weight
const at_optimizer_adamw_m_hidden_bias: usize = 9600; // optimizer.adamw.m.hidden.bias
const at_optimizer_adamw_v_hidden_bias: usize = 9728; // optimizer.adamw.v.hidden.bias
const at_optimizer_adamw_m_logits_weight: usize = 9856; // optimizer.adamw.m.logits.weight
const at_optimizer_adamw_v_logits_weight: usize = 11136; // optimizer.adamw.v.logits.weight
const at_optimizer_adamw_m_logits_bias: usize = 12416; // optimizer.adamw.m.logits.bias
const at_optimizer_adamw_v_logits_bias: usize = 12480; // optimizer.adamw.v.logits.bias
const at_init_constant_0: usize = 12544; // init/constant.0
const at_input_x: usize = 12608; // input/x
const at_input_label: usize = 18752; // input/label
const at_output_logits: usize = 19264; // output/logits
const at_loss_loss: usize = 20800; // loss/loss
const at_infer_x_panels: usize = 37248; // infer/x.panels
const at_infer_mul: usize = 37248; // infer/mul
const at_infer_hidden: usize = 20864; // infer/hidden
const at_infer_logits: usize = 37248; // infer/logits
const at_evaluate_x_panels: usize = 37248; // evaluate/x.panels
const at_evaluate_mul: usize = 37248; // evaluate/mul
const at_evaluate_hidden: usize = 20864; // evaluate/hidden
const at_evaluate_logits: usize = 37248; // evaluate/logits
const at_evaluate_softmax_cross_entropy: usize = 20864; // evaluate/softmax_cross_entropy
const at_train_x_panels: usize = 70016; // train/x.panels
const at_train_mul: usize = 70016; // train/mul
const at_train_hidden: usize = 20864; // train/hidden
const at_train_sub: usize = 37248; // train/sub
const at_train_logits: usize = 53632; // train/logits
const at_train_softmax_cross_entropy: usize = 86400; // train/softmax_cross_entropy
const at_train_softmax_cross_entropy_slope: usize = 78208; // train/softmax_cross_entropy_slope
const at_train_quotient: usize = 53632; // train/quotient
const at_train_cast: usize = 53696; // train/cast
const at_train_div: usize = 53632; // train/div
const at_train_mul_1: usize = 87424; // train/mul.1
const at_train_div_1: usize = 87488; // train/div.1
const at_train_mul_2: usize = 78208; // train/mul.2
const at_train_logits_weight_transposed: usize = 86912; // train/logits.weight.transposed
const at_train_mul_3: usize = 53632; // train/mul.3
const at_train_remainder: usize = 37248; // train/remainder
const at_train_cast_1: usize = 37312; // train/cast.1
const at_train_equal: usize = 40192; // train/equal
const at_train_rsqrt: usize = 40256; // train/rsqrt
const at_train_div_2: usize = 37248; // train/div.2
const at_train_div_3: usize = 38784; // train/div.3
const at_train_reduce_sum: usize = 87296; // train/reduce_sum
const at_train_div_4: usize = 87296; // train/div.4
const at_train_reduce_sum_1: usize = 87552; // train/reduce_sum.1
const at_train_div_5: usize = 87552; // train/div.5
const at_train_reduce_sum_2: usize = 40064; // train/reduce_sum.2
const at_train_reduce_sum_3: usize = 20864; // train/reduce_sum.3
const at_train_reduce_sum_4: usize = 20928; // train/reduce_sum.4
const at_train_reduce_sum_5: usize = 40320; // train/reduce_sum.5
const at_train_reduce_sum_6: usize = 20992; // train/reduce_sum.6
const at_train_reduce_sum_7: usize = 21056; // train/reduce_sum.7
const at_train_minimum: usize = 21120; // train/minimum
const at_train_step_: usize = 20864; // train/step'

function mul(rows: i32, a0: usize, a1: usize, y0: usize): void {
  for (let c: usize = 0; c < 64; c += 32) {
    const x0 = v128.load(a1 + c);
    const x3 = v128.load(a1 + c + 16);
    let at: usize = c;
    for (let r: i32 = 0; r < rows; ++r) {
      const x1 = v128.load(a0 + at);
      const x4 = v128.load(a0 + at + 16);
      const t2 = f32x4.mul(x1, x0);
      const t5 = f32x4.mul(x4, x3);
      v128.store(y0 + at, t2);
      v128.store(y0 + at + 16, t5);
      at += 64;
    }
  }
}

function product_tanh(rows: i32, depth: i32, a: usize, aRow: usize, chunk: i32, aNext: usize, b: usize, initial: usize, y0: usize): void {
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
      const stop = at + (<usize>height << 6);
      for (; at < stop; at += 64) {
        v128.store(y0 + at, c0);
        v128.store(y0 + at, c1, 16);
        v128.store(y0 + at, c2, 32);
        v128.store(y0 + at, c3, 48);
        c0 = c4;
        c1 = c5;
        c2 = c6;
        c3 = c7;
      }
      at -= (<usize>height << 6);
      for (; at < stop; at += 64) {
        const t12 = v128.load(y0 + at);
        const t14 = v128.load(y0 + at + 16);
        const t13 = tanh(t12);
        const t15 = tanh(t14);
        v128.store(y0 + at, t13);
        v128.store(y0 + at, t15, 16);
        const t16 = v128.load(y0 + at + 32);
        const t18 = v128.load(y0 + at + 48);
        const t17 = tanh(t16);
        const t19 = tanh(t18);
        v128.store(y0 + at, t17, 32);
        v128.store(y0 + at, t19, 48);
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

function product_tanh_mul_sub(rows: i32, depth: i32, a: usize, aRow: usize, chunk: i32, aNext: usize, b: usize, initial: usize, y0: usize, y1: usize): void {
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
      const stop = at + (<usize>height << 6);
      for (; at < stop; at += 64) {
        v128.store(y0 + at, c0);
        v128.store(y0 + at, c1, 16);
        v128.store(y0 + at, c2, 32);
        v128.store(y0 + at, c3, 48);
        c0 = c4;
        c1 = c5;
        c2 = c6;
        c3 = c7;
      }
      at -= (<usize>height << 6);
      for (; at < stop; at += 64) {
        const t20 = v128.load(y0 + at);
        const t24 = v128.load(y0 + at + 16);
        const t21 = tanh(t20);
        const t25 = tanh(t24);
        const t22 = f32x4.mul(t21, t21);
        const t26 = f32x4.mul(t25, t25);
        const t23 = f32x4.sub(f32x4.splat(1.0), t22);
        const t27 = f32x4.sub(f32x4.splat(1.0), t26);
        v128.store(y0 + at, t21);
        v128.store(y0 + at, t25, 16);
        v128.store(y1 + at, t23);
        v128.store(y1 + at, t27, 16);
        const t28 = v128.load(y0 + at + 32);
        const t32 = v128.load(y0 + at + 48);
        const t29 = tanh(t28);
        const t33 = tanh(t32);
        const t30 = f32x4.mul(t29, t29);
        const t34 = f32x4.mul(t33, t33);
        const t31 = f32x4.sub(f32x4.splat(1.0), t30);
        const t35 = f32x4.sub(f32x4.splat(1.0), t34);
        v128.store(y0 + at, t29, 32);
        v128.store(y0 + at, t33, 48);
        v128.store(y1 + at, t31, 32);
        v128.store(y1 + at, t35, 48);
      }
      r += height;
    }
  }
}

function div_sub_less_div_minimum_mul_maximum_div_etc(rows: i32, a0: usize, a1: usize, a2: usize, a3: usize, y0: usize, y1: usize, y2: usize): void {
  const x0 = v128.load32_splat(a0);
  const x1 = v128.load32_splat(a1);
  const x2 = v128.load32_splat(a2);
  const x3 = v128.load32_splat(a3);
  const t4 = f32x4.div(f32x4.splat(1.0), x0);
  const t5 = f32x4.sub(x2, f32x4.splat(100.0));
  const t6 = f32x4.lt(t5, f32x4.splat(0.0));
  const t7 = v128.bitselect(f32x4.splat(1.0), f32x4.splat(0.0), t6);
  const t8 = f32x4.div(x2, f32x4.splat(100.0));
  const t9 = f32x4.pmin(t8, f32x4.splat(1.0));
  const t10 = f32x4.mul(t9, f32x4.splat(0.001));
  const t11 = f32x4.pmax(t5, f32x4.splat(0.0));
  const t12 = f32x4.div(t11, f32x4.splat(2000.0));
  const t13 = f32x4.pmin(t12, f32x4.splat(1.0));
  const t14 = f32x4.mul(t13, f32x4.splat(3.141592653589793));
  const t15 = cos(t14);
  const t16 = f32x4.add(t15, f32x4.splat(1.0));
  const t17 = f32x4.mul(t16, f32x4.splat(0.0005));
  const t18 = f32x4.eq(t7, f32x4.splat(0.0));
  const t19 = v128.bitselect(t17, t10, t18);
  const t20 = f32x4.mul(x1, t19);
  const t21 = f32x4.mul(t20, f32x4.splat(0.05));
  const t22 = f32x4.mul(x3, f32x4.splat(0.9));
  const t23 = f32x4.add(t22, f32x4.splat(0.09999999999999998));
  const t24 = f32x4.div(t20, t23);
  let at: usize = 0;
  for (let r: i32 = 0; r < rows; ++r) {
    v128.store(y0 + at, t4);
    v128.store(y0 + at + 16, t4);
    v128.store(y1 + at, t21);
    v128.store(y1 + at + 16, t21);
    v128.store(y2 + at, t24);
    v128.store(y2 + at + 16, t24);
    v128.store(y0 + at + 32, t4);
    v128.store(y0 + at + 48, t4);
    v128.store(y1 + at + 32, t21);
    v128.store(y1 + at + 48, t21);
    v128.store(y2 + at + 32, t24);
    v128.store(y2 + at + 48, t24);
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

function product_mul(rows: i32, depth: i32, a: usize, aRow: usize, chunk: i32, aNext: usize, b: usize, a0: usize, y0: usize): void {
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
        const x10 = v128.load(a0 + at + 16);
        const t9 = f32x4.mul(c0, x8);
        const t11 = f32x4.mul(c1, x10);
        v128.store(y0 + at, t9);
        v128.store(y0 + at, t11, 16);
        const x12 = v128.load(a0 + at + 32);
        const x14 = v128.load(a0 + at + 48);
        const t13 = f32x4.mul(c2, x12);
        const t15 = f32x4.mul(c3, x14);
        v128.store(y0 + at, t13, 32);
        v128.store(y0 + at, t15, 48);
        c0 = c4;
        c1 = c5;
        c2 = c6;
        c3 = c7;
      }
      r += height;
    }
  }
}

function equal_mul_add_where_mul_add_where_rsqrt(rows: i32, a0: usize, a1: usize, a2: usize, y0: usize, y1: usize, y2: usize, y3: usize): void {
  const x0 = v128.load32_splat(a0);
  const x1 = v128.load32_splat(a1);
  const x2 = v128.load32_splat(a2);
  const t3 = f32x4.eq(x0, f32x4.splat(3.0));
  const t4 = v128.bitselect(f32x4.splat(1.0), f32x4.splat(0.0), t3);
  const t5 = f32x4.mul(x1, f32x4.splat(0.9));
  const t6 = f32x4.add(t5, f32x4.splat(0.09999999999999998));
  const t7 = f32x4.eq(t4, f32x4.splat(0.0));
  const t8 = v128.bitselect(x1, t6, t7);
  const t9 = f32x4.mul(x2, f32x4.splat(0.999));
  const t10 = f32x4.add(t9, f32x4.splat(0.0010000000000000009));
  const t11 = f32x4.eq(t4, f32x4.splat(0.0));
  const t12 = v128.bitselect(x2, t10, t11);
  const t13 = f32x4.sqrt(t10);
  const t14 = f32x4.div(f32x4.splat(1.0), t13);
  let at: usize = 0;
  for (let r: i32 = 0; r < rows; ++r) {
    v128.store(y0 + at, t4);
    v128.store(y0 + at + 16, t4);
    v128.store(y1 + at, t8);
    v128.store(y1 + at + 16, t8);
    v128.store(y2 + at, t12);
    v128.store(y2 + at + 16, t12);
    v128.store(y3 + at, t14);
    v128.store(y3 + at + 16, t14);
    v128.store(y0 + at + 32, t4);
    v128.store(y0 + at + 48, t4);
    v128.store(y1 + at + 32, t8);
    v128.store(y1 + at + 48, t8);
    v128.store(y2 + at + 32, t12);
    v128.store(y2 + at + 48, t12);
    v128.store(y3 + at + 32, t14);
    v128.store(y3 + at + 48, t14);
    at += 64;
  }
}

function product_of_columns_add_where_div(rows: i32, depth: i32, a: usize, aRow: usize, chunk: i32, aNext: usize, b: usize, a0: usize, a1: usize, y0: usize, y1: usize): void {
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
        const x8 = v128.load32_splat(a1);
        for (const end = at + (<usize>height << 6); at < end; at += 64) {
          const x9 = v128.load(a0 + at);
          const x14 = v128.load(a0 + at + 16);
          const t10 = f32x4.add(x9, c0);
          const t15 = f32x4.add(x14, c1);
          const t11 = f32x4.eq(x8, f32x4.splat(0.0));
          const t16 = f32x4.eq(x8, f32x4.splat(0.0));
          const t12 = v128.bitselect(t10, f32x4.splat(0.0), t11);
          const t17 = v128.bitselect(t15, f32x4.splat(0.0), t16);
          const t13 = f32x4.div(t10, f32x4.splat(4.0));
          const t18 = f32x4.div(t15, f32x4.splat(4.0));
          v128.store(y0 + at, t12);
          v128.store(y0 + at, t17, 16);
          v128.store(y1 + at, t13);
          v128.store(y1 + at, t18, 16);
          const x19 = v128.load(a0 + at + 32);
          const x24 = v128.load(a0 + at + 48);
          const t20 = f32x4.add(x19, c2);
          const t25 = f32x4.add(x24, c3);
          const t21 = f32x4.eq(x8, f32x4.splat(0.0));
          const t26 = f32x4.eq(x8, f32x4.splat(0.0));
          const t22 = v128.bitselect(t20, f32x4.splat(0.0), t21);
          const t27 = v128.bitselect(t25, f32x4.splat(0.0), t26);
          const t23 = f32x4.div(t20, f32x4.splat(4.0));
          const t28 = f32x4.div(t25, f32x4.splat(4.0));
          v128.store(y0 + at, t22, 32);
          v128.store(y0 + at, t27, 48);
          v128.store(y1 + at, t23, 32);
          v128.store(y1 + at, t28, 48);
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

function reduce_sum_mul(rows: i32, a0: usize, y0: usize): void {
  const count0 = f32x4.splat(<f32>rows);
  for (let c: usize = 0; c < 64; c += 64) {
    let sum3 = f32x4.splat(0.0);
    let sum7 = f32x4.splat(0.0);
    let sum11 = f32x4.splat(0.0);
    let sum15 = f32x4.splat(0.0);
    let at: usize = c;
    for (let r: i32 = 0; r < rows; ++r) {
      const x1 = v128.load(a0 + at);
      const x5 = v128.load(a0 + at + 16);
      const t2 = f32x4.mul(x1, x1);
      const t6 = f32x4.mul(x5, x5);
      const t4 = f32x4.add(sum3, t2);
      const t8 = f32x4.add(sum7, t6);
      sum3 = t4;
      sum7 = t8;
      const x9 = v128.load(a0 + at + 32);
      const x13 = v128.load(a0 + at + 48);
      const t10 = f32x4.mul(x9, x9);
      const t14 = f32x4.mul(x13, x13);
      const t12 = f32x4.add(sum11, t10);
      const t16 = f32x4.add(sum15, t14);
      sum11 = t12;
      sum15 = t16;
      at += 64;
    }
    v128.store(y0 + c, sum3);
    v128.store(y0 + c + 16, sum7);
    v128.store(y0 + c + 32, sum11);
    v128.store(y0 + c + 48, sum15);
  }
}

function add_where_div(rows: i32, a0: usize, a1: usize, a2: usize, y0: usize, y1: usize): void {
  const x0 = v128.load32_splat(a0);
  let at: usize = 0;
  for (let r: i32 = 0; r < rows; ++r) {
    const x1 = v128.load(a1 + at);
    const x7 = v128.load(a1 + at + 16);
    const x2 = v128.load(a2 + at);
    const x8 = v128.load(a2 + at + 16);
    const t3 = f32x4.add(x1, x2);
    const t9 = f32x4.add(x7, x8);
    const t4 = f32x4.eq(x0, f32x4.splat(0.0));
    const t10 = f32x4.eq(x0, f32x4.splat(0.0));
    const t5 = v128.bitselect(t3, f32x4.splat(0.0), t4);
    const t11 = v128.bitselect(t9, f32x4.splat(0.0), t10);
    const t6 = f32x4.div(t3, f32x4.splat(4.0));
    const t12 = f32x4.div(t9, f32x4.splat(4.0));
    v128.store(y0 + at, t5);
    v128.store(y0 + at + 16, t11);
    v128.store(y1 + at, t6);
    v128.store(y1 + at + 16, t12);
    const x13 = v128.load(a1 + at + 32);
    const x19 = v128.load(a1 + at + 48);
    const x14 = v128.load(a2 + at + 32);
    const x20 = v128.load(a2 + at + 48);
    const t15 = f32x4.add(x13, x14);
    const t21 = f32x4.add(x19, x20);
    const t16 = f32x4.eq(x0, f32x4.splat(0.0));
    const t22 = f32x4.eq(x0, f32x4.splat(0.0));
    const t17 = v128.bitselect(t15, f32x4.splat(0.0), t16);
    const t23 = v128.bitselect(t21, f32x4.splat(0.0), t22);
    const t18 = f32x4.div(t15, f32x4.splat(4.0));
    const t24 = f32x4.div(t21, f32x4.splat(4.0));
    v128.store(y0 + at + 32, t17);
    v128.store(y0 + at + 48, t23);
    v128.store(y1 + at + 32, t18);
    v128.store(y1 + at + 48, t24);
    at += 64;
  }
}

function reduce_sum_2(rows: i32, columns: i32, a0: usize, y0: usize): void {
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
      const x18 = v128.load(a0 + at);
      const t19 = f32x4.add(sum1, x18);
      sum1 = v128.bitselect(t19, sum1, inside);
      c += 16;
    }
    const t16 = f32x4.add(sum1, v128.shuffle<f32>(sum1, sum1, 2, 3, 0, 1));
    const t17 = f32x4.add(t16, v128.shuffle<f32>(t16, t16, 1, 0, 3, 2));
    store<f32>(y0 + (<usize>r << 2), f32x4.extract_lane(t17, 0));
  }
}

function reduce_sum_mul_2(rows: i32, columns: i32, a0: usize, y0: usize): void {
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
      const x8 = v128.load(a0 + at + 16);
      const t6 = f32x4.mul(x5, x5);
      const t9 = f32x4.mul(x8, x8);
      const t7 = f32x4.add(sum1, t6);
      const t10 = f32x4.add(sum2, t9);
      sum1 = t7;
      sum2 = t10;
      const x11 = v128.load(a0 + at + 32);
      const x14 = v128.load(a0 + at + 48);
      const t12 = f32x4.mul(x11, x11);
      const t15 = f32x4.mul(x14, x14);
      const t13 = f32x4.add(sum3, t12);
      const t16 = f32x4.add(sum4, t15);
      sum3 = t13;
      sum4 = t16;
      c += 64;
    }
    const t17 = f32x4.add(sum1, sum2);
    sum1 = t17;
    const t18 = f32x4.add(sum1, sum3);
    sum1 = t18;
    const t19 = f32x4.add(sum1, sum4);
    sum1 = t19;
    for (; left > 0; left -= 4) {
      const at = (c >> 6) * panel + <usize>r * 64 + (c & 63);
      const inside = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(left));
      const x22 = v128.load(a0 + at);
      const t23 = f32x4.mul(x22, x22);
      const t24 = f32x4.add(sum1, t23);
      sum1 = v128.bitselect(t24, sum1, inside);
      c += 16;
    }
    const t20 = f32x4.add(sum1, v128.shuffle<f32>(sum1, sum1, 2, 3, 0, 1));
    const t21 = f32x4.add(t20, v128.shuffle<f32>(t20, t20, 1, 0, 3, 2));
    store<f32>(y0 + (<usize>r << 2), f32x4.extract_lane(t21, 0));
  }
}

function add_sqrt_div_minimum(rows: i32, a0: usize, a1: usize, a2: usize, a3: usize, y0: usize): void {
  const x0 = v128.load32_splat(a0);
  const x1 = v128.load32_splat(a1);
  const x2 = v128.load32_splat(a2);
  const x3 = v128.load32_splat(a3);
  const t4 = f32x4.add(x0, x1);
  const t5 = f32x4.add(t4, x2);
  const t6 = f32x4.add(t5, x3);
  const t7 = f32x4.sqrt(t6);
  const t8 = f32x4.div(f32x4.splat(1.0), t7);
  const t9 = f32x4.pmin(t8, f32x4.splat(1.0));
  let at: usize = 0;
  for (let r: i32 = 0; r < rows; ++r) {
    v128.store(y0 + at, t9);
    v128.store(y0 + at + 16, t9);
    v128.store(y0 + at + 32, t9);
    v128.store(y0 + at + 48, t9);
    at += 64;
  }
}

function mul_mul_add_add_sub_where_mul_mul_add_sub_etc(rows: i32, a0: usize, a1: usize, a2: usize, a3: usize, a4: usize, a5: usize, a6: usize, a7: usize, a8: usize, y0: usize, y1: usize, y2: usize): void {
  const x0 = v128.load32_splat(a0);
  const x1 = v128.load32_splat(a3);
  const x2 = v128.load32_splat(a6);
  const x3 = v128.load32_splat(a7);
  const x4 = v128.load32_splat(a8);
  let at: usize = 0;
  for (let r: i32 = 0; r < rows; ++r) {
    const x5 = v128.load(a1 + at);
    const x35 = v128.load(a1 + at + 16);
    const x6 = v128.load(a2 + at);
    const x36 = v128.load(a2 + at + 16);
    const x7 = v128.load(a4 + at);
    const x37 = v128.load(a4 + at + 16);
    const x8 = v128.load(a5 + at);
    const x38 = v128.load(a5 + at + 16);
    const t9 = f32x4.mul(x5, f32x4.splat(0.9));
    const t39 = f32x4.mul(x35, f32x4.splat(0.9));
    const t10 = f32x4.mul(x6, x1);
    const t40 = f32x4.mul(x36, x1);
    const t11 = f32x4.mul(t10, f32x4.splat(0.09999999999999998));
    const t41 = f32x4.mul(t40, f32x4.splat(0.09999999999999998));
    const t12 = f32x4.add(t9, t11);
    const t42 = f32x4.add(t39, t41);
    const t13 = f32x4.add(t12, f32x4.splat(1e-30));
    const t43 = f32x4.add(t42, f32x4.splat(1e-30));
    const t14 = f32x4.sub(t13, f32x4.splat(1e-30));
    const t44 = f32x4.sub(t43, f32x4.splat(1e-30));
    const t15 = f32x4.eq(x0, f32x4.splat(0.0));
    const t45 = f32x4.eq(x0, f32x4.splat(0.0));
    const t16 = v128.bitselect(x5, t14, t15);
    const t46 = v128.bitselect(x35, t44, t45);
    const t17 = f32x4.mul(x7, f32x4.splat(0.999));
    const t47 = f32x4.mul(x37, f32x4.splat(0.999));
    const t18 = f32x4.mul(t10, t10);
    const t48 = f32x4.mul(t40, t40);
    const t19 = f32x4.mul(t18, f32x4.splat(0.0010000000000000009));
    const t49 = f32x4.mul(t48, f32x4.splat(0.0010000000000000009));
    const t20 = f32x4.add(t17, t19);
    const t50 = f32x4.add(t47, t49);
    const t21 = f32x4.add(t20, f32x4.splat(1e-30));
    const t51 = f32x4.add(t50, f32x4.splat(1e-30));
    const t22 = f32x4.sub(t21, f32x4.splat(1e-30));
    const t52 = f32x4.sub(t51, f32x4.splat(1e-30));
    const t23 = f32x4.eq(x0, f32x4.splat(0.0));
    const t53 = f32x4.eq(x0, f32x4.splat(0.0));
    const t24 = v128.bitselect(x7, t22, t23);
    const t54 = v128.bitselect(x37, t52, t53);
    const t25 = f32x4.mul(x8, x2);
    const t55 = f32x4.mul(x38, x2);
    const t26 = f32x4.sub(x8, t25);
    const t56 = f32x4.sub(x38, t55);
    const t27 = f32x4.sqrt(t20);
    const t57 = f32x4.sqrt(t50);
    const t28 = f32x4.mul(t27, x4);
    const t58 = f32x4.mul(t57, x4);
    const t29 = f32x4.add(t28, f32x4.splat(1e-8));
    const t59 = f32x4.add(t58, f32x4.splat(1e-8));
    const t30 = f32x4.div(t12, t29);
    const t60 = f32x4.div(t42, t59);
    const t31 = f32x4.mul(x3, t30);
    const t61 = f32x4.mul(x3, t60);
    const t32 = f32x4.sub(t26, t31);
    const t62 = f32x4.sub(t56, t61);
    const t33 = f32x4.eq(x0, f32x4.splat(0.0));
    const t63 = f32x4.eq(x0, f32x4.splat(0.0));
    const t34 = v128.bitselect(x8, t32, t33);
    const t64 = v128.bitselect(x38, t62, t63);
    v128.store(y0 + at, t16);
    v128.store(y0 + at + 16, t46);
    v128.store(y1 + at, t24);
    v128.store(y1 + at + 16, t54);
    v128.store(y2 + at, t34);
    v128.store(y2 + at + 16, t64);
    const x65 = v128.load(a1 + at + 32);
    const x95 = v128.load(a1 + at + 48);
    const x66 = v128.load(a2 + at + 32);
    const x96 = v128.load(a2 + at + 48);
    const x67 = v128.load(a4 + at + 32);
    const x97 = v128.load(a4 + at + 48);
    const x68 = v128.load(a5 + at + 32);
    const x98 = v128.load(a5 + at + 48);
    const t69 = f32x4.mul(x65, f32x4.splat(0.9));
    const t99 = f32x4.mul(x95, f32x4.splat(0.9));
    const t70 = f32x4.mul(x66, x1);
    const t100 = f32x4.mul(x96, x1);
    const t71 = f32x4.mul(t70, f32x4.splat(0.09999999999999998));
    const t101 = f32x4.mul(t100, f32x4.splat(0.09999999999999998));
    const t72 = f32x4.add(t69, t71);
    const t102 = f32x4.add(t99, t101);
    const t73 = f32x4.add(t72, f32x4.splat(1e-30));
    const t103 = f32x4.add(t102, f32x4.splat(1e-30));
    const t74 = f32x4.sub(t73, f32x4.splat(1e-30));
    const t104 = f32x4.sub(t103, f32x4.splat(1e-30));
    const t75 = f32x4.eq(x0, f32x4.splat(0.0));
    const t105 = f32x4.eq(x0, f32x4.splat(0.0));
    const t76 = v128.bitselect(x65, t74, t75);
    const t106 = v128.bitselect(x95, t104, t105);
    const t77 = f32x4.mul(x67, f32x4.splat(0.999));
    const t107 = f32x4.mul(x97, f32x4.splat(0.999));
    const t78 = f32x4.mul(t70, t70);
    const t108 = f32x4.mul(t100, t100);
    const t79 = f32x4.mul(t78, f32x4.splat(0.0010000000000000009));
    const t109 = f32x4.mul(t108, f32x4.splat(0.0010000000000000009));
    const t80 = f32x4.add(t77, t79);
    const t110 = f32x4.add(t107, t109);
    const t81 = f32x4.add(t80, f32x4.splat(1e-30));
    const t111 = f32x4.add(t110, f32x4.splat(1e-30));
    const t82 = f32x4.sub(t81, f32x4.splat(1e-30));
    const t112 = f32x4.sub(t111, f32x4.splat(1e-30));
    const t83 = f32x4.eq(x0, f32x4.splat(0.0));
    const t113 = f32x4.eq(x0, f32x4.splat(0.0));
    const t84 = v128.bitselect(x67, t82, t83);
    const t114 = v128.bitselect(x97, t112, t113);
    const t85 = f32x4.mul(x68, x2);
    const t115 = f32x4.mul(x98, x2);
    const t86 = f32x4.sub(x68, t85);
    const t116 = f32x4.sub(x98, t115);
    const t87 = f32x4.sqrt(t80);
    const t117 = f32x4.sqrt(t110);
    const t88 = f32x4.mul(t87, x4);
    const t118 = f32x4.mul(t117, x4);
    const t89 = f32x4.add(t88, f32x4.splat(1e-8));
    const t119 = f32x4.add(t118, f32x4.splat(1e-8));
    const t90 = f32x4.div(t72, t89);
    const t120 = f32x4.div(t102, t119);
    const t91 = f32x4.mul(x3, t90);
    const t121 = f32x4.mul(x3, t120);
    const t92 = f32x4.sub(t86, t91);
    const t122 = f32x4.sub(t116, t121);
    const t93 = f32x4.eq(x0, f32x4.splat(0.0));
    const t123 = f32x4.eq(x0, f32x4.splat(0.0));
    const t94 = v128.bitselect(x68, t92, t93);
    const t124 = v128.bitselect(x98, t122, t123);
    v128.store(y0 + at + 32, t76);
    v128.store(y0 + at + 48, t106);
    v128.store(y1 + at + 32, t84);
    v128.store(y1 + at + 48, t114);
    v128.store(y2 + at + 32, t94);
    v128.store(y2 + at + 48, t124);
    at += 64;
  }
}

function mul_mul_add_add_sub_where_mul_mul_add_sub_etc_2(rows: i32, a0: usize, a1: usize, a2: usize, a3: usize, a4: usize, a5: usize, a6: usize, a7: usize, y0: usize, y1: usize, y2: usize): void {
  const x0 = v128.load32_splat(a0);
  const x1 = v128.load32_splat(a3);
  const x2 = v128.load32_splat(a6);
  const x3 = v128.load32_splat(a7);
  let at: usize = 0;
  for (let r: i32 = 0; r < rows; ++r) {
    const x4 = v128.load(a1 + at);
    const x32 = v128.load(a1 + at + 16);
    const x5 = v128.load(a2 + at);
    const x33 = v128.load(a2 + at + 16);
    const x6 = v128.load(a4 + at);
    const x34 = v128.load(a4 + at + 16);
    const x7 = v128.load(a5 + at);
    const x35 = v128.load(a5 + at + 16);
    const t8 = f32x4.mul(x4, f32x4.splat(0.9));
    const t36 = f32x4.mul(x32, f32x4.splat(0.9));
    const t9 = f32x4.mul(x5, x1);
    const t37 = f32x4.mul(x33, x1);
    const t10 = f32x4.mul(t9, f32x4.splat(0.09999999999999998));
    const t38 = f32x4.mul(t37, f32x4.splat(0.09999999999999998));
    const t11 = f32x4.add(t8, t10);
    const t39 = f32x4.add(t36, t38);
    const t12 = f32x4.add(t11, f32x4.splat(1e-30));
    const t40 = f32x4.add(t39, f32x4.splat(1e-30));
    const t13 = f32x4.sub(t12, f32x4.splat(1e-30));
    const t41 = f32x4.sub(t40, f32x4.splat(1e-30));
    const t14 = f32x4.eq(x0, f32x4.splat(0.0));
    const t42 = f32x4.eq(x0, f32x4.splat(0.0));
    const t15 = v128.bitselect(x4, t13, t14);
    const t43 = v128.bitselect(x32, t41, t42);
    const t16 = f32x4.mul(x6, f32x4.splat(0.999));
    const t44 = f32x4.mul(x34, f32x4.splat(0.999));
    const t17 = f32x4.mul(t9, t9);
    const t45 = f32x4.mul(t37, t37);
    const t18 = f32x4.mul(t17, f32x4.splat(0.0010000000000000009));
    const t46 = f32x4.mul(t45, f32x4.splat(0.0010000000000000009));
    const t19 = f32x4.add(t16, t18);
    const t47 = f32x4.add(t44, t46);
    const t20 = f32x4.add(t19, f32x4.splat(1e-30));
    const t48 = f32x4.add(t47, f32x4.splat(1e-30));
    const t21 = f32x4.sub(t20, f32x4.splat(1e-30));
    const t49 = f32x4.sub(t48, f32x4.splat(1e-30));
    const t22 = f32x4.eq(x0, f32x4.splat(0.0));
    const t50 = f32x4.eq(x0, f32x4.splat(0.0));
    const t23 = v128.bitselect(x6, t21, t22);
    const t51 = v128.bitselect(x34, t49, t50);
    const t24 = f32x4.sqrt(t19);
    const t52 = f32x4.sqrt(t47);
    const t25 = f32x4.mul(t24, x3);
    const t53 = f32x4.mul(t52, x3);
    const t26 = f32x4.add(t25, f32x4.splat(1e-8));
    const t54 = f32x4.add(t53, f32x4.splat(1e-8));
    const t27 = f32x4.div(t11, t26);
    const t55 = f32x4.div(t39, t54);
    const t28 = f32x4.mul(x2, t27);
    const t56 = f32x4.mul(x2, t55);
    const t29 = f32x4.sub(x7, t28);
    const t57 = f32x4.sub(x35, t56);
    const t30 = f32x4.eq(x0, f32x4.splat(0.0));
    const t58 = f32x4.eq(x0, f32x4.splat(0.0));
    const t31 = v128.bitselect(x7, t29, t30);
    const t59 = v128.bitselect(x35, t57, t58);
    v128.store(y0 + at, t15);
    v128.store(y0 + at + 16, t43);
    v128.store(y1 + at, t23);
    v128.store(y1 + at + 16, t51);
    v128.store(y2 + at, t31);
    v128.store(y2 + at + 16, t59);
    const x60 = v128.load(a1 + at + 32);
    const x88 = v128.load(a1 + at + 48);
    const x61 = v128.load(a2 + at + 32);
    const x89 = v128.load(a2 + at + 48);
    const x62 = v128.load(a4 + at + 32);
    const x90 = v128.load(a4 + at + 48);
    const x63 = v128.load(a5 + at + 32);
    const x91 = v128.load(a5 + at + 48);
    const t64 = f32x4.mul(x60, f32x4.splat(0.9));
    const t92 = f32x4.mul(x88, f32x4.splat(0.9));
    const t65 = f32x4.mul(x61, x1);
    const t93 = f32x4.mul(x89, x1);
    const t66 = f32x4.mul(t65, f32x4.splat(0.09999999999999998));
    const t94 = f32x4.mul(t93, f32x4.splat(0.09999999999999998));
    const t67 = f32x4.add(t64, t66);
    const t95 = f32x4.add(t92, t94);
    const t68 = f32x4.add(t67, f32x4.splat(1e-30));
    const t96 = f32x4.add(t95, f32x4.splat(1e-30));
    const t69 = f32x4.sub(t68, f32x4.splat(1e-30));
    const t97 = f32x4.sub(t96, f32x4.splat(1e-30));
    const t70 = f32x4.eq(x0, f32x4.splat(0.0));
    const t98 = f32x4.eq(x0, f32x4.splat(0.0));
    const t71 = v128.bitselect(x60, t69, t70);
    const t99 = v128.bitselect(x88, t97, t98);
    const t72 = f32x4.mul(x62, f32x4.splat(0.999));
    const t100 = f32x4.mul(x90, f32x4.splat(0.999));
    const t73 = f32x4.mul(t65, t65);
    const t101 = f32x4.mul(t93, t93);
    const t74 = f32x4.mul(t73, f32x4.splat(0.0010000000000000009));
    const t102 = f32x4.mul(t101, f32x4.splat(0.0010000000000000009));
    const t75 = f32x4.add(t72, t74);
    const t103 = f32x4.add(t100, t102);
    const t76 = f32x4.add(t75, f32x4.splat(1e-30));
    const t104 = f32x4.add(t103, f32x4.splat(1e-30));
    const t77 = f32x4.sub(t76, f32x4.splat(1e-30));
    const t105 = f32x4.sub(t104, f32x4.splat(1e-30));
    const t78 = f32x4.eq(x0, f32x4.splat(0.0));
    const t106 = f32x4.eq(x0, f32x4.splat(0.0));
    const t79 = v128.bitselect(x62, t77, t78);
    const t107 = v128.bitselect(x90, t105, t106);
    const t80 = f32x4.sqrt(t75);
    const t108 = f32x4.sqrt(t103);
    const t81 = f32x4.mul(t80, x3);
    const t109 = f32x4.mul(t108, x3);
    const t82 = f32x4.add(t81, f32x4.splat(1e-8));
    const t110 = f32x4.add(t109, f32x4.splat(1e-8));
    const t83 = f32x4.div(t67, t82);
    const t111 = f32x4.div(t95, t110);
    const t84 = f32x4.mul(x2, t83);
    const t112 = f32x4.mul(x2, t111);
    const t85 = f32x4.sub(x63, t84);
    const t113 = f32x4.sub(x91, t112);
    const t86 = f32x4.eq(x0, f32x4.splat(0.0));
    const t114 = f32x4.eq(x0, f32x4.splat(0.0));
    const t87 = v128.bitselect(x63, t85, t86);
    const t115 = v128.bitselect(x91, t113, t114);
    v128.store(y0 + at + 32, t71);
    v128.store(y0 + at + 48, t99);
    v128.store(y1 + at + 32, t79);
    v128.store(y1 + at + 48, t107);
    v128.store(y2 + at + 32, t87);
    v128.store(y2 + at + 48, t115);
    at += 64;
  }
}

function infer_hidden(batch: i32): void {
  for (let p: usize = 0; p < 2; ++p) {
    // matmul(mul, hidden.weight, hidden.bias) : f32[batch, 20]
    // hidden = tanh(matmul) : f32[batch, 20]
    product_tanh(batch, 12, at_infer_mul, 64, 16, <usize>batch * 64, at_hidden_weight + p * 768, at_hidden_bias + p * 64, at_infer_hidden + p * (<usize>batch * 64));
  }
}

function train_hidden(batch: i32): void {
  for (let p: usize = 0; p < 2; ++p) {
    // matmul(mul, hidden.weight, hidden.bias) : f32[batch, 20]
    // hidden = tanh(matmul) : f32[batch, 20]
    // mul(hidden, hidden) : f32[batch, 20]
    // sub(1, mul) : f32[batch, 20]
    product_tanh_mul_sub(batch, 12, at_train_mul, 64, 16, <usize>batch * 64, at_hidden_weight + p * 768, at_hidden_bias + p * 64, at_train_hidden + p * (<usize>batch * 64), at_train_sub + p * (<usize>batch * 64));
  }
}

function train_mul_2(batch: i32): void {
  // mul(softmax_cross_entropy_slope, div) : f32[batch, 3]
  mul_2(batch, at_train_softmax_cross_entropy_slope, at_train_div, at_train_mul_2);
  // reduce_sum(mul) : f32[3]
  reduce_sum(batch, at_train_mul_2, at_train_reduce_sum_1);
}

function train_mul_3(batch: i32): void {
  for (let p: usize = 0; p < 2; ++p) {
    // matmul(mul, logits.weight) : f32[batch, 20]
    // mul(matmul, sub) : f32[batch, 20]
    product_mul(batch, 3, at_train_mul_2, 64, 16, <usize>batch * 64, at_train_logits_weight_transposed + p * 192, at_train_sub + p * (<usize>batch * 64), at_train_mul_3 + p * (<usize>batch * 64));
    // reduce_sum(mul) : f32[20]
    reduce_sum(batch, at_train_mul_3 + p * (<usize>batch * 64), at_train_reduce_sum + p * 64);
  }
}

function train_optimizer_accumulated_hidden_weight(batch: i32, panels: i32, rows_2: i32, at_train_mul: usize, at_train_mul_3: usize, at_optimizer_accumulated_hidden_weight: usize, at_train_div_2: usize, at_train_reduce_sum_2: usize): void {
  for (let p: usize = 0; p < <usize>panels; ++p) {
    // matmul(mul, mul) : f32[12, 20]
    // add(optimizer.accumulated.hidden.weight, matmul) : f32[12, 20]
    // optimizer.accumulated.hidden.weight' = where(equal, 0, add) : f32[12, 20]
    // div(add, 4) : f32[12, 20]
    product_of_columns_add_where_div(rows_2, batch, at_train_mul, 64, 16, <usize>batch * 64, at_train_mul_3 + p * (<usize>batch * 64), at_optimizer_accumulated_hidden_weight + p * (<usize>rows_2 * 64), at_train_equal, at_optimizer_accumulated_hidden_weight + p * (<usize>rows_2 * 64), at_train_div_2 + p * (<usize>rows_2 * 64));
    // reduce_sum(mul) : f32[20]
    reduce_sum_mul(rows_2, at_train_div_2 + p * (<usize>rows_2 * 64), at_train_reduce_sum_2 + p * 64);
  }
}

function train_optimizer_accumulated_hidden_bias(panels: i32, at_optimizer_accumulated_hidden_bias: usize, at_train_reduce_sum: usize): void {
  for (let p: usize = 0; p < <usize>panels; ++p) {
    // optimizer.accumulated.hidden.bias' = where(equal, 0, add) : f32[20]
    // div(add, 4) : f32[20]
    add_where_div(1, at_train_equal, at_optimizer_accumulated_hidden_bias + p * 64, at_train_reduce_sum + p * 64, at_optimizer_accumulated_hidden_bias + p * 64, at_train_reduce_sum + p * 64);
  }
}

function train_hidden_weight(panels: i32, rows: i32, at_optimizer_adamw_m_hidden_weight: usize, at_train_div_2: usize, at_optimizer_adamw_v_hidden_weight: usize, at_hidden_weight: usize): void {
  for (let p: usize = 0; p < <usize>panels; ++p) {
    // optimizer.adamw.m.hidden.weight' = where(equal, sub, optimizer.adamw.m.hidden.weight) : f32[12, 20]
    // add(mul, mul) : f32[12, 20]
    // optimizer.adamw.v.hidden.weight' = where(equal, sub, optimizer.adamw.v.hidden.weight) : f32[12, 20]
    // hidden.weight' = where(equal, sub, hidden.weight) : f32[12, 20]
    mul_mul_add_add_sub_where_mul_mul_add_sub_etc(rows, at_train_equal, at_optimizer_adamw_m_hidden_weight + p * (<usize>rows * 64), at_train_div_2 + p * (<usize>rows * 64), at_train_minimum, at_optimizer_adamw_v_hidden_weight + p * (<usize>rows * 64), at_hidden_weight + p * (<usize>rows * 64), at_train_mul_1, at_train_div_1, at_train_rsqrt, at_optimizer_adamw_m_hidden_weight + p * (<usize>rows * 64), at_optimizer_adamw_v_hidden_weight + p * (<usize>rows * 64), at_hidden_weight + p * (<usize>rows * 64));
  }
}

function train_hidden_bias(panels: i32, at_optimizer_adamw_m_hidden_bias: usize, at_train_div_4: usize, at_optimizer_adamw_v_hidden_bias: usize, at_hidden_bias: usize): void {
  for (let p: usize = 0; p < <usize>panels; ++p) {
    // optimizer.adamw.m.hidden.bias' = where(equal, sub, optimizer.adamw.m.hidden.bias) : f32[20]
    // add(mul, mul) : f32[20]
    // optimizer.adamw.v.hidden.bias' = where(equal, sub, optimizer.adamw.v.hidden.bias) : f32[20]
    // hidden.bias' = where(equal, sub, hidden.bias) : f32[20]
    mul_mul_add_add_sub_where_mul_mul_add_sub_etc_2(1, at_train_equal, at_optimizer_adamw_m_hidden_bias + p * 64, at_train_div_4 + p * 64, at_train_minimum, at_optimizer_adamw_v_hidden_bias + p * 64, at_hidden_bias + p * 64, at_train_div_1, at_train_rsqrt, at_optimizer_adamw_m_hidden_bias + p * 64, at_optimizer_adamw_v_hidden_bias + p * 64, at_hidden_bias + p * 64);
  }
}

export function init(seed: i32): void {
  store<i32>(at_argument_seed, seed);
  // scale' = filled(seed) : f32[12]
  fill(at_argument_seed, at_scale, 1, 12, 0.5);
  // hidden.weight' = orthogonal(seed) : f32[12, 20]
  fill_orthogonal(at_argument_seed, at_hidden_weight, 12, 20, 1, 1.0);
  // hidden.bias' = zeros(seed) : f32[20]
  fill(at_argument_seed, at_hidden_bias, 1, 20, 0.0);
  // logits.weight' = truncated_normal(seed) : f32[20, 3]
  fill_truncated_normal(at_argument_seed, at_logits_weight, 20, 3, 3, 0.1);
  // logits.bias' = zeros(seed) : f32[3]
  fill(at_argument_seed, at_logits_bias, 1, 3, 0.0);
  // optimizer.accumulated.hidden.weight' = fill(seed) : f32[12, 20]
  fill(at_argument_seed, at_optimizer_accumulated_hidden_weight, 12, 20, 0.0);
  // optimizer.accumulated.hidden.bias' = fill(seed) : f32[20]
  fill(at_argument_seed, at_optimizer_accumulated_hidden_bias, 1, 20, 0.0);
  // optimizer.accumulated.logits.weight' = fill(seed) : f32[20, 3]
  fill(at_argument_seed, at_optimizer_accumulated_logits_weight, 20, 3, 0.0);
  // optimizer.accumulated.logits.bias' = fill(seed) : f32[3]
  fill(at_argument_seed, at_optimizer_accumulated_logits_bias, 1, 3, 0.0);
  // optimizer.adamw.correction1' = fill(seed) : f32[]
  fill(at_argument_seed, at_optimizer_adamw_correction1, 1, 1, 0.0);
  // init/step' ← constant
  copy(at_init_constant_0, at_step, 4);
  // init/optimizer.adamw.m.hidden.weight' ← fill
  copy(at_optimizer_accumulated_hidden_weight, at_optimizer_adamw_m_hidden_weight, 1536);
  // init/optimizer.adamw.v.hidden.weight' ← fill
  copy(at_optimizer_accumulated_hidden_weight, at_optimizer_adamw_v_hidden_weight, 1536);
  // init/optimizer.adamw.m.hidden.bias' ← fill
  copy(at_optimizer_accumulated_hidden_bias, at_optimizer_adamw_m_hidden_bias, 80);
  // init/optimizer.adamw.v.hidden.bias' ← fill
  copy(at_optimizer_accumulated_hidden_bias, at_optimizer_adamw_v_hidden_bias, 80);
  // init/optimizer.adamw.m.logits.weight' ← fill
  copy(at_optimizer_accumulated_logits_weight, at_optimizer_adamw_m_logits_weight, 1280);
  // init/optimizer.adamw.v.logits.weight' ← fill
  copy(at_optimizer_accumulated_logits_weight, at_optimizer_adamw_v_logits_weight, 1280);
  // init/optimizer.adamw.m.logits.bias' ← fill
  copy(at_optimizer_accumulated_logits_bias, at_optimizer_adamw_m_logits_bias, 12);
  // init/optimizer.adamw.v.logits.bias' ← fill
  copy(at_optimizer_accumulated_logits_bias, at_optimizer_adamw_v_logits_bias, 12);
  // init/optimizer.adamw.correction2' ← fill
  copy(at_optimizer_adamw_correction1, at_optimizer_adamw_correction2, 4);
}

export function infer(batch: i32): void {
  if (batch < 1 || batch > 128) unreachable();
  store<f32>(at_argument_batch_size, <f32>batch);
  // x from rows to panels
  rows_to_panels(at_input_x, at_infer_x_panels, batch, 12);
  // mul(x, scale) : f32[batch, 12]
  mul(batch, at_infer_x_panels, at_scale, at_infer_mul);
  infer_hidden(batch);
  // logits = matmul(hidden, logits.weight, logits.bias) : f32[batch, 3]
  product(batch, 20, at_infer_hidden, 64, 16, <usize>batch * 64, at_logits_weight, at_logits_bias, at_infer_logits);
  // output/logits ← logits
  panels_to_rows(at_infer_logits, at_output_logits, batch, 3);
}

export function evaluate(batch: i32): void {
  if (batch < 1 || batch > 128) unreachable();
  store<f32>(at_argument_batch_size, <f32>batch);
  // x from rows to panels
  rows_to_panels(at_input_x, at_evaluate_x_panels, batch, 12);
  // mul(x, scale) : f32[batch, 12]
  mul(batch, at_evaluate_x_panels, at_scale, at_evaluate_mul);
  infer_hidden(batch);
  // logits = matmul(hidden, logits.weight, logits.bias) : f32[batch, 3]
  product(batch, 20, at_evaluate_hidden, 64, 16, <usize>batch * 64, at_logits_weight, at_logits_bias, at_evaluate_logits);
  // softmax_cross_entropy(logits, label) : f32[batch]
  softmax_cross_entropy_index(at_evaluate_logits, at_input_label, at_evaluate_softmax_cross_entropy, batch, 3);
  // loss = reduce_mean(softmax_cross_entropy) : f32[]
  reduce_mean(1, batch, at_evaluate_softmax_cross_entropy, at_loss_loss);
}

export function train_step(batch: i32, rate_scale: f32): void {
  if (batch < 1 || batch > 128) unreachable();
  store<f32>(at_argument_batch_size, <f32>batch);
  store<f32>(at_argument_rate_scale, rate_scale);
  // x from rows to panels
  rows_to_panels(at_input_x, at_train_x_panels, batch, 12);
  // mul(x, scale) : f32[batch, 12]
  mul(batch, at_train_x_panels, at_scale, at_train_mul);
  train_hidden(batch);
  // logits = matmul(hidden, logits.weight, logits.bias) : f32[batch, 3]
  product(batch, 20, at_train_hidden, 64, 16, <usize>batch * 64, at_logits_weight, at_logits_bias, at_train_logits);
  // softmax_cross_entropy(logits, label) : f32[batch]
  // softmax_cross_entropy_slope(logits, label) : f32[batch, 3]
  softmax_cross_entropy_and_slope_index(at_train_logits, at_input_label, at_train_softmax_cross_entropy, at_train_softmax_cross_entropy_slope, batch, 3);
  // quotient(step) : i32[]
  quotient(at_step, at_train_quotient, 4);
  // cast(quotient) : f32[]
  cast_i32_f32(at_train_quotient, at_train_cast, 1);
  // div(1, batch_size) : f32[]
  // mul(rate_scale, where) : f32[]
  // mul(mul, 0.05) : f32[]
  // div(mul, add) : f32[]
  div_sub_less_div_minimum_mul_maximum_div_etc(1, at_argument_batch_size, at_argument_rate_scale, at_train_cast, at_optimizer_adamw_correction1, at_train_div, at_train_mul_1, at_train_div_1);
  train_mul_2(batch);
  // logits.weight transposed
  transpose_panels(at_logits_weight, at_train_logits_weight_transposed, 20, 3);
  train_mul_3(batch);
  // remainder(step) : i32[]
  remainder(at_step, at_train_remainder, 4);
  // cast(remainder) : f32[]
  cast_i32_f32(at_train_remainder, at_train_cast_1, 1);
  // equal(cast, 3) : f32[]
  // optimizer.adamw.correction1' = where(equal, add, optimizer.adamw.correction1) : f32[]
  // optimizer.adamw.correction2' = where(equal, add, optimizer.adamw.correction2) : f32[]
  // rsqrt(add) : f32[]
  equal_mul_add_where_mul_add_where_rsqrt(1, at_train_cast_1, at_optimizer_adamw_correction1, at_optimizer_adamw_correction2, at_train_equal, at_optimizer_adamw_correction1, at_optimizer_adamw_correction2, at_train_rsqrt);
  train_optimizer_accumulated_hidden_weight(batch, 2, 12, at_train_mul, at_train_mul_3, at_optimizer_accumulated_hidden_weight, at_train_div_2, at_train_reduce_sum_2);
  train_optimizer_accumulated_hidden_weight(batch, 1, 20, at_train_hidden, at_train_mul_2, at_optimizer_accumulated_logits_weight, at_train_div_3, at_train_reduce_sum_5);
  // loss = reduce_mean(softmax_cross_entropy) : f32[]
  reduce_mean(1, batch, at_train_softmax_cross_entropy, at_loss_loss);
  train_optimizer_accumulated_hidden_bias(2, at_optimizer_accumulated_hidden_bias, at_train_reduce_sum);
  train_optimizer_accumulated_hidden_bias(1, at_optimizer_accumulated_logits_bias, at_train_reduce_sum_1);
  // reduce_sum(reduce_sum) : f32[]
  reduce_sum_2(1, 20, at_train_reduce_sum_2, at_train_reduce_sum_3);
  // reduce_sum(mul) : f32[]
  reduce_sum_mul_2(1, 20, at_train_div_4, at_train_reduce_sum_4);
  // reduce_sum(reduce_sum) : f32[]
  reduce_sum_2(1, 3, at_train_reduce_sum_5, at_train_reduce_sum_6);
  // reduce_sum(mul) : f32[]
  reduce_sum_mul_2(1, 3, at_train_div_5, at_train_reduce_sum_7);
  // minimum(div, 1) : f32[]
  add_sqrt_div_minimum(1, at_train_reduce_sum_3, at_train_reduce_sum_4, at_train_reduce_sum_6, at_train_reduce_sum_7, at_train_minimum);
  train_hidden_weight(2, 12, at_optimizer_adamw_m_hidden_weight, at_train_div_2, at_optimizer_adamw_v_hidden_weight, at_hidden_weight);
  train_hidden_bias(2, at_optimizer_adamw_m_hidden_bias, at_train_div_4, at_optimizer_adamw_v_hidden_bias, at_hidden_bias);
  train_hidden_weight(1, 20, at_optimizer_adamw_m_logits_weight, at_train_div_3, at_optimizer_adamw_v_logits_weight, at_logits_weight);
  train_hidden_bias(1, at_optimizer_adamw_m_logits_bias, at_train_div_5, at_optimizer_adamw_v_logits_bias, at_logits_bias);
  // step' = next_step(step) : i32[]
  next_step(at_step, at_train_step_);
  // step ← its next value
  copy(at_train_step_, at_step, 4);
}
