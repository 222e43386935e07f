// three_layers: made by inlay at SIMD level baseline, for batches up to 128.
import { accuracy_dense, copy, fill, fill_normal, fill_uniform, next_step, panels_to_rows, rows_to_panels, sigmoid, softmax, softmax_cross_entropy_and_slope_dense, softmax_cross_entropy_dense, tanh, transpose_panels } from "./runtime-as/index";

// Where each buffer begins in memory. A slash ahead of the last name: a temporary of that entry point.
const at_argument_seed: usize = 64; // argument/seed
const at_argument_batch_size: usize = 128; // argument/batch_size
const at_argument_rate_scale: usize = 192; // argument/rate_scale
const at_first_weight: usize = 256; // first.weight
const at_first_bias: usize = 2816; // first.bias
const at_second_weight: usize = 2944; // second.weight
const at_second_bias: usize = 6016; // second.bias
const at_third_weight: usize = 6144; // third.weight
const at_third_bias: usize = 7680; // third.bias
const at_optimizer_adam_correction1: usize = 7744; // optimizer.adam.correction1
const at_optimizer_adam_correction2: usize = 7808; // optimizer.adam.correction2
const at_optimizer_adam_m_first_weight: usize = 7872; // optimizer.adam.m.first.weight
const at_optimizer_adam_v_first_weight: usize = 10432; // optimizer.adam.v.first.weight
const at_optimizer_adam_m_first_bias: usize = 12992; // optimizer.adam.m.first.bias
const at_optimizer_adam_v_first_bias: usize = 13120; // optimizer.adam.v.first.bias
const at_optimizer_adam_m_second_weight: usize = 13248; // optimizer.adam.m.second.weight
const at_optimizer_adam_v_second_weight: usize = 16320; // optimizer.adam.v.second.weight
const at_optimizer_adam_m_second_bias: usize = 19392; // optimizer.adam.m.second.bias
const at_optimizer_adam_v_second_bias: usize = 19520; // optimizer.adam.v.second.bias
const at_optimizer_adam_m_third_weight: usize = 19648; // optimizer.adam.m.third.weight
const at_optimizer_adam_v_third_weight: usize = 21184; // optimizer.adam.v.third.weight
const at_optimizer_adam_m_third_bias: usize = 22720; // optimizer.adam.m.third.bias
const at_optimizer_adam_v_third_bias: usize = 22784; // optimizer.adam.v.third.bias
const at_step: usize = 22848; // step
const at_init_constant_0: usize = 22912; // init/constant.0
const at_input_x: usize = 22976; // input/x
const at_input_target: usize = 33216; // input/target
const at_output_scores: usize = 36288; // output/scores
const at_output_probabilities: usize = 39360; // output/probabilities
const at_loss_loss: usize = 42432; // loss/loss
const at_metric_sum_accuracy: usize = 42496; // metric_sum/accuracy
const at_metric_count_accuracy: usize = 42560; // metric_count/accuracy
const at_infer_first: usize = 42624; // infer/first
const at_infer_second: usize = 59008; // infer/second
const at_infer_third: usize = 42624; // infer/third
const at_infer_probabilities: usize = 50816; // infer/probabilities
const at_evaluate_first: usize = 42624; // evaluate/first
const at_evaluate_second: usize = 59008; // evaluate/second
const at_evaluate_mul: usize = 75392; // evaluate/mul
const at_evaluate_third: usize = 42624; // evaluate/third
const at_evaluate_target_panels: usize = 50816; // evaluate/target.panels
const at_evaluate_softmax_cross_entropy: usize = 59008; // evaluate/softmax_cross_entropy
const at_evaluate_reduce_mean: usize = 59520; // evaluate/reduce_mean
const at_evaluate_reduce_mean_1: usize = 83584; // evaluate/reduce_mean.1
const at_evaluate_distance: usize = 59008; // evaluate/distance
const at_train_first: usize = 42624; // train/first
const at_train_mul: usize = 59008; // train/mul
const at_train_div: usize = 132736; // train/div
const at_train_div_1: usize = 149120; // train/div.1
const at_train_second: usize = 75392; // train/second
const at_train_mul_1: usize = 124544; // train/mul.1
const at_train_add: usize = 91776; // train/add
const at_train_sub: usize = 108160; // train/sub
const at_train_third: usize = 124544; // train/third
const at_train_target_panels: usize = 132736; // train/target.panels
const at_train_softmax_cross_entropy: usize = 152960; // train/softmax_cross_entropy
const at_train_softmax_cross_entropy_slope: usize = 140928; // train/softmax_cross_entropy_slope
const at_train_mul_2: usize = 140928; // train/mul.2
const at_train_third_weight_transposed: usize = 152192; // train/third.weight.transposed
const at_train_mul_3: usize = 75392; // train/mul.3
const at_train_second_weight_transposed: usize = 149120; // train/second.weight.transposed
const at_train_mul_4: usize = 42624; // train/mul.4
const at_train_rsqrt: usize = 153728; // train/rsqrt
const at_train_div_2: usize = 153792; // train/div.2
const at_train_reduce_mean: usize = 42624; // train/reduce_mean
const at_train_reduce_mean_1: usize = 153472; // train/reduce_mean.1
const at_train_distance: usize = 42688; // train/distance
const at_train_reduce_sum: usize = 50816; // train/reduce_sum
const at_train_reduce_sum_1: usize = 153600; // train/reduce_sum.1
const at_train_reduce_sum_2: usize = 149184; // train/reduce_sum.2
const at_train_step_: usize = 42624; // train/step'

function product_sigmoid(rows: i32, depth: i32, a: usize, aRow: usize, chunk: i32, aNext: usize, b: usize, initial: usize, y0: usize): void {
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
        const t13 = sigmoid(t12);
        const t15 = sigmoid(t14);
        v128.store(y0 + at, t13);
        v128.store(y0 + at, t15, 16);
        const t16 = v128.load(y0 + at + 32);
        const t18 = v128.load(y0 + at + 48);
        const t17 = sigmoid(t16);
        const t19 = sigmoid(t18);
        v128.store(y0 + at, t17, 32);
        v128.store(y0 + at, t19, 48);
      }
      r += height;
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

