// mnist_batch_norm: made by inlay at SIMD level baseline, for batches up to 128.
import { accuracy_index, barrier, cast_i32_f32, copy, dismiss, end_of, enlist, fill, fill_uniform, first_of, fork, job_batch, next_job, next_step, panels_to_rows, softmax, softmax_cross_entropy_and_slope_index, softmax_cross_entropy_index, swap, thread, transpose_panels } from "./runtime-as/index";

// Where each buffer begins in memory. A slash ahead of the last name: a temporary of that entry point.
const at_argument_seed: usize = 256; // argument/seed
const at_argument_batch_size: usize = 320; // argument/batch_size
const at_argument_rate_scale: usize = 384; // argument/rate_scale
const at_hidden_weight: usize = 448; // hidden.weight
const at_hidden_bias: usize = 401856; // hidden.bias
const at_normal_weight: usize = 402368; // normal.weight
const at_normal_bias: usize = 402880; // normal.bias
const at_logits_weight: usize = 403392; // logits.weight
const at_logits_bias: usize = 411584; // logits.bias
const at_normal_running_mean: usize = 411648; // normal.running_mean
const at_normal_running_var: usize = 412160; // normal.running_var
const at_optimizer_adam_correction1: usize = 412672; // optimizer.adam.correction1
const at_optimizer_adam_correction2: usize = 412736; // optimizer.adam.correction2
const at_optimizer_adam_m_hidden_weight: usize = 412800; // optimizer.adam.m.hidden.weight
const at_optimizer_adam_v_hidden_weight: usize = 814208; // optimizer.adam.v.hidden.weight
const at_optimizer_adam_m_hidden_bias: usize = 1215616; // optimizer.adam.m.hidden.bias
const at_optimizer_adam_v_hidden_bias: usize = 1216128; // optimizer.adam.v.hidden.bias
const at_optimizer_adam_m_normal_weight: usize = 1216640; // optimizer.adam.m.normal.weight
const at_optimizer_adam_v_normal_weight: usize = 1217152; // optimizer.adam.v.normal.weight
const at_optimizer_adam_m_normal_bias: usize = 1217664; // optimizer.adam.m.normal.bias
const at_optimizer_adam_v_normal_bias: usize = 1218176; // optimizer.adam.v.normal.bias
const at_optimizer_adam_m_logits_weight: usize = 1218688; // optimizer.adam.m.logits.weight
const at_optimizer_adam_v_logits_weight: usize = 1226880; // optimizer.adam.v.logits.weight
const at_optimizer_adam_m_logits_bias: usize = 1235072; // optimizer.adam.m.logits.bias
const at_optimizer_adam_v_logits_bias: usize = 1235136; // optimizer.adam.v.logits.bias
const at_step: usize = 1235200; // step
const at_average_hidden_weight: usize = 1235264; // average.hidden.weight
const at_average_hidden_bias: usize = 1636672; // average.hidden.bias
const at_average_normal_weight: usize = 1637184; // average.normal.weight
const at_average_normal_bias: usize = 1637696; // average.normal.bias
const at_average_logits_weight: usize = 1638208; // average.logits.weight
const at_average_logits_bias: usize = 1646400; // average.logits.bias
const at_init_constant_0: usize = 1646464; // init/constant.0
const at_input_image: usize = 1646528; // input/image
const at_input_label: usize = 2047936; // input/label
const at_output_probabilities: usize = 2048448; // output/probabilities
const at_loss_loss: usize = 2053568; // loss/loss
const at_metric_sum_accuracy: usize = 2053632; // metric_sum/accuracy
const at_metric_count_accuracy: usize = 2053696; // metric_count/accuracy
const at_infer_mul: usize = 2119296; // infer/mul
const at_infer_normal: usize = 2053760; // infer/normal
const at_infer_logits: usize = 2119296; // infer/logits
const at_infer_probabilities: usize = 2053760; // infer/probabilities
const at_evaluate_mul: usize = 2119296; // evaluate/mul
const at_evaluate_normal: usize = 2053760; // evaluate/normal
const at_evaluate_logits: usize = 2119296; // evaluate/logits
const at_evaluate_softmax_cross_entropy: usize = 2053760; // evaluate/softmax_cross_entropy
const at_train_hidden: usize = 2053760; // train/hidden
const at_train_batch_mean: usize = 2206336; // train/batch_mean
const at_train_batch_variance: usize = 2184832; // train/batch_variance
const at_train_rsqrt: usize = 2206848; // train/rsqrt
const at_train_mul: usize = 2207360; // train/mul
const at_train_normal: usize = 2119296; // train/normal
const at_train_logits: usize = 2184832; // train/logits
const at_train_softmax_cross_entropy: usize = 2207872; // train/softmax_cross_entropy
const at_train_softmax_cross_entropy_slope: usize = 2193024; // train/softmax_cross_entropy_slope
const at_train_cast: usize = 2201216; // train/cast
const at_train_div: usize = 2208512; // train/div
const at_train_sub: usize = 2208576; // train/sub
const at_train_mul_1: usize = 2193024; // train/mul.1
const at_train_logits_weight_transposed: usize = 2201216; // train/logits.weight.transposed
const at_train_matmul: usize = 2119296; // train/matmul
const at_train_div_1: usize = 2208384; // train/div.1
const at_train_reduce_sum: usize = 2143872; // train/reduce_sum
const at_train_reduce_sum_1: usize = 2145408; // train/reduce_sum.1
const at_train_rsqrt_1: usize = 2208448; // train/rsqrt.1
const at_train_div_2: usize = 2143872; // train/div.2
const at_train_div_3: usize = 2145408; // train/div.3
const at_train_mask_positive: usize = 2119296; // train/mask_positive
const at_train_reduce_sum_2: usize = 2146944; // train/reduce_sum.2
const at_train_reduce_sum_3: usize = 2208640; // train/reduce_sum.3
const at_train_step_: usize = 2053760; // train/step'

