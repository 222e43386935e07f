// frozen_norm: made by inlay at SIMD level baseline, for batches up to 128.
import { copy, fill, fill_uniform, next_step, panels_to_rows, rows_to_panels, tanh, transpose_panels } from "./runtime-as/index";

// Where each buffer begins in memory. A slash ahead of the last name: a temporary of that entry point.
const at_argument_seed: usize = 64; // argument/seed
const at_argument_batch_size: usize = 128; // argument/batch_size
const at_argument_rate_scale: usize = 192; // argument/rate_scale
const at_a_weight: usize = 256; // a.weight
const at_a_bias: usize = 1536; // a.bias
const at_fixed_weight: usize = 1664; // fixed.weight
const at_fixed_bias: usize = 1792; // fixed.bias
const at_b_weight: usize = 1920; // b.weight
const at_b_bias: usize = 4480; // b.bias
const at_moving_bias: usize = 4608; // moving.bias
const at_y_weight: usize = 4736; // y.weight
const at_y_bias: usize = 6016; // y.bias
const at_fixed_running_mean: usize = 6080; // fixed.running_mean
const at_fixed_running_var: usize = 6208; // fixed.running_var
const at_moving_running_mean: usize = 6336; // moving.running_mean
const at_moving_running_var: usize = 6464; // moving.running_var
const at_step: usize = 6592; // step
const at_init_constant_0: usize = 6656; // init/constant.0
const at_input_x: usize = 6720; // input/x
const at_input_target: usize = 11840; // input/target
const at_output_y: usize = 12864; // output/y
const at_loss_loss: usize = 13888; // loss/loss
const at_infer_mul: usize = 30336; // infer/mul
const at_infer_relu: usize = 13952; // infer/relu
const at_infer_rsqrt: usize = 46720; // infer/rsqrt
const at_infer_tanh: usize = 30336; // infer/tanh
const at_infer_y: usize = 13952; // infer/y
const at_evaluate_mul: usize = 30336; // evaluate/mul
const at_evaluate_relu: usize = 13952; // evaluate/relu
const at_evaluate_rsqrt: usize = 46720; // evaluate/rsqrt
const at_evaluate_tanh: usize = 30336; // evaluate/tanh
const at_evaluate_target_panels: usize = 13952; // evaluate/target.panels
const at_evaluate_mul_1: usize = 22144; // evaluate/mul.1
const at_evaluate_reduce_mean: usize = 46720; // evaluate/reduce_mean
const at_train_rsqrt: usize = 46720; // train/rsqrt
const at_train_mul: usize = 104320; // train/mul
const at_train_relu: usize = 13952; // train/relu
const at_train_mul_1: usize = 30336; // train/mul.1
const at_train_b: usize = 46720; // train/b
const at_train_batch_mean: usize = 104448; // train/batch_mean
const at_train_batch_variance: usize = 79488; // train/batch_variance
const at_train_div: usize = 79616; // train/div
const at_train_div_1: usize = 104704; // train/div.1
const at_train_rsqrt_1: usize = 104576; // train/rsqrt.1
const at_train_tanh: usize = 63104; // train/tanh
const at_train_target_panels: usize = 79488; // train/target.panels
const at_train_mul_2: usize = 87680; // train/mul.2
const at_train_add: usize = 95872; // train/add
const at_train_y_weight_transposed: usize = 104064; // train/y.weight.transposed
const at_train_mul_3: usize = 79488; // train/mul.3
const at_train_reduce_sum: usize = 90240; // train/reduce_sum
const at_train_reduce_sum_1: usize = 90368; // train/reduce_sum.1
const at_train_mul_4: usize = 104768; // train/mul.4
const at_train_div_2: usize = 90240; // train/div.2
const at_train_div_3: usize = 90368; // train/div.3
const at_train_mul_5: usize = 46720; // train/mul.5
const at_train_b_weight_transposed: usize = 87680; // train/b.weight.transposed
const at_train_mask_positive: usize = 63104; // train/mask_positive
const at_train_mul_6: usize = 71296; // train/mul.6
const at_train_reduce_mean: usize = 104832; // train/reduce_mean
const at_train_reduce_sum_2: usize = 79488; // train/reduce_sum.2
const at_train_reduce_sum_3: usize = 79616; // train/reduce_sum.3
const at_train_reduce_sum_4: usize = 79744; // train/reduce_sum.4
const at_train_reduce_sum_5: usize = 90496; // train/reduce_sum.5
const at_train_reduce_sum_6: usize = 104896; // train/reduce_sum.6
const at_train_step_: usize = 13952; // train/step'

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