function product_tanh_sub_mul(rows: i32, depth: i32, a: usize, aRow: usize, chunk: i32, aNext: usize, b: usize, initial: usize, a0: usize, y0: usize, y1: usize): void {
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
        const x8 = v128.load(a0 + at);
        const x12 = v128.load(a0 + at + 16);
        const t9 = tanh(c0);
        const t13 = tanh(c1);
        const t10 = f32x4.sub(t9, x8);
        const t14 = f32x4.sub(t13, x12);
        const t11 = f32x4.mul(t10, t10);
        const t15 = f32x4.mul(t14, t14);
        v128.store(y0 + at, t9);
        v128.store(y0 + at, t13, 16);
        v128.store(y1 + at, t11);
        v128.store(y1 + at, t15, 16);
        const x16 = v128.load(a0 + at + 32);
        const x20 = v128.load(a0 + at + 48);
        const t17 = tanh(c2);
        const t21 = tanh(c3);
        const t18 = f32x4.sub(t17, x16);
        const t22 = f32x4.sub(t21, x20);
        const t19 = f32x4.mul(t18, t18);
        const t23 = f32x4.mul(t22, t22);
        v128.store(y0 + at, t17, 32);
        v128.store(y0 + at, t21, 48);
        v128.store(y1 + at, t19, 32);
        v128.store(y1 + at, t23, 48);
        c0 = c4;
        c1 = c5;
        c2 = c6;
        c3 = c7;
      }
      r += height;
    }
  }
}

function reduce_mean(rows: i32, a0: usize, y0: usize): void {
  const count0 = f32x4.splat(<f32>rows);
  for (let c: usize = 0; c < 64; c += 64) {
    let sum2 = f32x4.splat(0.0);
    let sum6 = f32x4.splat(0.0);
    let sum10 = f32x4.splat(0.0);
    let sum14 = f32x4.splat(0.0);
    let at: usize = c;
    for (let r: i32 = 0; r < rows; ++r) {
      const x1 = v128.load(a0 + at);
      const x5 = v128.load(a0 + at + 16);
      const t3 = f32x4.add(sum2, x1);
      const t7 = f32x4.add(sum6, x5);
      sum2 = t3;
      sum6 = t7;
      const x9 = v128.load(a0 + at + 32);
      const x13 = v128.load(a0 + at + 48);
      const t11 = f32x4.add(sum10, x9);
      const t15 = f32x4.add(sum14, x13);
      sum10 = t11;
      sum14 = t15;
      at += 64;
    }
    const t4 = f32x4.div(sum2, count0);
    const t8 = f32x4.div(sum6, count0);
    v128.store(y0 + c, t4);
    v128.store(y0 + c + 16, t8);
    const t12 = f32x4.div(sum10, count0);
    const t16 = f32x4.div(sum14, count0);
    v128.store(y0 + c + 32, t12);
    v128.store(y0 + c + 48, t16);
  }
}

function reduce_mean_2(rows: i32, columns: i32, a0: usize, y0: usize): void {
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

function mul_add(rows: i32, a0: usize, a1: usize, y0: usize): void {
  const x0 = v128.load32_splat(a0);
  const x1 = v128.load32_splat(a1);
  const t2 = f32x4.mul(x1, f32x4.splat(0.1));
  const t3 = f32x4.add(x0, t2);
  let at: usize = 0;
  for (let r: i32 = 0; r < rows; ++r) {
    v128.store(y0 + at, t3);
    v128.store(y0 + at + 16, t3);
    v128.store(y0 + at + 32, t3);
    v128.store(y0 + at + 48, t3);
    at += 64;
  }
}

function mul_div_div(rows: i32, a0: usize, y0: usize, y1: usize): void {
  const x0 = v128.load32_splat(a0);
  const t1 = f32x4.mul(x0, f32x4.splat(24.0));
  const t2 = f32x4.div(f32x4.splat(0.1), t1);
  const t3 = f32x4.div(f32x4.splat(1.0), x0);
  let at: usize = 0;
  for (let r: i32 = 0; r < rows; ++r) {
    v128.store(y0 + at, t2);
    v128.store(y0 + at + 16, t2);
    v128.store(y1 + at, t3);
    v128.store(y1 + at + 16, t3);
    v128.store(y0 + at + 32, t2);
    v128.store(y0 + at + 48, t2);
    v128.store(y1 + at + 32, t3);
    v128.store(y1 + at + 48, t3);
    at += 64;
  }
}

function mul_add_rsqrt(rows: i32, a0: usize, y0: usize, y1: usize): void {
  const x0 = v128.load32_splat(a0);
  const t1 = f32x4.mul(x0, f32x4.splat(0.999));
  const t2 = f32x4.add(t1, f32x4.splat(0.0010000000000000009));
  const t3 = f32x4.sqrt(t2);
  const t4 = f32x4.div(f32x4.splat(1.0), t3);
  let at: usize = 0;
  for (let r: i32 = 0; r < rows; ++r) {
    v128.store(y0 + at, t2);
    v128.store(y0 + at + 16, t2);
    v128.store(y1 + at, t4);
    v128.store(y1 + at + 16, t4);
    v128.store(y0 + at + 32, t2);
    v128.store(y0 + at + 48, t2);
    v128.store(y1 + at + 32, t4);
    v128.store(y1 + at + 48, t4);
    at += 64;
  }
}

function mul_add_mul_div(rows: i32, a0: usize, a1: usize, y0: usize, y1: usize): void {
  const x0 = v128.load32_splat(a0);
  const x1 = v128.load32_splat(a1);
  const t2 = f32x4.mul(x0, f32x4.splat(0.8));
  const t3 = f32x4.add(t2, f32x4.splat(0.19999999999999996));
  const t4 = f32x4.mul(x1, f32x4.splat(0.002));
  const t5 = f32x4.div(t4, t3);
  let at: usize = 0;
  for (let r: i32 = 0; r < rows; ++r) {
    v128.store(y0 + at, t3);
    v128.store(y0 + at + 16, t3);
    v128.store(y1 + at, t5);
    v128.store(y1 + at + 16, t5);
    v128.store(y0 + at + 32, t3);
    v128.store(y0 + at + 48, t3);
    v128.store(y1 + at + 32, t5);
    v128.store(y1 + at + 48, t5);
    at += 64;
  }
}

function product_sigmoid_sub_mul(rows: i32, depth: i32, a: usize, aRow: usize, chunk: i32, aNext: usize, b: usize, initial: usize, y0: usize, y1: usize): void {
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
        const t21 = sigmoid(t20);
        const t25 = sigmoid(t24);
        const t22 = f32x4.sub(f32x4.splat(1.0), t21);
        const t26 = f32x4.sub(f32x4.splat(1.0), t25);
        const t23 = f32x4.mul(t21, t22);
        const t27 = f32x4.mul(t25, t26);
        v128.store(y0 + at, t21);
        v128.store(y0 + at, t25, 16);
        v128.store(y1 + at, t23);
        v128.store(y1 + at, t27, 16);
        const t28 = v128.load(y0 + at + 32);
        const t32 = v128.load(y0 + at + 48);
        const t29 = sigmoid(t28);
        const t33 = sigmoid(t32);
        const t30 = f32x4.sub(f32x4.splat(1.0), t29);
        const t34 = f32x4.sub(f32x4.splat(1.0), t33);
        const t31 = f32x4.mul(t29, t30);
        const t35 = f32x4.mul(t33, t34);
        v128.store(y0 + at, t29, 32);
        v128.store(y0 + at, t33, 48);
        v128.store(y1 + at, t31, 32);
        v128.store(y1 + at, t35, 48);
      }
      r += height;
    }
  }
}