function add_rsqrt_mul(rows: i32, a0: usize, a1: usize, y0: usize): void {
  let at: usize = 0;
  for (let r: i32 = 0; r < rows; ++r) {
    const x0 = v128.load(a0 + at);
    const x6 = v128.load(a0 + at + 16);
    const x1 = v128.load(a1 + at);
    const x7 = v128.load(a1 + at + 16);
    const t2 = f32x4.add(x0, f32x4.splat(0.00001));
    const t8 = f32x4.add(x6, f32x4.splat(0.00001));
    const t3 = f32x4.sqrt(t2);
    const t9 = f32x4.sqrt(t8);
    const t4 = f32x4.div(f32x4.splat(1.0), t3);
    const t10 = f32x4.div(f32x4.splat(1.0), t9);
    const t5 = f32x4.mul(t4, x1);
    const t11 = f32x4.mul(t10, x7);
    v128.store(y0 + at, t5);
    v128.store(y0 + at + 16, t11);
    const x12 = v128.load(a0 + at + 32);
    const x18 = v128.load(a0 + at + 48);
    const x13 = v128.load(a1 + at + 32);
    const x19 = v128.load(a1 + at + 48);
    const t14 = f32x4.add(x12, f32x4.splat(0.00001));
    const t20 = f32x4.add(x18, f32x4.splat(0.00001));
    const t15 = f32x4.sqrt(t14);
    const t21 = f32x4.sqrt(t20);
    const t16 = f32x4.div(f32x4.splat(1.0), t15);
    const t22 = f32x4.div(f32x4.splat(1.0), t21);
    const t17 = f32x4.mul(t16, x13);
    const t23 = f32x4.mul(t22, x19);
    v128.store(y0 + at + 32, t17);
    v128.store(y0 + at + 48, t23);
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
      const x8 = v128.load(a0 + c);
      const x11 = v128.load(a0 + c + 16);
      const x9 = v128.load(a1 + c);
      const x12 = v128.load(a1 + c + 16);
      const x10 = v128.load(a2 + c);
      const x13 = v128.load(a2 + c + 16);
      const x14 = v128.load(a0 + c + 32);
      const x17 = v128.load(a0 + c + 48);
      const x15 = v128.load(a1 + c + 32);
      const x18 = v128.load(a1 + c + 48);
      const x16 = v128.load(a2 + c + 32);
      const x19 = v128.load(a2 + c + 48);
      for (const end = at + (<usize>height << 6); at < end; at += 64) {
        const t20 = f32x4.pmax(c0, f32x4.splat(0.0));
        const t24 = f32x4.pmax(c1, f32x4.splat(0.0));
        const t21 = f32x4.sub(t20, x8);
        const t25 = f32x4.sub(t24, x11);
        const t22 = f32x4.mul(t21, x9);
        const t26 = f32x4.mul(t25, x12);
        const t23 = f32x4.add(t22, x10);
        const t27 = f32x4.add(t26, x13);
        v128.store(y0 + at, t23);
        v128.store(y0 + at, t27, 16);
        const t28 = f32x4.pmax(c2, f32x4.splat(0.0));
        const t32 = f32x4.pmax(c3, f32x4.splat(0.0));
        const t29 = f32x4.sub(t28, x14);
        const t33 = f32x4.sub(t32, x17);
        const t30 = f32x4.mul(t29, x15);
        const t34 = f32x4.mul(t33, x18);
        const t31 = f32x4.add(t30, x16);
        const t35 = f32x4.add(t34, x19);
        v128.store(y0 + at, t31, 32);
        v128.store(y0 + at, t35, 48);
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

function mul_add_mul_div(rows: i32, a0: usize, a1: usize, y0: usize, y1: usize): void {
  const x0 = v128.load32_splat(a0);
  const x1 = v128.load32_splat(a1);
  const t2 = f32x4.mul(x0, f32x4.splat(0.9));
  const t3 = f32x4.add(t2, f32x4.splat(0.09999999999999998));
  const t4 = f32x4.mul(x1, f32x4.splat(0.001));
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
  let at: usize = 0;
  for (let r: i32 = 0; r < rows; ++r) {
    const x0 = v128.load(a0 + at);
    const x10 = v128.load(a0 + at + 16);
    const x1 = v128.load(a1 + at);
    const x11 = v128.load(a1 + at + 16);
    const x2 = v128.load(a2 + at);
    const x12 = v128.load(a2 + at + 16);
    const t3 = f32x4.add(x0, f32x4.splat(0.00001));
    const t13 = f32x4.add(x10, f32x4.splat(0.00001));
    const t4 = f32x4.sqrt(t3);
    const t14 = f32x4.sqrt(t13);
    const t5 = f32x4.div(f32x4.splat(1.0), t4);
    const t15 = f32x4.div(f32x4.splat(1.0), t14);
    const t6 = f32x4.mul(t5, x1);
    const t16 = f32x4.mul(t15, x11);
    const t7 = f32x4.mul(x2, f32x4.splat(0.99));
    const t17 = f32x4.mul(x12, f32x4.splat(0.99));
    const t8 = f32x4.mul(x0, f32x4.splat(0.010000000000000009));
    const t18 = f32x4.mul(x10, f32x4.splat(0.010000000000000009));
    const t9 = f32x4.add(t7, t8);
    const t19 = f32x4.add(t17, t18);
    v128.store(y0 + at, t5);
    v128.store(y0 + at + 16, t15);
    v128.store(y1 + at, t6);
    v128.store(y1 + at + 16, t16);
    v128.store(y2 + at, t9);
    v128.store(y2 + at + 16, t19);
    const x20 = v128.load(a0 + at + 32);
    const x30 = v128.load(a0 + at + 48);
    const x21 = v128.load(a1 + at + 32);
    const x31 = v128.load(a1 + at + 48);
    const x22 = v128.load(a2 + at + 32);
    const x32 = v128.load(a2 + at + 48);
    const t23 = f32x4.add(x20, f32x4.splat(0.00001));
    const t33 = f32x4.add(x30, f32x4.splat(0.00001));
    const t24 = f32x4.sqrt(t23);
    const t34 = f32x4.sqrt(t33);
    const t25 = f32x4.div(f32x4.splat(1.0), t24);
    const t35 = f32x4.div(f32x4.splat(1.0), t34);
    const t26 = f32x4.mul(t25, x21);
    const t36 = f32x4.mul(t35, x31);
    const t27 = f32x4.mul(x22, f32x4.splat(0.99));
    const t37 = f32x4.mul(x32, f32x4.splat(0.99));
    const t28 = f32x4.mul(x20, f32x4.splat(0.010000000000000009));
    const t38 = f32x4.mul(x30, f32x4.splat(0.010000000000000009));
    const t29 = f32x4.add(t27, t28);
    const t39 = f32x4.add(t37, t38);
    v128.store(y0 + at + 32, t25);
    v128.store(y0 + at + 48, t35);
    v128.store(y1 + at + 32, t26);
    v128.store(y1 + at + 48, t36);
    v128.store(y2 + at + 32, t29);
    v128.store(y2 + at + 48, t39);
    at += 64;
  }
}

function sub_mul_add(rows: i32, a0: usize, a1: usize, a2: usize, a3: usize, y0: usize): void {
  for (let c: usize = 0; c < 64; c += 32) {
    const x0 = v128.load(a1 + c);
    const x7 = v128.load(a1 + c + 16);
    const x1 = v128.load(a2 + c);
    const x8 = v128.load(a2 + c + 16);
    const x2 = v128.load(a3 + c);
    const x9 = v128.load(a3 + c + 16);
    let at: usize = c;
    for (let r: i32 = 0; r < rows; ++r) {
      const x3 = v128.load(a0 + at);
      const x10 = v128.load(a0 + at + 16);
      const t4 = f32x4.sub(x3, x0);
      const t11 = f32x4.sub(x10, x7);
      const t5 = f32x4.mul(t4, x1);
      const t12 = f32x4.mul(t11, x8);
      const t6 = f32x4.add(t5, x2);
      const t13 = f32x4.add(t12, x9);
      v128.store(y0 + at, t6);
      v128.store(y0 + at + 16, t13);
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

function div_add_add_div_minimum_sub(rows: i32, a0: usize, a1: usize, y0: usize, y1: usize): void {
  const x0 = v128.load32_splat(a0);
  const x1 = v128.load32_splat(a1);
  const t2 = f32x4.div(f32x4.splat(1.0), x0);
  const t3 = f32x4.add(x1, f32x4.splat(1.0));
  const t4 = f32x4.add(x1, f32x4.splat(10.0));
  const t5 = f32x4.div(t3, t4);
  const t6 = f32x4.min(f32x4.splat(0.999), t5);
  const t7 = f32x4.sub(f32x4.splat(1.0), t6);
  let at: usize = 0;
  for (let r: i32 = 0; r < rows; ++r) {
    v128.store(y0 + at, t2);
    v128.store(y0 + at + 16, t2);
    v128.store(y1 + at, t7);
    v128.store(y1 + at + 16, t7);
    v128.store(y0 + at + 32, t2);
    v128.store(y0 + at + 48, t2);
    v128.store(y1 + at + 32, t7);
    v128.store(y1 + at + 48, t7);
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

function mul_mul_add_add_sub_mul_mul_add_sub_sqrt_etc(rows: i32, a0: usize, a1: usize, a2: usize, a3: usize, a4: usize, a5: usize, a6: usize, a7: usize, y0: usize, y1: usize, y2: usize, y3: usize): void {
  const x0 = v128.load32_splat(a4);
  const x1 = v128.load32_splat(a5);
  const x2 = v128.load32_splat(a7);
  let at: usize = 0;
  for (let r: i32 = 0; r < rows; ++r) {
    const x3 = v128.load(a0 + at);
    const x28 = v128.load(a0 + at + 16);
    const x4 = v128.load(a1 + at);
    const x29 = v128.load(a1 + at + 16);
    const x5 = v128.load(a2 + at);
    const x30 = v128.load(a2 + at + 16);
    const x6 = v128.load(a3 + at);
    const x31 = v128.load(a3 + at + 16);
    const x7 = v128.load(a6 + at);
    const x32 = v128.load(a6 + at + 16);
    const t8 = f32x4.mul(x3, f32x4.splat(0.9));
    const t33 = f32x4.mul(x28, f32x4.splat(0.9));
    const t9 = f32x4.mul(x4, f32x4.splat(0.09999999999999998));
    const t34 = f32x4.mul(x29, f32x4.splat(0.09999999999999998));
    const t10 = f32x4.add(t8, t9);
    const t35 = f32x4.add(t33, t34);
    const t11 = f32x4.add(t10, f32x4.splat(1e-30));
    const t36 = f32x4.add(t35, f32x4.splat(1e-30));
    const t12 = f32x4.sub(t11, f32x4.splat(1e-30));
    const t37 = f32x4.sub(t36, f32x4.splat(1e-30));
    const t13 = f32x4.mul(x5, f32x4.splat(0.999));
    const t38 = f32x4.mul(x30, f32x4.splat(0.999));
    const t14 = f32x4.mul(x4, x4);
    const t39 = f32x4.mul(x29, x29);
    const t15 = f32x4.mul(t14, f32x4.splat(0.0010000000000000009));
    const t40 = f32x4.mul(t39, f32x4.splat(0.0010000000000000009));
    const t16 = f32x4.add(t13, t15);
    const t41 = f32x4.add(t38, t40);
    const t17 = f32x4.add(t16, f32x4.splat(1e-30));
    const t42 = f32x4.add(t41, f32x4.splat(1e-30));
    const t18 = f32x4.sub(t17, f32x4.splat(1e-30));
    const t43 = f32x4.sub(t42, f32x4.splat(1e-30));
    const t19 = f32x4.sqrt(t16);
    const t44 = f32x4.sqrt(t41);
    const t20 = f32x4.mul(t19, x1);
    const t45 = f32x4.mul(t44, x1);
    const t21 = f32x4.add(t20, f32x4.splat(1e-8));
    const t46 = f32x4.add(t45, f32x4.splat(1e-8));
    const t22 = f32x4.div(t10, t21);
    const t47 = f32x4.div(t35, t46);
    const t23 = f32x4.mul(x0, t22);
    const t48 = f32x4.mul(x0, t47);
    const t24 = f32x4.sub(x6, t23);
    const t49 = f32x4.sub(x31, t48);
    const t25 = f32x4.sub(t24, x7);
    const t50 = f32x4.sub(t49, x32);
    const t26 = f32x4.mul(x2, t25);
    const t51 = f32x4.mul(x2, t50);
    const t27 = f32x4.add(x7, t26);
    const t52 = f32x4.add(x32, t51);
    v128.store(y0 + at, t12);
    v128.store(y0 + at + 16, t37);
    v128.store(y1 + at, t18);
    v128.store(y1 + at + 16, t43);
    v128.store(y2 + at, t24);
    v128.store(y2 + at + 16, t49);
    v128.store(y3 + at, t27);
    v128.store(y3 + at + 16, t52);
    const x53 = v128.load(a0 + at + 32);
    const x78 = v128.load(a0 + at + 48);
    const x54 = v128.load(a1 + at + 32);
    const x79 = v128.load(a1 + at + 48);
    const x55 = v128.load(a2 + at + 32);
    const x80 = v128.load(a2 + at + 48);
    const x56 = v128.load(a3 + at + 32);
    const x81 = v128.load(a3 + at + 48);
    const x57 = v128.load(a6 + at + 32);
    const x82 = v128.load(a6 + at + 48);
    const t58 = f32x4.mul(x53, f32x4.splat(0.9));
    const t83 = f32x4.mul(x78, f32x4.splat(0.9));
    const t59 = f32x4.mul(x54, f32x4.splat(0.09999999999999998));
    const t84 = f32x4.mul(x79, f32x4.splat(0.09999999999999998));
    const t60 = f32x4.add(t58, t59);
    const t85 = f32x4.add(t83, t84);
    const t61 = f32x4.add(t60, f32x4.splat(1e-30));
    const t86 = f32x4.add(t85, f32x4.splat(1e-30));
    const t62 = f32x4.sub(t61, f32x4.splat(1e-30));
    const t87 = f32x4.sub(t86, f32x4.splat(1e-30));
    const t63 = f32x4.mul(x55, f32x4.splat(0.999));
    const t88 = f32x4.mul(x80, f32x4.splat(0.999));
    const t64 = f32x4.mul(x54, x54);
    const t89 = f32x4.mul(x79, x79);
    const t65 = f32x4.mul(t64, f32x4.splat(0.0010000000000000009));
    const t90 = f32x4.mul(t89, f32x4.splat(0.0010000000000000009));
    const t66 = f32x4.add(t63, t65);
    const t91 = f32x4.add(t88, t90);
    const t67 = f32x4.add(t66, f32x4.splat(1e-30));
    const t92 = f32x4.add(t91, f32x4.splat(1e-30));
    const t68 = f32x4.sub(t67, f32x4.splat(1e-30));
    const t93 = f32x4.sub(t92, f32x4.splat(1e-30));
    const t69 = f32x4.sqrt(t66);
    const t94 = f32x4.sqrt(t91);
    const t70 = f32x4.mul(t69, x1);
    const t95 = f32x4.mul(t94, x1);
    const t71 = f32x4.add(t70, f32x4.splat(1e-8));
    const t96 = f32x4.add(t95, f32x4.splat(1e-8));
    const t72 = f32x4.div(t60, t71);
    const t97 = f32x4.div(t85, t96);
    const t73 = f32x4.mul(x0, t72);
    const t98 = f32x4.mul(x0, t97);
    const t74 = f32x4.sub(x56, t73);
    const t99 = f32x4.sub(x81, t98);
    const t75 = f32x4.sub(t74, x57);
    const t100 = f32x4.sub(t99, x82);
    const t76 = f32x4.mul(x2, t75);
    const t101 = f32x4.mul(x2, t100);
    const t77 = f32x4.add(x57, t76);
    const t102 = f32x4.add(x82, t101);
    v128.store(y0 + at + 32, t62);
    v128.store(y0 + at + 48, t87);
    v128.store(y1 + at + 32, t68);
    v128.store(y1 + at + 48, t93);
    v128.store(y2 + at + 32, t74);
    v128.store(y2 + at + 48, t99);
    v128.store(y3 + at + 32, t77);
    v128.store(y3 + at + 48, t102);
    at += 64;
  }
}

function product_of_columns_mul_mul_add_add_sub_etc(rows: i32, depth: i32, a: usize, aRow: usize, chunk: i32, aNext: usize, b: usize, a0: usize, a1: usize, a2: usize, a3: usize, a4: usize, a5: usize, a6: usize, y0: usize, y1: usize, y2: usize, y3: usize): void {
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
        const x10 = v128.load32_splat(a6);
        for (const end = at + (<usize>height << 6); at < end; at += 64) {
          const x11 = v128.load(a0 + at);
          const x35 = v128.load(a0 + at + 16);
          const x12 = v128.load(a1 + at);
          const x36 = v128.load(a1 + at + 16);
          const x13 = v128.load(a4 + at);
          const x37 = v128.load(a4 + at + 16);
          const x14 = v128.load(a5 + at);
          const x38 = v128.load(a5 + at + 16);
          const t15 = f32x4.mul(c0, f32x4.splat(0.09999999999999998));
          const t39 = f32x4.mul(c1, f32x4.splat(0.09999999999999998));
          const t16 = f32x4.mul(x11, f32x4.splat(0.9));
          const t40 = f32x4.mul(x35, f32x4.splat(0.9));
          const t17 = f32x4.add(t16, t15);
          const t41 = f32x4.add(t40, t39);
          const t18 = f32x4.add(t17, f32x4.splat(1e-30));
          const t42 = f32x4.add(t41, f32x4.splat(1e-30));
          const t19 = f32x4.sub(t18, f32x4.splat(1e-30));
          const t43 = f32x4.sub(t42, f32x4.splat(1e-30));
          const t20 = f32x4.mul(c0, c0);
          const t44 = f32x4.mul(c1, c1);
          const t21 = f32x4.mul(t20, f32x4.splat(0.0010000000000000009));
          const t45 = f32x4.mul(t44, f32x4.splat(0.0010000000000000009));
          const t22 = f32x4.mul(x12, f32x4.splat(0.999));
          const t46 = f32x4.mul(x36, f32x4.splat(0.999));
          const t23 = f32x4.add(t22, t21);
          const t47 = f32x4.add(t46, t45);
          const t24 = f32x4.add(t23, f32x4.splat(1e-30));
          const t48 = f32x4.add(t47, f32x4.splat(1e-30));
          const t25 = f32x4.sub(t24, f32x4.splat(1e-30));
          const t49 = f32x4.sub(t48, f32x4.splat(1e-30));
          const t26 = f32x4.sqrt(t23);
          const t50 = f32x4.sqrt(t47);
          const t27 = f32x4.mul(t26, x8);
          const t51 = f32x4.mul(t50, x8);
          const t28 = f32x4.add(t27, f32x4.splat(1e-8));
          const t52 = f32x4.add(t51, f32x4.splat(1e-8));
          const t29 = f32x4.div(t17, t28);
          const t53 = f32x4.div(t41, t52);
          const t30 = f32x4.mul(x9, t29);
          const t54 = f32x4.mul(x9, t53);
          const t31 = f32x4.sub(x13, t30);
          const t55 = f32x4.sub(x37, t54);
          const t32 = f32x4.sub(t31, x14);
          const t56 = f32x4.sub(t55, x38);
          const t33 = f32x4.mul(x10, t32);
          const t57 = f32x4.mul(x10, t56);
          const t34 = f32x4.add(x14, t33);
          const t58 = f32x4.add(x38, t57);
          v128.store(y0 + at, t19);
          v128.store(y0 + at, t43, 16);
          v128.store(y1 + at, t25);
          v128.store(y1 + at, t49, 16);
          v128.store(y2 + at, t31);
          v128.store(y2 + at, t55, 16);
          v128.store(y3 + at, t34);
          v128.store(y3 + at, t58, 16);
          const x59 = v128.load(a0 + at + 32);
          const x83 = v128.load(a0 + at + 48);
          const x60 = v128.load(a1 + at + 32);
          const x84 = v128.load(a1 + at + 48);
          const x61 = v128.load(a4 + at + 32);
          const x85 = v128.load(a4 + at + 48);
          const x62 = v128.load(a5 + at + 32);
          const x86 = v128.load(a5 + at + 48);
          const t63 = f32x4.mul(c2, f32x4.splat(0.09999999999999998));
          const t87 = f32x4.mul(c3, f32x4.splat(0.09999999999999998));
          const t64 = f32x4.mul(x59, f32x4.splat(0.9));
          const t88 = f32x4.mul(x83, f32x4.splat(0.9));
          const t65 = f32x4.add(t64, t63);
          const t89 = f32x4.add(t88, t87);
          const t66 = f32x4.add(t65, f32x4.splat(1e-30));
          const t90 = f32x4.add(t89, f32x4.splat(1e-30));
          const t67 = f32x4.sub(t66, f32x4.splat(1e-30));
          const t91 = f32x4.sub(t90, f32x4.splat(1e-30));
          const t68 = f32x4.mul(c2, c2);
          const t92 = f32x4.mul(c3, c3);
          const t69 = f32x4.mul(t68, f32x4.splat(0.0010000000000000009));
          const t93 = f32x4.mul(t92, f32x4.splat(0.0010000000000000009));
          const t70 = f32x4.mul(x60, f32x4.splat(0.999));
          const t94 = f32x4.mul(x84, f32x4.splat(0.999));
          const t71 = f32x4.add(t70, t69);
          const t95 = f32x4.add(t94, t93);
          const t72 = f32x4.add(t71, f32x4.splat(1e-30));
          const t96 = f32x4.add(t95, f32x4.splat(1e-30));
          const t73 = f32x4.sub(t72, f32x4.splat(1e-30));
          const t97 = f32x4.sub(t96, f32x4.splat(1e-30));
          const t74 = f32x4.sqrt(t71);
          const t98 = f32x4.sqrt(t95);
          const t75 = f32x4.mul(t74, x8);
          const t99 = f32x4.mul(t98, x8);
          const t76 = f32x4.add(t75, f32x4.splat(1e-8));
          const t100 = f32x4.add(t99, f32x4.splat(1e-8));
          const t77 = f32x4.div(t65, t76);
          const t101 = f32x4.div(t89, t100);
          const t78 = f32x4.mul(x9, t77);
          const t102 = f32x4.mul(x9, t101);
          const t79 = f32x4.sub(x61, t78);
          const t103 = f32x4.sub(x85, t102);
          const t80 = f32x4.sub(t79, x62);
          const t104 = f32x4.sub(t103, x86);
          const t81 = f32x4.mul(x10, t80);
          const t105 = f32x4.mul(x10, t104);
          const t82 = f32x4.add(x62, t81);
          const t106 = f32x4.add(x86, t105);
          v128.store(y0 + at, t67, 32);
          v128.store(y0 + at, t91, 48);
          v128.store(y1 + at, t73, 32);
          v128.store(y1 + at, t97, 48);
          v128.store(y2 + at, t79, 32);
          v128.store(y2 + at, t103, 48);
          v128.store(y3 + at, t82, 32);
          v128.store(y3 + at, t106, 48);
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

function div_mul_mul_add_add_sub_mul_mul_add_sub_etc(rows: i32, a0: usize, a1: usize, a2: usize, a3: usize, a4: usize, a5: usize, a6: usize, a7: usize, a8: usize, y0: usize, y1: usize, y2: usize, y3: usize, y4: usize): void {
  const x0 = v128.load32_splat(a1);
  const x1 = v128.load32_splat(a5);
  const x2 = v128.load32_splat(a6);
  const x3 = v128.load32_splat(a8);
  let at: usize = 0;
  for (let r: i32 = 0; r < rows; ++r) {
    const x4 = v128.load(a0 + at);
    const x30 = v128.load(a0 + at + 16);
    const x5 = v128.load(a2 + at);
    const x31 = v128.load(a2 + at + 16);
    const x6 = v128.load(a3 + at);
    const x32 = v128.load(a3 + at + 16);
    const x7 = v128.load(a4 + at);
    const x33 = v128.load(a4 + at + 16);
    const x8 = v128.load(a7 + at);
    const x34 = v128.load(a7 + at + 16);
    const t9 = f32x4.div(x4, x0);
    const t35 = f32x4.div(x30, x0);
    const t10 = f32x4.mul(x5, f32x4.splat(0.9));
    const t36 = f32x4.mul(x31, f32x4.splat(0.9));
    const t11 = f32x4.mul(x4, f32x4.splat(0.09999999999999998));
    const t37 = f32x4.mul(x30, f32x4.splat(0.09999999999999998));
    const t12 = f32x4.add(t10, t11);
    const t38 = f32x4.add(t36, t37);
    const t13 = f32x4.add(t12, f32x4.splat(1e-30));
    const t39 = f32x4.add(t38, f32x4.splat(1e-30));
    const t14 = f32x4.sub(t13, f32x4.splat(1e-30));
    const t40 = f32x4.sub(t39, f32x4.splat(1e-30));
    const t15 = f32x4.mul(x6, f32x4.splat(0.999));
    const t41 = f32x4.mul(x32, f32x4.splat(0.999));
    const t16 = f32x4.mul(x4, x4);
    const t42 = f32x4.mul(x30, x30);
    const t17 = f32x4.mul(t16, f32x4.splat(0.0010000000000000009));
    const t43 = f32x4.mul(t42, f32x4.splat(0.0010000000000000009));
    const t18 = f32x4.add(t15, t17);
    const t44 = f32x4.add(t41, t43);
    const t19 = f32x4.add(t18, f32x4.splat(1e-30));
    const t45 = f32x4.add(t44, f32x4.splat(1e-30));
    const t20 = f32x4.sub(t19, f32x4.splat(1e-30));
    const t46 = f32x4.sub(t45, f32x4.splat(1e-30));
    const t21 = f32x4.sqrt(t18);
    const t47 = f32x4.sqrt(t44);
    const t22 = f32x4.mul(t21, x2);
    const t48 = f32x4.mul(t47, x2);
    const t23 = f32x4.add(t22, f32x4.splat(1e-8));
    const t49 = f32x4.add(t48, f32x4.splat(1e-8));
    const t24 = f32x4.div(t12, t23);
    const t50 = f32x4.div(t38, t49);
    const t25 = f32x4.mul(x1, t24);
    const t51 = f32x4.mul(x1, t50);
    const t26 = f32x4.sub(x7, t25);
    const t52 = f32x4.sub(x33, t51);
    const t27 = f32x4.sub(t26, x8);
    const t53 = f32x4.sub(t52, x34);
    const t28 = f32x4.mul(x3, t27);
    const t54 = f32x4.mul(x3, t53);
    const t29 = f32x4.add(x8, t28);
    const t55 = f32x4.add(x34, t54);
    v128.store(y0 + at, t9);
    v128.store(y0 + at + 16, t35);
    v128.store(y1 + at, t14);
    v128.store(y1 + at + 16, t40);
    v128.store(y2 + at, t20);
    v128.store(y2 + at + 16, t46);
    v128.store(y3 + at, t26);
    v128.store(y3 + at + 16, t52);
    v128.store(y4 + at, t29);
    v128.store(y4 + at + 16, t55);
    const x56 = v128.load(a0 + at + 32);
    const x82 = v128.load(a0 + at + 48);
    const x57 = v128.load(a2 + at + 32);
    const x83 = v128.load(a2 + at + 48);
    const x58 = v128.load(a3 + at + 32);
    const x84 = v128.load(a3 + at + 48);
    const x59 = v128.load(a4 + at + 32);
    const x85 = v128.load(a4 + at + 48);
    const x60 = v128.load(a7 + at + 32);
    const x86 = v128.load(a7 + at + 48);
    const t61 = f32x4.div(x56, x0);
    const t87 = f32x4.div(x82, x0);
    const t62 = f32x4.mul(x57, f32x4.splat(0.9));
    const t88 = f32x4.mul(x83, f32x4.splat(0.9));
    const t63 = f32x4.mul(x56, f32x4.splat(0.09999999999999998));
    const t89 = f32x4.mul(x82, f32x4.splat(0.09999999999999998));
    const t64 = f32x4.add(t62, t63);
    const t90 = f32x4.add(t88, t89);
    const t65 = f32x4.add(t64, f32x4.splat(1e-30));
    const t91 = f32x4.add(t90, f32x4.splat(1e-30));
    const t66 = f32x4.sub(t65, f32x4.splat(1e-30));
    const t92 = f32x4.sub(t91, f32x4.splat(1e-30));
    const t67 = f32x4.mul(x58, f32x4.splat(0.999));
    const t93 = f32x4.mul(x84, f32x4.splat(0.999));
    const t68 = f32x4.mul(x56, x56);
    const t94 = f32x4.mul(x82, x82);
    const t69 = f32x4.mul(t68, f32x4.splat(0.0010000000000000009));
    const t95 = f32x4.mul(t94, f32x4.splat(0.0010000000000000009));
    const t70 = f32x4.add(t67, t69);
    const t96 = f32x4.add(t93, t95);
    const t71 = f32x4.add(t70, f32x4.splat(1e-30));
    const t97 = f32x4.add(t96, f32x4.splat(1e-30));
    const t72 = f32x4.sub(t71, f32x4.splat(1e-30));
    const t98 = f32x4.sub(t97, f32x4.splat(1e-30));
    const t73 = f32x4.sqrt(t70);
    const t99 = f32x4.sqrt(t96);
    const t74 = f32x4.mul(t73, x2);
    const t100 = f32x4.mul(t99, x2);
    const t75 = f32x4.add(t74, f32x4.splat(1e-8));
    const t101 = f32x4.add(t100, f32x4.splat(1e-8));
    const t76 = f32x4.div(t64, t75);
    const t102 = f32x4.div(t90, t101);
    const t77 = f32x4.mul(x1, t76);
    const t103 = f32x4.mul(x1, t102);
    const t78 = f32x4.sub(x59, t77);
    const t104 = f32x4.sub(x85, t103);
    const t79 = f32x4.sub(t78, x60);
    const t105 = f32x4.sub(t104, x86);
    const t80 = f32x4.mul(x3, t79);
    const t106 = f32x4.mul(x3, t105);
    const t81 = f32x4.add(x60, t80);
    const t107 = f32x4.add(x86, t106);
    v128.store(y0 + at + 32, t61);
    v128.store(y0 + at + 48, t87);
    v128.store(y1 + at + 32, t66);
    v128.store(y1 + at + 48, t92);
    v128.store(y2 + at + 32, t72);
    v128.store(y2 + at + 48, t98);
    v128.store(y3 + at + 32, t78);
    v128.store(y3 + at + 48, t104);
    v128.store(y4 + at + 32, t81);
    v128.store(y4 + at + 48, t107);
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

function infer_mul(batch: i32): void {
  for (let p: usize = first_of(8, 1), end: usize = end_of(8, 1); p < end; ++p) {
    // mul(rsqrt, normal.weight) : f32[128]
    add_rsqrt_mul(1, at_normal_running_var + p * 64, at_normal_weight + p * 64, at_infer_mul + <usize>thread * 512);
    // matmul(image, hidden.weight, hidden.bias) : f32[batch, 128]
    // hidden = relu(matmul) : f32[batch, 128]
    // sub(hidden, normal.running_mean) : f32[batch, 128]
    // mul(sub, mul) : f32[batch, 128]
    // normal = add(mul, normal.bias) : f32[batch, 128]
    product_relu_sub_mul_add(batch, 784, at_input_image, 3136, 784, 0, at_hidden_weight + p * 50176, at_hidden_bias + p * 64, at_normal_running_mean + p * 64, at_infer_mul + <usize>thread * 512, at_normal_bias + p * 64, at_infer_normal + p * (<usize>batch * 64));
  }
}

function infer_logits(batch: i32, at_infer_normal: usize): void {
  const first: usize = first_of(batch, 12);
  const part = end_of(batch, 12) - <i32>first;
  if (part == 0) return;
  // logits = matmul(normal, logits.weight, logits.bias) : f32[batch, 10]
  product(part, 128, at_infer_normal + first * 64, 64, 16, <usize>batch * 64, at_logits_weight, at_logits_bias, at_infer_normal + 65536 + first * 64);
}

function train_hidden(batch: i32): void {
  for (let p: usize = first_of(8, 1), end: usize = end_of(8, 1); p < end; ++p) {
    // matmul(image, hidden.weight, hidden.bias) : f32[batch, 128]
    // hidden = relu(matmul) : f32[batch, 128]
    product_relu(batch, 784, at_input_image, 3136, 784, 0, at_hidden_weight + p * 50176, at_hidden_bias + p * 64, at_train_hidden + p * (<usize>batch * 64));
    // batch_mean(hidden) : f32[128]
    batch_mean(batch, at_train_hidden + p * (<usize>batch * 64), at_train_batch_mean + p * 64);
    // batch_variance(hidden, batch_mean) : f32[128]
    batch_variance(batch, at_train_hidden + p * (<usize>batch * 64), at_train_batch_mean + p * 64, at_train_batch_variance + <usize>thread * 512);
    // rsqrt(add) : f32[128]
    // mul(rsqrt, normal.weight) : f32[128]
    // normal.running_var' = add(mul, mul) : f32[128]
    add_rsqrt_mul_mul_mul_add(1, at_train_batch_variance + <usize>thread * 512, at_normal_weight + p * 64, at_normal_running_var + p * 64, at_train_rsqrt + p * 64, at_train_mul + p * 64, at_normal_running_var + p * 64);
    // normal = add(mul, normal.bias) : f32[batch, 128]
    sub_mul_add(batch, at_train_hidden + p * (<usize>batch * 64), at_train_batch_mean + p * 64, at_train_mul + p * 64, at_normal_bias + p * 64, at_train_normal + p * (<usize>batch * 64));
    // normal.running_mean' = add(mul, mul) : f32[128]
    mul_mul_add(1, at_normal_running_mean + p * 64, at_train_batch_mean + p * 64, at_normal_running_mean + p * 64);
  }
}

function train_logits_bias(batch: i32): void {
  // mul(softmax_cross_entropy_slope, div) : f32[batch, 10]
  mul(batch, at_train_softmax_cross_entropy_slope, at_train_div, at_train_mul_1);
  // reduce_sum(mul) : f32[10]
  reduce_sum(batch, at_train_mul_1, at_train_reduce_sum_3);
  // optimizer.adam.m.logits.bias' = sub(add, 1e-30) : f32[10]
  // optimizer.adam.v.logits.bias' = sub(add, 1e-30) : f32[10]
  // logits.bias' = sub(logits.bias, mul) : f32[10]
  // average.logits.bias' = add(average.logits.bias, mul) : f32[10]
  mul_mul_add_add_sub_mul_mul_add_sub_sqrt_etc(1, at_optimizer_adam_m_logits_bias, at_train_reduce_sum_3, at_optimizer_adam_v_logits_bias, at_logits_bias, at_train_div_1, at_train_rsqrt_1, at_average_logits_bias, at_train_sub, at_optimizer_adam_m_logits_bias, at_optimizer_adam_v_logits_bias, at_logits_bias, at_average_logits_bias);
}

function train_logits_weight(batch: i32): void {
  const first: usize = first_of(128, 16);
  const part = end_of(128, 16) - <i32>first;
  if (part == 0) return;
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
  // sub(sub, average.logits.weight) : f32[128, 10]
  // mul(sub, sub) : f32[128, 10]
  // average.logits.weight' = add(average.logits.weight, mul) : f32[128, 10]
  product_of_columns_mul_mul_add_add_sub_etc(part, batch, at_train_normal + first * (<usize>batch * 4), 64, 16, <usize>batch * 64, at_train_mul_1, at_optimizer_adam_m_logits_weight + first * 64, at_optimizer_adam_v_logits_weight + first * 64, at_train_rsqrt_1, at_train_div_1, at_logits_weight + first * 64, at_average_logits_weight + first * 64, at_train_sub, at_optimizer_adam_m_logits_weight + first * 64, at_optimizer_adam_v_logits_weight + first * 64, at_logits_weight + first * 64, at_average_logits_weight + first * 64);
}

function train_normal_bias(batch: i32): void {
  for (let p: usize = first_of(8, 1), end: usize = end_of(8, 1); p < end; ++p) {
    // matmul(mul, logits.weight) : f32[batch, 128]
    product_2(batch, 10, at_train_mul_1, 64, 16, <usize>batch * 64, at_train_logits_weight_transposed + p * 640, at_train_matmul + <usize>thread * 8192);
    // reduce_sum(matmul) : f32[128]
    // reduce_sum(mul) : f32[128]
    reduce_sum_mul_sub(batch, at_train_matmul + <usize>thread * 8192, at_train_hidden + p * (<usize>batch * 64), at_train_batch_mean + p * 64, at_train_rsqrt + p * 64, at_train_reduce_sum + <usize>thread * 512, at_train_reduce_sum_1 + <usize>thread * 512);
    // div(reduce_sum, batch_size) : f32[128]
    // optimizer.adam.m.normal.bias' = sub(add, 1e-30) : f32[128]
    // optimizer.adam.v.normal.bias' = sub(add, 1e-30) : f32[128]
    // normal.bias' = sub(normal.bias, mul) : f32[128]
    // average.normal.bias' = add(average.normal.bias, mul) : f32[128]
    div_mul_mul_add_add_sub_mul_mul_add_sub_etc(1, at_train_reduce_sum + <usize>thread * 512, at_argument_batch_size, at_optimizer_adam_m_normal_bias + p * 64, at_optimizer_adam_v_normal_bias + p * 64, at_normal_bias + p * 64, at_train_div_1, at_train_rsqrt_1, at_average_normal_bias + p * 64, at_train_sub, at_train_div_2 + <usize>thread * 512, at_optimizer_adam_m_normal_bias + p * 64, at_optimizer_adam_v_normal_bias + p * 64, at_normal_bias + p * 64, at_average_normal_bias + p * 64);
    // div(reduce_sum, batch_size) : f32[128]
    // optimizer.adam.m.normal.weight' = sub(add, 1e-30) : f32[128]
    // optimizer.adam.v.normal.weight' = sub(add, 1e-30) : f32[128]
    // normal.weight' = sub(normal.weight, mul) : f32[128]
    // average.normal.weight' = add(average.normal.weight, mul) : f32[128]
    div_mul_mul_add_add_sub_mul_mul_add_sub_etc(1, at_train_reduce_sum_1 + <usize>thread * 512, at_argument_batch_size, at_optimizer_adam_m_normal_weight + p * 64, at_optimizer_adam_v_normal_weight + p * 64, at_normal_weight + p * 64, at_train_div_1, at_train_rsqrt_1, at_average_normal_weight + p * 64, at_train_sub, at_train_div_3 + <usize>thread * 512, at_optimizer_adam_m_normal_weight + p * 64, at_optimizer_adam_v_normal_weight + p * 64, at_normal_weight + p * 64, at_average_normal_weight + p * 64);
    // mask_positive(hidden, mul) : f32[batch, 128]
    sub_mul_sub_mul_mask_positive(batch, at_train_hidden + p * (<usize>batch * 64), at_train_matmul + <usize>thread * 8192, at_train_div_2 + <usize>thread * 512, at_train_batch_mean + p * 64, at_train_rsqrt + p * 64, at_train_div_3 + <usize>thread * 512, at_train_mul + p * 64, at_train_mask_positive + <usize>thread * 8192);
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
    // sub(sub, average.hidden.weight) : f32[784, 128]
    // mul(sub, sub) : f32[784, 128]
    // average.hidden.weight' = add(average.hidden.weight, mul) : f32[784, 128]
    product_of_columns_mul_mul_add_add_sub_etc(784, batch, at_input_image, 3136, 784, 0, at_train_mask_positive + <usize>thread * 8192, at_optimizer_adam_m_hidden_weight + p * 50176, at_optimizer_adam_v_hidden_weight + p * 50176, at_train_rsqrt_1, at_train_div_1, at_hidden_weight + p * 50176, at_average_hidden_weight + p * 50176, at_train_sub, at_optimizer_adam_m_hidden_weight + p * 50176, at_optimizer_adam_v_hidden_weight + p * 50176, at_hidden_weight + p * 50176, at_average_hidden_weight + p * 50176);
    // reduce_sum(mask_positive) : f32[128]
    reduce_sum(batch, at_train_mask_positive + <usize>thread * 8192, at_train_reduce_sum_2 + <usize>thread * 512);
    // optimizer.adam.m.hidden.bias' = sub(add, 1e-30) : f32[128]
    // optimizer.adam.v.hidden.bias' = sub(add, 1e-30) : f32[128]
    // hidden.bias' = sub(hidden.bias, mul) : f32[128]
    // average.hidden.bias' = add(average.hidden.bias, mul) : f32[128]
    mul_mul_add_add_sub_mul_mul_add_sub_sqrt_etc(1, at_optimizer_adam_m_hidden_bias + p * 64, at_train_reduce_sum_2 + <usize>thread * 512, at_optimizer_adam_v_hidden_bias + p * 64, at_hidden_bias + p * 64, at_train_div_1, at_train_rsqrt_1, at_average_hidden_bias + p * 64, at_train_sub, at_optimizer_adam_m_hidden_bias + p * 64, at_optimizer_adam_v_hidden_bias + p * 64, at_hidden_bias + p * 64, at_average_hidden_bias + p * 64);
  }
}

export function init(seed: i32): void {
  store<i32>(at_argument_seed, seed);
  // hidden.weight' = glorot_uniform(seed) : f32[784, 128]
  fill_uniform(at_argument_seed, at_hidden_weight, 784, 128, 0, 0.08111071056538127);
  // hidden.bias' = zeros(seed) : f32[128]
  fill(at_argument_seed, at_hidden_bias, 1, 128, 0.0);
  // normal.weight' = ones(seed) : f32[128]
  fill(at_argument_seed, at_normal_weight, 1, 128, 1.0);
  // normal.bias' = zeros(seed) : f32[128]
  fill(at_argument_seed, at_normal_bias, 1, 128, 0.0);
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
  // init/average.hidden.weight' ← glorot_uniform
  copy(at_hidden_weight, at_average_hidden_weight, 401408);
  // init/average.hidden.bias' ← zeros
  copy(at_hidden_bias, at_average_hidden_bias, 512);
  // init/average.normal.weight' ← ones
  copy(at_normal_weight, at_average_normal_weight, 512);
  // init/average.normal.bias' ← zeros
  copy(at_normal_bias, at_average_normal_bias, 512);
  // init/average.logits.weight' ← glorot_uniform
  copy(at_logits_weight, at_average_logits_weight, 8192);
  // init/average.logits.bias' ← zeros
  copy(at_logits_bias, at_average_logits_bias, 40);
  // init/optimizer.adam.m.hidden.bias' ← fill
  copy(at_normal_running_mean, at_optimizer_adam_m_hidden_bias, 512);
  // init/optimizer.adam.v.hidden.bias' ← fill
  copy(at_normal_running_mean, at_optimizer_adam_v_hidden_bias, 512);
  // init/optimizer.adam.m.normal.weight' ← fill
  copy(at_normal_running_mean, at_optimizer_adam_m_normal_weight, 512);
  // init/optimizer.adam.v.normal.weight' ← fill
  copy(at_normal_running_mean, at_optimizer_adam_v_normal_weight, 512);
  // init/optimizer.adam.m.normal.bias' ← fill
  copy(at_normal_running_mean, at_optimizer_adam_m_normal_bias, 512);
  // init/optimizer.adam.v.normal.bias' ← fill
  copy(at_normal_running_mean, at_optimizer_adam_v_normal_bias, 512);
  // init/optimizer.adam.correction2' ← fill
  copy(at_optimizer_adam_correction1, at_optimizer_adam_correction2, 4);
  // init/optimizer.adam.v.hidden.weight' ← fill
  copy(at_optimizer_adam_m_hidden_weight, at_optimizer_adam_v_hidden_weight, 401408);
  // init/optimizer.adam.v.logits.weight' ← fill
  copy(at_optimizer_adam_m_logits_weight, at_optimizer_adam_v_logits_weight, 8192);
  // init/optimizer.adam.v.logits.bias' ← fill
  copy(at_optimizer_adam_m_logits_bias, at_optimizer_adam_v_logits_bias, 40);
  // init/step' ← constant
  copy(at_init_constant_0, at_step, 4);
}

function infer_part(batch: i32): void {
  infer_mul(batch);
  barrier();
  infer_logits(batch, at_infer_normal);
  barrier();
  // probabilities = softmax(logits) : f32[batch, 10]
  if (thread == 0) softmax(at_infer_logits, at_infer_probabilities, batch, 10);
  // output/probabilities ← probabilities
  if (thread == 0) panels_to_rows(at_infer_probabilities, at_output_probabilities, batch, 10);
}

export function infer(batch: i32): void {
  if (batch < 1 || batch > 128) unreachable();
  store<f32>(at_argument_batch_size, <f32>batch);
  fork(2, batch, batch >= 4);
  infer_part(batch);
  barrier();
}

function evaluate_part(batch: i32): void {
  infer_mul(batch);
  barrier();
  infer_logits(batch, at_evaluate_normal);
  barrier();
  // softmax_cross_entropy(logits, label) : f32[batch]
  if (thread == 0) softmax_cross_entropy_index(at_evaluate_logits, at_input_label, at_evaluate_softmax_cross_entropy, batch, 10);
  // loss = reduce_mean(softmax_cross_entropy) : f32[]
  if (thread == 0) reduce_mean(1, batch, at_evaluate_softmax_cross_entropy, at_loss_loss);
  // correct_predictions(logits, label) : f32[]
  if (thread == 0) accuracy_index(at_evaluate_logits, at_input_label, at_metric_sum_accuracy, batch, 10);
  // metric_count/accuracy ← batch_size
  if (thread == 0) copy(at_argument_batch_size, at_metric_count_accuracy, 4);
}

export function evaluate(batch: i32): void {
  if (batch < 1 || batch > 128) unreachable();
  store<f32>(at_argument_batch_size, <f32>batch);
  fork(3, batch, batch >= 4);
  evaluate_part(batch);
  barrier();
}

function train_step_part(batch: i32): void {
  // optimizer.adam.correction1' = add(mul, 0.09999999999999998) : f32[]
  // div(mul, add) : f32[]
  if (thread == 0) mul_add_mul_div(1, at_optimizer_adam_correction1, at_argument_rate_scale, at_optimizer_adam_correction1, at_train_div_1);
  // optimizer.adam.correction2' = add(mul, 0.0010000000000000009) : f32[]
  // rsqrt(add) : f32[]
  if (thread == 0) mul_add_rsqrt(1, at_optimizer_adam_correction2, at_optimizer_adam_correction2, at_train_rsqrt_1);
  barrier();
  train_hidden(batch);
  barrier();
  infer_logits(batch, at_train_normal);
  barrier();
  // softmax_cross_entropy(logits, label) : f32[batch]
  // softmax_cross_entropy_slope(logits, label) : f32[batch, 10]
  if (thread == 0) softmax_cross_entropy_and_slope_index(at_train_logits, at_input_label, at_train_softmax_cross_entropy, at_train_softmax_cross_entropy_slope, batch, 10);
  // cast(step) : f32[]
  if (thread == 0) cast_i32_f32(at_step, at_train_cast, 1);
  // div(1, batch_size) : f32[]
  // sub(1, minimum) : f32[]
  if (thread == 0) div_add_add_div_minimum_sub(1, at_argument_batch_size, at_train_cast, at_train_div, at_train_sub);
  // logits.weight transposed
  if (thread == 0) transpose_panels(at_logits_weight, at_train_logits_weight_transposed, 128, 10);
  if (thread == 0) train_logits_bias(batch);
  barrier();
  train_logits_weight(batch);
  barrier();
  train_normal_bias(batch);
  barrier();
  // loss = reduce_mean(softmax_cross_entropy) : f32[]
  if (thread == 0) reduce_mean(1, batch, at_train_softmax_cross_entropy, at_loss_loss);
  // correct_predictions(logits, label) : f32[]
  if (thread == 0) accuracy_index(at_train_logits, at_input_label, at_metric_sum_accuracy, batch, 10);
  // step' = next_step(step) : i32[]
  if (thread == 0) next_step(at_step, at_train_step_);
  // metric_count/accuracy ← batch_size
  if (thread == 0) copy(at_argument_batch_size, at_metric_count_accuracy, 4);
  // step ← its next value
  if (thread == 0) copy(at_train_step_, at_step, 4);
}

export function train_step(batch: i32, rate_scale: f32): void {
  if (batch < 2 || batch > 128) unreachable();
  store<f32>(at_argument_batch_size, <f32>batch);
  store<f32>(at_argument_rate_scale, rate_scale);
  fork(4, batch, batch >= 1);
  train_step_part(batch);
  barrier();
}

export function swap_average(): void {
  // hidden.weight ↔ average.hidden.weight
  swap(at_hidden_weight, at_average_hidden_weight, 401408);
  // hidden.bias ↔ average.hidden.bias
  swap(at_hidden_bias, at_average_hidden_bias, 512);
  // normal.weight ↔ average.normal.weight
  swap(at_normal_weight, at_average_normal_weight, 512);
  // normal.bias ↔ average.normal.bias
  swap(at_normal_bias, at_average_normal_bias, 512);
  // logits.weight ↔ average.logits.weight
  swap(at_logits_weight, at_average_logits_weight, 8192);
  // logits.bias ↔ average.logits.bias
  swap(at_logits_bias, at_average_logits_bias, 40);
}

export function work(number: i32, threads: i32): void {
  enlist(number, threads);
  if (number == 0) return;
  for (let job = next_job(); job != 0; job = next_job()) {
    if (job == 2) infer_part(job_batch());
    if (job == 3) evaluate_part(job_batch());
    if (job == 4) train_step_part(job_batch());
    barrier();
  }
}

export function stop(): void {
  dismiss();
}
