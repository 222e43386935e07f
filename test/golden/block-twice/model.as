// block_twice: made by inlay at SIMD level baseline, for batches up to 128.
import { cast_i32_f32, copy, fill, fill_uniform, next_step, panels_to_rows, rows_to_panels, swap, transpose_panels } from "./runtime-as/index";

// Where each buffer begins in memory. A slash ahead of the last name: a temporary of that entry point.
const at_argument_seed: usize = 64; // argument/seed
const at_argument_batch_size: usize = 128; // argument/batch_size
const at_argument_rate_scale: usize = 192; // argument/rate_scale
const at_left_hidden_weight: usize = 256; // left.hidden.weight
const at_left_hidden_bias: usize = 3328; // left.hidden.bias
const at_left_normal_weight: usize = 3520; // left.normal.weight
const at_left_normal_bias: usize = 3712; // left.normal.bias
const at_right_hidden_weight: usize = 3904; // right.hidden.weight
const at_right_hidden_bias: usize = 13120; // right.hidden.bias
const at_right_normal_weight: usize = 13312; // right.normal.weight
const at_right_normal_bias: usize = 13504; // right.normal.bias
const at_value_weight: usize = 13696; // value.weight
const at_value_bias: usize = 16768; // value.bias
const at_left_normal_running_mean: usize = 16832; // left.normal.running_mean
const at_left_normal_running_var: usize = 17024; // left.normal.running_var
const at_right_normal_running_mean: usize = 17216; // right.normal.running_mean
const at_right_normal_running_var: usize = 17408; // right.normal.running_var
const at_optimizer_adam_correction1: usize = 17600; // optimizer.adam.correction1
const at_optimizer_adam_correction2: usize = 17664; // optimizer.adam.correction2
const at_optimizer_adam_m_left_hidden_weight: usize = 17728; // optimizer.adam.m.left.hidden.weight
const at_optimizer_adam_v_left_hidden_weight: usize = 20800; // optimizer.adam.v.left.hidden.weight
const at_optimizer_adam_m_left_hidden_bias: usize = 23872; // optimizer.adam.m.left.hidden.bias
const at_optimizer_adam_v_left_hidden_bias: usize = 24064; // optimizer.adam.v.left.hidden.bias
const at_optimizer_adam_m_left_normal_weight: usize = 24256; // optimizer.adam.m.left.normal.weight
const at_optimizer_adam_v_left_normal_weight: usize = 24448; // optimizer.adam.v.left.normal.weight
const at_optimizer_adam_m_left_normal_bias: usize = 24640; // optimizer.adam.m.left.normal.bias
const at_optimizer_adam_v_left_normal_bias: usize = 24832; // optimizer.adam.v.left.normal.bias
const at_optimizer_adam_m_right_hidden_weight: usize = 25024; // optimizer.adam.m.right.hidden.weight
const at_optimizer_adam_v_right_hidden_weight: usize = 34240; // optimizer.adam.v.right.hidden.weight
const at_optimizer_adam_m_right_hidden_bias: usize = 43456; // optimizer.adam.m.right.hidden.bias
const at_optimizer_adam_v_right_hidden_bias: usize = 43648; // optimizer.adam.v.right.hidden.bias
const at_optimizer_adam_m_right_normal_weight: usize = 43840; // optimizer.adam.m.right.normal.weight
const at_optimizer_adam_v_right_normal_weight: usize = 44032; // optimizer.adam.v.right.normal.weight
const at_optimizer_adam_m_right_normal_bias: usize = 44224; // optimizer.adam.m.right.normal.bias
const at_optimizer_adam_v_right_normal_bias: usize = 44416; // optimizer.adam.v.right.normal.bias
const at_optimizer_adam_m_value_weight: usize = 44608; // optimizer.adam.m.value.weight
const at_optimizer_adam_v_value_weight: usize = 47680; // optimizer.adam.v.value.weight
const at_optimizer_adam_m_value_bias: usize = 50752; // optimizer.adam.m.value.bias
const at_optimizer_adam_v_value_bias: usize = 50816; // optimizer.adam.v.value.bias
const at_step: usize = 50880; // step
const at_average_left_hidden_weight: usize = 50944; // average.left.hidden.weight
const at_average_left_hidden_bias: usize = 54016; // average.left.hidden.bias
const at_average_left_normal_weight: usize = 54208; // average.left.normal.weight
const at_average_left_normal_bias: usize = 54400; // average.left.normal.bias
const at_average_right_hidden_weight: usize = 54592; // average.right.hidden.weight
const at_average_right_hidden_bias: usize = 63808; // average.right.hidden.bias
const at_average_right_normal_weight: usize = 64000; // average.right.normal.weight
const at_average_right_normal_bias: usize = 64192; // average.right.normal.bias
const at_average_value_weight: usize = 64384; // average.value.weight
const at_average_value_bias: usize = 67456; // average.value.bias
const at_init_constant_0: usize = 67520; // init/constant.0
const at_input_x: usize = 67584; // input/x
const at_input_target: usize = 75776; // input/target
const at_output_estimate: usize = 76288; // output/estimate
const at_loss_loss: usize = 76800; // loss/loss
const at_infer_mul: usize = 101440; // infer/mul
const at_infer_left: usize = 76864; // infer/left
const at_infer_mul_1: usize = 126016; // infer/mul.1
const at_infer_joined: usize = 101440; // infer/joined
const at_infer_value: usize = 76864; // infer/value
const at_evaluate_mul: usize = 101440; // evaluate/mul
const at_evaluate_left: usize = 76864; // evaluate/left
const at_evaluate_mul_1: usize = 126016; // evaluate/mul.1
const at_evaluate_joined: usize = 101440; // evaluate/joined
const at_evaluate_target_panels: usize = 76864; // evaluate/target.panels
const at_evaluate_mul_2: usize = 85056; // evaluate/mul.2
const at_evaluate_reduce_mean: usize = 93248; // evaluate/reduce_mean
const at_train_left_hidden: usize = 76864; // train/left.hidden
const at_train_batch_mean: usize = 199744; // train/batch_mean
const at_train_batch_variance: usize = 126016; // train/batch_variance
const at_train_rsqrt: usize = 199936; // train/rsqrt
const at_train_mul: usize = 200128; // train/mul
const at_train_left: usize = 101440; // train/left
const at_train_right_hidden: usize = 126016; // train/right.hidden
const at_train_batch_mean_1: usize = 200320; // train/batch_mean.1
const at_train_batch_variance_1: usize = 175168; // train/batch_variance.1
const at_train_rsqrt_1: usize = 200512; // train/rsqrt.1
const at_train_mul_1: usize = 200704; // train/mul.1
const at_train_joined: usize = 150592; // train/joined
const at_train_cast: usize = 175168; // train/cast
const at_train_div: usize = 201216; // train/div
const at_train_sub: usize = 201280; // train/sub
const at_train_target_panels: usize = 175168; // train/target.panels
const at_train_mul_2: usize = 183360; // train/mul.2
const at_train_add: usize = 191552; // train/add
const at_train_value_weight_transposed: usize = 200896; // train/value.weight.transposed
const at_train_matmul: usize = 150592; // train/matmul
const at_train_div_1: usize = 201088; // train/div.1
const at_train_reduce_sum: usize = 184384; // train/reduce_sum
const at_train_reduce_sum_1: usize = 184576; // train/reduce_sum.1
const at_train_rsqrt_2: usize = 201152; // train/rsqrt.2
const at_train_div_2: usize = 184384; // train/div.2
const at_train_div_3: usize = 184576; // train/div.3
const at_train_mask_positive: usize = 126016; // train/mask_positive
const at_train_right_hidden_weight_transposed: usize = 175168; // train/right.hidden.weight.transposed
const at_train_add_1: usize = 101440; // train/add.1
const at_train_reduce_sum_2: usize = 109632; // train/reduce_sum.2
const at_train_reduce_sum_3: usize = 109824; // train/reduce_sum.3
const at_train_div_4: usize = 109632; // train/div.4
const at_train_div_5: usize = 109824; // train/div.5
const at_train_mask_positive_1: usize = 101440; // train/mask_positive.1
const at_train_reduce_mean: usize = 201344; // train/reduce_mean
const at_train_reduce_sum_4: usize = 110016; // train/reduce_sum.4
const at_train_reduce_sum_5: usize = 184768; // train/reduce_sum.5
const at_train_reduce_sum_6: usize = 201408; // train/reduce_sum.6
const at_train_step_: usize = 76864; // train/step'

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