function product_tanh_sub_mul_add_mul_sub(rows: i32, depth: i32, a: usize, aRow: usize, chunk: i32, aNext: usize, b: usize, initial: usize, a0: usize, a1: usize, y0: usize, y1: usize, y2: usize, y3: usize): void {
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
      const x8 = v128.load32_splat(a1);
      for (const end = at + (<usize>height << 6); at < end; at += 64) {
        const x9 = v128.load(a0 + at);
        const x17 = v128.load(a0 + at + 16);
        const t10 = tanh(c0);
        const t18 = tanh(c1);
        const t11 = f32x4.sub(t10, x9);
        const t19 = f32x4.sub(t18, x17);
        const t12 = f32x4.mul(t11, t11);
        const t20 = f32x4.mul(t19, t19);
        const t13 = f32x4.mul(x8, t11);
        const t21 = f32x4.mul(x8, t19);
        const t14 = f32x4.add(t13, t13);
        const t22 = f32x4.add(t21, t21);
        const t15 = f32x4.mul(t10, t10);
        const t23 = f32x4.mul(t18, t18);
        const t16 = f32x4.sub(f32x4.splat(1.0), t15);
        const t24 = f32x4.sub(f32x4.splat(1.0), t23);
        v128.store(y0 + at, t10);
        v128.store(y0 + at, t18, 16);
        v128.store(y1 + at, t12);
        v128.store(y1 + at, t20, 16);
        v128.store(y2 + at, t14);
        v128.store(y2 + at, t22, 16);
        v128.store(y3 + at, t16);
        v128.store(y3 + at, t24, 16);
        const x25 = v128.load(a0 + at + 32);
        const x33 = v128.load(a0 + at + 48);
        const t26 = tanh(c2);
        const t34 = tanh(c3);
        const t27 = f32x4.sub(t26, x25);
        const t35 = f32x4.sub(t34, x33);
        const t28 = f32x4.mul(t27, t27);
        const t36 = f32x4.mul(t35, t35);
        const t29 = f32x4.mul(x8, t27);
        const t37 = f32x4.mul(x8, t35);
        const t30 = f32x4.add(t29, t29);
        const t38 = f32x4.add(t37, t37);
        const t31 = f32x4.mul(t26, t26);
        const t39 = f32x4.mul(t34, t34);
        const t32 = f32x4.sub(f32x4.splat(1.0), t31);
        const t40 = f32x4.sub(f32x4.splat(1.0), t39);
        v128.store(y0 + at, t26, 32);
        v128.store(y0 + at, t34, 48);
        v128.store(y1 + at, t28, 32);
        v128.store(y1 + at, t36, 48);
        v128.store(y2 + at, t30, 32);
        v128.store(y2 + at, t38, 48);
        v128.store(y3 + at, t32, 32);
        v128.store(y3 + at, t40, 48);
        c0 = c4;
        c1 = c5;
        c2 = c6;
        c3 = c7;
      }
      r += height;
    }
  }
}

