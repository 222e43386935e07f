// mnist_scalar_batch_norm: made by inlay at SIMD level baseline, for batches up to 128.
import { accuracy_index, copy, fill, fill_uniform, next_step, panels_to_rows, softmax, softmax_cross_entropy_and_slope_index, softmax_cross_entropy_index, transpose_panels } from "./runtime-as/index";

// Where each buffer begins in memory. A slash ahead of the last name: a temporary of that entry point.
const at_argument_seed: usize = 64; // argument/seed
const at_argument_batch_size: usize = 128; // argument/batch_size
const at_argument_rate_scale: usize = 192; // argument/rate_scale
const at_hidden_weight: usize = 256; // hidden.weight
const at_hidden_bias: usize = 401664; // hidden.bias
const at_normal_weight: usize = 402176; // normal.weight
const at_normal_bias: usize = 402240; // normal.bias
const at_logits_weight: usize = 402304; // logits.weight
const at_logits_bias: usize = 410496; // logits.bias
const at_normal_running_mean: usize = 410560; // normal.running_mean
const at_normal_running_var: usize = 411072; // normal.running_var
const at_optimizer_adam_correction1: usize = 411584; // optimizer.adam.correction1
const at_optimizer_adam_correction2: usize = 411648; // optimizer.adam.correction2
const at_optimizer_adam_m_hidden_weight: usize = 411712; // optimizer.adam.m.hidden.weight
const at_optimizer_adam_v_hidden_weight: usize = 813120; // optimizer.adam.v.hidden.weight
const at_optimizer_adam_m_hidden_bias: usize = 1214528; // optimizer.adam.m.hidden.bias
const at_optimizer_adam_v_hidden_bias: usize = 1215040; // optimizer.adam.v.hidden.bias
const at_optimizer_adam_m_normal_weight: usize = 1215552; // optimizer.adam.m.normal.weight
const at_optimizer_adam_v_normal_weight: usize = 1215616; // optimizer.adam.v.normal.weight
const at_optimizer_adam_m_normal_bias: usize = 1215680; // optimizer.adam.m.normal.bias
const at_optimizer_adam_v_normal_bias: usize = 1215744; // optimizer.adam.v.normal.bias
const at_optimizer_adam_m_logits_weight: usize = 1215808; // optimizer.adam.m.logits.weight
const at_optimizer_adam_v_logits_weight: usize = 1224000; // optimizer.adam.v.logits.weight
const at_optimizer_adam_m_logits_bias: usize = 1232192; // optimizer.adam.m.logits.bias
const at_optimizer_adam_v_logits_bias: usize = 1232256; // optimizer.adam.v.logits.bias
const at_step: usize = 1232320; // step
const at_init_constant_0: usize = 1232384; // init/constant.0
const at_input_image: usize = 1232448; // input/image
const at_input_label: usize = 1633856; // input/label
const at_output_probabilities: usize = 1634368; // output/probabilities
const at_loss_loss: usize = 1639488; // loss/loss
const at_metric_sum_accuracy: usize = 1639552; // metric_sum/accuracy
const at_metric_count_accuracy: usize = 1639616; // metric_count/accuracy
const at_infer_mul: usize = 1705216; // infer/mul
const at_infer_normal: usize = 1639680; // infer/normal
const at_infer_logits: usize = 1705216; // infer/logits
const at_infer_probabilities: usize = 1639680; // infer/probabilities
const at_evaluate_mul: usize = 1705216; // evaluate/mul
const at_evaluate_normal: usize = 1639680; // evaluate/normal
const at_evaluate_logits: usize = 1705216; // evaluate/logits
const at_evaluate_softmax_cross_entropy: usize = 1639680; // evaluate/softmax_cross_entropy
const at_train_hidden: usize = 1639680; // train/hidden
const at_train_batch_mean: usize = 1800448; // train/batch_mean
const at_train_batch_variance: usize = 1770752; // train/batch_variance
const at_train_rsqrt: usize = 1800960; // train/rsqrt
const at_train_mul: usize = 1801472; // train/mul
const at_train_normal: usize = 1705216; // train/normal
const at_train_logits: usize = 1770752; // train/logits
const at_train_softmax_cross_entropy: usize = 1801984; // train/softmax_cross_entropy
const at_train_softmax_cross_entropy_slope: usize = 1778944; // train/softmax_cross_entropy_slope
const at_train_div: usize = 1787136; // train/div
const at_train_mul_1: usize = 1778944; // train/mul.1
const at_train_logits_weight_transposed: usize = 1795328; // train/logits.weight.transposed
const at_train_matmul: usize = 1787136; // train/matmul
const at_train_reduce_sum: usize = 1802496; // train/reduce_sum
const at_train_reduce_sum_1: usize = 1803008; // train/reduce_sum.1
const at_train_div_1: usize = 1803520; // train/div.1
const at_train_div_2: usize = 1804032; // train/div.2
const at_train_mask_positive: usize = 1639680; // train/mask_positive
const at_train_rsqrt_1: usize = 1805056; // train/rsqrt.1
const at_train_reduce_sum_2: usize = 1787136; // train/reduce_sum.2
const at_train_reduce_sum_3: usize = 1787200; // train/reduce_sum.3
const at_train_div_3: usize = 1787264; // train/div.3
const at_train_reduce_sum_4: usize = 1804544; // train/reduce_sum.4
const at_train_reduce_sum_5: usize = 1805120; // train/reduce_sum.5
const at_train_step_: usize = 1639680; // train/step'