function product_relu_sub_mul_add_2(rows: i32, depth: i32, a: usize, aRow: usize, chunk: i32, aNext: usize, b: usize, initial: usize, a0: usize, a1: usize, a2: usize, a3: usize, y0: usize): void {
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
        const x20 = v128.load(a3 + at);
        const x26 = v128.load(a3 + at + 16);
        const t21 = f32x4.pmax(c0, f32x4.splat(0.0));
        const t27 = f32x4.pmax(c1, f32x4.splat(0.0));
        const t22 = f32x4.sub(t21, x8);
        const t28 = f32x4.sub(t27, x11);
        const t23 = f32x4.mul(t22, x9);
        const t29 = f32x4.mul(t28, x12);
        const t24 = f32x4.add(t23, x10);
        const t30 = f32x4.add(t29, x13);
        const t25 = f32x4.add(x20, t24);
        const t31 = f32x4.add(x26, t30);
        v128.store(y0 + at, t25);
        v128.store(y0 + at, t31, 16);
        const x32 = v128.load(a3 + at + 32);
        const x38 = v128.load(a3 + at + 48);
        const t33 = f32x4.pmax(c2, f32x4.splat(0.0));
        const t39 = f32x4.pmax(c3, f32x4.splat(0.0));
        const t34 = f32x4.sub(t33, x14);
        const t40 = f32x4.sub(t39, x17);
        const t35 = f32x4.mul(t34, x15);
        const t41 = f32x4.mul(t40, x18);
        const t36 = f32x4.add(t35, x16);
        const t42 = f32x4.add(t41, x19);
        const t37 = f32x4.add(x32, t36);
        const t43 = f32x4.add(x38, t42);
        v128.store(y0 + at, t37, 32);
        v128.store(y0 + at, t43, 48);
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
  const x1 = v128.load32_splat(a0);
  const panel = <usize>rows * 64;
  for (let r: i32 = 0; r < rows; ++r) {
    let sum2 = f32x4.splat(0.0);
    let sum3 = f32x4.splat(0.0);
    let sum4 = f32x4.splat(0.0);
    let sum5 = f32x4.splat(0.0);
    let c: usize = 0;
    let left = columns;
    for (; left >= 16; left -= 16) {
      const at = (c >> 6) * panel + <usize>r * 64 + (c & 63);
      const t6 = f32x4.add(sum2, x1);
      const t7 = f32x4.add(sum3, x1);
      sum2 = t6;
      sum3 = t7;
      const t8 = f32x4.add(sum4, x1);
      const t9 = f32x4.add(sum5, x1);
      sum4 = t8;
      sum5 = t9;
      c += 64;
    }
    const t10 = f32x4.add(sum2, sum3);
    sum2 = t10;
    const t11 = f32x4.add(sum2, sum4);
    sum2 = t11;
    const t12 = f32x4.add(sum2, sum5);
    sum2 = t12;
    for (; left > 0; left -= 4) {
      const at = (c >> 6) * panel + <usize>r * 64 + (c & 63);
      const inside = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(left));
      const t16 = f32x4.add(sum2, x1);
      sum2 = v128.bitselect(t16, sum2, inside);
      c += 16;
    }
    const t13 = f32x4.add(sum2, v128.shuffle<f32>(sum2, sum2, 2, 3, 0, 1));
    const t14 = f32x4.add(t13, v128.shuffle<f32>(t13, t13, 1, 0, 3, 2));
    const t15 = f32x4.div(t14, count0);
    store<f32>(y0 + (<usize>r << 2), f32x4.extract_lane(t15, 0));
  }
}