function mul(rows: i32, a0: usize, a1: usize, y0: usize): void {
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

function mul_mul_add_add_sub_mul_mul_add_sub_sqrt_etc(rows: i32, a0: usize, a1: usize, a2: usize, a3: usize, a4: usize, a5: usize, y0: usize, y1: usize, y2: usize): void {
  const x0 = v128.load32_splat(a4);
  const x1 = v128.load32_splat(a5);
  let at: usize = 0;
  for (let r: i32 = 0; r < rows; ++r) {
    const x2 = v128.load(a0 + at);
    const x23 = v128.load(a0 + at + 16);
    const x3 = v128.load(a1 + at);
    const x24 = v128.load(a1 + at + 16);
    const x4 = v128.load(a2 + at);
    const x25 = v128.load(a2 + at + 16);
    const x5 = v128.load(a3 + at);
    const x26 = v128.load(a3 + at + 16);
    const t6 = f32x4.mul(x2, f32x4.splat(0.8));
    const t27 = f32x4.mul(x23, f32x4.splat(0.8));
    const t7 = f32x4.mul(x3, f32x4.splat(0.19999999999999996));
    const t28 = f32x4.mul(x24, f32x4.splat(0.19999999999999996));
    const t8 = f32x4.add(t6, t7);
    const t29 = f32x4.add(t27, t28);
    const t9 = f32x4.add(t8, f32x4.splat(1e-30));
    const t30 = f32x4.add(t29, f32x4.splat(1e-30));
    const t10 = f32x4.sub(t9, f32x4.splat(1e-30));
    const t31 = f32x4.sub(t30, f32x4.splat(1e-30));
    const t11 = f32x4.mul(x4, f32x4.splat(0.999));
    const t32 = f32x4.mul(x25, f32x4.splat(0.999));
    const t12 = f32x4.mul(x3, x3);
    const t33 = f32x4.mul(x24, x24);
    const t13 = f32x4.mul(t12, f32x4.splat(0.0010000000000000009));
    const t34 = f32x4.mul(t33, f32x4.splat(0.0010000000000000009));
    const t14 = f32x4.add(t11, t13);
    const t35 = f32x4.add(t32, t34);
    const t15 = f32x4.add(t14, f32x4.splat(1e-30));
    const t36 = f32x4.add(t35, f32x4.splat(1e-30));
    const t16 = f32x4.sub(t15, f32x4.splat(1e-30));
    const t37 = f32x4.sub(t36, f32x4.splat(1e-30));
    const t17 = f32x4.sqrt(t14);
    const t38 = f32x4.sqrt(t35);
    const t18 = f32x4.mul(t17, x1);
    const t39 = f32x4.mul(t38, x1);
    const t19 = f32x4.add(t18, f32x4.splat(1e-8));
    const t40 = f32x4.add(t39, f32x4.splat(1e-8));
    const t20 = f32x4.div(t8, t19);
    const t41 = f32x4.div(t29, t40);
    const t21 = f32x4.mul(x0, t20);
    const t42 = f32x4.mul(x0, t41);
    const t22 = f32x4.sub(x5, t21);
    const t43 = f32x4.sub(x26, t42);
    v128.store(y0 + at, t10);
    v128.store(y0 + at + 16, t31);
    v128.store(y1 + at, t16);
    v128.store(y1 + at + 16, t37);
    v128.store(y2 + at, t22);
    v128.store(y2 + at + 16, t43);
    const x44 = v128.load(a0 + at + 32);
    const x65 = v128.load(a0 + at + 48);
    const x45 = v128.load(a1 + at + 32);
    const x66 = v128.load(a1 + at + 48);
    const x46 = v128.load(a2 + at + 32);
    const x67 = v128.load(a2 + at + 48);
    const x47 = v128.load(a3 + at + 32);
    const x68 = v128.load(a3 + at + 48);
    const t48 = f32x4.mul(x44, f32x4.splat(0.8));
    const t69 = f32x4.mul(x65, f32x4.splat(0.8));
    const t49 = f32x4.mul(x45, f32x4.splat(0.19999999999999996));
    const t70 = f32x4.mul(x66, f32x4.splat(0.19999999999999996));
    const t50 = f32x4.add(t48, t49);
    const t71 = f32x4.add(t69, t70);
    const t51 = f32x4.add(t50, f32x4.splat(1e-30));
    const t72 = f32x4.add(t71, f32x4.splat(1e-30));
    const t52 = f32x4.sub(t51, f32x4.splat(1e-30));
    const t73 = f32x4.sub(t72, f32x4.splat(1e-30));
    const t53 = f32x4.mul(x46, f32x4.splat(0.999));
    const t74 = f32x4.mul(x67, f32x4.splat(0.999));
    const t54 = f32x4.mul(x45, x45);
    const t75 = f32x4.mul(x66, x66);
    const t55 = f32x4.mul(t54, f32x4.splat(0.0010000000000000009));
    const t76 = f32x4.mul(t75, f32x4.splat(0.0010000000000000009));
    const t56 = f32x4.add(t53, t55);
    const t77 = f32x4.add(t74, t76);
    const t57 = f32x4.add(t56, f32x4.splat(1e-30));
    const t78 = f32x4.add(t77, f32x4.splat(1e-30));
    const t58 = f32x4.sub(t57, f32x4.splat(1e-30));
    const t79 = f32x4.sub(t78, f32x4.splat(1e-30));
    const t59 = f32x4.sqrt(t56);
    const t80 = f32x4.sqrt(t77);
    const t60 = f32x4.mul(t59, x1);
    const t81 = f32x4.mul(t80, x1);
    const t61 = f32x4.add(t60, f32x4.splat(1e-8));
    const t82 = f32x4.add(t81, f32x4.splat(1e-8));
    const t62 = f32x4.div(t50, t61);
    const t83 = f32x4.div(t71, t82);
    const t63 = f32x4.mul(x0, t62);
    const t84 = f32x4.mul(x0, t83);
    const t64 = f32x4.sub(x47, t63);
    const t85 = f32x4.sub(x68, t84);
    v128.store(y0 + at + 32, t52);
    v128.store(y0 + at + 48, t73);
    v128.store(y1 + at + 32, t58);
    v128.store(y1 + at + 48, t79);
    v128.store(y2 + at + 32, t64);
    v128.store(y2 + at + 48, t85);
    at += 64;
  }
}

function product_of_columns_mul_mul_add_add_sub_etc(rows: i32, depth: i32, a: usize, aRow: usize, chunk: i32, aNext: usize, b: usize, a0: usize, a1: usize, a2: usize, a3: usize, a4: usize, y0: usize, y1: usize, y2: usize): void {
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
        const x8 = v128.load32_splat(a2);
        const x9 = v128.load32_splat(a3);
        for (const end = at + (<usize>height << 6); at < end; at += 64) {
          const x10 = v128.load(a0 + at);
          const x30 = v128.load(a0 + at + 16);
          const x11 = v128.load(a1 + at);
          const x31 = v128.load(a1 + at + 16);
          const x12 = v128.load(a4 + at);
          const x32 = v128.load(a4 + at + 16);
          const t13 = f32x4.mul(c0, f32x4.splat(0.19999999999999996));
          const t33 = f32x4.mul(c1, f32x4.splat(0.19999999999999996));
          const t14 = f32x4.mul(x10, f32x4.splat(0.8));
          const t34 = f32x4.mul(x30, f32x4.splat(0.8));
          const t15 = f32x4.add(t14, t13);
          const t35 = f32x4.add(t34, t33);
          const t16 = f32x4.add(t15, f32x4.splat(1e-30));
          const t36 = f32x4.add(t35, f32x4.splat(1e-30));
          const t17 = f32x4.sub(t16, f32x4.splat(1e-30));
          const t37 = f32x4.sub(t36, f32x4.splat(1e-30));
          const t18 = f32x4.mul(c0, c0);
          const t38 = f32x4.mul(c1, c1);
          const t19 = f32x4.mul(t18, f32x4.splat(0.0010000000000000009));
          const t39 = f32x4.mul(t38, f32x4.splat(0.0010000000000000009));
          const t20 = f32x4.mul(x11, f32x4.splat(0.999));
          const t40 = f32x4.mul(x31, f32x4.splat(0.999));
          const t21 = f32x4.add(t20, t19);
          const t41 = f32x4.add(t40, t39);
          const t22 = f32x4.add(t21, f32x4.splat(1e-30));
          const t42 = f32x4.add(t41, f32x4.splat(1e-30));
          const t23 = f32x4.sub(t22, f32x4.splat(1e-30));
          const t43 = f32x4.sub(t42, f32x4.splat(1e-30));
          const t24 = f32x4.sqrt(t21);
          const t44 = f32x4.sqrt(t41);
          const t25 = f32x4.mul(t24, x8);
          const t45 = f32x4.mul(t44, x8);
          const t26 = f32x4.add(t25, f32x4.splat(1e-8));
          const t46 = f32x4.add(t45, f32x4.splat(1e-8));
          const t27 = f32x4.div(t15, t26);
          const t47 = f32x4.div(t35, t46);
          const t28 = f32x4.mul(x9, t27);
          const t48 = f32x4.mul(x9, t47);
          const t29 = f32x4.sub(x12, t28);
          const t49 = f32x4.sub(x32, t48);
          v128.store(y0 + at, t17);
          v128.store(y0 + at, t37, 16);
          v128.store(y1 + at, t23);
          v128.store(y1 + at, t43, 16);
          v128.store(y2 + at, t29);
          v128.store(y2 + at, t49, 16);
          const x50 = v128.load(a0 + at + 32);
          const x70 = v128.load(a0 + at + 48);
          const x51 = v128.load(a1 + at + 32);
          const x71 = v128.load(a1 + at + 48);
          const x52 = v128.load(a4 + at + 32);
          const x72 = v128.load(a4 + at + 48);
          const t53 = f32x4.mul(c2, f32x4.splat(0.19999999999999996));
          const t73 = f32x4.mul(c3, f32x4.splat(0.19999999999999996));
          const t54 = f32x4.mul(x50, f32x4.splat(0.8));
          const t74 = f32x4.mul(x70, f32x4.splat(0.8));
          const t55 = f32x4.add(t54, t53);
          const t75 = f32x4.add(t74, t73);
          const t56 = f32x4.add(t55, f32x4.splat(1e-30));
          const t76 = f32x4.add(t75, f32x4.splat(1e-30));
          const t57 = f32x4.sub(t56, f32x4.splat(1e-30));
          const t77 = f32x4.sub(t76, f32x4.splat(1e-30));
          const t58 = f32x4.mul(c2, c2);
          const t78 = f32x4.mul(c3, c3);
          const t59 = f32x4.mul(t58, f32x4.splat(0.0010000000000000009));
          const t79 = f32x4.mul(t78, f32x4.splat(0.0010000000000000009));
          const t60 = f32x4.mul(x51, f32x4.splat(0.999));
          const t80 = f32x4.mul(x71, f32x4.splat(0.999));
          const t61 = f32x4.add(t60, t59);
          const t81 = f32x4.add(t80, t79);
          const t62 = f32x4.add(t61, f32x4.splat(1e-30));
          const t82 = f32x4.add(t81, f32x4.splat(1e-30));
          const t63 = f32x4.sub(t62, f32x4.splat(1e-30));
          const t83 = f32x4.sub(t82, f32x4.splat(1e-30));
          const t64 = f32x4.sqrt(t61);
          const t84 = f32x4.sqrt(t81);
          const t65 = f32x4.mul(t64, x8);
          const t85 = f32x4.mul(t84, x8);
          const t66 = f32x4.add(t65, f32x4.splat(1e-8));
          const t86 = f32x4.add(t85, f32x4.splat(1e-8));
          const t67 = f32x4.div(t55, t66);
          const t87 = f32x4.div(t75, t86);
          const t68 = f32x4.mul(x9, t67);
          const t88 = f32x4.mul(x9, t87);
          const t69 = f32x4.sub(x52, t68);
          const t89 = f32x4.sub(x72, t88);
          v128.store(y0 + at, t57, 32);
          v128.store(y0 + at, t77, 48);
          v128.store(y1 + at, t63, 32);
          v128.store(y1 + at, t83, 48);
          v128.store(y2 + at, t69, 32);
          v128.store(y2 + at, t89, 48);
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

function product_add_mul(rows: i32, depth: i32, a: usize, aRow: usize, chunk: i32, aNext: usize, b: usize, a0: usize, a1: usize, y0: usize): void {
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
        const x12 = v128.load(a0 + at + 16);
        const x9 = v128.load(a1 + at);
        const x13 = v128.load(a1 + at + 16);
        const t10 = f32x4.add(x8, c0);
        const t14 = f32x4.add(x12, c1);
        const t11 = f32x4.mul(t10, x9);
        const t15 = f32x4.mul(t14, x13);
        v128.store(y0 + at, t11);
        v128.store(y0 + at, t15, 16);
        const x16 = v128.load(a0 + at + 32);
        const x20 = v128.load(a0 + at + 48);
        const x17 = v128.load(a1 + at + 32);
        const x21 = v128.load(a1 + at + 48);
        const t18 = f32x4.add(x16, c2);
        const t22 = f32x4.add(x20, c3);
        const t19 = f32x4.mul(t18, x17);
        const t23 = f32x4.mul(t22, x21);
        v128.store(y0 + at, t19, 32);
        v128.store(y0 + at, t23, 48);
        c0 = c4;
        c1 = c5;
        c2 = c6;
        c3 = c7;
      }
      r += height;
    }
  }
}