function add_rsqrt_mul(rows: i32, a0: usize, a1: usize, y0: usize): void {
  const x0 = v128.load32_splat(a1);
  let at: usize = 0;
  for (let r: i32 = 0; r < rows; ++r) {
    const x1 = v128.load(a0 + at);
    const x6 = v128.load(a0 + at + 16);
    const t2 = f32x4.add(x1, f32x4.splat(0.00001));
    const t7 = f32x4.add(x6, f32x4.splat(0.00001));
    const t3 = f32x4.sqrt(t2);
    const t8 = f32x4.sqrt(t7);
    const t4 = f32x4.div(f32x4.splat(1.0), t3);
    const t9 = f32x4.div(f32x4.splat(1.0), t8);
    const t5 = f32x4.mul(t4, x0);
    const t10 = f32x4.mul(t9, x0);
    v128.store(y0 + at, t5);
    v128.store(y0 + at + 16, t10);
    const x11 = v128.load(a0 + at + 32);
    const x16 = v128.load(a0 + at + 48);
    const t12 = f32x4.add(x11, f32x4.splat(0.00001));
    const t17 = f32x4.add(x16, f32x4.splat(0.00001));
    const t13 = f32x4.sqrt(t12);
    const t18 = f32x4.sqrt(t17);
    const t14 = f32x4.div(f32x4.splat(1.0), t13);
    const t19 = f32x4.div(f32x4.splat(1.0), t18);
    const t15 = f32x4.mul(t14, x0);
    const t20 = f32x4.mul(t19, x0);
    v128.store(y0 + at + 32, t15);
    v128.store(y0 + at + 48, t20);
    at += 64;
  }
}