function product_sub_mul_add_relu(rows: i32, depth: i32, a: usize, aRow: usize, chunk: i32, aNext: usize, b: usize, initial: usize, a0: usize, a1: usize, a2: usize, y0: usize): void {
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
        const t20 = f32x4.sub(c0, x8);
        const t24 = f32x4.sub(c1, x11);
        const t21 = f32x4.mul(t20, x9);
        const t25 = f32x4.mul(t24, x12);
        const t22 = f32x4.add(t21, x10);
        const t26 = f32x4.add(t25, x13);
        const t23 = f32x4.pmax(t22, f32x4.splat(0.0));
        const t27 = f32x4.pmax(t26, f32x4.splat(0.0));
        v128.store(y0 + at, t23);
        v128.store(y0 + at, t27, 16);
        const t28 = f32x4.sub(c2, x14);
        const t32 = f32x4.sub(c3, x17);
        const t29 = f32x4.mul(t28, x15);
        const t33 = f32x4.mul(t32, x18);
        const t30 = f32x4.add(t29, x16);
        const t34 = f32x4.add(t33, x19);
        const t31 = f32x4.pmax(t30, f32x4.splat(0.0));
        const t35 = f32x4.pmax(t34, f32x4.splat(0.0));
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

function add_rsqrt(rows: i32, a0: usize, y0: usize): void {
  let at: usize = 0;
  for (let r: i32 = 0; r < rows; ++r) {
    const x0 = v128.load(a0 + at);
    const x4 = v128.load(a0 + at + 16);
    const t1 = f32x4.add(x0, f32x4.splat(0.00001));
    const t5 = f32x4.add(x4, f32x4.splat(0.00001));
    const t2 = f32x4.sqrt(t1);
    const t6 = f32x4.sqrt(t5);
    const t3 = f32x4.div(f32x4.splat(1.0), t2);
    const t7 = f32x4.div(f32x4.splat(1.0), t6);
    v128.store(y0 + at, t3);
    v128.store(y0 + at + 16, t7);
    const x8 = v128.load(a0 + at + 32);
    const x12 = v128.load(a0 + at + 48);
    const t9 = f32x4.add(x8, f32x4.splat(0.00001));
    const t13 = f32x4.add(x12, f32x4.splat(0.00001));
    const t10 = f32x4.sqrt(t9);
    const t14 = f32x4.sqrt(t13);
    const t11 = f32x4.div(f32x4.splat(1.0), t10);
    const t15 = f32x4.div(f32x4.splat(1.0), t14);
    v128.store(y0 + at + 32, t11);
    v128.store(y0 + at + 48, t15);
    at += 64;
  }
}

function product_sub_mul_add_tanh(rows: i32, depth: i32, a: usize, aRow: usize, chunk: i32, aNext: usize, b: usize, initial: usize, a0: usize, a1: usize, a2: usize, y0: usize): void {
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
      for (; at < stop; at += 64) {
        const t36 = v128.load(y0 + at);
        const t41 = v128.load(y0 + at + 16);
        const t37 = f32x4.sub(t36, x8);
        const t42 = f32x4.sub(t41, x11);
        const t38 = f32x4.mul(t37, x9);
        const t43 = f32x4.mul(t42, x12);
        const t39 = f32x4.add(t38, x10);
        const t44 = f32x4.add(t43, x13);
        const t40 = tanh(t39);
        const t45 = tanh(t44);
        v128.store(y0 + at, t40);
        v128.store(y0 + at, t45, 16);
        const t46 = v128.load(y0 + at + 32);
        const t51 = v128.load(y0 + at + 48);
        const t47 = f32x4.sub(t46, x14);
        const t52 = f32x4.sub(t51, x17);
        const t48 = f32x4.mul(t47, x15);
        const t53 = f32x4.mul(t52, x18);
        const t49 = f32x4.add(t48, x16);
        const t54 = f32x4.add(t53, x19);
        const t50 = tanh(t49);
        const t55 = tanh(t54);
        v128.store(y0 + at, t50, 32);
        v128.store(y0 + at, t55, 48);
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

function product_sub_mul(rows: i32, depth: i32, a: usize, aRow: usize, chunk: i32, aNext: usize, b: usize, initial: usize, a0: usize, y0: usize): void {
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
        const x11 = v128.load(a0 + at + 16);
        const t9 = f32x4.sub(c0, x8);
        const t12 = f32x4.sub(c1, x11);
        const t10 = f32x4.mul(t9, t9);
        const t13 = f32x4.mul(t12, t12);
        v128.store(y0 + at, t10);
        v128.store(y0 + at, t13, 16);
        const x14 = v128.load(a0 + at + 32);
        const x17 = v128.load(a0 + at + 48);
        const t15 = f32x4.sub(c2, x14);
        const t18 = f32x4.sub(c3, x17);
        const t16 = f32x4.mul(t15, t15);
        const t19 = f32x4.mul(t18, t18);
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

function sub_div_mul_div(rows: i32, a0: usize, y0: usize, y1: usize): void {
  const x0 = v128.load32_splat(a0);
  const t1 = f32x4.sub(x0, f32x4.splat(1.0));
  const t2 = f32x4.div(x0, t1);
  const t3 = f32x4.mul(x0, f32x4.splat(2.0));
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

function mul(rows: i32, a0: usize, y0: usize): void {
  const x0 = v128.load32_splat(a0);
  const t1 = f32x4.mul(x0, f32x4.splat(0.01));
  let at: usize = 0;
  for (let r: i32 = 0; r < rows; ++r) {
    v128.store(y0 + at, t1);
    v128.store(y0 + at + 16, t1);
    v128.store(y0 + at + 32, t1);
    v128.store(y0 + at + 48, t1);
    at += 64;
  }
}

function add_rsqrt_mul_2(rows: i32, a0: usize, a1: usize, y0: usize, y1: usize): void {
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
    v128.store(y0 + at, t4);
    v128.store(y0 + at + 16, t10);
    v128.store(y1 + at, t5);
    v128.store(y1 + at + 16, t11);
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
    v128.store(y0 + at + 32, t16);
    v128.store(y0 + at + 48, t22);
    v128.store(y1 + at + 32, t17);
    v128.store(y1 + at + 48, t23);
    at += 64;
  }
}

function product_sub_mul_add_relu_mul(rows: i32, depth: i32, a: usize, aRow: usize, chunk: i32, aNext: usize, b: usize, initial: usize, a0: usize, a1: usize, a2: usize, a3: usize, y0: usize, y1: usize): void {
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
      const x12 = v128.load(a0 + c + 16);
      const x9 = v128.load(a1 + c);
      const x13 = v128.load(a1 + c + 16);
      const x10 = v128.load(a2 + c);
      const x14 = v128.load(a2 + c + 16);
      const x11 = v128.load(a3 + c);
      const x15 = v128.load(a3 + c + 16);
      const x16 = v128.load(a0 + c + 32);
      const x20 = v128.load(a0 + c + 48);
      const x17 = v128.load(a1 + c + 32);
      const x21 = v128.load(a1 + c + 48);
      const x18 = v128.load(a2 + c + 32);
      const x22 = v128.load(a2 + c + 48);
      const x19 = v128.load(a3 + c + 32);
      const x23 = v128.load(a3 + c + 48);
      for (const end = at + (<usize>height << 6); at < end; at += 64) {
        const t24 = f32x4.sub(c0, x8);
        const t29 = f32x4.sub(c1, x12);
        const t25 = f32x4.mul(t24, x9);
        const t30 = f32x4.mul(t29, x13);
        const t26 = f32x4.add(t25, x10);
        const t31 = f32x4.add(t30, x14);
        const t27 = f32x4.pmax(t26, f32x4.splat(0.0));
        const t32 = f32x4.pmax(t31, f32x4.splat(0.0));
        const t28 = f32x4.mul(t24, x11);
        const t33 = f32x4.mul(t29, x15);
        v128.store(y0 + at, t27);
        v128.store(y0 + at, t32, 16);
        v128.store(y1 + at, t28);
        v128.store(y1 + at, t33, 16);
        const t34 = f32x4.sub(c2, x16);
        const t39 = f32x4.sub(c3, x20);
        const t35 = f32x4.mul(t34, x17);
        const t40 = f32x4.mul(t39, x21);
        const t36 = f32x4.add(t35, x18);
        const t41 = f32x4.add(t40, x22);
        const t37 = f32x4.pmax(t36, f32x4.splat(0.0));
        const t42 = f32x4.pmax(t41, f32x4.splat(0.0));
        const t38 = f32x4.mul(t34, x19);
        const t43 = f32x4.mul(t39, x23);
        v128.store(y0 + at, t37, 32);
        v128.store(y0 + at, t42, 48);
        v128.store(y1 + at, t38, 32);
        v128.store(y1 + at, t43, 48);
        c0 = c4;
        c1 = c5;
        c2 = c6;
        c3 = c7;
      }
      r += height;
    }
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

function add_rsqrt_mul_mul_add(rows: i32, a0: usize, a1: usize, a2: usize, y0: usize, y1: usize): void {
  const x0 = v128.load32_splat(a2);
  let at: usize = 0;
  for (let r: i32 = 0; r < rows; ++r) {
    const x1 = v128.load(a0 + at);
    const x10 = v128.load(a0 + at + 16);
    const x2 = v128.load(a1 + at);
    const x11 = v128.load(a1 + at + 16);
    const t3 = f32x4.add(x1, f32x4.splat(0.00001));
    const t12 = f32x4.add(x10, f32x4.splat(0.00001));
    const t4 = f32x4.sqrt(t3);
    const t13 = f32x4.sqrt(t12);
    const t5 = f32x4.div(f32x4.splat(1.0), t4);
    const t14 = f32x4.div(f32x4.splat(1.0), t13);
    const t6 = f32x4.mul(x2, f32x4.splat(0.9));
    const t15 = f32x4.mul(x11, f32x4.splat(0.9));
    const t7 = f32x4.mul(x1, x0);
    const t16 = f32x4.mul(x10, x0);
    const t8 = f32x4.mul(t7, f32x4.splat(0.09999999999999998));
    const t17 = f32x4.mul(t16, f32x4.splat(0.09999999999999998));
    const t9 = f32x4.add(t6, t8);
    const t18 = f32x4.add(t15, t17);
    v128.store(y0 + at, t5);
    v128.store(y0 + at + 16, t14);
    v128.store(y1 + at, t9);
    v128.store(y1 + at + 16, t18);
    const x19 = v128.load(a0 + at + 32);
    const x28 = v128.load(a0 + at + 48);
    const x20 = v128.load(a1 + at + 32);
    const x29 = v128.load(a1 + at + 48);
    const t21 = f32x4.add(x19, f32x4.splat(0.00001));
    const t30 = f32x4.add(x28, f32x4.splat(0.00001));
    const t22 = f32x4.sqrt(t21);
    const t31 = f32x4.sqrt(t30);
    const t23 = f32x4.div(f32x4.splat(1.0), t22);
    const t32 = f32x4.div(f32x4.splat(1.0), t31);
    const t24 = f32x4.mul(x20, f32x4.splat(0.9));
    const t33 = f32x4.mul(x29, f32x4.splat(0.9));
    const t25 = f32x4.mul(x19, x0);
    const t34 = f32x4.mul(x28, x0);
    const t26 = f32x4.mul(t25, f32x4.splat(0.09999999999999998));
    const t35 = f32x4.mul(t34, f32x4.splat(0.09999999999999998));
    const t27 = f32x4.add(t24, t26);
    const t36 = f32x4.add(t33, t35);
    v128.store(y0 + at + 32, t23);
    v128.store(y0 + at + 48, t32);
    v128.store(y1 + at + 32, t27);
    v128.store(y1 + at + 48, t36);
    at += 64;
  }
}

function sub_mul_add_tanh(rows: i32, a0: usize, a1: usize, a2: usize, a3: usize, y0: usize): void {
  for (let c: usize = 0; c < 64; c += 32) {
    const x0 = v128.load(a1 + c);
    const x8 = v128.load(a1 + c + 16);
    const x1 = v128.load(a2 + c);
    const x9 = v128.load(a2 + c + 16);
    const x2 = v128.load(a3 + c);
    const x10 = v128.load(a3 + c + 16);
    let at: usize = c;
    for (let r: i32 = 0; r < rows; ++r) {
      const x3 = v128.load(a0 + at);
      const x11 = v128.load(a0 + at + 16);
      const t4 = f32x4.sub(x3, x0);
      const t12 = f32x4.sub(x11, x8);
      const t5 = f32x4.mul(t4, x1);
      const t13 = f32x4.mul(t12, x9);
      const t6 = f32x4.add(t5, x2);
      const t14 = f32x4.add(t13, x10);
      const t7 = tanh(t6);
      const t15 = tanh(t14);
      v128.store(y0 + at, t7);
      v128.store(y0 + at + 16, t15);
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
    const t2 = f32x4.mul(x0, f32x4.splat(0.9));
    const t7 = f32x4.mul(x5, f32x4.splat(0.9));
    const t3 = f32x4.mul(x1, f32x4.splat(0.09999999999999998));
    const t8 = f32x4.mul(x6, f32x4.splat(0.09999999999999998));
    const t4 = f32x4.add(t2, t3);
    const t9 = f32x4.add(t7, t8);
    v128.store(y0 + at, t4);
    v128.store(y0 + at + 16, t9);
    const x10 = v128.load(a0 + at + 32);
    const x15 = v128.load(a0 + at + 48);
    const x11 = v128.load(a1 + at + 32);
    const x16 = v128.load(a1 + at + 48);
    const t12 = f32x4.mul(x10, f32x4.splat(0.9));
    const t17 = f32x4.mul(x15, f32x4.splat(0.9));
    const t13 = f32x4.mul(x11, f32x4.splat(0.09999999999999998));
    const t18 = f32x4.mul(x16, f32x4.splat(0.09999999999999998));
    const t14 = f32x4.add(t12, t13);
    const t19 = f32x4.add(t17, t18);
    v128.store(y0 + at + 32, t14);
    v128.store(y0 + at + 48, t19);
    at += 64;
  }
}

function product_sub_mul_add(rows: i32, depth: i32, a: usize, aRow: usize, chunk: i32, aNext: usize, b: usize, initial: usize, a0: usize, a1: usize, y0: usize, y1: usize): void {
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
        const x14 = v128.load(a0 + at + 16);
        const t10 = f32x4.sub(c0, x9);
        const t15 = f32x4.sub(c1, x14);
        const t11 = f32x4.mul(t10, t10);
        const t16 = f32x4.mul(t15, t15);
        const t12 = f32x4.mul(x8, t10);
        const t17 = f32x4.mul(x8, t15);
        const t13 = f32x4.add(t12, t12);
        const t18 = f32x4.add(t17, t17);
        v128.store(y0 + at, t11);
        v128.store(y0 + at, t16, 16);
        v128.store(y1 + at, t13);
        v128.store(y1 + at, t18, 16);
        const x19 = v128.load(a0 + at + 32);
        const x24 = v128.load(a0 + at + 48);
        const t20 = f32x4.sub(c2, x19);
        const t25 = f32x4.sub(c3, x24);
        const t21 = f32x4.mul(t20, t20);
        const t26 = f32x4.mul(t25, t25);
        const t22 = f32x4.mul(x8, t20);
        const t27 = f32x4.mul(x8, t25);
        const t23 = f32x4.add(t22, t22);
        const t28 = f32x4.add(t27, t27);
        v128.store(y0 + at, t21, 32);
        v128.store(y0 + at, t26, 48);
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

function product_mul_sub_mul(rows: i32, depth: i32, a: usize, aRow: usize, chunk: i32, aNext: usize, b: usize, a0: usize, y0: usize): void {
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
        const t9 = f32x4.mul(x8, x8);
        const t13 = f32x4.mul(x12, x12);
        const t10 = f32x4.sub(f32x4.splat(1.0), t9);
        const t14 = f32x4.sub(f32x4.splat(1.0), t13);
        const t11 = f32x4.mul(c0, t10);
        const t15 = f32x4.mul(c1, t14);
        v128.store(y0 + at, t11);
        v128.store(y0 + at, t15, 16);
        const x16 = v128.load(a0 + at + 32);
        const x20 = v128.load(a0 + at + 48);
        const t17 = f32x4.mul(x16, x16);
        const t21 = f32x4.mul(x20, x20);
        const t18 = f32x4.sub(f32x4.splat(1.0), t17);
        const t22 = f32x4.sub(f32x4.splat(1.0), t21);
        const t19 = f32x4.mul(c2, t18);
        const t23 = f32x4.mul(c3, t22);
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

function div_mul_sub(rows: i32, a0: usize, a1: usize, a2: usize, a3: usize, y0: usize, y1: usize): void {
  const x0 = v128.load32_splat(a1);
  const x1 = v128.load32_splat(a3);
  let at: usize = 0;
  for (let r: i32 = 0; r < rows; ++r) {
    const x2 = v128.load(a0 + at);
    const x7 = v128.load(a0 + at + 16);
    const x3 = v128.load(a2 + at);
    const x8 = v128.load(a2 + at + 16);
    const t4 = f32x4.div(x2, x0);
    const t9 = f32x4.div(x7, x0);
    const t5 = f32x4.mul(x2, x1);
    const t10 = f32x4.mul(x7, x1);
    const t6 = f32x4.sub(x3, t5);
    const t11 = f32x4.sub(x8, t10);
    v128.store(y0 + at, t4);
    v128.store(y0 + at + 16, t9);
    v128.store(y1 + at, t6);
    v128.store(y1 + at + 16, t11);
    const x12 = v128.load(a0 + at + 32);
    const x17 = v128.load(a0 + at + 48);
    const x13 = v128.load(a2 + at + 32);
    const x18 = v128.load(a2 + at + 48);
    const t14 = f32x4.div(x12, x0);
    const t19 = f32x4.div(x17, x0);
    const t15 = f32x4.mul(x12, x1);
    const t20 = f32x4.mul(x17, x1);
    const t16 = f32x4.sub(x13, t15);
    const t21 = f32x4.sub(x18, t20);
    v128.store(y0 + at + 32, t14);
    v128.store(y0 + at + 48, t19);
    v128.store(y1 + at + 32, t16);
    v128.store(y1 + at + 48, t21);
    at += 64;
  }
}

function div(rows: i32, a0: usize, a1: usize, y0: usize): void {
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

function sub_mul_sub_mul(rows: i32, a0: usize, a1: usize, a2: usize, a3: usize, a4: usize, a5: usize, y0: usize): void {
  for (let c: usize = 0; c < 64; c += 32) {
    const x0 = v128.load(a1 + c);
    const x12 = v128.load(a1 + c + 16);
    const x1 = v128.load(a3 + c);
    const x13 = v128.load(a3 + c + 16);
    const x2 = v128.load(a4 + c);
    const x14 = v128.load(a4 + c + 16);
    const x3 = v128.load(a5 + c);
    const x15 = v128.load(a5 + c + 16);
    let at: usize = c;
    for (let r: i32 = 0; r < rows; ++r) {
      const x4 = v128.load(a0 + at);
      const x16 = v128.load(a0 + at + 16);
      const x5 = v128.load(a2 + at);
      const x17 = v128.load(a2 + at + 16);
      const t6 = f32x4.sub(x4, x0);
      const t18 = f32x4.sub(x16, x12);
      const t7 = f32x4.sub(x5, x1);
      const t19 = f32x4.sub(x17, x13);
      const t8 = f32x4.mul(t7, x2);
      const t20 = f32x4.mul(t19, x14);
      const t9 = f32x4.mul(t8, x3);
      const t21 = f32x4.mul(t20, x15);
      const t10 = f32x4.sub(t6, t9);
      const t22 = f32x4.sub(t18, t21);
      const t11 = f32x4.mul(t10, x2);
      const t23 = f32x4.mul(t22, x14);
      v128.store(y0 + at, t11);
      v128.store(y0 + at + 16, t23);
      at += 64;
    }
  }
}

function product_mask_positive_mul(rows: i32, depth: i32, a: usize, aRow: usize, chunk: i32, aNext: usize, b: usize, a0: usize, a1: usize, y0: usize, y1: usize): void {
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
      const x8 = v128.load(a1 + c);
      const x9 = v128.load(a1 + c + 16);
      const x10 = v128.load(a1 + c + 32);
      const x11 = v128.load(a1 + c + 48);
      for (const end = at + (<usize>height << 6); at < end; at += 64) {
        const x12 = v128.load(a0 + at);
        const x16 = v128.load(a0 + at + 16);
        const t13 = f32x4.lt(f32x4.splat(0.0), x12);
        const t17 = f32x4.lt(f32x4.splat(0.0), x16);
        const t14 = v128.bitselect(c0, f32x4.splat(0.0), t13);
        const t18 = v128.bitselect(c1, f32x4.splat(0.0), t17);
        const t15 = f32x4.mul(t14, x8);
        const t19 = f32x4.mul(t18, x9);
        v128.store(y0 + at, t14);
        v128.store(y0 + at, t18, 16);
        v128.store(y1 + at, t15);
        v128.store(y1 + at, t19, 16);
        const x20 = v128.load(a0 + at + 32);
        const x24 = v128.load(a0 + at + 48);
        const t21 = f32x4.lt(f32x4.splat(0.0), x20);
        const t25 = f32x4.lt(f32x4.splat(0.0), x24);
        const t22 = v128.bitselect(c2, f32x4.splat(0.0), t21);
        const t26 = v128.bitselect(c3, f32x4.splat(0.0), t25);
        const t23 = f32x4.mul(t22, x10);
        const t27 = f32x4.mul(t26, x11);
        v128.store(y0 + at, t22, 32);
        v128.store(y0 + at, t26, 48);
        v128.store(y1 + at, t23, 32);
        v128.store(y1 + at, t27, 48);
        c0 = c4;
        c1 = c5;
        c2 = c6;
        c3 = c7;
      }
      r += height;
    }
  }
}

function reduce_sum_mul(rows: i32, a0: usize, a1: usize, y0: usize, y1: usize): void {
  const count0 = f32x4.splat(<f32>rows);
  for (let c: usize = 0; c < 64; c += 32) {
    let sum4 = f32x4.splat(0.0);
    let sum11 = f32x4.splat(0.0);
    let sum6 = f32x4.splat(0.0);
    let sum13 = f32x4.splat(0.0);
    let at: usize = c;
    for (let r: i32 = 0; r < rows; ++r) {
      const x1 = v128.load(a0 + at);
      const x8 = v128.load(a0 + at + 16);
      const x2 = v128.load(a1 + at);
      const x9 = v128.load(a1 + at + 16);
      const t3 = f32x4.mul(x1, x2);
      const t10 = f32x4.mul(x8, x9);
      const t5 = f32x4.add(sum4, t3);
      const t12 = f32x4.add(sum11, t10);
      sum4 = t5;
      sum11 = t12;
      const t7 = f32x4.add(sum6, x1);
      const t14 = f32x4.add(sum13, x8);
      sum6 = t7;
      sum13 = t14;
      at += 64;
    }
    v128.store(y0 + c, sum4);
    v128.store(y0 + c + 16, sum11);
    v128.store(y1 + c, sum6);
    v128.store(y1 + c + 16, sum13);
  }
}

function infer_mul(batch: i32): void {
  for (let p: usize = 0; p < 2; ++p) {
    // mul(rsqrt, fixed.weight) : f32[20]
    add_rsqrt_mul(1, at_fixed_running_var + p * 64, at_fixed_weight + p * 64, at_infer_mul);
    // a = matmul(x, a.weight, a.bias) : f32[batch, 20]
    // sub(a, fixed.running_mean) : f32[batch, 20]
    // mul(sub, mul) : f32[batch, 20]
    // fixed = add(mul, fixed.bias) : f32[batch, 20]
    // relu(fixed) : f32[batch, 20]
    product_sub_mul_add_relu(batch, 10, at_input_x, 40, 10, 0, at_a_weight + p * 640, at_a_bias + p * 64, at_fixed_running_mean + p * 64, at_infer_mul, at_fixed_bias + p * 64, at_infer_relu + p * (<usize>batch * 64));
  }
}

function infer_rsqrt(batch: i32): void {
  for (let p: usize = 0; p < 2; ++p) {
    // rsqrt(add) : f32[20]
    add_rsqrt(1, at_moving_running_var + p * 64, at_infer_rsqrt);
    // b = matmul(relu, b.weight, b.bias) : f32[batch, 20]
    // sub(b, moving.running_mean) : f32[batch, 20]
    // mul(sub, rsqrt) : f32[batch, 20]
    // moving = add(mul, moving.bias) : f32[batch, 20]
    // tanh(moving) : f32[batch, 20]
    product_sub_mul_add_tanh(batch, 20, at_infer_relu, 64, 16, <usize>batch * 64, at_b_weight + p * 1280, at_b_bias + p * 64, at_moving_running_mean + p * 64, at_infer_rsqrt, at_moving_bias + p * 64, at_infer_tanh + p * (<usize>batch * 64));
  }
}

function evaluate_mul_1(batch: i32): void {
  // y = matmul(tanh, y.weight, y.bias) : f32[batch, 2]
  // sub(y, target) : f32[batch, 2]
  // mul(sub, sub) : f32[batch, 2]
  product_sub_mul(batch, 20, at_evaluate_tanh, 64, 16, <usize>batch * 64, at_y_weight, at_y_bias, at_evaluate_target_panels, at_evaluate_mul_1);
  // reduce_mean(mul) : f32[2]
  reduce_mean(batch, at_evaluate_mul_1, at_evaluate_reduce_mean);
}

function train_rsqrt(batch: i32): void {
  for (let p: usize = 0; p < 2; ++p) {
    // rsqrt(add) : f32[20]
    // mul(rsqrt, fixed.weight) : f32[20]
    add_rsqrt_mul_2(1, at_fixed_running_var + p * 64, at_fixed_weight + p * 64, at_train_rsqrt, at_train_mul + p * 64);
    // a = matmul(x, a.weight, a.bias) : f32[batch, 20]
    // sub(a, fixed.running_mean) : f32[batch, 20]
    // mul(sub, mul) : f32[batch, 20]
    // fixed = add(mul, fixed.bias) : f32[batch, 20]
    // relu(fixed) : f32[batch, 20]
    // mul(sub, rsqrt) : f32[batch, 20]
    product_sub_mul_add_relu_mul(batch, 10, at_input_x, 40, 10, 0, at_a_weight + p * 640, at_a_bias + p * 64, at_fixed_running_mean + p * 64, at_train_mul + p * 64, at_fixed_bias + p * 64, at_train_rsqrt, at_train_relu + p * (<usize>batch * 64), at_train_mul_1 + p * (<usize>batch * 64));
  }
}

function train_b(batch: i32): void {
  for (let p: usize = 0; p < 2; ++p) {
    // b = matmul(relu, b.weight, b.bias) : f32[batch, 20]
    product(batch, 20, at_train_relu, 64, 16, <usize>batch * 64, at_b_weight + p * 1280, at_b_bias + p * 64, at_train_b + p * (<usize>batch * 64));
    // batch_mean(b) : f32[20]
    reduce_mean(batch, at_train_b + p * (<usize>batch * 64), at_train_batch_mean + p * 64);
    // batch_variance(b, batch_mean) : f32[20]
    batch_variance(batch, at_train_b + p * (<usize>batch * 64), at_train_batch_mean + p * 64, at_train_batch_variance);
    // rsqrt(add) : f32[20]
    // moving.running_var' = add(mul, mul) : f32[20]
    add_rsqrt_mul_mul_add(1, at_train_batch_variance, at_moving_running_var + p * 64, at_train_div, at_train_rsqrt_1 + p * 64, at_moving_running_var + p * 64);
    // tanh(moving) : f32[batch, 20]
    sub_mul_add_tanh(batch, at_train_b + p * (<usize>batch * 64), at_train_batch_mean + p * 64, at_train_rsqrt_1 + p * 64, at_moving_bias + p * 64, at_train_tanh + p * (<usize>batch * 64));
    // moving.running_mean' = add(mul, mul) : f32[20]
    mul_mul_add(1, at_moving_running_mean + p * 64, at_train_batch_mean + p * 64, at_moving_running_mean + p * 64);
  }
}

function train_y_bias(batch: i32): void {
  // y = matmul(tanh, y.weight, y.bias) : f32[batch, 2]
  // sub(y, target) : f32[batch, 2]
  // mul(sub, sub) : f32[batch, 2]
  // mul(reshape, sub) : f32[batch, 2]
  // add(mul, mul) : f32[batch, 2]
  product_sub_mul_add(batch, 20, at_train_tanh, 64, 16, <usize>batch * 64, at_y_weight, at_y_bias, at_train_target_panels, at_train_div_1, at_train_mul_2, at_train_add);
  // reduce_mean(mul) : f32[2]
  reduce_mean(batch, at_train_mul_2, at_train_reduce_mean);
  // reduce_sum(add) : f32[2]
  reduce_sum(batch, at_train_add, at_train_reduce_sum_6);
  // y.bias' = sub(y.bias, mul) : f32[2]
  mul_sub(1, at_y_bias, at_train_reduce_sum_6, at_train_mul_4, at_y_bias);
  // matmul(tanh, add) : f32[20, 2]
  // mul(matmul, mul) : f32[20, 2]
  // y.weight' = sub(y.weight, mul) : f32[20, 2]
  product_of_columns_mul_sub(20, batch, at_train_tanh, 64, 16, <usize>batch * 64, at_train_add, at_train_mul_4, at_y_weight, at_y_weight);
}

function train_moving_bias(batch: i32): void {
  for (let p: usize = 0; p < 2; ++p) {
    // matmul(add, y.weight) : f32[batch, 20]
    // mul(matmul, sub) : f32[batch, 20]
    product_mul_sub_mul(batch, 2, at_train_add, 64, 16, <usize>batch * 64, at_train_y_weight_transposed + p * 128, at_train_tanh + p * (<usize>batch * 64), at_train_mul_3);
    // reduce_sum(mul) : f32[20]
    // reduce_sum(mul) : f32[20]
    reduce_sum_mul_sub(batch, at_train_mul_3, at_train_b + p * (<usize>batch * 64), at_train_batch_mean + p * 64, at_train_rsqrt_1 + p * 64, at_train_reduce_sum, at_train_reduce_sum_1);
    // div(reduce_sum, batch_size) : f32[20]
    // moving.bias' = sub(moving.bias, mul) : f32[20]
    div_mul_sub(1, at_train_reduce_sum, at_argument_batch_size, at_moving_bias + p * 64, at_train_mul_4, at_train_div_2, at_moving_bias + p * 64);
    // div(reduce_sum, batch_size) : f32[20]
    div(1, at_train_reduce_sum_1, at_argument_batch_size, at_train_div_3);
    // mul(sub, rsqrt) : f32[batch, 20]
    sub_mul_sub_mul(batch, at_train_mul_3, at_train_div_2, at_train_b + p * (<usize>batch * 64), at_train_batch_mean + p * 64, at_train_rsqrt_1 + p * 64, at_train_div_3, at_train_mul_5 + p * (<usize>batch * 64));
    // reduce_sum(mul) : f32[20]
    reduce_sum(batch, at_train_mul_5 + p * (<usize>batch * 64), at_train_reduce_sum_5);
    // b.bias' = sub(b.bias, mul) : f32[20]
    mul_sub(1, at_b_bias + p * 64, at_train_reduce_sum_5, at_train_mul_4, at_b_bias + p * 64);
    // matmul(relu, mul) : f32[20, 20]
    // mul(matmul, mul) : f32[20, 20]
    // b.weight' = sub(b.weight, mul) : f32[20, 20]
    product_of_columns_mul_sub(20, batch, at_train_relu, 64, 16, <usize>batch * 64, at_train_mul_5 + p * (<usize>batch * 64), at_train_mul_4, at_b_weight + p * 1280, at_b_weight + p * 1280);
  }
}

function train_a_weight(batch: i32): void {
  for (let p: usize = 0; p < 2; ++p) {
    // matmul(mul, b.weight) : f32[batch, 20]
    // mask_positive(relu, matmul) : f32[batch, 20]
    // mul(mask_positive, mul) : f32[batch, 20]
    product_mask_positive_mul(batch, 20, at_train_mul_5, 64, 16, <usize>batch * 64, at_train_b_weight_transposed + p * 1280, at_train_relu + p * (<usize>batch * 64), at_train_mul + p * 64, at_train_mask_positive, at_train_mul_6);
    // matmul(x, mul) : f32[10, 20]
    // mul(matmul, mul) : f32[10, 20]
    // a.weight' = sub(a.weight, mul) : f32[10, 20]
    product_of_columns_mul_sub(10, batch, at_input_x, 40, 10, 0, at_train_mul_6, at_train_mul_4, at_a_weight + p * 640, at_a_weight + p * 640);
    // reduce_sum(mul) : f32[20]
    reduce_sum(batch, at_train_mul_6, at_train_reduce_sum_2);
    // a.bias' = sub(a.bias, mul) : f32[20]
    mul_sub(1, at_a_bias + p * 64, at_train_reduce_sum_2, at_train_mul_4, at_a_bias + p * 64);
    // reduce_sum(mul) : f32[20]
    // reduce_sum(mask_positive) : f32[20]
    reduce_sum_mul(batch, at_train_mask_positive, at_train_mul_1 + p * (<usize>batch * 64), at_train_reduce_sum_3, at_train_reduce_sum_4);
    // fixed.weight' = sub(fixed.weight, mul) : f32[20]
    mul_sub(1, at_fixed_weight + p * 64, at_train_reduce_sum_3, at_train_mul_4, at_fixed_weight + p * 64);
    // fixed.bias' = sub(fixed.bias, mul) : f32[20]
    mul_sub(1, at_fixed_bias + p * 64, at_train_reduce_sum_4, at_train_mul_4, at_fixed_bias + p * 64);
  }
}

export function init(seed: i32): void {
  store<i32>(at_argument_seed, seed);
  // a.weight' = glorot_uniform(seed) : f32[10, 20]
  fill_uniform(at_argument_seed, at_a_weight, 10, 20, 0, 0.4472135954999579);
  // a.bias' = zeros(seed) : f32[20]
  fill(at_argument_seed, at_a_bias, 1, 20, 0.0);
  // fixed.weight' = ones(seed) : f32[20]
  fill(at_argument_seed, at_fixed_weight, 1, 20, 1.0);
  // fixed.bias' = zeros(seed) : f32[20]
  fill(at_argument_seed, at_fixed_bias, 1, 20, 0.0);
  // b.weight' = glorot_uniform(seed) : f32[20, 20]
  fill_uniform(at_argument_seed, at_b_weight, 20, 20, 4, 0.3872983346207417);
  // b.bias' = zeros(seed) : f32[20]
  fill(at_argument_seed, at_b_bias, 1, 20, 0.0);
  // moving.bias' = zeros(seed) : f32[20]
  fill(at_argument_seed, at_moving_bias, 1, 20, 0.0);
  // y.weight' = glorot_uniform(seed) : f32[20, 2]
  fill_uniform(at_argument_seed, at_y_weight, 20, 2, 7, 0.5222329678670935);
  // y.bias' = zeros(seed) : f32[2]
  fill(at_argument_seed, at_y_bias, 1, 2, 0.0);
  // fixed.running_mean' = fill(seed) : f32[20]
  fill(at_argument_seed, at_fixed_running_mean, 1, 20, 0.0);
  // fixed.running_var' = fill(seed) : f32[20]
  fill(at_argument_seed, at_fixed_running_var, 1, 20, 1.0);
  // init/moving.running_mean' ← fill
  copy(at_fixed_running_mean, at_moving_running_mean, 80);
  // init/moving.running_var' ← fill
  copy(at_fixed_running_var, at_moving_running_var, 80);
  // init/step' ← constant
  copy(at_init_constant_0, at_step, 4);
}

export function infer(batch: i32): void {
  if (batch < 1 || batch > 128) unreachable();
  store<f32>(at_argument_batch_size, <f32>batch);
  infer_mul(batch);
  infer_rsqrt(batch);
  // y = matmul(tanh, y.weight, y.bias) : f32[batch, 2]
  product(batch, 20, at_infer_tanh, 64, 16, <usize>batch * 64, at_y_weight, at_y_bias, at_infer_y);
  // output/y ← y
  panels_to_rows(at_infer_y, at_output_y, batch, 2);
}

export function evaluate(batch: i32): void {
  if (batch < 1 || batch > 128) unreachable();
  store<f32>(at_argument_batch_size, <f32>batch);
  infer_mul(batch);
  infer_rsqrt(batch);
  // target from rows to panels
  rows_to_panels(at_input_target, at_evaluate_target_panels, batch, 2);
  evaluate_mul_1(batch);
  // loss = reduce_mean(reduce_mean) : f32[]
  reduce_mean_2(1, 2, at_evaluate_reduce_mean, at_loss_loss);
}

export function train_step(batch: i32, rate_scale: f32): void {
  if (batch < 2 || batch > 128) unreachable();
  store<f32>(at_argument_batch_size, <f32>batch);
  store<f32>(at_argument_rate_scale, rate_scale);
  // div(batch_size, sub) : f32[]
  // div(1, mul) : f32[]
  sub_div_mul_div(1, at_argument_batch_size, at_train_div, at_train_div_1);
  // mul(rate_scale, 0.01) : f32[]
  mul(1, at_argument_rate_scale, at_train_mul_4);
  train_rsqrt(batch);
  train_b(batch);
  // target from rows to panels
  rows_to_panels(at_input_target, at_train_target_panels, batch, 2);
  // y.weight transposed
  transpose_panels(at_y_weight, at_train_y_weight_transposed, 20, 2);
  train_y_bias(batch);
  // b.weight transposed
  transpose_panels(at_b_weight, at_train_b_weight_transposed, 20, 20);
  train_moving_bias(batch);
  train_a_weight(batch);
  // loss = reduce_mean(reduce_mean) : f32[]
  reduce_mean_2(1, 2, at_train_reduce_mean, at_loss_loss);
  // step' = next_step(step) : i32[]
  next_step(at_step, at_train_step_);
  // step ← its next value
  copy(at_train_step_, at_step, 4);
}