function product_mul_add_mul(rows: i32, depth: i32, a: usize, aRow: usize, chunk: i32, aNext: usize, b: usize, a0: usize, a1: usize, y0: usize): void {
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
        const x13 = v128.load(a0 + at + 16);
        const x9 = v128.load(a1 + at);
        const x14 = v128.load(a1 + at + 16);
        const t10 = f32x4.mul(x8, f32x4.splat(-1.0));
        const t15 = f32x4.mul(x13, f32x4.splat(-1.0));
        const t11 = f32x4.add(t10, c0);
        const t16 = f32x4.add(t15, c1);
        const t12 = f32x4.mul(t11, x9);
        const t17 = f32x4.mul(t16, x14);
        v128.store(y0 + at, t12);
        v128.store(y0 + at, t17, 16);
        const x18 = v128.load(a0 + at + 32);
        const x23 = v128.load(a0 + at + 48);
        const x19 = v128.load(a1 + at + 32);
        const x24 = v128.load(a1 + at + 48);
        const t20 = f32x4.mul(x18, f32x4.splat(-1.0));
        const t25 = f32x4.mul(x23, f32x4.splat(-1.0));
        const t21 = f32x4.add(t20, c2);
        const t26 = f32x4.add(t25, c3);
        const t22 = f32x4.mul(t21, x19);
        const t27 = f32x4.mul(t26, x24);
        v128.store(y0 + at, t22, 32);
        v128.store(y0 + at, t27, 48);
        c0 = c4;
        c1 = c5;
        c2 = c6;
        c3 = c7;
      }
      r += height;
    }
  }
}

function infer_first(batch: i32): void {
  for (let p: usize = 0; p < 2; ++p) {
    // matmul(x, first.weight, first.bias) : f32[batch, 24]
    // first = sigmoid(matmul) : f32[batch, 24]
    product_sigmoid(batch, 20, at_input_x, 80, 20, 0, at_first_weight + p * 1280, at_first_bias + p * 64, at_infer_first + p * (<usize>batch * 64));
  }
}