function product_relu_sub_mul_add(rows: i32, depth: i32, a: usize, aRow: usize, chunk: i32, aNext: usize, b: usize, initial: usize, a0: usize, a1: usize, a2: usize, y0: usize): void {
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
      const x8 = v128.load32_splat(a2);
      const x9 = v128.load(a0 + c);
      const x11 = v128.load(a0 + c + 16);
      const x10 = v128.load(a1 + c);
      const x12 = v128.load(a1 + c + 16);
      const x13 = v128.load(a0 + c + 32);
      const x15 = v128.load(a0 + c + 48);
      const x14 = v128.load(a1 + c + 32);
      const x16 = v128.load(a1 + c + 48);
      for (const end = at + (<usize>height << 6); at < end; at += 64) {
        const t17 = f32x4.pmax(c0, f32x4.splat(0.0));
        const t21 = f32x4.pmax(c1, f32x4.splat(0.0));
        const t18 = f32x4.sub(t17, x9);
        const t22 = f32x4.sub(t21, x11);
        const t19 = f32x4.mul(t18, x10);
        const t23 = f32x4.mul(t22, x12);
        const t20 = f32x4.add(t19, x8);
        const t24 = f32x4.add(t23, x8);
        v128.store(y0 + at, t20);
        v128.store(y0 + at, t24, 16);
        const t25 = f32x4.pmax(c2, f32x4.splat(0.0));
        const t29 = f32x4.pmax(c3, f32x4.splat(0.0));
        const t26 = f32x4.sub(t25, x13);
        const t30 = f32x4.sub(t29, x15);
        const t27 = f32x4.mul(t26, x14);
        const t31 = f32x4.mul(t30, x16);
        const t28 = f32x4.add(t27, x8);
        const t32 = f32x4.add(t31, x8);
        v128.store(y0 + at, t28, 32);
        v128.store(y0 + at, t32, 48);
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

function batch_mean(rows: i32, a0: usize, y0: usize): void {
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

function batch_variance(rows: i32, a0: usize, a1: usize, y0: usize): void {
  const count0 = f32x4.splat(<f32>rows);
  for (let c: usize = 0; c < 64; c += 64) {
    const x1 = v128.load(a1 + c);
    const x7 = v128.load(a1 + c + 16);
    let sum3 = f32x4.splat(0.0);
    let sum9 = f32x4.splat(0.0);
    const x13 = v128.load(a1 + c + 32);
    const x19 = v128.load(a1 + c + 48);
    let sum15 = f32x4.splat(0.0);
    let sum21 = f32x4.splat(0.0);
    let at: usize = c;
    for (let r: i32 = 0; r < rows; ++r) {
      const x2 = v128.load(a0 + at);
      const x8 = v128.load(a0 + at + 16);
      const t4 = f32x4.sub(x2, x1);
      const t10 = f32x4.sub(x8, x7);
      const t5 = f32x4.add(f32x4.mul(t4, t4), sum3);
      const t11 = f32x4.add(f32x4.mul(t10, t10), sum9);
      sum3 = t5;
      sum9 = t11;
      const x14 = v128.load(a0 + at + 32);
      const x20 = v128.load(a0 + at + 48);
      const t16 = f32x4.sub(x14, x13);
      const t22 = f32x4.sub(x20, x19);
      const t17 = f32x4.add(f32x4.mul(t16, t16), sum15);
      const t23 = f32x4.add(f32x4.mul(t22, t22), sum21);
      sum15 = t17;
      sum21 = t23;
      at += 64;
    }
    const t6 = f32x4.div(sum3, count0);
    const t12 = f32x4.div(sum9, count0);
    v128.store(y0 + c, t6);
    v128.store(y0 + c + 16, t12);
    const t18 = f32x4.div(sum15, count0);
    const t24 = f32x4.div(sum21, count0);
    v128.store(y0 + c + 32, t18);
    v128.store(y0 + c + 48, t24);
  }
}

function add_rsqrt_mul_mul_mul_add(rows: i32, a0: usize, a1: usize, a2: usize, y0: usize, y1: usize, y2: usize): void {
  const x0 = v128.load32_splat(a1);
  let at: usize = 0;
  for (let r: i32 = 0; r < rows; ++r) {
    const x1 = v128.load(a0 + at);
    const x10 = v128.load(a0 + at + 16);
    const x2 = v128.load(a2 + at);
    const x11 = v128.load(a2 + at + 16);
    const t3 = f32x4.add(x1, f32x4.splat(0.00001));
    const t12 = f32x4.add(x10, f32x4.splat(0.00001));
    const t4 = f32x4.sqrt(t3);
    const t13 = f32x4.sqrt(t12);
    const t5 = f32x4.div(f32x4.splat(1.0), t4);
    const t14 = f32x4.div(f32x4.splat(1.0), t13);
    const t6 = f32x4.mul(t5, x0);
    const t15 = f32x4.mul(t14, x0);
    const t7 = f32x4.mul(x2, f32x4.splat(0.99));
    const t16 = f32x4.mul(x11, f32x4.splat(0.99));
    const t8 = f32x4.mul(x1, f32x4.splat(0.010000000000000009));
    const t17 = f32x4.mul(x10, f32x4.splat(0.010000000000000009));
    const t9 = f32x4.add(t7, t8);
    const t18 = f32x4.add(t16, t17);
    v128.store(y0 + at, t5);
    v128.store(y0 + at + 16, t14);
    v128.store(y1 + at, t6);
    v128.store(y1 + at + 16, t15);
    v128.store(y2 + at, t9);
    v128.store(y2 + at + 16, t18);
    const x19 = v128.load(a0 + at + 32);
    const x28 = v128.load(a0 + at + 48);
    const x20 = v128.load(a2 + at + 32);
    const x29 = v128.load(a2 + at + 48);
    const t21 = f32x4.add(x19, f32x4.splat(0.00001));
    const t30 = f32x4.add(x28, f32x4.splat(0.00001));
    const t22 = f32x4.sqrt(t21);
    const t31 = f32x4.sqrt(t30);
    const t23 = f32x4.div(f32x4.splat(1.0), t22);
    const t32 = f32x4.div(f32x4.splat(1.0), t31);
    const t24 = f32x4.mul(t23, x0);
    const t33 = f32x4.mul(t32, x0);
    const t25 = f32x4.mul(x20, f32x4.splat(0.99));
    const t34 = f32x4.mul(x29, f32x4.splat(0.99));
    const t26 = f32x4.mul(x19, f32x4.splat(0.010000000000000009));
    const t35 = f32x4.mul(x28, f32x4.splat(0.010000000000000009));
    const t27 = f32x4.add(t25, t26);
    const t36 = f32x4.add(t34, t35);
    v128.store(y0 + at + 32, t23);
    v128.store(y0 + at + 48, t32);
    v128.store(y1 + at + 32, t24);
    v128.store(y1 + at + 48, t33);
    v128.store(y2 + at + 32, t27);
    v128.store(y2 + at + 48, t36);
    at += 64;
  }
}

function sub_mul_add(rows: i32, a0: usize, a1: usize, a2: usize, a3: usize, y0: usize): void {
  const x0 = v128.load32_splat(a3);
  for (let c: usize = 0; c < 64; c += 32) {
    const x1 = v128.load(a1 + c);
    const x7 = v128.load(a1 + c + 16);
    const x2 = v128.load(a2 + c);
    const x8 = v128.load(a2 + c + 16);
    let at: usize = c;
    for (let r: i32 = 0; r < rows; ++r) {
      const x3 = v128.load(a0 + at);
      const x9 = v128.load(a0 + at + 16);
      const t4 = f32x4.sub(x3, x1);
      const t10 = f32x4.sub(x9, x7);
      const t5 = f32x4.mul(t4, x2);
      const t11 = f32x4.mul(t10, x8);
      const t6 = f32x4.add(t5, x0);
      const t12 = f32x4.add(t11, x0);
      v128.store(y0 + at, t6);
      v128.store(y0 + at + 16, t12);
      at += 64;
    }
  }
}

function mul_mul_add(rows: i32, a0: usize, a1: usize, y0: usize): void {
  let at: usize = 0;
  for (let r: i32 = 0; r < rows; ++r) {
    const x0 = v128.load(a0 + at);
    const x5 = v128.load(a0 + at + 16);
    const x1 = v128.load(a1 + at);
    const x6 = v128.load(a1 + at + 16);
    const t2 = f32x4.mul(x0, f32x4.splat(0.99));
    const t7 = f32x4.mul(x5, f32x4.splat(0.99));
    const t3 = f32x4.mul(x1, f32x4.splat(0.010000000000000009));
    const t8 = f32x4.mul(x6, f32x4.splat(0.010000000000000009));
    const t4 = f32x4.add(t2, t3);
    const t9 = f32x4.add(t7, t8);
    v128.store(y0 + at, t4);
    v128.store(y0 + at + 16, t9);
    const x10 = v128.load(a0 + at + 32);
    const x15 = v128.load(a0 + at + 48);
    const x11 = v128.load(a1 + at + 32);
    const x16 = v128.load(a1 + at + 48);
    const t12 = f32x4.mul(x10, f32x4.splat(0.99));
    const t17 = f32x4.mul(x15, f32x4.splat(0.99));
    const t13 = f32x4.mul(x11, f32x4.splat(0.010000000000000009));
    const t18 = f32x4.mul(x16, f32x4.splat(0.010000000000000009));
    const t14 = f32x4.add(t12, t13);
    const t19 = f32x4.add(t17, t18);
    v128.store(y0 + at + 32, t14);
    v128.store(y0 + at + 48, t19);
    at += 64;
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

function product_2(rows: i32, depth: i32, a: usize, aRow: usize, chunk: i32, aNext: usize, b: usize, y0: usize): void {
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

function reduce_sum_mul_sub(rows: i32, a0: usize, a1: usize, a2: usize, a3: usize, y0: usize, y1: usize): void {
  const count0 = f32x4.splat(<f32>rows);
  for (let c: usize = 0; c < 64; c += 32) {
    const x1 = v128.load(a2 + c);
    const x12 = v128.load(a2 + c + 16);
    const x2 = v128.load(a3 + c);
    const x13 = v128.load(a3 + c + 16);
    let sum8 = f32x4.splat(0.0);
    let sum19 = f32x4.splat(0.0);
    let sum10 = f32x4.splat(0.0);
    let sum21 = f32x4.splat(0.0);
    let at: usize = c;
    for (let r: i32 = 0; r < rows; ++r) {
      const x3 = v128.load(a0 + at);
      const x14 = v128.load(a0 + at + 16);
      const x4 = v128.load(a1 + at);
      const x15 = v128.load(a1 + at + 16);
      const t5 = f32x4.sub(x4, x1);
      const t16 = f32x4.sub(x15, x12);
      const t6 = f32x4.mul(t5, x2);
      const t17 = f32x4.mul(t16, x13);
      const t7 = f32x4.mul(x3, t6);
      const t18 = f32x4.mul(x14, t17);
      const t9 = f32x4.add(sum8, x3);
      const t20 = f32x4.add(sum19, x14);
      sum8 = t9;
      sum19 = t20;
      const t11 = f32x4.add(sum10, t7);
      const t22 = f32x4.add(sum21, t18);
      sum10 = t11;
      sum21 = t22;
      at += 64;
    }
    v128.store(y0 + c, sum8);
    v128.store(y0 + c + 16, sum19);
    v128.store(y1 + c, sum10);
    v128.store(y1 + c + 16, sum21);
  }
}

function div_2(rows: i32, a0: usize, a1: usize, y0: usize): void {
  const x0 = v128.load32_splat(a1);
  let at: usize = 0;
  for (let r: i32 = 0; r < rows; ++r) {
    const x1 = v128.load(a0 + at);
    const x3 = v128.load(a0 + at + 16);
    const t2 = f32x4.div(x1, x0);
    const t4 = f32x4.div(x3, x0);
    v128.store(y0 + at, t2);
    v128.store(y0 + at + 16, t4);
    const x5 = v128.load(a0 + at + 32);
    const x7 = v128.load(a0 + at + 48);
    const t6 = f32x4.div(x5, x0);
    const t8 = f32x4.div(x7, x0);
    v128.store(y0 + at + 32, t6);
    v128.store(y0 + at + 48, t8);
    at += 64;
  }
}

function sub_mul_sub_mul_mask_positive(rows: i32, a0: usize, a1: usize, a2: usize, a3: usize, a4: usize, a5: usize, a6: usize, y0: usize): void {
  for (let c: usize = 0; c < 64; c += 32) {
    const x0 = v128.load(a2 + c);
    const x15 = v128.load(a2 + c + 16);
    const x1 = v128.load(a3 + c);
    const x16 = v128.load(a3 + c + 16);
    const x2 = v128.load(a4 + c);
    const x17 = v128.load(a4 + c + 16);
    const x3 = v128.load(a5 + c);
    const x18 = v128.load(a5 + c + 16);
    const x4 = v128.load(a6 + c);
    const x19 = v128.load(a6 + c + 16);
    let at: usize = c;
    for (let r: i32 = 0; r < rows; ++r) {
      const x5 = v128.load(a0 + at);
      const x20 = v128.load(a0 + at + 16);
      const x6 = v128.load(a1 + at);
      const x21 = v128.load(a1 + at + 16);
      const t7 = f32x4.sub(x6, x0);
      const t22 = f32x4.sub(x21, x15);
      const t8 = f32x4.sub(x5, x1);
      const t23 = f32x4.sub(x20, x16);
      const t9 = f32x4.mul(t8, x2);
      const t24 = f32x4.mul(t23, x17);
      const t10 = f32x4.mul(t9, x3);
      const t25 = f32x4.mul(t24, x18);
      const t11 = f32x4.sub(t7, t10);
      const t26 = f32x4.sub(t22, t25);
      const t12 = f32x4.mul(t11, x4);
      const t27 = f32x4.mul(t26, x19);
      const t13 = f32x4.lt(f32x4.splat(0.0), x5);
      const t28 = f32x4.lt(f32x4.splat(0.0), x20);
      const t14 = v128.bitselect(t12, f32x4.splat(0.0), t13);
      const t29 = v128.bitselect(t27, f32x4.splat(0.0), t28);
      v128.store(y0 + at, t14);
      v128.store(y0 + at + 16, t29);
      at += 64;
    }
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

function mul_add_mul_div_mul_add_add_sub_mul_mul_etc(rows: i32, a0: usize, a1: usize, a2: usize, a3: usize, a4: usize, a5: usize, a6: usize, a7: usize, a8: usize, a9: usize, a10: usize, y0: usize, y1: usize, y2: usize, y3: usize, y4: usize, y5: usize, y6: usize, y7: usize): void {
  const x0 = v128.load32_splat(a0);
  const x1 = v128.load32_splat(a1);
  const x2 = v128.load32_splat(a2);
  const x3 = v128.load32_splat(a3);
  const x4 = v128.load32_splat(a4);
  const x5 = v128.load32_splat(a5);
  const x6 = v128.load32_splat(a6);
  const x7 = v128.load32_splat(a7);
  const x8 = v128.load32_splat(a8);
  const x9 = v128.load32_splat(a9);
  const x10 = v128.load32_splat(a10);
  const t11 = f32x4.mul(x0, f32x4.splat(0.9));
  const t12 = f32x4.add(t11, f32x4.splat(0.09999999999999998));
  const t13 = f32x4.mul(x1, f32x4.splat(0.001));
  const t14 = f32x4.div(t13, t12);
  const t15 = f32x4.mul(x2, f32x4.splat(0.9));
  const t16 = f32x4.mul(x3, f32x4.splat(0.09999999999999998));
  const t17 = f32x4.add(t15, t16);
  const t18 = f32x4.add(t17, f32x4.splat(1e-30));
  const t19 = f32x4.sub(t18, f32x4.splat(1e-30));
  const t20 = f32x4.mul(x4, f32x4.splat(0.999));
  const t21 = f32x4.mul(x3, x3);
  const t22 = f32x4.mul(t21, f32x4.splat(0.0010000000000000009));
  const t23 = f32x4.add(t20, t22);
  const t24 = f32x4.add(t23, f32x4.splat(1e-30));
  const t25 = f32x4.sub(t24, f32x4.splat(1e-30));
  const t26 = f32x4.sqrt(t23);
  const t27 = f32x4.mul(t26, x6);
  const t28 = f32x4.add(t27, f32x4.splat(1e-8));
  const t29 = f32x4.div(t17, t28);
  const t30 = f32x4.mul(t14, t29);
  const t31 = f32x4.sub(x5, t30);
  const t32 = f32x4.mul(x7, f32x4.splat(0.9));
  const t33 = f32x4.mul(x8, f32x4.splat(0.09999999999999998));
  const t34 = f32x4.add(t32, t33);
  const t35 = f32x4.add(t34, f32x4.splat(1e-30));
  const t36 = f32x4.sub(t35, f32x4.splat(1e-30));
  const t37 = f32x4.mul(x9, f32x4.splat(0.999));
  const t38 = f32x4.mul(x8, x8);
  const t39 = f32x4.mul(t38, f32x4.splat(0.0010000000000000009));
  const t40 = f32x4.add(t37, t39);
  const t41 = f32x4.add(t40, f32x4.splat(1e-30));
  const t42 = f32x4.sub(t41, f32x4.splat(1e-30));
  const t43 = f32x4.sqrt(t40);
  const t44 = f32x4.mul(t43, x6);
  const t45 = f32x4.add(t44, f32x4.splat(1e-8));
  const t46 = f32x4.div(t34, t45);
  const t47 = f32x4.mul(t14, t46);
  const t48 = f32x4.sub(x10, t47);
  let at: usize = 0;
  for (let r: i32 = 0; r < rows; ++r) {
    v128.store(y0 + at, t12);
    v128.store(y0 + at + 16, t12);
    v128.store(y1 + at, t14);
    v128.store(y1 + at + 16, t14);
    v128.store(y2 + at, t19);
    v128.store(y2 + at + 16, t19);
    v128.store(y3 + at, t25);
    v128.store(y3 + at + 16, t25);
    v128.store(y4 + at, t31);
    v128.store(y4 + at + 16, t31);
    v128.store(y5 + at, t36);
    v128.store(y5 + at + 16, t36);
    v128.store(y6 + at, t42);
    v128.store(y6 + at + 16, t42);
    v128.store(y7 + at, t48);
    v128.store(y7 + at + 16, t48);
    v128.store(y0 + at + 32, t12);
    v128.store(y0 + at + 48, t12);
    v128.store(y1 + at + 32, t14);
    v128.store(y1 + at + 48, t14);
    v128.store(y2 + at + 32, t19);
    v128.store(y2 + at + 48, t19);
    v128.store(y3 + at + 32, t25);
    v128.store(y3 + at + 48, t25);
    v128.store(y4 + at + 32, t31);
    v128.store(y4 + at + 48, t31);
    v128.store(y5 + at + 32, t36);
    v128.store(y5 + at + 48, t36);
    v128.store(y6 + at + 32, t42);
    v128.store(y6 + at + 48, t42);
    v128.store(y7 + at + 32, t48);
    v128.store(y7 + at + 48, t48);
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
          const t13 = f32x4.mul(c0, f32x4.splat(0.09999999999999998));
          const t33 = f32x4.mul(c1, f32x4.splat(0.09999999999999998));
          const t14 = f32x4.mul(x10, f32x4.splat(0.9));
          const t34 = f32x4.mul(x30, f32x4.splat(0.9));
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
          const t53 = f32x4.mul(c2, f32x4.splat(0.09999999999999998));
          const t73 = f32x4.mul(c3, f32x4.splat(0.09999999999999998));
          const t54 = f32x4.mul(x50, f32x4.splat(0.9));
          const t74 = f32x4.mul(x70, f32x4.splat(0.9));
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
    const t6 = f32x4.mul(x2, f32x4.splat(0.9));
    const t27 = f32x4.mul(x23, f32x4.splat(0.9));
    const t7 = f32x4.mul(x3, f32x4.splat(0.09999999999999998));
    const t28 = f32x4.mul(x24, f32x4.splat(0.09999999999999998));
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
    const t48 = f32x4.mul(x44, f32x4.splat(0.9));
    const t69 = f32x4.mul(x65, f32x4.splat(0.9));
    const t49 = f32x4.mul(x45, f32x4.splat(0.09999999999999998));
    const t70 = f32x4.mul(x66, f32x4.splat(0.09999999999999998));
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

function infer_mul(batch: i32): void {
  for (let p: usize = 0; p < 8; ++p) {
    // mul(rsqrt, normal.weight) : f32[128]
    add_rsqrt_mul(1, at_normal_running_var + p * 64, at_normal_weight, at_infer_mul);
    // matmul(image, hidden.weight, hidden.bias) : f32[batch, 128]
    // hidden = relu(matmul) : f32[batch, 128]
    // sub(hidden, normal.running_mean) : f32[batch, 128]
    // mul(sub, mul) : f32[batch, 128]
    // normal = add(mul, normal.bias) : f32[batch, 128]
    product_relu_sub_mul_add(batch, 784, at_input_image, 3136, 784, 0, at_hidden_weight + p * 50176, at_hidden_bias + p * 64, at_normal_running_mean + p * 64, at_infer_mul, at_normal_bias, at_infer_normal + p * (<usize>batch * 64));
  }
}

function train_hidden(batch: i32): void {
  for (let p: usize = 0; p < 8; ++p) {
    // matmul(image, hidden.weight, hidden.bias) : f32[batch, 128]
    // hidden = relu(matmul) : f32[batch, 128]
    product_relu(batch, 784, at_input_image, 3136, 784, 0, at_hidden_weight + p * 50176, at_hidden_bias + p * 64, at_train_hidden + p * (<usize>batch * 64));
    // batch_mean(hidden) : f32[128]
    batch_mean(batch, at_train_hidden + p * (<usize>batch * 64), at_train_batch_mean + p * 64);
    // batch_variance(hidden, batch_mean) : f32[128]
    batch_variance(batch, at_train_hidden + p * (<usize>batch * 64), at_train_batch_mean + p * 64, at_train_batch_variance);
    // rsqrt(add) : f32[128]
    // mul(rsqrt, normal.weight) : f32[128]
    // normal.running_var' = add(mul, mul) : f32[128]
    add_rsqrt_mul_mul_mul_add(1, at_train_batch_variance, at_normal_weight, at_normal_running_var + p * 64, at_train_rsqrt + p * 64, at_train_mul + p * 64, at_normal_running_var + p * 64);
    // normal = add(mul, normal.bias) : f32[batch, 128]
    sub_mul_add(batch, at_train_hidden + p * (<usize>batch * 64), at_train_batch_mean + p * 64, at_train_mul + p * 64, at_normal_bias, at_train_normal + p * (<usize>batch * 64));
    // normal.running_mean' = add(mul, mul) : f32[128]
    mul_mul_add(1, at_normal_running_mean + p * 64, at_train_batch_mean + p * 64, at_normal_running_mean + p * 64);
  }
}

function train_mul_1(batch: i32): void {
  // mul(softmax_cross_entropy_slope, div) : f32[batch, 10]
  mul(batch, at_train_softmax_cross_entropy_slope, at_train_div, at_train_mul_1);
  // reduce_sum(mul) : f32[10]
  reduce_sum(batch, at_train_mul_1, at_train_reduce_sum_5);
}

function train_matmul(batch: i32): void {
  for (let p: usize = 0; p < 8; ++p) {
    // matmul(mul, logits.weight) : f32[batch, 128]
    product_2(batch, 10, at_train_mul_1, 64, 16, <usize>batch * 64, at_train_logits_weight_transposed + p * 640, at_train_matmul);
    // reduce_sum(matmul) : f32[128]
    // reduce_sum(mul) : f32[128]
    reduce_sum_mul_sub(batch, at_train_matmul, at_train_hidden + p * (<usize>batch * 64), at_train_batch_mean + p * 64, at_train_rsqrt + p * 64, at_train_reduce_sum + p * 64, at_train_reduce_sum_1 + p * 64);
    // div(reduce_sum, batch_size) : f32[128]
    div_2(1, at_train_reduce_sum + p * 64, at_argument_batch_size, at_train_div_1);
    // div(reduce_sum, batch_size) : f32[128]
    div_2(1, at_train_reduce_sum_1 + p * 64, at_argument_batch_size, at_train_div_2);
    // mask_positive(hidden, mul) : f32[batch, 128]
    sub_mul_sub_mul_mask_positive(batch, at_train_hidden + p * (<usize>batch * 64), at_train_matmul, at_train_div_1, at_train_batch_mean + p * 64, at_train_rsqrt + p * 64, at_train_div_2, at_train_mul + p * 64, at_train_mask_positive + p * (<usize>batch * 64));
    // reduce_sum(mask_positive) : f32[128]
    reduce_sum(batch, at_train_mask_positive + p * (<usize>batch * 64), at_train_reduce_sum_4 + p * 64);
  }
}

function train_hidden_weight(batch: i32): void {
  for (let p: usize = 0; p < 8; ++p) {
    // matmul(image, mask_positive) : f32[784, 128]
    // mul(matmul, 0.09999999999999998) : f32[784, 128]
    // add(mul, mul) : f32[784, 128]
    // add(add, 1e-30) : f32[784, 128]
    // optimizer.adam.m.hidden.weight' = sub(add, 1e-30) : f32[784, 128]
    // mul(matmul, matmul) : f32[784, 128]
    // mul(mul, 0.0010000000000000009) : f32[784, 128]
    // add(mul, mul) : f32[784, 128]
    // add(add, 1e-30) : f32[784, 128]
    // optimizer.adam.v.hidden.weight' = sub(add, 1e-30) : f32[784, 128]
    // sqrt(add) : f32[784, 128]
    // mul(sqrt, rsqrt) : f32[784, 128]
    // add(mul, 1e-8) : f32[784, 128]
    // div(add, add) : f32[784, 128]
    // mul(div, div) : f32[784, 128]
    // hidden.weight' = sub(hidden.weight, mul) : f32[784, 128]
    product_of_columns_mul_mul_add_add_sub_etc(784, batch, at_input_image, 3136, 784, 0, at_train_mask_positive + p * (<usize>batch * 64), at_optimizer_adam_m_hidden_weight + p * 50176, at_optimizer_adam_v_hidden_weight + p * 50176, at_train_rsqrt_1, at_train_div_3, at_hidden_weight + p * 50176, at_optimizer_adam_m_hidden_weight + p * 50176, at_optimizer_adam_v_hidden_weight + p * 50176, at_hidden_weight + p * 50176);
  }
}

function train_hidden_bias(panels: i32, at_optimizer_adam_m_hidden_bias: usize, at_train_reduce_sum_4: usize, at_optimizer_adam_v_hidden_bias: usize, at_hidden_bias: usize): void {
  for (let p: usize = 0; p < <usize>panels; ++p) {
    // optimizer.adam.m.hidden.bias' = sub(add, 1e-30) : f32[128]
    // optimizer.adam.v.hidden.bias' = sub(add, 1e-30) : f32[128]
    // hidden.bias' = sub(hidden.bias, mul) : f32[128]
    mul_mul_add_add_sub_mul_mul_add_sub_sqrt_etc(1, at_optimizer_adam_m_hidden_bias + p * 64, at_train_reduce_sum_4 + p * 64, at_optimizer_adam_v_hidden_bias + p * 64, at_hidden_bias + p * 64, at_train_div_3, at_train_rsqrt_1, at_optimizer_adam_m_hidden_bias + p * 64, at_optimizer_adam_v_hidden_bias + p * 64, at_hidden_bias + p * 64);
  }
}

export function init(seed: i32): void {
  store<i32>(at_argument_seed, seed);
  // hidden.weight' = glorot_uniform(seed) : f32[784, 128]
  fill_uniform(at_argument_seed, at_hidden_weight, 784, 128, 0, 0.08111071056538127);
  // hidden.bias' = zeros(seed) : f32[128]
  fill(at_argument_seed, at_hidden_bias, 1, 128, 0.0);
  // normal.weight' = ones(seed) : f32[]
  fill(at_argument_seed, at_normal_weight, 1, 1, 1.0);
  // normal.bias' = zeros(seed) : f32[]
  fill(at_argument_seed, at_normal_bias, 1, 1, 0.0);
  // logits.weight' = glorot_uniform(seed) : f32[128, 10]
  fill_uniform(at_argument_seed, at_logits_weight, 128, 10, 4, 0.20851441405707477);
  // logits.bias' = zeros(seed) : f32[10]
  fill(at_argument_seed, at_logits_bias, 1, 10, 0.0);
  // normal.running_mean' = fill(seed) : f32[128]
  fill(at_argument_seed, at_normal_running_mean, 1, 128, 0.0);
  // normal.running_var' = fill(seed) : f32[128]
  fill(at_argument_seed, at_normal_running_var, 1, 128, 1.0);
  // optimizer.adam.correction1' = fill(seed) : f32[]
  fill(at_argument_seed, at_optimizer_adam_correction1, 1, 1, 0.0);
  // optimizer.adam.m.hidden.weight' = fill(seed) : f32[784, 128]
  fill(at_argument_seed, at_optimizer_adam_m_hidden_weight, 784, 128, 0.0);
  // optimizer.adam.m.logits.weight' = fill(seed) : f32[128, 10]
  fill(at_argument_seed, at_optimizer_adam_m_logits_weight, 128, 10, 0.0);
  // optimizer.adam.m.logits.bias' = fill(seed) : f32[10]
  fill(at_argument_seed, at_optimizer_adam_m_logits_bias, 1, 10, 0.0);
  // init/optimizer.adam.m.hidden.bias' ← fill
  copy(at_normal_running_mean, at_optimizer_adam_m_hidden_bias, 512);
  // init/optimizer.adam.v.hidden.bias' ← fill
  copy(at_normal_running_mean, at_optimizer_adam_v_hidden_bias, 512);
  // init/optimizer.adam.correction2' ← fill
  copy(at_optimizer_adam_correction1, at_optimizer_adam_correction2, 4);
  // init/optimizer.adam.m.normal.weight' ← fill
  copy(at_optimizer_adam_correction1, at_optimizer_adam_m_normal_weight, 4);
  // init/optimizer.adam.v.normal.weight' ← fill
  copy(at_optimizer_adam_correction1, at_optimizer_adam_v_normal_weight, 4);
  // init/optimizer.adam.m.normal.bias' ← fill
  copy(at_optimizer_adam_correction1, at_optimizer_adam_m_normal_bias, 4);
  // init/optimizer.adam.v.normal.bias' ← fill
  copy(at_optimizer_adam_correction1, at_optimizer_adam_v_normal_bias, 4);
  // init/optimizer.adam.v.hidden.weight' ← fill
  copy(at_optimizer_adam_m_hidden_weight, at_optimizer_adam_v_hidden_weight, 401408);
  // init/optimizer.adam.v.logits.weight' ← fill
  copy(at_optimizer_adam_m_logits_weight, at_optimizer_adam_v_logits_weight, 8192);
  // init/optimizer.adam.v.logits.bias' ← fill
  copy(at_optimizer_adam_m_logits_bias, at_optimizer_adam_v_logits_bias, 40);
  // init/step' ← constant
  copy(at_init_constant_0, at_step, 4);
}

export function infer(batch: i32): void {
  if (batch < 1 || batch > 128) unreachable();
  store<f32>(at_argument_batch_size, <f32>batch);
  infer_mul(batch);
  // logits = matmul(normal, logits.weight, logits.bias) : f32[batch, 10]
  product(batch, 128, at_infer_normal, 64, 16, <usize>batch * 64, at_logits_weight, at_logits_bias, at_infer_logits);
  // probabilities = softmax(logits) : f32[batch, 10]
  softmax(at_infer_logits, at_infer_probabilities, batch, 10);
  // output/probabilities ← probabilities
  panels_to_rows(at_infer_probabilities, at_output_probabilities, batch, 10);
}

export function evaluate(batch: i32): void {
  if (batch < 1 || batch > 128) unreachable();
  store<f32>(at_argument_batch_size, <f32>batch);
  infer_mul(batch);
  // logits = matmul(normal, logits.weight, logits.bias) : f32[batch, 10]
  product(batch, 128, at_evaluate_normal, 64, 16, <usize>batch * 64, at_logits_weight, at_logits_bias, at_evaluate_logits);
  // softmax_cross_entropy(logits, label) : f32[batch]
  softmax_cross_entropy_index(at_evaluate_logits, at_input_label, at_evaluate_softmax_cross_entropy, batch, 10);
  // loss = reduce_mean(softmax_cross_entropy) : f32[]
  reduce_mean(1, batch, at_evaluate_softmax_cross_entropy, at_loss_loss);
  // correct_predictions(logits, label) : f32[]
  accuracy_index(at_evaluate_logits, at_input_label, at_metric_sum_accuracy, batch, 10);
  // metric_count/accuracy ← batch_size
  copy(at_argument_batch_size, at_metric_count_accuracy, 4);
}

export function train_step(batch: i32, rate_scale: f32): void {
  if (batch < 2 || batch > 128) unreachable();
  store<f32>(at_argument_batch_size, <f32>batch);
  store<f32>(at_argument_rate_scale, rate_scale);
  // div(1, batch_size) : f32[]
  div(1, at_argument_batch_size, at_train_div);
  // optimizer.adam.correction2' = add(mul, 0.0010000000000000009) : f32[]
  // rsqrt(add) : f32[]
  mul_add_rsqrt(1, at_optimizer_adam_correction2, at_optimizer_adam_correction2, at_train_rsqrt_1);
  train_hidden(batch);
  // logits = matmul(normal, logits.weight, logits.bias) : f32[batch, 10]
  product(batch, 128, at_train_normal, 64, 16, <usize>batch * 64, at_logits_weight, at_logits_bias, at_train_logits);
  // softmax_cross_entropy(logits, label) : f32[batch]
  // softmax_cross_entropy_slope(logits, label) : f32[batch, 10]
  softmax_cross_entropy_and_slope_index(at_train_logits, at_input_label, at_train_softmax_cross_entropy, at_train_softmax_cross_entropy_slope, batch, 10);
  train_mul_1(batch);
  // logits.weight transposed
  transpose_panels(at_logits_weight, at_train_logits_weight_transposed, 128, 10);
  train_matmul(batch);
  // reduce_sum(reduce_sum) : f32[]
  reduce_sum_2(1, 128, at_train_reduce_sum_1, at_train_reduce_sum_2);
  // reduce_sum(reduce_sum) : f32[]
  reduce_sum_2(1, 128, at_train_reduce_sum, at_train_reduce_sum_3);
  // optimizer.adam.correction1' = add(mul, 0.09999999999999998) : f32[]
  // div(mul, add) : f32[]
  // optimizer.adam.m.normal.weight' = sub(add, 1e-30) : f32[]
  // optimizer.adam.v.normal.weight' = sub(add, 1e-30) : f32[]
  // normal.weight' = sub(normal.weight, mul) : f32[]
  // optimizer.adam.m.normal.bias' = sub(add, 1e-30) : f32[]
  // optimizer.adam.v.normal.bias' = sub(add, 1e-30) : f32[]
  // normal.bias' = sub(normal.bias, mul) : f32[]
  mul_add_mul_div_mul_add_add_sub_mul_mul_etc(1, at_optimizer_adam_correction1, at_argument_rate_scale, at_optimizer_adam_m_normal_weight, at_train_reduce_sum_2, at_optimizer_adam_v_normal_weight, at_normal_weight, at_train_rsqrt_1, at_optimizer_adam_m_normal_bias, at_train_reduce_sum_3, at_optimizer_adam_v_normal_bias, at_normal_bias, at_optimizer_adam_correction1, at_train_div_3, at_optimizer_adam_m_normal_weight, at_optimizer_adam_v_normal_weight, at_normal_weight, at_optimizer_adam_m_normal_bias, at_optimizer_adam_v_normal_bias, at_normal_bias);
  train_hidden_weight(batch);
  // matmul(normal, mul) : f32[128, 10]
  // mul(matmul, 0.09999999999999998) : f32[128, 10]
  // add(mul, mul) : f32[128, 10]
  // add(add, 1e-30) : f32[128, 10]
  // optimizer.adam.m.logits.weight' = sub(add, 1e-30) : f32[128, 10]
  // mul(matmul, matmul) : f32[128, 10]
  // mul(mul, 0.0010000000000000009) : f32[128, 10]
  // add(mul, mul) : f32[128, 10]
  // add(add, 1e-30) : f32[128, 10]
  // optimizer.adam.v.logits.weight' = sub(add, 1e-30) : f32[128, 10]
  // sqrt(add) : f32[128, 10]
  // mul(sqrt, rsqrt) : f32[128, 10]
  // add(mul, 1e-8) : f32[128, 10]
  // div(add, add) : f32[128, 10]
  // mul(div, div) : f32[128, 10]
  // logits.weight' = sub(logits.weight, mul) : f32[128, 10]
  product_of_columns_mul_mul_add_add_sub_etc(128, batch, at_train_normal, 64, 16, <usize>batch * 64, at_train_mul_1, at_optimizer_adam_m_logits_weight, at_optimizer_adam_v_logits_weight, at_train_rsqrt_1, at_train_div_3, at_logits_weight, at_optimizer_adam_m_logits_weight, at_optimizer_adam_v_logits_weight, at_logits_weight);
  // loss = reduce_mean(softmax_cross_entropy) : f32[]
  reduce_mean(1, batch, at_train_softmax_cross_entropy, at_loss_loss);
  // correct_predictions(logits, label) : f32[]
  accuracy_index(at_train_logits, at_input_label, at_metric_sum_accuracy, batch, 10);
  train_hidden_bias(8, at_optimizer_adam_m_hidden_bias, at_train_reduce_sum_4, at_optimizer_adam_v_hidden_bias, at_hidden_bias);
  train_hidden_bias(1, at_optimizer_adam_m_logits_bias, at_train_reduce_sum_5, at_optimizer_adam_v_logits_bias, at_logits_bias);
  // step' = next_step(step) : i32[]
  next_step(at_step, at_train_step_);
  // metric_count/accuracy ← batch_size
  copy(at_argument_batch_size, at_metric_count_accuracy, 4);
  // step ← its next value
  copy(at_train_step_, at_step, 4);
}