function mul_add_mul_div(rows: i32, a0: usize, a1: usize, y0: usize, y1: usize): void {
  const x0 = v128.load32_splat(a0);
  const x1 = v128.load32_splat(a1);
  const t2 = f32x4.mul(x0, f32x4.splat(0.9));
  const t3 = f32x4.add(t2, f32x4.splat(0.09999999999999998));
  const t4 = f32x4.mul(x1, f32x4.splat(0.01));
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
    const t7 = f32x4.mul(x2, f32x4.splat(0.9));
    const t17 = f32x4.mul(x12, f32x4.splat(0.9));
    const t8 = f32x4.mul(x0, f32x4.splat(0.09999999999999998));
    const t18 = f32x4.mul(x10, f32x4.splat(0.09999999999999998));
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
    const t27 = f32x4.mul(x22, f32x4.splat(0.9));
    const t37 = f32x4.mul(x32, f32x4.splat(0.9));
    const t28 = f32x4.mul(x20, f32x4.splat(0.09999999999999998));
    const t38 = f32x4.mul(x30, f32x4.splat(0.09999999999999998));
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

function add_rsqrt_mul_mul_mul_add_2(rows: i32, a0: usize, a1: usize, a2: usize, y0: usize, y1: usize, y2: usize): void {
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
    const t7 = f32x4.mul(x2, f32x4.splat(0.95));
    const t17 = f32x4.mul(x12, f32x4.splat(0.95));
    const t8 = f32x4.mul(x0, f32x4.splat(0.050000000000000044));
    const t18 = f32x4.mul(x10, f32x4.splat(0.050000000000000044));
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
    const t27 = f32x4.mul(x22, f32x4.splat(0.95));
    const t37 = f32x4.mul(x32, f32x4.splat(0.95));
    const t28 = f32x4.mul(x20, f32x4.splat(0.050000000000000044));
    const t38 = f32x4.mul(x30, f32x4.splat(0.050000000000000044));
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

function sub_mul_add_2(rows: i32, a0: usize, a1: usize, a2: usize, a3: usize, a4: usize, y0: usize): void {
  for (let c: usize = 0; c < 64; c += 32) {
    const x0 = v128.load(a2 + c);
    const x9 = v128.load(a2 + c + 16);
    const x1 = v128.load(a3 + c);
    const x10 = v128.load(a3 + c + 16);
    const x2 = v128.load(a4 + c);
    const x11 = v128.load(a4 + c + 16);
    let at: usize = c;
    for (let r: i32 = 0; r < rows; ++r) {
      const x3 = v128.load(a0 + at);
      const x12 = v128.load(a0 + at + 16);
      const x4 = v128.load(a1 + at);
      const x13 = v128.load(a1 + at + 16);
      const t5 = f32x4.sub(x4, x0);
      const t14 = f32x4.sub(x13, x9);
      const t6 = f32x4.mul(t5, x1);
      const t15 = f32x4.mul(t14, x10);
      const t7 = f32x4.add(t6, x2);
      const t16 = f32x4.add(t15, x11);
      const t8 = f32x4.add(x3, t7);
      const t17 = f32x4.add(x12, t16);
      v128.store(y0 + at, t8);
      v128.store(y0 + at + 16, t17);
      at += 64;
    }
  }
}

function mul_mul_add_2(rows: i32, a0: usize, a1: usize, y0: usize): void {
  let at: usize = 0;
  for (let r: i32 = 0; r < rows; ++r) {
    const x0 = v128.load(a0 + at);
    const x5 = v128.load(a0 + at + 16);
    const x1 = v128.load(a1 + at);
    const x6 = v128.load(a1 + at + 16);
    const t2 = f32x4.mul(x0, f32x4.splat(0.95));
    const t7 = f32x4.mul(x5, f32x4.splat(0.95));
    const t3 = f32x4.mul(x1, f32x4.splat(0.050000000000000044));
    const t8 = f32x4.mul(x6, f32x4.splat(0.050000000000000044));
    const t4 = f32x4.add(t2, t3);
    const t9 = f32x4.add(t7, t8);
    v128.store(y0 + at, t4);
    v128.store(y0 + at + 16, t9);
    const x10 = v128.load(a0 + at + 32);
    const x15 = v128.load(a0 + at + 48);
    const x11 = v128.load(a1 + at + 32);
    const x16 = v128.load(a1 + at + 48);
    const t12 = f32x4.mul(x10, f32x4.splat(0.95));
    const t17 = f32x4.mul(x15, f32x4.splat(0.95));
    const t13 = f32x4.mul(x11, f32x4.splat(0.050000000000000044));
    const t18 = f32x4.mul(x16, f32x4.splat(0.050000000000000044));
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
  const t6 = f32x4.min(f32x4.splat(0.99), t5);
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

function mul_mul_add_add_sub_mul_mul_add_sub_sqrt_etc(rows: i32, a0: usize, a1: usize, a2: usize, a3: usize, a4: usize, a5: usize, a6: usize, a7: usize, y0: usize, y1: usize, y2: usize, y3: usize): void {
  const x0 = v128.load32_splat(a0);
  const x1 = v128.load32_splat(a1);
  const x2 = v128.load32_splat(a2);
  const x3 = v128.load32_splat(a3);
  const x4 = v128.load32_splat(a4);
  const x5 = v128.load32_splat(a5);
  const x6 = v128.load32_splat(a6);
  const x7 = v128.load32_splat(a7);
  const t8 = f32x4.mul(x0, f32x4.splat(0.9));
  const t9 = f32x4.mul(x1, f32x4.splat(0.09999999999999998));
  const t10 = f32x4.add(t8, t9);
  const t11 = f32x4.add(t10, f32x4.splat(1e-30));
  const t12 = f32x4.sub(t11, f32x4.splat(1e-30));
  const t13 = f32x4.mul(x2, f32x4.splat(0.999));
  const t14 = f32x4.mul(x1, x1);
  const t15 = f32x4.mul(t14, f32x4.splat(0.0010000000000000009));
  const t16 = f32x4.add(t13, t15);
  const t17 = f32x4.add(t16, f32x4.splat(1e-30));
  const t18 = f32x4.sub(t17, f32x4.splat(1e-30));
  const t19 = f32x4.sqrt(t16);
  const t20 = f32x4.mul(t19, x5);
  const t21 = f32x4.add(t20, f32x4.splat(1e-8));
  const t22 = f32x4.div(t10, t21);
  const t23 = f32x4.mul(x4, t22);
  const t24 = f32x4.sub(x3, t23);
  const t25 = f32x4.sub(t24, x6);
  const t26 = f32x4.mul(x7, t25);
  const t27 = f32x4.add(x6, t26);
  let at: usize = 0;
  for (let r: i32 = 0; r < rows; ++r) {
    v128.store(y0 + at, t12);
    v128.store(y0 + at + 16, t12);
    v128.store(y1 + at, t18);
    v128.store(y1 + at + 16, t18);
    v128.store(y2 + at, t24);
    v128.store(y2 + at + 16, t24);
    v128.store(y3 + at, t27);
    v128.store(y3 + at + 16, t27);
    v128.store(y0 + at + 32, t12);
    v128.store(y0 + at + 48, t12);
    v128.store(y1 + at + 32, t18);
    v128.store(y1 + at + 48, t18);
    v128.store(y2 + at + 32, t24);
    v128.store(y2 + at + 48, t24);
    v128.store(y3 + at + 32, t27);
    v128.store(y3 + at + 48, t27);
    at += 64;
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

function mul_mul_add_add_sub_mul_mul_add_sub_sqrt_etc_2(rows: i32, a0: usize, a1: usize, a2: usize, a3: usize, a4: usize, a5: usize, a6: usize, a7: usize, y0: usize, y1: usize, y2: usize, y3: usize): void {
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

function product_add(rows: i32, depth: i32, a: usize, aRow: usize, chunk: i32, aNext: usize, b: usize, a0: usize, y0: usize): void {
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
        const t9 = f32x4.add(x8, c0);
        const t11 = f32x4.add(x10, c1);
        v128.store(y0 + at, t9);
        v128.store(y0 + at, t11, 16);
        const x12 = v128.load(a0 + at + 32);
        const x14 = v128.load(a0 + at + 48);
        const t13 = f32x4.add(x12, c2);
        const t15 = f32x4.add(x14, c3);
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

function infer_mul(batch: i32): void {
  for (let p: usize = 0; p < 3; ++p) {
    // mul(rsqrt, left.normal.weight) : f32[48]
    add_rsqrt_mul(1, at_left_normal_running_var + p * 64, at_left_normal_weight + p * 64, at_infer_mul);
    // matmul(x, left.hidden.weight, left.hidden.bias) : f32[batch, 48]
    // left.hidden = relu(matmul) : f32[batch, 48]
    // sub(left.hidden, left.normal.running_mean) : f32[batch, 48]
    // mul(sub, mul) : f32[batch, 48]
    // left = add(mul, left.normal.bias) : f32[batch, 48]
    product_relu_sub_mul_add(batch, 16, at_input_x, 64, 16, 0, at_left_hidden_weight + p * 1024, at_left_hidden_bias + p * 64, at_left_normal_running_mean + p * 64, at_infer_mul, at_left_normal_bias + p * 64, at_infer_left + p * (<usize>batch * 64));
  }
}

function infer_mul_1(batch: i32): void {
  for (let p: usize = 0; p < 3; ++p) {
    // mul(rsqrt, right.normal.weight) : f32[48]
    add_rsqrt_mul(1, at_right_normal_running_var + p * 64, at_right_normal_weight + p * 64, at_infer_mul_1);
    // matmul(left, right.hidden.weight, right.hidden.bias) : f32[batch, 48]
    // right.hidden = relu(matmul) : f32[batch, 48]
    // sub(right.hidden, right.normal.running_mean) : f32[batch, 48]
    // mul(sub, mul) : f32[batch, 48]
    // right = add(mul, right.normal.bias) : f32[batch, 48]
    // joined = add(left, right) : f32[batch, 48]
    product_relu_sub_mul_add_2(batch, 48, at_infer_left, 64, 16, <usize>batch * 64, at_right_hidden_weight + p * 3072, at_right_hidden_bias + p * 64, at_right_normal_running_mean + p * 64, at_infer_mul_1, at_right_normal_bias + p * 64, at_infer_left + p * (<usize>batch * 64), at_infer_joined + p * (<usize>batch * 64));
  }
}

function evaluate_mul_2(batch: i32): void {
  // value = matmul(joined, value.weight, value.bias) : f32[batch, 1]
  // sub(value, target) : f32[batch, 1]
  // mul(sub, sub) : f32[batch, 1]
  product_sub_mul(batch, 48, at_evaluate_joined, 64, 16, <usize>batch * 64, at_value_weight, at_value_bias, at_evaluate_target_panels, at_evaluate_mul_2);
  // reduce_mean(mul) : f32[1]
  reduce_mean(batch, at_evaluate_mul_2, at_evaluate_reduce_mean);
}

function train_left_hidden(batch: i32): void {
  for (let p: usize = 0; p < 3; ++p) {
    // matmul(x, left.hidden.weight, left.hidden.bias) : f32[batch, 48]
    // left.hidden = relu(matmul) : f32[batch, 48]
    product_relu(batch, 16, at_input_x, 64, 16, 0, at_left_hidden_weight + p * 1024, at_left_hidden_bias + p * 64, at_train_left_hidden + p * (<usize>batch * 64));
    // batch_mean(left.hidden) : f32[48]
    reduce_mean(batch, at_train_left_hidden + p * (<usize>batch * 64), at_train_batch_mean + p * 64);
    // batch_variance(left.hidden, batch_mean) : f32[48]
    batch_variance(batch, at_train_left_hidden + p * (<usize>batch * 64), at_train_batch_mean + p * 64, at_train_batch_variance);
    // rsqrt(add) : f32[48]
    // mul(rsqrt, left.normal.weight) : f32[48]
    // left.normal.running_var' = add(mul, mul) : f32[48]
    add_rsqrt_mul_mul_mul_add(1, at_train_batch_variance, at_left_normal_weight + p * 64, at_left_normal_running_var + p * 64, at_train_rsqrt + p * 64, at_train_mul + p * 64, at_left_normal_running_var + p * 64);
    // left = add(mul, left.normal.bias) : f32[batch, 48]
    sub_mul_add(batch, at_train_left_hidden + p * (<usize>batch * 64), at_train_batch_mean + p * 64, at_train_mul + p * 64, at_left_normal_bias + p * 64, at_train_left + p * (<usize>batch * 64));
    // left.normal.running_mean' = add(mul, mul) : f32[48]
    mul_mul_add(1, at_left_normal_running_mean + p * 64, at_train_batch_mean + p * 64, at_left_normal_running_mean + p * 64);
  }
}

function train_right_hidden(batch: i32): void {
  for (let p: usize = 0; p < 3; ++p) {
    // matmul(left, right.hidden.weight, right.hidden.bias) : f32[batch, 48]
    // right.hidden = relu(matmul) : f32[batch, 48]
    product_relu(batch, 48, at_train_left, 64, 16, <usize>batch * 64, at_right_hidden_weight + p * 3072, at_right_hidden_bias + p * 64, at_train_right_hidden + p * (<usize>batch * 64));
    // batch_mean(right.hidden) : f32[48]
    reduce_mean(batch, at_train_right_hidden + p * (<usize>batch * 64), at_train_batch_mean_1 + p * 64);
    // batch_variance(right.hidden, batch_mean) : f32[48]
    batch_variance(batch, at_train_right_hidden + p * (<usize>batch * 64), at_train_batch_mean_1 + p * 64, at_train_batch_variance_1);
    // rsqrt(add) : f32[48]
    // mul(rsqrt, right.normal.weight) : f32[48]
    // right.normal.running_var' = add(mul, mul) : f32[48]
    add_rsqrt_mul_mul_mul_add_2(1, at_train_batch_variance_1, at_right_normal_weight + p * 64, at_right_normal_running_var + p * 64, at_train_rsqrt_1 + p * 64, at_train_mul_1 + p * 64, at_right_normal_running_var + p * 64);
    // joined = add(left, right) : f32[batch, 48]
    sub_mul_add_2(batch, at_train_left + p * (<usize>batch * 64), at_train_right_hidden + p * (<usize>batch * 64), at_train_batch_mean_1 + p * 64, at_train_mul_1 + p * 64, at_right_normal_bias + p * 64, at_train_joined + p * (<usize>batch * 64));
    // right.normal.running_mean' = add(mul, mul) : f32[48]
    mul_mul_add_2(1, at_right_normal_running_mean + p * 64, at_train_batch_mean_1 + p * 64, at_right_normal_running_mean + p * 64);
  }
}

function train_value_weight(batch: i32): void {
  // value = matmul(joined, value.weight, value.bias) : f32[batch, 1]
  // sub(value, target) : f32[batch, 1]
  // mul(sub, sub) : f32[batch, 1]
  // mul(reshape, sub) : f32[batch, 1]
  // add(mul, mul) : f32[batch, 1]
  product_sub_mul_add(batch, 48, at_train_joined, 64, 16, <usize>batch * 64, at_value_weight, at_value_bias, at_train_target_panels, at_train_div, at_train_mul_2, at_train_add);
  // reduce_mean(mul) : f32[1]
  reduce_mean(batch, at_train_mul_2, at_train_reduce_mean);
  // reduce_sum(add) : f32[1]
  reduce_sum(batch, at_train_add, at_train_reduce_sum_6);
  // matmul(joined, add) : f32[48, 1]
  // mul(matmul, 0.09999999999999998) : f32[48, 1]
  // add(mul, mul) : f32[48, 1]
  // add(add, 1e-30) : f32[48, 1]
  // optimizer.adam.m.value.weight' = sub(add, 1e-30) : f32[48, 1]
  // mul(matmul, matmul) : f32[48, 1]
  // mul(mul, 0.0010000000000000009) : f32[48, 1]
  // add(mul, mul) : f32[48, 1]
  // add(add, 1e-30) : f32[48, 1]
  // optimizer.adam.v.value.weight' = sub(add, 1e-30) : f32[48, 1]
  // sqrt(add) : f32[48, 1]
  // mul(sqrt, rsqrt) : f32[48, 1]
  // add(mul, 1e-8) : f32[48, 1]
  // div(add, add) : f32[48, 1]
  // mul(div, div) : f32[48, 1]
  // value.weight' = sub(value.weight, mul) : f32[48, 1]
  // sub(sub, average.value.weight) : f32[48, 1]
  // mul(sub, sub) : f32[48, 1]
  // average.value.weight' = add(average.value.weight, mul) : f32[48, 1]
  product_of_columns_mul_mul_add_add_sub_etc(48, batch, at_train_joined, 64, 16, <usize>batch * 64, at_train_add, at_optimizer_adam_m_value_weight, at_optimizer_adam_v_value_weight, at_train_rsqrt_2, at_train_div_1, at_value_weight, at_average_value_weight, at_train_sub, at_optimizer_adam_m_value_weight, at_optimizer_adam_v_value_weight, at_value_weight, at_average_value_weight);
}

function train_right_normal_bias(batch: i32): void {
  for (let p: usize = 0; p < 3; ++p) {
    // matmul(add, value.weight) : f32[batch, 48]
    product_2(batch, 1, at_train_add, 64, 16, <usize>batch * 64, at_train_value_weight_transposed + p * 64, at_train_matmul + p * (<usize>batch * 64));
    // reduce_sum(matmul) : f32[48]
    // reduce_sum(mul) : f32[48]
    reduce_sum_mul_sub(batch, at_train_matmul + p * (<usize>batch * 64), at_train_right_hidden + p * (<usize>batch * 64), at_train_batch_mean_1 + p * 64, at_train_rsqrt_1 + p * 64, at_train_reduce_sum, at_train_reduce_sum_1);
    // div(reduce_sum, batch_size) : f32[48]
    // optimizer.adam.m.right.normal.bias' = sub(add, 1e-30) : f32[48]
    // optimizer.adam.v.right.normal.bias' = sub(add, 1e-30) : f32[48]
    // right.normal.bias' = sub(right.normal.bias, mul) : f32[48]
    // average.right.normal.bias' = add(average.right.normal.bias, mul) : f32[48]
    div_mul_mul_add_add_sub_mul_mul_add_sub_etc(1, at_train_reduce_sum, at_argument_batch_size, at_optimizer_adam_m_right_normal_bias + p * 64, at_optimizer_adam_v_right_normal_bias + p * 64, at_right_normal_bias + p * 64, at_train_div_1, at_train_rsqrt_2, at_average_right_normal_bias + p * 64, at_train_sub, at_train_div_2, at_optimizer_adam_m_right_normal_bias + p * 64, at_optimizer_adam_v_right_normal_bias + p * 64, at_right_normal_bias + p * 64, at_average_right_normal_bias + p * 64);
    // div(reduce_sum, batch_size) : f32[48]
    // optimizer.adam.m.right.normal.weight' = sub(add, 1e-30) : f32[48]
    // optimizer.adam.v.right.normal.weight' = sub(add, 1e-30) : f32[48]
    // right.normal.weight' = sub(right.normal.weight, mul) : f32[48]
    // average.right.normal.weight' = add(average.right.normal.weight, mul) : f32[48]
    div_mul_mul_add_add_sub_mul_mul_add_sub_etc(1, at_train_reduce_sum_1, at_argument_batch_size, at_optimizer_adam_m_right_normal_weight + p * 64, at_optimizer_adam_v_right_normal_weight + p * 64, at_right_normal_weight + p * 64, at_train_div_1, at_train_rsqrt_2, at_average_right_normal_weight + p * 64, at_train_sub, at_train_div_3, at_optimizer_adam_m_right_normal_weight + p * 64, at_optimizer_adam_v_right_normal_weight + p * 64, at_right_normal_weight + p * 64, at_average_right_normal_weight + p * 64);
    // mask_positive(right.hidden, mul) : f32[batch, 48]
    sub_mul_sub_mul_mask_positive(batch, at_train_right_hidden + p * (<usize>batch * 64), at_train_matmul + p * (<usize>batch * 64), at_train_div_2, at_train_batch_mean_1 + p * 64, at_train_rsqrt_1 + p * 64, at_train_div_3, at_train_mul_1 + p * 64, at_train_mask_positive + p * (<usize>batch * 64));
    // reduce_sum(mask_positive) : f32[48]
    reduce_sum(batch, at_train_mask_positive + p * (<usize>batch * 64), at_train_reduce_sum_5);
    // optimizer.adam.m.right.hidden.bias' = sub(add, 1e-30) : f32[48]
    // optimizer.adam.v.right.hidden.bias' = sub(add, 1e-30) : f32[48]
    // right.hidden.bias' = sub(right.hidden.bias, mul) : f32[48]
    // average.right.hidden.bias' = add(average.right.hidden.bias, mul) : f32[48]
    mul_mul_add_add_sub_mul_mul_add_sub_sqrt_etc_2(1, at_optimizer_adam_m_right_hidden_bias + p * 64, at_train_reduce_sum_5, at_optimizer_adam_v_right_hidden_bias + p * 64, at_right_hidden_bias + p * 64, at_train_div_1, at_train_rsqrt_2, at_average_right_hidden_bias + p * 64, at_train_sub, at_optimizer_adam_m_right_hidden_bias + p * 64, at_optimizer_adam_v_right_hidden_bias + p * 64, at_right_hidden_bias + p * 64, at_average_right_hidden_bias + p * 64);
    // matmul(left, mask_positive) : f32[48, 48]
    // mul(matmul, 0.09999999999999998) : f32[48, 48]
    // add(mul, mul) : f32[48, 48]
    // add(add, 1e-30) : f32[48, 48]
    // optimizer.adam.m.right.hidden.weight' = sub(add, 1e-30) : f32[48, 48]
    // mul(matmul, matmul) : f32[48, 48]
    // mul(mul, 0.0010000000000000009) : f32[48, 48]
    // add(mul, mul) : f32[48, 48]
    // add(add, 1e-30) : f32[48, 48]
    // optimizer.adam.v.right.hidden.weight' = sub(add, 1e-30) : f32[48, 48]
    // sqrt(add) : f32[48, 48]
    // mul(sqrt, rsqrt) : f32[48, 48]
    // add(mul, 1e-8) : f32[48, 48]
    // div(add, add) : f32[48, 48]
    // mul(div, div) : f32[48, 48]
    // right.hidden.weight' = sub(right.hidden.weight, mul) : f32[48, 48]
    // sub(sub, average.right.hidden.weight) : f32[48, 48]
    // mul(sub, sub) : f32[48, 48]
    // average.right.hidden.weight' = add(average.right.hidden.weight, mul) : f32[48, 48]
    product_of_columns_mul_mul_add_add_sub_etc(48, batch, at_train_left, 64, 16, <usize>batch * 64, at_train_mask_positive + p * (<usize>batch * 64), at_optimizer_adam_m_right_hidden_weight + p * 3072, at_optimizer_adam_v_right_hidden_weight + p * 3072, at_train_rsqrt_2, at_train_div_1, at_right_hidden_weight + p * 3072, at_average_right_hidden_weight + p * 3072, at_train_sub, at_optimizer_adam_m_right_hidden_weight + p * 3072, at_optimizer_adam_v_right_hidden_weight + p * 3072, at_right_hidden_weight + p * 3072, at_average_right_hidden_weight + p * 3072);
  }
}

function train_left_normal_bias(batch: i32): void {
  for (let p: usize = 0; p < 3; ++p) {
    // matmul(mask_positive, right.hidden.weight) : f32[batch, 48]
    // add(matmul, matmul) : f32[batch, 48]
    product_add(batch, 48, at_train_mask_positive, 64, 16, <usize>batch * 64, at_train_right_hidden_weight_transposed + p * 3072, at_train_matmul + p * (<usize>batch * 64), at_train_add_1);
    // reduce_sum(add) : f32[48]
    // reduce_sum(mul) : f32[48]
    reduce_sum_mul_sub(batch, at_train_add_1, at_train_left_hidden + p * (<usize>batch * 64), at_train_batch_mean + p * 64, at_train_rsqrt + p * 64, at_train_reduce_sum_2, at_train_reduce_sum_3);
    // div(reduce_sum, batch_size) : f32[48]
    // optimizer.adam.m.left.normal.bias' = sub(add, 1e-30) : f32[48]
    // optimizer.adam.v.left.normal.bias' = sub(add, 1e-30) : f32[48]
    // left.normal.bias' = sub(left.normal.bias, mul) : f32[48]
    // average.left.normal.bias' = add(average.left.normal.bias, mul) : f32[48]
    div_mul_mul_add_add_sub_mul_mul_add_sub_etc(1, at_train_reduce_sum_2, at_argument_batch_size, at_optimizer_adam_m_left_normal_bias + p * 64, at_optimizer_adam_v_left_normal_bias + p * 64, at_left_normal_bias + p * 64, at_train_div_1, at_train_rsqrt_2, at_average_left_normal_bias + p * 64, at_train_sub, at_train_div_4, at_optimizer_adam_m_left_normal_bias + p * 64, at_optimizer_adam_v_left_normal_bias + p * 64, at_left_normal_bias + p * 64, at_average_left_normal_bias + p * 64);
    // div(reduce_sum, batch_size) : f32[48]
    // optimizer.adam.m.left.normal.weight' = sub(add, 1e-30) : f32[48]
    // optimizer.adam.v.left.normal.weight' = sub(add, 1e-30) : f32[48]
    // left.normal.weight' = sub(left.normal.weight, mul) : f32[48]
    // average.left.normal.weight' = add(average.left.normal.weight, mul) : f32[48]
    div_mul_mul_add_add_sub_mul_mul_add_sub_etc(1, at_train_reduce_sum_3, at_argument_batch_size, at_optimizer_adam_m_left_normal_weight + p * 64, at_optimizer_adam_v_left_normal_weight + p * 64, at_left_normal_weight + p * 64, at_train_div_1, at_train_rsqrt_2, at_average_left_normal_weight + p * 64, at_train_sub, at_train_div_5, at_optimizer_adam_m_left_normal_weight + p * 64, at_optimizer_adam_v_left_normal_weight + p * 64, at_left_normal_weight + p * 64, at_average_left_normal_weight + p * 64);
    // mask_positive(left.hidden, mul) : f32[batch, 48]
    sub_mul_sub_mul_mask_positive(batch, at_train_left_hidden + p * (<usize>batch * 64), at_train_add_1, at_train_div_4, at_train_batch_mean + p * 64, at_train_rsqrt + p * 64, at_train_div_5, at_train_mul + p * 64, at_train_mask_positive_1);
    // matmul(x, mask_positive) : f32[16, 48]
    // mul(matmul, 0.09999999999999998) : f32[16, 48]
    // add(mul, mul) : f32[16, 48]
    // add(add, 1e-30) : f32[16, 48]
    // optimizer.adam.m.left.hidden.weight' = sub(add, 1e-30) : f32[16, 48]
    // mul(matmul, matmul) : f32[16, 48]
    // mul(mul, 0.0010000000000000009) : f32[16, 48]
    // add(mul, mul) : f32[16, 48]
    // add(add, 1e-30) : f32[16, 48]
    // optimizer.adam.v.left.hidden.weight' = sub(add, 1e-30) : f32[16, 48]
    // sqrt(add) : f32[16, 48]
    // mul(sqrt, rsqrt) : f32[16, 48]
    // add(mul, 1e-8) : f32[16, 48]
    // div(add, add) : f32[16, 48]
    // mul(div, div) : f32[16, 48]
    // left.hidden.weight' = sub(left.hidden.weight, mul) : f32[16, 48]
    // sub(sub, average.left.hidden.weight) : f32[16, 48]
    // mul(sub, sub) : f32[16, 48]
    // average.left.hidden.weight' = add(average.left.hidden.weight, mul) : f32[16, 48]
    product_of_columns_mul_mul_add_add_sub_etc(16, batch, at_input_x, 64, 16, 0, at_train_mask_positive_1, at_optimizer_adam_m_left_hidden_weight + p * 1024, at_optimizer_adam_v_left_hidden_weight + p * 1024, at_train_rsqrt_2, at_train_div_1, at_left_hidden_weight + p * 1024, at_average_left_hidden_weight + p * 1024, at_train_sub, at_optimizer_adam_m_left_hidden_weight + p * 1024, at_optimizer_adam_v_left_hidden_weight + p * 1024, at_left_hidden_weight + p * 1024, at_average_left_hidden_weight + p * 1024);
    // reduce_sum(mask_positive) : f32[48]
    reduce_sum(batch, at_train_mask_positive_1, at_train_reduce_sum_4);
    // optimizer.adam.m.left.hidden.bias' = sub(add, 1e-30) : f32[48]
    // optimizer.adam.v.left.hidden.bias' = sub(add, 1e-30) : f32[48]
    // left.hidden.bias' = sub(left.hidden.bias, mul) : f32[48]
    // average.left.hidden.bias' = add(average.left.hidden.bias, mul) : f32[48]
    mul_mul_add_add_sub_mul_mul_add_sub_sqrt_etc_2(1, at_optimizer_adam_m_left_hidden_bias + p * 64, at_train_reduce_sum_4, at_optimizer_adam_v_left_hidden_bias + p * 64, at_left_hidden_bias + p * 64, at_train_div_1, at_train_rsqrt_2, at_average_left_hidden_bias + p * 64, at_train_sub, at_optimizer_adam_m_left_hidden_bias + p * 64, at_optimizer_adam_v_left_hidden_bias + p * 64, at_left_hidden_bias + p * 64, at_average_left_hidden_bias + p * 64);
  }
}

export function init(seed: i32): void {
  store<i32>(at_argument_seed, seed);
  // left.hidden.weight' = glorot_uniform(seed) : f32[16, 48]
  fill_uniform(at_argument_seed, at_left_hidden_weight, 16, 48, 0, 0.30618621784789724);
  // left.hidden.bias' = zeros(seed) : f32[48]
  fill(at_argument_seed, at_left_hidden_bias, 1, 48, 0.0);
  // left.normal.weight' = ones(seed) : f32[48]
  fill(at_argument_seed, at_left_normal_weight, 1, 48, 1.0);
  // left.normal.bias' = zeros(seed) : f32[48]
  fill(at_argument_seed, at_left_normal_bias, 1, 48, 0.0);
  // right.hidden.weight' = glorot_uniform(seed) : f32[48, 48]
  fill_uniform(at_argument_seed, at_right_hidden_weight, 48, 48, 4, 0.25);
  // right.hidden.bias' = zeros(seed) : f32[48]
  fill(at_argument_seed, at_right_hidden_bias, 1, 48, 0.0);
  // right.normal.weight' = ones(seed) : f32[48]
  fill(at_argument_seed, at_right_normal_weight, 1, 48, 1.0);
  // right.normal.bias' = zeros(seed) : f32[48]
  fill(at_argument_seed, at_right_normal_bias, 1, 48, 0.0);
  // value.weight' = glorot_uniform(seed) : f32[48, 1]
  fill_uniform(at_argument_seed, at_value_weight, 48, 1, 8, 0.3499271061118826);
  // value.bias' = zeros(seed) : f32[1]
  fill(at_argument_seed, at_value_bias, 1, 1, 0.0);
  // left.normal.running_mean' = fill(seed) : f32[48]
  fill(at_argument_seed, at_left_normal_running_mean, 1, 48, 0.0);
  // left.normal.running_var' = fill(seed) : f32[48]
  fill(at_argument_seed, at_left_normal_running_var, 1, 48, 1.0);
  // optimizer.adam.correction1' = fill(seed) : f32[]
  fill(at_argument_seed, at_optimizer_adam_correction1, 1, 1, 0.0);
  // optimizer.adam.m.left.hidden.weight' = fill(seed) : f32[16, 48]
  fill(at_argument_seed, at_optimizer_adam_m_left_hidden_weight, 16, 48, 0.0);
  // optimizer.adam.m.right.hidden.weight' = fill(seed) : f32[48, 48]
  fill(at_argument_seed, at_optimizer_adam_m_right_hidden_weight, 48, 48, 0.0);
  // optimizer.adam.m.value.weight' = fill(seed) : f32[48, 1]
  fill(at_argument_seed, at_optimizer_adam_m_value_weight, 48, 1, 0.0);
  // optimizer.adam.m.value.bias' = fill(seed) : f32[1]
  fill(at_argument_seed, at_optimizer_adam_m_value_bias, 1, 1, 0.0);
  // init/average.left.hidden.weight' ← glorot_uniform
  copy(at_left_hidden_weight, at_average_left_hidden_weight, 3072);
  // init/average.left.hidden.bias' ← zeros
  copy(at_left_hidden_bias, at_average_left_hidden_bias, 192);
  // init/average.left.normal.weight' ← ones
  copy(at_left_normal_weight, at_average_left_normal_weight, 192);
  // init/average.left.normal.bias' ← zeros
  copy(at_left_normal_bias, at_average_left_normal_bias, 192);
  // init/average.right.hidden.weight' ← glorot_uniform
  copy(at_right_hidden_weight, at_average_right_hidden_weight, 9216);
  // init/average.right.hidden.bias' ← zeros
  copy(at_right_hidden_bias, at_average_right_hidden_bias, 192);
  // init/average.right.normal.weight' ← ones
  copy(at_right_normal_weight, at_average_right_normal_weight, 192);
  // init/average.right.normal.bias' ← zeros
  copy(at_right_normal_bias, at_average_right_normal_bias, 192);
  // init/average.value.weight' ← glorot_uniform
  copy(at_value_weight, at_average_value_weight, 3072);
  // init/average.value.bias' ← zeros
  copy(at_value_bias, at_average_value_bias, 4);
  // init/right.normal.running_mean' ← fill
  copy(at_left_normal_running_mean, at_right_normal_running_mean, 192);
  // init/optimizer.adam.m.left.hidden.bias' ← fill
  copy(at_left_normal_running_mean, at_optimizer_adam_m_left_hidden_bias, 192);
  // init/optimizer.adam.v.left.hidden.bias' ← fill
  copy(at_left_normal_running_mean, at_optimizer_adam_v_left_hidden_bias, 192);
  // init/optimizer.adam.m.left.normal.weight' ← fill
  copy(at_left_normal_running_mean, at_optimizer_adam_m_left_normal_weight, 192);
  // init/optimizer.adam.v.left.normal.weight' ← fill
  copy(at_left_normal_running_mean, at_optimizer_adam_v_left_normal_weight, 192);
  // init/optimizer.adam.m.left.normal.bias' ← fill
  copy(at_left_normal_running_mean, at_optimizer_adam_m_left_normal_bias, 192);
  // init/optimizer.adam.v.left.normal.bias' ← fill
  copy(at_left_normal_running_mean, at_optimizer_adam_v_left_normal_bias, 192);
  // init/optimizer.adam.m.right.hidden.bias' ← fill
  copy(at_left_normal_running_mean, at_optimizer_adam_m_right_hidden_bias, 192);
  // init/optimizer.adam.v.right.hidden.bias' ← fill
  copy(at_left_normal_running_mean, at_optimizer_adam_v_right_hidden_bias, 192);
  // init/optimizer.adam.m.right.normal.weight' ← fill
  copy(at_left_normal_running_mean, at_optimizer_adam_m_right_normal_weight, 192);
  // init/optimizer.adam.v.right.normal.weight' ← fill
  copy(at_left_normal_running_mean, at_optimizer_adam_v_right_normal_weight, 192);
  // init/optimizer.adam.m.right.normal.bias' ← fill
  copy(at_left_normal_running_mean, at_optimizer_adam_m_right_normal_bias, 192);
  // init/optimizer.adam.v.right.normal.bias' ← fill
  copy(at_left_normal_running_mean, at_optimizer_adam_v_right_normal_bias, 192);
  // init/right.normal.running_var' ← fill
  copy(at_left_normal_running_var, at_right_normal_running_var, 192);
  // init/optimizer.adam.correction2' ← fill
  copy(at_optimizer_adam_correction1, at_optimizer_adam_correction2, 4);
  // init/optimizer.adam.v.left.hidden.weight' ← fill
  copy(at_optimizer_adam_m_left_hidden_weight, at_optimizer_adam_v_left_hidden_weight, 3072);
  // init/optimizer.adam.v.right.hidden.weight' ← fill
  copy(at_optimizer_adam_m_right_hidden_weight, at_optimizer_adam_v_right_hidden_weight, 9216);
  // init/optimizer.adam.v.value.weight' ← fill
  copy(at_optimizer_adam_m_value_weight, at_optimizer_adam_v_value_weight, 3072);
  // init/optimizer.adam.v.value.bias' ← fill
  copy(at_optimizer_adam_m_value_bias, at_optimizer_adam_v_value_bias, 4);
  // init/step' ← constant
  copy(at_init_constant_0, at_step, 4);
}

export function infer(batch: i32): void {
  if (batch < 1 || batch > 128) unreachable();
  store<f32>(at_argument_batch_size, <f32>batch);
  infer_mul(batch);
  infer_mul_1(batch);
  // value = matmul(joined, value.weight, value.bias) : f32[batch, 1]
  product(batch, 48, at_infer_joined, 64, 16, <usize>batch * 64, at_value_weight, at_value_bias, at_infer_value);
  // output/estimate ← value
  panels_to_rows(at_infer_value, at_output_estimate, batch, 1);
}

export function evaluate(batch: i32): void {
  if (batch < 1 || batch > 128) unreachable();
  store<f32>(at_argument_batch_size, <f32>batch);
  infer_mul(batch);
  infer_mul_1(batch);
  // target from rows to panels
  rows_to_panels(at_input_target, at_evaluate_target_panels, batch, 1);
  evaluate_mul_2(batch);
  // loss = reduce_mean(reduce_mean) : f32[]
  reduce_mean_2(1, 1, at_evaluate_reduce_mean, at_loss_loss);
}

export function train_step(batch: i32, rate_scale: f32): void {
  if (batch < 2 || batch > 128) unreachable();
  store<f32>(at_argument_batch_size, <f32>batch);
  store<f32>(at_argument_rate_scale, rate_scale);
  // optimizer.adam.correction1' = add(mul, 0.09999999999999998) : f32[]
  // div(mul, add) : f32[]
  mul_add_mul_div(1, at_optimizer_adam_correction1, at_argument_rate_scale, at_optimizer_adam_correction1, at_train_div_1);
  // optimizer.adam.correction2' = add(mul, 0.0010000000000000009) : f32[]
  // rsqrt(add) : f32[]
  mul_add_rsqrt(1, at_optimizer_adam_correction2, at_optimizer_adam_correction2, at_train_rsqrt_2);
  train_left_hidden(batch);
  train_right_hidden(batch);
  // cast(step) : f32[]
  cast_i32_f32(at_step, at_train_cast, 1);
  // div(1, batch_size) : f32[]
  // sub(1, minimum) : f32[]
  div_add_add_div_minimum_sub(1, at_argument_batch_size, at_train_cast, at_train_div, at_train_sub);
  // target from rows to panels
  rows_to_panels(at_input_target, at_train_target_panels, batch, 1);
  // value.weight transposed
  transpose_panels(at_value_weight, at_train_value_weight_transposed, 48, 1);
  train_value_weight(batch);
  // optimizer.adam.m.value.bias' = sub(add, 1e-30) : f32[1]
  // optimizer.adam.v.value.bias' = sub(add, 1e-30) : f32[1]
  // value.bias' = sub(value.bias, mul) : f32[1]
  // average.value.bias' = add(average.value.bias, mul) : f32[1]
  mul_mul_add_add_sub_mul_mul_add_sub_sqrt_etc(1, at_optimizer_adam_m_value_bias, at_train_reduce_sum_6, at_optimizer_adam_v_value_bias, at_value_bias, at_train_div_1, at_train_rsqrt_2, at_average_value_bias, at_train_sub, at_optimizer_adam_m_value_bias, at_optimizer_adam_v_value_bias, at_value_bias, at_average_value_bias);
  // right.hidden.weight transposed
  transpose_panels(at_right_hidden_weight, at_train_right_hidden_weight_transposed, 48, 48);
  train_right_normal_bias(batch);
  train_left_normal_bias(batch);
  // loss = reduce_mean(reduce_mean) : f32[]
  reduce_mean_2(1, 1, at_train_reduce_mean, at_loss_loss);
  // step' = next_step(step) : i32[]
  next_step(at_step, at_train_step_);
  // step ← its next value
  copy(at_train_step_, at_step, 4);
}

export function swap_average(): void {
  // left.hidden.weight ↔ average.left.hidden.weight
  swap(at_left_hidden_weight, at_average_left_hidden_weight, 3072);
  // left.hidden.bias ↔ average.left.hidden.bias
  swap(at_left_hidden_bias, at_average_left_hidden_bias, 192);
  // left.normal.weight ↔ average.left.normal.weight
  swap(at_left_normal_weight, at_average_left_normal_weight, 192);
  // left.normal.bias ↔ average.left.normal.bias
  swap(at_left_normal_bias, at_average_left_normal_bias, 192);
  // right.hidden.weight ↔ average.right.hidden.weight
  swap(at_right_hidden_weight, at_average_right_hidden_weight, 9216);
  // right.hidden.bias ↔ average.right.hidden.bias
  swap(at_right_hidden_bias, at_average_right_hidden_bias, 192);
  // right.normal.weight ↔ average.right.normal.weight
  swap(at_right_normal_weight, at_average_right_normal_weight, 192);
  // right.normal.bias ↔ average.right.normal.bias
  swap(at_right_normal_bias, at_average_right_normal_bias, 192);
  // value.weight ↔ average.value.weight
  swap(at_value_weight, at_average_value_weight, 3072);
  // value.bias ↔ average.value.bias
  swap(at_value_bias, at_average_value_bias, 4);
}