function infer_second(batch: i32): void {
  for (let p: usize = 0; p < 2; ++p) {
    // matmul(first, second.weight, second.bias) : f32[batch, 24]
    // second = tanh(matmul) : f32[batch, 24]
    product_tanh(batch, 24, at_infer_first, 64, 16, <usize>batch * 64, at_second_weight + p * 1536, at_second_bias + p * 64, at_infer_second + p * (<usize>batch * 64));
  }
}

function evaluate_second(batch: i32): void {
  for (let p: usize = 0; p < 2; ++p) {
    // matmul(first, second.weight, second.bias) : f32[batch, 24]
    // second = tanh(matmul) : f32[batch, 24]
    // sub(second, first) : f32[batch, 24]
    // mul(sub, sub) : f32[batch, 24]
    product_tanh_sub_mul(batch, 24, at_evaluate_first, 64, 16, <usize>batch * 64, at_second_weight + p * 1536, at_second_bias + p * 64, at_evaluate_first + p * (<usize>batch * 64), at_evaluate_second + p * (<usize>batch * 64), at_evaluate_mul);
    // reduce_mean(mul) : f32[24]
    reduce_mean(batch, at_evaluate_mul, at_evaluate_reduce_mean_1 + p * 64);
  }
}

function train_first(batch: i32): void {
  for (let p: usize = 0; p < 2; ++p) {
    // matmul(x, first.weight, first.bias) : f32[batch, 24]
    // first = sigmoid(matmul) : f32[batch, 24]
    // sub(1, first) : f32[batch, 24]
    // mul(first, sub) : f32[batch, 24]
    product_sigmoid_sub_mul(batch, 20, at_input_x, 80, 20, 0, at_first_weight + p * 1280, at_first_bias + p * 64, at_train_first + p * (<usize>batch * 64), at_train_mul + p * (<usize>batch * 64));
  }
}

function train_second(batch: i32): void {
  for (let p: usize = 0; p < 2; ++p) {
    // matmul(first, second.weight, second.bias) : f32[batch, 24]
    // second = tanh(matmul) : f32[batch, 24]
    // sub(second, first) : f32[batch, 24]
    // mul(sub, sub) : f32[batch, 24]
    // mul(reshape, sub) : f32[batch, 24]
    // add(mul, mul) : f32[batch, 24]
    // mul(second, second) : f32[batch, 24]
    // sub(1, mul) : f32[batch, 24]
    product_tanh_sub_mul_add_mul_sub(batch, 24, at_train_first, 64, 16, <usize>batch * 64, at_second_weight + p * 1536, at_second_bias + p * 64, at_train_first + p * (<usize>batch * 64), at_train_div, at_train_second + p * (<usize>batch * 64), at_train_mul_1, at_train_add + p * (<usize>batch * 64), at_train_sub + p * (<usize>batch * 64));
    // reduce_mean(mul) : f32[24]
    reduce_mean(batch, at_train_mul_1, at_train_reduce_mean_1 + p * 64);
  }
}

function train_third_bias(batch: i32): void {
  // mul(softmax_cross_entropy_slope, div) : f32[batch, 6]
  mul(batch, at_train_softmax_cross_entropy_slope, at_train_div_1, at_train_mul_2);
  // reduce_sum(mul) : f32[6]
  reduce_sum(batch, at_train_mul_2, at_train_reduce_sum_2);
  // optimizer.adam.m.third.bias' = sub(add, 1e-30) : f32[6]
  // optimizer.adam.v.third.bias' = sub(add, 1e-30) : f32[6]
  // third.bias' = sub(third.bias, mul) : f32[6]
  mul_mul_add_add_sub_mul_mul_add_sub_sqrt_etc(1, at_optimizer_adam_m_third_bias, at_train_reduce_sum_2, at_optimizer_adam_v_third_bias, at_third_bias, at_train_div_2, at_train_rsqrt, at_optimizer_adam_m_third_bias, at_optimizer_adam_v_third_bias, at_third_bias);
  // matmul(second, mul) : f32[24, 6]
  // mul(matmul, 0.19999999999999996) : f32[24, 6]
  // add(mul, mul) : f32[24, 6]
  // add(add, 1e-30) : f32[24, 6]
  // optimizer.adam.m.third.weight' = sub(add, 1e-30) : f32[24, 6]
  // mul(matmul, matmul) : f32[24, 6]
  // mul(mul, 0.0010000000000000009) : f32[24, 6]
  // add(mul, mul) : f32[24, 6]
  // add(add, 1e-30) : f32[24, 6]
  // optimizer.adam.v.third.weight' = sub(add, 1e-30) : f32[24, 6]
  // sqrt(add) : f32[24, 6]
  // mul(sqrt, rsqrt) : f32[24, 6]
  // add(mul, 1e-8) : f32[24, 6]
  // div(add, add) : f32[24, 6]
  // mul(div, div) : f32[24, 6]
  // third.weight' = sub(third.weight, mul) : f32[24, 6]
  product_of_columns_mul_mul_add_add_sub_etc(24, batch, at_train_second, 64, 16, <usize>batch * 64, at_train_mul_2, at_optimizer_adam_m_third_weight, at_optimizer_adam_v_third_weight, at_train_rsqrt, at_train_div_2, at_third_weight, at_optimizer_adam_m_third_weight, at_optimizer_adam_v_third_weight, at_third_weight);
}

function train_second_bias(batch: i32): void {
  for (let p: usize = 0; p < 2; ++p) {
    // matmul(mul, third.weight) : f32[batch, 24]
    // add(add, matmul) : f32[batch, 24]
    // mul(add, sub) : f32[batch, 24]
    product_add_mul(batch, 6, at_train_mul_2, 64, 16, <usize>batch * 64, at_train_third_weight_transposed + p * 384, at_train_add + p * (<usize>batch * 64), at_train_sub + p * (<usize>batch * 64), at_train_mul_3 + p * (<usize>batch * 64));
    // reduce_sum(mul) : f32[24]
    reduce_sum(batch, at_train_mul_3 + p * (<usize>batch * 64), at_train_reduce_sum_1);
    // optimizer.adam.m.second.bias' = sub(add, 1e-30) : f32[24]
    // optimizer.adam.v.second.bias' = sub(add, 1e-30) : f32[24]
    // second.bias' = sub(second.bias, mul) : f32[24]
    mul_mul_add_add_sub_mul_mul_add_sub_sqrt_etc(1, at_optimizer_adam_m_second_bias + p * 64, at_train_reduce_sum_1, at_optimizer_adam_v_second_bias + p * 64, at_second_bias + p * 64, at_train_div_2, at_train_rsqrt, at_optimizer_adam_m_second_bias + p * 64, at_optimizer_adam_v_second_bias + p * 64, at_second_bias + p * 64);
    // matmul(first, mul) : f32[24, 24]
    // mul(matmul, 0.19999999999999996) : f32[24, 24]
    // add(mul, mul) : f32[24, 24]
    // add(add, 1e-30) : f32[24, 24]
    // optimizer.adam.m.second.weight' = sub(add, 1e-30) : f32[24, 24]
    // mul(matmul, matmul) : f32[24, 24]
    // mul(mul, 0.0010000000000000009) : f32[24, 24]
    // add(mul, mul) : f32[24, 24]
    // add(add, 1e-30) : f32[24, 24]
    // optimizer.adam.v.second.weight' = sub(add, 1e-30) : f32[24, 24]
    // sqrt(add) : f32[24, 24]
    // mul(sqrt, rsqrt) : f32[24, 24]
    // add(mul, 1e-8) : f32[24, 24]
    // div(add, add) : f32[24, 24]
    // mul(div, div) : f32[24, 24]
    // second.weight' = sub(second.weight, mul) : f32[24, 24]
    product_of_columns_mul_mul_add_add_sub_etc(24, batch, at_train_first, 64, 16, <usize>batch * 64, at_train_mul_3 + p * (<usize>batch * 64), at_optimizer_adam_m_second_weight + p * 1536, at_optimizer_adam_v_second_weight + p * 1536, at_train_rsqrt, at_train_div_2, at_second_weight + p * 1536, at_optimizer_adam_m_second_weight + p * 1536, at_optimizer_adam_v_second_weight + p * 1536, at_second_weight + p * 1536);
  }
}

function train_first_weight(batch: i32): void {
  for (let p: usize = 0; p < 2; ++p) {
    // matmul(mul, second.weight) : f32[batch, 24]
    // add(mul, matmul) : f32[batch, 24]
    // mul(add, mul) : f32[batch, 24]
    product_mul_add_mul(batch, 24, at_train_mul_3, 64, 16, <usize>batch * 64, at_train_second_weight_transposed + p * 1536, at_train_add + p * (<usize>batch * 64), at_train_mul + p * (<usize>batch * 64), at_train_mul_4);
    // matmul(x, mul) : f32[20, 24]
    // mul(matmul, 0.19999999999999996) : f32[20, 24]
    // add(mul, mul) : f32[20, 24]
    // add(add, 1e-30) : f32[20, 24]
    // optimizer.adam.m.first.weight' = sub(add, 1e-30) : f32[20, 24]
    // mul(matmul, matmul) : f32[20, 24]
    // mul(mul, 0.0010000000000000009) : f32[20, 24]
    // add(mul, mul) : f32[20, 24]
    // add(add, 1e-30) : f32[20, 24]
    // optimizer.adam.v.first.weight' = sub(add, 1e-30) : f32[20, 24]
    // sqrt(add) : f32[20, 24]
    // mul(sqrt, rsqrt) : f32[20, 24]
    // add(mul, 1e-8) : f32[20, 24]
    // div(add, add) : f32[20, 24]
    // mul(div, div) : f32[20, 24]
    // first.weight' = sub(first.weight, mul) : f32[20, 24]
    product_of_columns_mul_mul_add_add_sub_etc(20, batch, at_input_x, 80, 20, 0, at_train_mul_4, at_optimizer_adam_m_first_weight + p * 1280, at_optimizer_adam_v_first_weight + p * 1280, at_train_rsqrt, at_train_div_2, at_first_weight + p * 1280, at_optimizer_adam_m_first_weight + p * 1280, at_optimizer_adam_v_first_weight + p * 1280, at_first_weight + p * 1280);
    // reduce_sum(mul) : f32[24]
    reduce_sum(batch, at_train_mul_4, at_train_reduce_sum);
    // optimizer.adam.m.first.bias' = sub(add, 1e-30) : f32[24]
    // optimizer.adam.v.first.bias' = sub(add, 1e-30) : f32[24]
    // first.bias' = sub(first.bias, mul) : f32[24]
    mul_mul_add_add_sub_mul_mul_add_sub_sqrt_etc(1, at_optimizer_adam_m_first_bias + p * 64, at_train_reduce_sum, at_optimizer_adam_v_first_bias + p * 64, at_first_bias + p * 64, at_train_div_2, at_train_rsqrt, at_optimizer_adam_m_first_bias + p * 64, at_optimizer_adam_v_first_bias + p * 64, at_first_bias + p * 64);
  }
}

export function init(seed: i32): void {
  store<i32>(at_argument_seed, seed);
  // first.weight' = he_normal(seed) : f32[20, 24]
  fill_normal(at_argument_seed, at_first_weight, 20, 24, 0, 0.31622776601683794);
  // first.bias' = zeros(seed) : f32[24]
  fill(at_argument_seed, at_first_bias, 1, 24, 0.0);
  // second.weight' = glorot_uniform(seed) : f32[24, 24]
  fill_uniform(at_argument_seed, at_second_weight, 24, 24, 2, 0.3535533905932738);
  // second.bias' = zeros(seed) : f32[24]
  fill(at_argument_seed, at_second_bias, 1, 24, 0.0);
  // third.weight' = glorot_uniform(seed) : f32[24, 6]
  fill_uniform(at_argument_seed, at_third_weight, 24, 6, 4, 0.4472135954999579);
  // third.bias' = zeros(seed) : f32[6]
  fill(at_argument_seed, at_third_bias, 1, 6, 0.0);
  // optimizer.adam.correction1' = fill(seed) : f32[]
  fill(at_argument_seed, at_optimizer_adam_correction1, 1, 1, 0.0);
  // optimizer.adam.m.first.weight' = fill(seed) : f32[20, 24]
  fill(at_argument_seed, at_optimizer_adam_m_first_weight, 20, 24, 0.0);
  // optimizer.adam.m.first.bias' = fill(seed) : f32[24]
  fill(at_argument_seed, at_optimizer_adam_m_first_bias, 1, 24, 0.0);
  // optimizer.adam.m.second.weight' = fill(seed) : f32[24, 24]
  fill(at_argument_seed, at_optimizer_adam_m_second_weight, 24, 24, 0.0);
  // optimizer.adam.m.third.weight' = fill(seed) : f32[24, 6]
  fill(at_argument_seed, at_optimizer_adam_m_third_weight, 24, 6, 0.0);
  // optimizer.adam.m.third.bias' = fill(seed) : f32[6]
  fill(at_argument_seed, at_optimizer_adam_m_third_bias, 1, 6, 0.0);
  // init/optimizer.adam.correction2' ← fill
  copy(at_optimizer_adam_correction1, at_optimizer_adam_correction2, 4);
  // init/optimizer.adam.v.first.weight' ← fill
  copy(at_optimizer_adam_m_first_weight, at_optimizer_adam_v_first_weight, 2560);
  // init/optimizer.adam.v.first.bias' ← fill
  copy(at_optimizer_adam_m_first_bias, at_optimizer_adam_v_first_bias, 96);
  // init/optimizer.adam.m.second.bias' ← fill
  copy(at_optimizer_adam_m_first_bias, at_optimizer_adam_m_second_bias, 96);
  // init/optimizer.adam.v.second.bias' ← fill
  copy(at_optimizer_adam_m_first_bias, at_optimizer_adam_v_second_bias, 96);
  // init/optimizer.adam.v.second.weight' ← fill
  copy(at_optimizer_adam_m_second_weight, at_optimizer_adam_v_second_weight, 3072);
  // init/optimizer.adam.v.third.weight' ← fill
  copy(at_optimizer_adam_m_third_weight, at_optimizer_adam_v_third_weight, 1536);
  // init/optimizer.adam.v.third.bias' ← fill
  copy(at_optimizer_adam_m_third_bias, at_optimizer_adam_v_third_bias, 24);
  // init/step' ← constant
  copy(at_init_constant_0, at_step, 4);
}

export function infer(batch: i32): void {
  if (batch < 1 || batch > 128) unreachable();
  store<f32>(at_argument_batch_size, <f32>batch);
  infer_first(batch);
  infer_second(batch);
  // third = matmul(second, third.weight, third.bias) : f32[batch, 6]
  product(batch, 24, at_infer_second, 64, 16, <usize>batch * 64, at_third_weight, at_third_bias, at_infer_third);
  // probabilities = softmax(third) : f32[batch, 6]
  softmax(at_infer_third, at_infer_probabilities, batch, 6);
  // output/scores ← third
  panels_to_rows(at_infer_third, at_output_scores, batch, 6);
  // output/probabilities ← probabilities
  panels_to_rows(at_infer_probabilities, at_output_probabilities, batch, 6);
}

export function evaluate(batch: i32): void {
  if (batch < 1 || batch > 128) unreachable();
  store<f32>(at_argument_batch_size, <f32>batch);
  infer_first(batch);
  evaluate_second(batch);
  // third = matmul(second, third.weight, third.bias) : f32[batch, 6]
  product(batch, 24, at_evaluate_second, 64, 16, <usize>batch * 64, at_third_weight, at_third_bias, at_evaluate_third);
  // target from rows to panels
  rows_to_panels(at_input_target, at_evaluate_target_panels, batch, 6);
  // softmax_cross_entropy(third, target) : f32[batch]
  softmax_cross_entropy_dense(at_evaluate_third, at_evaluate_target_panels, at_evaluate_softmax_cross_entropy, batch, 6);
  // reduce_mean(softmax_cross_entropy) : f32[]
  reduce_mean_2(1, batch, at_evaluate_softmax_cross_entropy, at_evaluate_reduce_mean);
  // distance = reduce_mean(reduce_mean) : f32[]
  reduce_mean_2(1, 24, at_evaluate_reduce_mean_1, at_evaluate_distance);
  // loss = add(reduce_mean, mul) : f32[]
  mul_add(1, at_evaluate_reduce_mean, at_evaluate_distance, at_loss_loss);
  // correct_predictions(third, target) : f32[]
  accuracy_dense(at_evaluate_third, at_evaluate_target_panels, at_metric_sum_accuracy, batch, 6);
  // metric_count/accuracy ← batch_size
  copy(at_argument_batch_size, at_metric_count_accuracy, 4);
}

export function train_step(batch: i32, rate_scale: f32): void {
  if (batch < 1 || batch > 128) unreachable();
  store<f32>(at_argument_batch_size, <f32>batch);
  store<f32>(at_argument_rate_scale, rate_scale);
  // div(0.1, mul) : f32[]
  // div(1, batch_size) : f32[]
  mul_div_div(1, at_argument_batch_size, at_train_div, at_train_div_1);
  // optimizer.adam.correction2' = add(mul, 0.0010000000000000009) : f32[]
  // rsqrt(add) : f32[]
  mul_add_rsqrt(1, at_optimizer_adam_correction2, at_optimizer_adam_correction2, at_train_rsqrt);
  // optimizer.adam.correction1' = add(mul, 0.19999999999999996) : f32[]
  // div(mul, add) : f32[]
  mul_add_mul_div(1, at_optimizer_adam_correction1, at_argument_rate_scale, at_optimizer_adam_correction1, at_train_div_2);
  train_first(batch);
  train_second(batch);
  // third = matmul(second, third.weight, third.bias) : f32[batch, 6]
  product(batch, 24, at_train_second, 64, 16, <usize>batch * 64, at_third_weight, at_third_bias, at_train_third);
  // target from rows to panels
  rows_to_panels(at_input_target, at_train_target_panels, batch, 6);
  // softmax_cross_entropy(third, target) : f32[batch]
  // softmax_cross_entropy_slope(third, target) : f32[batch, 6]
  softmax_cross_entropy_and_slope_dense(at_train_third, at_train_target_panels, at_train_softmax_cross_entropy, at_train_softmax_cross_entropy_slope, batch, 6);
  // third.weight transposed
  transpose_panels(at_third_weight, at_train_third_weight_transposed, 24, 6);
  train_third_bias(batch);
  // second.weight transposed
  transpose_panels(at_second_weight, at_train_second_weight_transposed, 24, 24);
  train_second_bias(batch);
  train_first_weight(batch);
  // reduce_mean(softmax_cross_entropy) : f32[]
  reduce_mean_2(1, batch, at_train_softmax_cross_entropy, at_train_reduce_mean);
  // distance = reduce_mean(reduce_mean) : f32[]
  reduce_mean_2(1, 24, at_train_reduce_mean_1, at_train_distance);
  // loss = add(reduce_mean, mul) : f32[]
  mul_add(1, at_train_reduce_mean, at_train_distance, at_loss_loss);
  // correct_predictions(third, target) : f32[]
  accuracy_dense(at_train_third, at_train_target_panels, at_metric_sum_accuracy, batch, 6);
  // step' = next_step(step) : i32[]
  next_step(at_step, at_train_step_);
  // metric_count/accuracy ← batch_size
  copy(at_argument_batch_size, at_metric_count_accuracy, 4);
  // step ← its next value
  copy(at_train_step_, at_step, 4);
}
