// small_convnet: made by inlay at SIMD level baseline, for batches up to 128.
import { accuracy_index, copy, fill, fill_uniform, flip_kernel, next_step, pad_image, panels_to_rows, softmax, softmax_cross_entropy_and_slope_index, softmax_cross_entropy_index, transpose_panels, winograd_weights, zero_border } from "./runtime-as/index";

// Where each buffer begins in memory. A slash ahead of the last name: a temporary of that entry point.
const at_argument_seed: usize = 64; // argument/seed
const at_argument_batch_size: usize = 128; // argument/batch_size
const at_argument_rate_scale: usize = 192; // argument/rate_scale
const at_conv2d_weight: usize = 256; // conv2d.weight
const at_batch_norm_weight: usize = 1984; // batch_norm.weight
const at_batch_norm_bias: usize = 2048; // batch_norm.bias
const at_second_weight: usize = 2112; // second.weight
const at_second_bias: usize = 20544; // second.bias
const at_logits_weight: usize = 20672; // logits.weight
const at_logits_bias: usize = 22720; // logits.bias
const at_batch_norm_running_mean: usize = 22784; // batch_norm.running_mean
const at_batch_norm_running_var: usize = 22848; // batch_norm.running_var
const at_optimizer_sgd_velocity_conv2d_weight: usize = 22912; // optimizer.sgd.velocity.conv2d.weight
const at_optimizer_sgd_velocity_batch_norm_weight: usize = 24640; // optimizer.sgd.velocity.batch_norm.weight
const at_optimizer_sgd_velocity_batch_norm_bias: usize = 24704; // optimizer.sgd.velocity.batch_norm.bias
const at_optimizer_sgd_velocity_second_weight: usize = 24768; // optimizer.sgd.velocity.second.weight
const at_optimizer_sgd_velocity_second_bias: usize = 43200; // optimizer.sgd.velocity.second.bias
const at_optimizer_sgd_velocity_logits_weight: usize = 43328; // optimizer.sgd.velocity.logits.weight
const at_optimizer_sgd_velocity_logits_bias: usize = 45376; // optimizer.sgd.velocity.logits.bias
const at_step: usize = 45440; // step
const at_init_constant_0: usize = 45504; // init/constant.0
const at_input_image: usize = 45568; // input/image
const at_input_label: usize = 143872; // input/label
const at_output_probabilities: usize = 144384; // output/probabilities
const at_loss_loss: usize = 149504; // loss/loss
const at_metric_sum_accuracy: usize = 149568; // metric_sum/accuracy
const at_metric_count_accuracy: usize = 149632; // metric_count/accuracy
const at_infer_pad_image: usize = 813248; // infer/pad_image
const at_infer_mul: usize = 966848; // infer/mul
const at_infer_pad_image_1: usize = 149696; // infer/pad_image.1
const at_infer_second: usize = 813248; // infer/second
const at_infer_reduce_mean: usize = 944320; // infer/reduce_mean
const at_infer_logits: usize = 149696; // infer/logits
const at_infer_probabilities: usize = 157888; // infer/probabilities
const at_evaluate_pad_image: usize = 813248; // evaluate/pad_image
const at_evaluate_mul: usize = 966848; // evaluate/mul
const at_evaluate_pad_image_1: usize = 149696; // evaluate/pad_image.1
const at_evaluate_second: usize = 813248; // evaluate/second
const at_evaluate_reduce_mean: usize = 944320; // evaluate/reduce_mean
const at_evaluate_logits: usize = 149696; // evaluate/logits
const at_evaluate_softmax_cross_entropy: usize = 157888; // evaluate/softmax_cross_entropy
const at_train_pad_image: usize = 3360960; // train/pad_image
const at_train_window_product: usize = 1788096; // train/window_product
const at_train_batch_mean: usize = 3681600; // train/batch_mean
const at_train_batch_variance: usize = 3681664; // train/batch_variance
const at_train_rsqrt: usize = 3681664; // train/rsqrt
const at_train_mul: usize = 3681728; // train/mul
const at_train_first: usize = 2312384; // train/first
const at_train_pad_image_1: usize = 149696; // train/pad_image.1
const at_train_second: usize = 2836672; // train/second
const at_train_reduce_mean: usize = 813248; // train/reduce_mean
const at_train_logits: usize = 3672768; // train/logits
const at_train_softmax_cross_entropy: usize = 3680960; // train/softmax_cross_entropy
const at_train_softmax_cross_entropy_slope: usize = 829632; // train/softmax_cross_entropy_slope
const at_train_div: usize = 837824; // train/div
const at_train_mul_1: usize = 3681472; // train/mul.1
const at_train_mul_2: usize = 829632; // train/mul.2
const at_train_logits_weight_transposed: usize = 846016; // train/logits.weight.transposed
const at_train_div_1: usize = 837824; // train/div.1
const at_train_mask_positive: usize = 2836672; // train/mask_positive
const at_train_pad_image_2: usize = 149696; // train/pad_image.2
const at_train_flip_kernel: usize = 3098816; // train/flip_kernel
const at_train_winograd_weights: usize = 3599040; // train/winograd_weights
const at_train_winograd_conv2d_scratch: usize = 3514560; // train/winograd_conv2d.scratch
const at_train_mask_positive_1: usize = 2836672; // train/mask_positive.1
const at_train_reduce_sum: usize = 151424; // train/reduce_sum
const at_train_reduce_sum_1: usize = 151488; // train/reduce_sum.1
const at_train_mul_3: usize = 3681536; // train/mul.3
const at_train_div_2: usize = 151424; // train/div.2
const at_train_div_3: usize = 151488; // train/div.3
const at_train_mul_4: usize = 2836672; // train/mul.4
const at_train_window_gradient_partial: usize = 149696; // train/window_gradient.partial
const at_train_window_gradient_partial_1: usize = 813248; // train/window_gradient.partial.1
const at_train_reduce_sum_2: usize = 822464; // train/reduce_sum.2
const at_train_reduce_sum_3: usize = 837888; // train/reduce_sum.3
const at_train_step_: usize = 149696; // train/step'

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

function window_product_sub_mul_add_relu(rows: i32, first: i32, down: i32, across: i32, a: usize, stepX: usize, stepY: usize, stepN: usize, lines: i32, line: usize, taps: i32, tap: usize, depth: i32, chunk: i32, aNext: usize, firstPixel: i32, pixels: i32, imageLines: i32, firstByte: usize, lineGap: usize, imageGap: usize, b: usize, a0: usize, a1: usize, a2: usize, y0: usize): void {
  const endX = stepY - <usize>across * stepX;
  const endY = stepN - <usize>down * stepY;
  const moved = <usize>((depth - 1) / chunk) * aNext + (<usize>((depth - 1) % chunk + 1) << 2);
  const nextTap = tap - moved;
  const nextLine = line - <usize>(taps - 1) * tap - moved;
  const nextChunk = aNext - (<usize>chunk << 2);
  let r: i32 = 0;
  const last = rows;
  const zero = i32x4.splat(depth >> 31);
  {
    const c: usize = 0;
    let x = (first + r) % across;
    let y = (first + r) / across;
    let place = a + <usize>(y / down) * stepN + <usize>(y % down) * stepY + <usize>x * stepX;
    y %= down;
    const atLine = (firstPixel + r) / pixels;
    let shift = firstByte + <usize>atLine * lineGap + <usize>(atLine / imageLines) * imageGap;
    let pixelsLeft = pixels - (firstPixel + r) % pixels;
    let linesToGo = imageLines - atLine % imageLines;
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
        let a0k = place;
        place += stepX;
        if (++x == across) {
          x = 0;
          place += endX;
          if (++y == down) {
            y = 0;
            place += endY;
          }
        }
        let a1k = place;
        place += stepX;
        if (++x == across) {
          x = 0;
          place += endX;
          if (++y == down) {
            y = 0;
            place += endY;
          }
        }
        let left = depth;
        let tapsLeft = taps;
        let linesLeft = lines;
        for (;;) {
          const end = a0k + (<usize>min(left, chunk) << 2);
          do {
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
          } while (a0k < end);
          left -= chunk;
          let next = nextChunk;
          if (left <= 0) {
            left = depth;
            next = nextTap;
            if (--tapsLeft == 0) {
              if (--linesLeft == 0) break;
              tapsLeft = taps;
              next = nextLine;
            }
          }
          a0k += next;
          a1k += next;
        }
      } else {
        let a0k = place;
        place += stepX;
        if (++x == across) {
          x = 0;
          place += endX;
          if (++y == down) {
            y = 0;
            place += endY;
          }
        }
        let left = depth;
        let tapsLeft = taps;
        let linesLeft = lines;
        for (;;) {
          const end = a0k + (<usize>min(left, chunk) << 2);
          do {
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
          } while (a0k < end);
          left -= chunk;
          let next = nextChunk;
          if (left <= 0) {
            left = depth;
            next = nextTap;
            if (--tapsLeft == 0) {
              if (--linesLeft == 0) break;
              tapsLeft = taps;
              next = nextLine;
            }
          }
          a0k += next;
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
        v128.store(y0 + shift + at, t23);
        v128.store(y0 + shift + at, t27, 16);
        const t28 = f32x4.sub(c2, x14);
        const t32 = f32x4.sub(c3, x17);
        const t29 = f32x4.mul(t28, x15);
        const t33 = f32x4.mul(t32, x18);
        const t30 = f32x4.add(t29, x16);
        const t34 = f32x4.add(t33, x19);
        const t31 = f32x4.pmax(t30, f32x4.splat(0.0));
        const t35 = f32x4.pmax(t34, f32x4.splat(0.0));
        v128.store(y0 + shift + at, t31, 32);
        v128.store(y0 + shift + at, t35, 48);
        c0 = c4;
        c1 = c5;
        c2 = c6;
        c3 = c7;
        if (--pixelsLeft == 0) {
          pixelsLeft = pixels;
          shift += lineGap;
          if (--linesToGo == 0) {
            linesToGo = imageLines;
            shift += imageGap;
          }
        }
      }
      r += height;
    }
  }
}

function window_product_relu(rows: i32, first: i32, down: i32, across: i32, a: usize, stepX: usize, stepY: usize, stepN: usize, lines: i32, line: usize, taps: i32, tap: usize, depth: i32, chunk: i32, aNext: usize, b: usize, initial: usize, y0: usize): void {
  const endX = stepY - <usize>across * stepX;
  const endY = stepN - <usize>down * stepY;
  const moved = <usize>((depth - 1) / chunk) * aNext + (<usize>((depth - 1) % chunk + 1) << 2);
  const nextTap = tap - moved;
  const nextLine = line - <usize>(taps - 1) * tap - moved;
  const nextChunk = aNext - (<usize>chunk << 2);
  let r: i32 = 0;
  const last = rows;
  {
    const c: usize = 0;
    let x = (first + r) % across;
    let y = (first + r) / across;
    let place = a + <usize>(y / down) * stepN + <usize>(y % down) * stepY + <usize>x * stepX;
    y %= down;
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
        let a0k = place;
        place += stepX;
        if (++x == across) {
          x = 0;
          place += endX;
          if (++y == down) {
            y = 0;
            place += endY;
          }
        }
        let a1k = place;
        place += stepX;
        if (++x == across) {
          x = 0;
          place += endX;
          if (++y == down) {
            y = 0;
            place += endY;
          }
        }
        let left = depth;
        let tapsLeft = taps;
        let linesLeft = lines;
        for (;;) {
          const end = a0k + (<usize>min(left, chunk) << 2);
          do {
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
          } while (a0k < end);
          left -= chunk;
          let next = nextChunk;
          if (left <= 0) {
            left = depth;
            next = nextTap;
            if (--tapsLeft == 0) {
              if (--linesLeft == 0) break;
              tapsLeft = taps;
              next = nextLine;
            }
          }
          a0k += next;
          a1k += next;
        }
      } else {
        let a0k = place;
        place += stepX;
        if (++x == across) {
          x = 0;
          place += endX;
          if (++y == down) {
            y = 0;
            place += endY;
          }
        }
        let left = depth;
        let tapsLeft = taps;
        let linesLeft = lines;
        for (;;) {
          const end = a0k + (<usize>min(left, chunk) << 2);
          do {
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
          } while (a0k < end);
          left -= chunk;
          let next = nextChunk;
          if (left <= 0) {
            left = depth;
            next = nextTap;
            if (--tapsLeft == 0) {
              if (--linesLeft == 0) break;
              tapsLeft = taps;
              next = nextLine;
            }
          }
          a0k += next;
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

function reduce_mean(rows: i32, length: i32, a0: usize, y0: usize): void {
  const count0 = f32x4.splat(<f32>length);
  for (let c: usize = 0; c < 64; c += 64) {
    let at: usize = c;
    let r: i32 = 0;
    for (let segment: usize = c; r < rows; segment += 64) {
      let sum2 = f32x4.splat(0.0);
      let sum6 = f32x4.splat(0.0);
      let sum10 = f32x4.splat(0.0);
      let sum14 = f32x4.splat(0.0);
      for (const end = r + length; r < end; ++r) {
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
      v128.store(y0 + segment, t4);
      v128.store(y0 + segment + 16, t8);
      const t12 = f32x4.div(sum10, count0);
      const t16 = f32x4.div(sum14, count0);
      v128.store(y0 + segment + 32, t12);
      v128.store(y0 + segment + 48, t16);
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

function div_mul(rows: i32, a0: usize, y0: usize, y1: usize): void {
  const x0 = v128.load32_splat(a0);
  const t1 = f32x4.div(f32x4.splat(1.0), x0);
  const t2 = f32x4.mul(x0, f32x4.splat(64.0));
  let at: usize = 0;
  for (let r: i32 = 0; r < rows; ++r) {
    v128.store(y0 + at, t1);
    v128.store(y0 + at + 16, t1);
    v128.store(y1 + at, t2);
    v128.store(y1 + at + 16, t2);
    v128.store(y0 + at + 32, t1);
    v128.store(y0 + at + 48, t1);
    v128.store(y1 + at + 32, t2);
    v128.store(y1 + at + 48, t2);
    at += 64;
  }
}

function mul(rows: i32, a0: usize, y0: usize): void {
  const x0 = v128.load32_splat(a0);
  const t1 = f32x4.mul(x0, f32x4.splat(0.05));
  let at: usize = 0;
  for (let r: i32 = 0; r < rows; ++r) {
    v128.store(y0 + at, t1);
    v128.store(y0 + at + 16, t1);
    v128.store(y0 + at + 32, t1);
    v128.store(y0 + at + 48, t1);
    at += 64;
  }
}

function window_product(rows: i32, first: i32, down: i32, across: i32, a: usize, stepX: usize, stepY: usize, stepN: usize, lines: i32, line: usize, taps: i32, tap: usize, depth: i32, chunk: i32, aNext: usize, b: usize, y0: usize): void {
  const endX = stepY - <usize>across * stepX;
  const endY = stepN - <usize>down * stepY;
  const moved = <usize>((depth - 1) / chunk) * aNext + (<usize>((depth - 1) % chunk + 1) << 2);
  const nextTap = tap - moved;
  const nextLine = line - <usize>(taps - 1) * tap - moved;
  const nextChunk = aNext - (<usize>chunk << 2);
  let r: i32 = 0;
  const last = rows;
  const zero = i32x4.splat(depth >> 31);
  {
    const c: usize = 0;
    let x = (first + r) % across;
    let y = (first + r) / across;
    let place = a + <usize>(y / down) * stepN + <usize>(y % down) * stepY + <usize>x * stepX;
    y %= down;
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
        let a0k = place;
        place += stepX;
        if (++x == across) {
          x = 0;
          place += endX;
          if (++y == down) {
            y = 0;
            place += endY;
          }
        }
        let a1k = place;
        place += stepX;
        if (++x == across) {
          x = 0;
          place += endX;
          if (++y == down) {
            y = 0;
            place += endY;
          }
        }
        let left = depth;
        let tapsLeft = taps;
        let linesLeft = lines;
        for (;;) {
          const end = a0k + (<usize>min(left, chunk) << 2);
          do {
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
          } while (a0k < end);
          left -= chunk;
          let next = nextChunk;
          if (left <= 0) {
            left = depth;
            next = nextTap;
            if (--tapsLeft == 0) {
              if (--linesLeft == 0) break;
              tapsLeft = taps;
              next = nextLine;
            }
          }
          a0k += next;
          a1k += next;
        }
      } else {
        let a0k = place;
        place += stepX;
        if (++x == across) {
          x = 0;
          place += endX;
          if (++y == down) {
            y = 0;
            place += endY;
          }
        }
        let left = depth;
        let tapsLeft = taps;
        let linesLeft = lines;
        for (;;) {
          const end = a0k + (<usize>min(left, chunk) << 2);
          do {
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
          } while (a0k < end);
          left -= chunk;
          let next = nextChunk;
          if (left <= 0) {
            left = depth;
            next = nextTap;
            if (--tapsLeft == 0) {
              if (--linesLeft == 0) break;
              tapsLeft = taps;
              next = nextLine;
            }
          }
          a0k += next;
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

function sub_mul_add_relu(rows: i32, firstPixel: i32, pixels: i32, imageLines: i32, firstByte: usize, lineGap: usize, imageGap: usize, a0: usize, a1: usize, a2: usize, a3: usize, y0: usize, y1: usize): void {
  for (let c: usize = 0; c < 64; c += 32) {
    const x0 = v128.load(a1 + c);
    const x8 = v128.load(a1 + c + 16);
    const x1 = v128.load(a2 + c);
    const x9 = v128.load(a2 + c + 16);
    const x2 = v128.load(a3 + c);
    const x10 = v128.load(a3 + c + 16);
    const atLine = (firstPixel + 0) / pixels;
    let shift = firstByte + <usize>atLine * lineGap + <usize>(atLine / imageLines) * imageGap;
    let pixelsLeft = pixels - (firstPixel + 0) % pixels;
    let linesToGo = imageLines - atLine % imageLines;
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
      const t7 = f32x4.pmax(t6, f32x4.splat(0.0));
      const t15 = f32x4.pmax(t14, f32x4.splat(0.0));
      v128.store(y0 + at, t7);
      v128.store(y0 + at + 16, t15);
      v128.store(y1 + shift + at, t7);
      v128.store(y1 + shift + at + 16, t15);
      at += 64;
      if (--pixelsLeft == 0) {
        pixelsLeft = pixels;
        shift += lineGap;
        if (--linesToGo == 0) {
          linesToGo = imageLines;
          shift += imageGap;
        }
      }
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

function mul_add_add_sub_mul_sub(rows: i32, a0: usize, a1: usize, a2: usize, a3: usize, y0: usize, y1: usize): void {
  const x0 = v128.load32_splat(a3);
  let at: usize = 0;
  for (let r: i32 = 0; r < rows; ++r) {
    const x1 = v128.load(a0 + at);
    const x10 = v128.load(a0 + at + 16);
    const x2 = v128.load(a1 + at);
    const x11 = v128.load(a1 + at + 16);
    const x3 = v128.load(a2 + at);
    const x12 = v128.load(a2 + at + 16);
    const t4 = f32x4.mul(x1, f32x4.splat(0.9));
    const t13 = f32x4.mul(x10, f32x4.splat(0.9));
    const t5 = f32x4.add(t4, x2);
    const t14 = f32x4.add(t13, x11);
    const t6 = f32x4.add(t5, f32x4.splat(1e-30));
    const t15 = f32x4.add(t14, f32x4.splat(1e-30));
    const t7 = f32x4.sub(t6, f32x4.splat(1e-30));
    const t16 = f32x4.sub(t15, f32x4.splat(1e-30));
    const t8 = f32x4.mul(t5, x0);
    const t17 = f32x4.mul(t14, x0);
    const t9 = f32x4.sub(x3, t8);
    const t18 = f32x4.sub(x12, t17);
    v128.store(y0 + at, t7);
    v128.store(y0 + at + 16, t16);
    v128.store(y1 + at, t9);
    v128.store(y1 + at + 16, t18);
    const x19 = v128.load(a0 + at + 32);
    const x28 = v128.load(a0 + at + 48);
    const x20 = v128.load(a1 + at + 32);
    const x29 = v128.load(a1 + at + 48);
    const x21 = v128.load(a2 + at + 32);
    const x30 = v128.load(a2 + at + 48);
    const t22 = f32x4.mul(x19, f32x4.splat(0.9));
    const t31 = f32x4.mul(x28, f32x4.splat(0.9));
    const t23 = f32x4.add(t22, x20);
    const t32 = f32x4.add(t31, x29);
    const t24 = f32x4.add(t23, f32x4.splat(1e-30));
    const t33 = f32x4.add(t32, f32x4.splat(1e-30));
    const t25 = f32x4.sub(t24, f32x4.splat(1e-30));
    const t34 = f32x4.sub(t33, f32x4.splat(1e-30));
    const t26 = f32x4.mul(t23, x0);
    const t35 = f32x4.mul(t32, x0);
    const t27 = f32x4.sub(x21, t26);
    const t36 = f32x4.sub(x30, t35);
    v128.store(y0 + at + 32, t25);
    v128.store(y0 + at + 48, t34);
    v128.store(y1 + at + 32, t27);
    v128.store(y1 + at + 48, t36);
    at += 64;
  }
}

function product_of_columns_mul_add_add_sub_mul_etc(rows: i32, depth: i32, a: usize, aRow: usize, chunk: i32, aNext: usize, b: usize, a0: usize, a1: usize, a2: usize, y0: usize, y1: usize): void {
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
          const x17 = v128.load(a0 + at + 16);
          const x10 = v128.load(a2 + at);
          const x18 = v128.load(a2 + at + 16);
          const t11 = f32x4.mul(x9, f32x4.splat(0.9));
          const t19 = f32x4.mul(x17, f32x4.splat(0.9));
          const t12 = f32x4.add(t11, c0);
          const t20 = f32x4.add(t19, c1);
          const t13 = f32x4.add(t12, f32x4.splat(1e-30));
          const t21 = f32x4.add(t20, f32x4.splat(1e-30));
          const t14 = f32x4.sub(t13, f32x4.splat(1e-30));
          const t22 = f32x4.sub(t21, f32x4.splat(1e-30));
          const t15 = f32x4.mul(t12, x8);
          const t23 = f32x4.mul(t20, x8);
          const t16 = f32x4.sub(x10, t15);
          const t24 = f32x4.sub(x18, t23);
          v128.store(y0 + at, t14);
          v128.store(y0 + at, t22, 16);
          v128.store(y1 + at, t16);
          v128.store(y1 + at, t24, 16);
          const x25 = v128.load(a0 + at + 32);
          const x33 = v128.load(a0 + at + 48);
          const x26 = v128.load(a2 + at + 32);
          const x34 = v128.load(a2 + at + 48);
          const t27 = f32x4.mul(x25, f32x4.splat(0.9));
          const t35 = f32x4.mul(x33, f32x4.splat(0.9));
          const t28 = f32x4.add(t27, c2);
          const t36 = f32x4.add(t35, c3);
          const t29 = f32x4.add(t28, f32x4.splat(1e-30));
          const t37 = f32x4.add(t36, f32x4.splat(1e-30));
          const t30 = f32x4.sub(t29, f32x4.splat(1e-30));
          const t38 = f32x4.sub(t37, f32x4.splat(1e-30));
          const t31 = f32x4.mul(t28, x8);
          const t39 = f32x4.mul(t36, x8);
          const t32 = f32x4.sub(x26, t31);
          const t40 = f32x4.sub(x34, t39);
          v128.store(y0 + at, t30, 32);
          v128.store(y0 + at, t38, 48);
          v128.store(y1 + at, t32, 32);
          v128.store(y1 + at, t40, 48);
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

function product_div(rows: i32, depth: i32, a: usize, aRow: usize, chunk: i32, aNext: usize, b: usize, y0: usize): void {
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
        const t8 = f32x4.div(c0, f32x4.splat(16.0));
        const t9 = f32x4.div(c1, f32x4.splat(16.0));
        v128.store(y0 + at, t8);
        v128.store(y0 + at, t9, 16);
        const t10 = f32x4.div(c2, f32x4.splat(16.0));
        const t11 = f32x4.div(c3, f32x4.splat(16.0));
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

function mask_positive(rows: i32, length: i32, a0: usize, a1: usize, y0: usize): void {
  for (let c: usize = 0; c < 64; c += 32) {
    let at: usize = c;
    let r: i32 = 0;
    for (let segment: usize = c; r < rows; segment += 64) {
      const x0 = v128.load(a1 + segment);
      const x4 = v128.load(a1 + segment + 16);
      for (const end = r + length; r < end; ++r) {
        const x1 = v128.load(a0 + at);
        const x5 = v128.load(a0 + at + 16);
        const t2 = f32x4.lt(f32x4.splat(0.0), x1);
        const t6 = f32x4.lt(f32x4.splat(0.0), x5);
        const t3 = v128.bitselect(x0, f32x4.splat(0.0), t2);
        const t7 = v128.bitselect(x4, f32x4.splat(0.0), t6);
        v128.store(y0 + at, t3);
        v128.store(y0 + at + 16, t7);
        at += 64;
      }
    }
  }
}

function window_gradient_mul_add_add_sub_mul_sub(images: i32, block: i32, down: i32, across: i32, a: usize, stepX: usize, stepY: usize, stepN: usize, lines: i32, line: usize, taps: i32, tap: usize, depth: i32, chunk: i32, aNext: usize, b: usize, partial: usize, a0: usize, a1: usize, a2: usize, y0: usize, y1: usize): void {
  const endX = stepY - <usize>across * stepX;
  const endY = stepN - <usize>down * stepY;
  const moved = <usize>((depth - 1) / chunk) * aNext;
  const nextTap = tap - moved;
  const nextLine = line - <usize>(taps - 1) * tap - moved;
  for (let image: i32 = 0; image < images; image += block) {
    const count = min(block, images - image);
    const isLast = image + count == images;
    const firstB = b + (<usize>(image * down * across) << 6);
    let run = a + <usize>image * stepN;
    let r: i32 = 0;
    let left = depth;
    let tapsLeft = taps;
    let linesLeft = lines;
    for (;;) {
      const first = r;
      const last = r + min(left, chunk);
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
          let bk = firstB + c;
          let height: i32 = 1;
          if (r + 2 <= last) {
            height = 2;
            if (image > 0) {
              const at = partial + (<usize>r << 6) + c;
              c0 = v128.load(at, 0);
              c1 = v128.load(at, 16);
              c2 = v128.load(at, 32);
              c3 = v128.load(at, 48);
              c4 = v128.load(at, 64);
              c5 = v128.load(at, 80);
              c6 = v128.load(at, 96);
              c7 = v128.load(at, 112);
            }
            let ak = run + (<usize>(r - first) << 2);
            let y = down;
            let n = count;
            for (;;) {
              const end = ak + <usize>across * stepX;
              do {
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
                ak += stepX;
                bk += 64;
              } while (ak < end);
              ak += endX;
              if (--y == 0) {
                if (--n == 0) break;
                y = down;
                ak += endY;
              }
            }
            if (!isLast) {
              const at = partial + (<usize>r << 6) + c;
              v128.store(at, c0, 0);
              v128.store(at, c1, 16);
              v128.store(at, c2, 32);
              v128.store(at, c3, 48);
              v128.store(at, c4, 64);
              v128.store(at, c5, 80);
              v128.store(at, c6, 96);
              v128.store(at, c7, 112);
            }
          } else {
            if (image > 0) {
              const at = partial + (<usize>r << 6) + c;
              c0 = v128.load(at, 0);
              c1 = v128.load(at, 16);
              c2 = v128.load(at, 32);
              c3 = v128.load(at, 48);
            }
            let ak = run + (<usize>(r - first) << 2);
            let y = down;
            let n = count;
            for (;;) {
              const end = ak + <usize>across * stepX;
              do {
                const b0 = v128.load(bk, 0);
                const b1 = v128.load(bk, 16);
                const b2 = v128.load(bk, 32);
                const b3 = v128.load(bk, 48);
                const s0 = v128.load32_splat(ak);
                c0 = f32x4.add(f32x4.mul(s0, b0), c0);
                c1 = f32x4.add(f32x4.mul(s0, b1), c1);
                c2 = f32x4.add(f32x4.mul(s0, b2), c2);
                c3 = f32x4.add(f32x4.mul(s0, b3), c3);
                ak += stepX;
                bk += 64;
              } while (ak < end);
              ak += endX;
              if (--y == 0) {
                if (--n == 0) break;
                y = down;
                ak += endY;
              }
            }
            if (!isLast) {
              const at = partial + (<usize>r << 6) + c;
              v128.store(at, c0, 0);
              v128.store(at, c1, 16);
              v128.store(at, c2, 32);
              v128.store(at, c3, 48);
            }
          }
          if (isLast) {
            let at = (<usize>r << 6) + c;
            const x8 = v128.load32_splat(a1);
            for (const end = at + (<usize>height << 6); at < end; at += 64) {
              const x9 = v128.load(a0 + at);
              const x17 = v128.load(a0 + at + 16);
              const x10 = v128.load(a2 + at);
              const x18 = v128.load(a2 + at + 16);
              const t11 = f32x4.mul(x9, f32x4.splat(0.9));
              const t19 = f32x4.mul(x17, f32x4.splat(0.9));
              const t12 = f32x4.add(t11, c0);
              const t20 = f32x4.add(t19, c1);
              const t13 = f32x4.add(t12, f32x4.splat(1e-30));
              const t21 = f32x4.add(t20, f32x4.splat(1e-30));
              const t14 = f32x4.sub(t13, f32x4.splat(1e-30));
              const t22 = f32x4.sub(t21, f32x4.splat(1e-30));
              const t15 = f32x4.mul(t12, x8);
              const t23 = f32x4.mul(t20, x8);
              const t16 = f32x4.sub(x10, t15);
              const t24 = f32x4.sub(x18, t23);
              v128.store(y0 + at, t14);
              v128.store(y0 + at, t22, 16);
              v128.store(y1 + at, t16);
              v128.store(y1 + at, t24, 16);
              const x25 = v128.load(a0 + at + 32);
              const x33 = v128.load(a0 + at + 48);
              const x26 = v128.load(a2 + at + 32);
              const x34 = v128.load(a2 + at + 48);
              const t27 = f32x4.mul(x25, f32x4.splat(0.9));
              const t35 = f32x4.mul(x33, f32x4.splat(0.9));
              const t28 = f32x4.add(t27, c2);
              const t36 = f32x4.add(t35, c3);
              const t29 = f32x4.add(t28, f32x4.splat(1e-30));
              const t37 = f32x4.add(t36, f32x4.splat(1e-30));
              const t30 = f32x4.sub(t29, f32x4.splat(1e-30));
              const t38 = f32x4.sub(t37, f32x4.splat(1e-30));
              const t31 = f32x4.mul(t28, x8);
              const t39 = f32x4.mul(t36, x8);
              const t32 = f32x4.sub(x26, t31);
              const t40 = f32x4.sub(x34, t39);
              v128.store(y0 + at, t30, 32);
              v128.store(y0 + at, t38, 48);
              v128.store(y1 + at, t32, 32);
              v128.store(y1 + at, t40, 48);
              c0 = c4;
              c1 = c5;
              c2 = c6;
              c3 = c7;
            }
          }
          r += height;
        }
      }
      left -= chunk;
      if (left > 0) {
        run += aNext;
        continue;
      }
      left = depth;
      if (--tapsLeft > 0) {
        run += nextTap;
        continue;
      }
      if (--linesLeft == 0) break;
      tapsLeft = taps;
      run += nextLine;
    }
  }
}

function winograd_image(first: i32, count: i32, across: i32, down: i32, x: usize, row: usize, image: usize, next: usize, channels: i32, v: usize, tile: usize, place: usize, scratch: usize): void {
  let n = first / (across * down);
  let ty = (first / across) % down;
  let tx = first % across;
  for (let t: i32 = 0; t < count; ++t) {
    const corner = x + <usize>n * image + (<usize>ty * row << 2) + (<usize>tx << 8);
    for (let c: i32 = 0; c < channels; c += 4) {
      let from = corner + <usize>(c >> 4) * next + (<usize>(c & 15) << 2);
      let to = v + (<usize>c << 2);
      for (let column = scratch, end = scratch + 96; column < end; column += 16) {
        const d0 = v128.load(from);
        const d1 = v128.load(from + row);
        const d2 = v128.load(from + row * 2);
        const d3 = v128.load(from + row * 3);
        const d4 = v128.load(from + row * 4);
        const d5 = v128.load(from + row * 5);
        const t6 = f32x4.add(d0, d4);
        const t7 = f32x4.add(f32x4.mul(f32x4.splat(-2.5), d2), t6);
        const t8 = f32x4.add(f32x4.mul(f32x4.splat(-2.0), d2), d4);
        const t9 = f32x4.add(f32x4.mul(f32x4.splat(-2.0), d1), d3);
        const t10 = f32x4.mul(f32x4.splat(0.7071067811865476), t9);
        const t11 = f32x4.add(t8, t10);
        const t12 = f32x4.sub(t8, t10);
        const t13 = f32x4.add(f32x4.mul(f32x4.splat(-0.5), d2), d4);
        const t14 = f32x4.add(f32x4.mul(f32x4.splat(-0.5), d1), d3);
        const t15 = f32x4.mul(f32x4.splat(1.4142135623730951), t14);
        const t16 = f32x4.add(t13, t15);
        const t17 = f32x4.sub(t13, t15);
        const t18 = f32x4.add(d1, d5);
        const t19 = f32x4.add(f32x4.mul(f32x4.splat(-2.5), d3), t18);
        v128.store(column, t7);
        v128.store(column, t11, 96);
        v128.store(column, t12, 192);
        v128.store(column, t16, 288);
        v128.store(column, t17, 384);
        v128.store(column, t19, 480);
        from += 64;
      }
      for (let line = scratch, end = scratch + 6 * 96; line < end; line += 96) {
        const d20 = v128.load(line);
        const d21 = v128.load(line, 16);
        const d22 = v128.load(line, 32);
        const d23 = v128.load(line, 48);
        const d24 = v128.load(line, 64);
        const d25 = v128.load(line, 80);
        const t26 = f32x4.add(d20, d24);
        const t27 = f32x4.add(f32x4.mul(f32x4.splat(-2.5), d22), t26);
        const t28 = f32x4.add(f32x4.mul(f32x4.splat(-2.0), d22), d24);
        const t29 = f32x4.add(f32x4.mul(f32x4.splat(-2.0), d21), d23);
        const t30 = f32x4.mul(f32x4.splat(0.7071067811865476), t29);
        const t31 = f32x4.add(t28, t30);
        const t32 = f32x4.sub(t28, t30);
        const t33 = f32x4.add(f32x4.mul(f32x4.splat(-0.5), d22), d24);
        const t34 = f32x4.add(f32x4.mul(f32x4.splat(-0.5), d21), d23);
        const t35 = f32x4.mul(f32x4.splat(1.4142135623730951), t34);
        const t36 = f32x4.add(t33, t35);
        const t37 = f32x4.sub(t33, t35);
        const t38 = f32x4.add(d21, d25);
        const t39 = f32x4.add(f32x4.mul(f32x4.splat(-2.5), d23), t38);
        v128.store(to, t27);
        to += place;
        v128.store(to, t31);
        to += place;
        v128.store(to, t32);
        to += place;
        v128.store(to, t36);
        to += place;
        v128.store(to, t37);
        to += place;
        v128.store(to, t39);
        to += place;
      }
    }
    v += tile;
    if (++tx == across) {
      tx = 0;
      if (++ty == down) {
        ty = 0;
        ++n;
      }
    }
  }
}

function winograd_products(count: i32, channels: i32, v: usize, vTile: usize, vNext: usize, u: usize, m: usize): void {
  const zero = i32x4.splat(channels >> 31);
  for (let i: i32 = 0; i < 36; ++i) {
    for (let c: usize = 0; c < 64; c += 64) {
      let y = m + c;
      let a = v;
      let left = count;
      while (left > 0) {
        let s0_0 = zero;
        let s0_1 = zero;
        let s0_2 = zero;
        let s0_3 = zero;
        let s1_0 = zero;
        let s1_1 = zero;
        let s1_2 = zero;
        let s1_3 = zero;
        let uc = u + c;
        const end = uc + (<usize>channels << 6);
        let a0 = a;
        let a1 = a0 + vTile;
        while (uc < end) {
          const b0 = v128.load(uc);
          const b1 = v128.load(uc, 16);
          const b2 = v128.load(uc, 32);
          const b3 = v128.load(uc, 48);
          const x0 = v128.load32_splat(a0);
          s0_0 = f32x4.add(f32x4.mul(x0, b0), s0_0);
          s0_1 = f32x4.add(f32x4.mul(x0, b1), s0_1);
          s0_2 = f32x4.add(f32x4.mul(x0, b2), s0_2);
          s0_3 = f32x4.add(f32x4.mul(x0, b3), s0_3);
          const x1 = v128.load32_splat(a1);
          s1_0 = f32x4.add(f32x4.mul(x1, b0), s1_0);
          s1_1 = f32x4.add(f32x4.mul(x1, b1), s1_1);
          s1_2 = f32x4.add(f32x4.mul(x1, b2), s1_2);
          s1_3 = f32x4.add(f32x4.mul(x1, b3), s1_3);
          a0 += 4;
          a1 += 4;
          uc += 64;
        }
        v128.store(y, s0_0);
        v128.store(y, s0_1, 16);
        v128.store(y, s0_2, 32);
        v128.store(y, s0_3, 48);
        v128.store(y, s1_0, 64);
        v128.store(y, s1_1, 80);
        v128.store(y, s1_2, 96);
        v128.store(y, s1_3, 112);
        a += vTile * 2;
        y += 128;
        left -= 2;
      }
    }
    v += vNext;
    u += <usize>channels << 6;
    m += <usize>count << 6;
  }
}

function winograd_result(first: i32, count: i32, across: i32, down: i32, width: i32, height: i32, m: usize, scratch: usize, a0: usize, y0: usize): void {
  const next = <usize>count << 6;
  let n = first / (across * down);
  let ty = (first / across) % down;
  let tx = first % across;
  for (let t: i32 = 0; t < count; ++t) {
    const corner = <usize>((n * height + (ty << 2)) * width + (tx << 2)) << 6;
    const rows = min(4, height - (ty << 2));
    const columns = min(4, width - (tx << 2));
    for (let c: usize = 0; c < 64; c += 16) {
      let from = m + c;
      let start = corner + c;
      for (let column = scratch, end = scratch + 96; column < end; column += 16) {
        const d3 = v128.load(from);
        const d4 = v128.load(from + next * 6);
        const d5 = v128.load(from + next * 12);
        const d6 = v128.load(from + next * 18);
        const d7 = v128.load(from + next * 24);
        const d8 = v128.load(from + next * 30);
        const t9 = f32x4.add(d4, d5);
        const t10 = f32x4.add(d6, d7);
        const t11 = f32x4.sub(d4, d5);
        const t12 = f32x4.sub(d6, d7);
        const t13 = f32x4.add(t9, t10);
        const t14 = f32x4.add(d3, t13);
        const t15 = f32x4.add(f32x4.mul(f32x4.splat(2.0), t12), t11);
        const t16 = f32x4.mul(f32x4.splat(0.7071067811865476), t15);
        const t17 = f32x4.mul(f32x4.splat(0.5), t9);
        const t18 = f32x4.add(f32x4.mul(f32x4.splat(2.0), t10), t17);
        const t19 = f32x4.add(f32x4.mul(f32x4.splat(8.0), t12), t11);
        const t20 = f32x4.add(f32x4.mul(f32x4.splat(0.35355339059327384), t19), d8);
        v128.store(column, t14);
        v128.store(column, t16, 96);
        v128.store(column, t18, 192);
        v128.store(column, t20, 288);
        from += next;
      }
      for (let line = scratch, end = scratch + <usize>rows * 96; line < end; line += 96) {
        const d21 = v128.load(line);
        const d22 = v128.load(line, 16);
        const d23 = v128.load(line, 32);
        const d24 = v128.load(line, 48);
        const d25 = v128.load(line, 64);
        const d26 = v128.load(line, 80);
        const t27 = f32x4.add(d22, d23);
        const t28 = f32x4.add(d24, d25);
        const t29 = f32x4.sub(d22, d23);
        const t30 = f32x4.sub(d24, d25);
        const t31 = f32x4.add(t27, t28);
        const t32 = f32x4.add(d21, t31);
        const t33 = f32x4.add(f32x4.mul(f32x4.splat(2.0), t30), t29);
        const t34 = f32x4.mul(f32x4.splat(0.7071067811865476), t33);
        const t35 = f32x4.mul(f32x4.splat(0.5), t27);
        const t36 = f32x4.add(f32x4.mul(f32x4.splat(2.0), t28), t35);
        const t37 = f32x4.add(f32x4.mul(f32x4.splat(8.0), t30), t29);
        const t38 = f32x4.add(f32x4.mul(f32x4.splat(0.35355339059327384), t37), d26);
        let p0_0 = t32;
        let p1_0 = t34;
        let p2_0 = t36;
        let p3_0 = t38;
        for (let at = start, stop = start + <usize>columns * 64; at < stop; at += 64) {
          const x0 = v128.load(a0 + at);
          const t1 = f32x4.lt(f32x4.splat(0.0), x0);
          const t2 = v128.bitselect(p0_0, f32x4.splat(0.0), t1);
          v128.store(y0 + at, t2);
          p0_0 = p1_0;
          p1_0 = p2_0;
          p2_0 = p3_0;
        }
        start += <usize>width << 6;
      }
    }
    m += 64;
    if (++tx == across) {
      tx = 0;
      if (++ty == down) {
        ty = 0;
        ++n;
      }
    }
  }
}

function winograd_mask_positive(begin: i32, end: i32, block: i32, across: i32, down: i32, x: usize, row: usize, image: usize, next: usize, channels: i32, u: usize, panels: i32, width: i32, height: i32, scratch: usize, yNext: usize, a0: usize, y0: usize): void {
  const wide = (channels + 3) & ~3;
  const v = scratch + 1152;
  const first_a0 = a0;
  const first_y0 = y0;
  const vNext = <usize>(wide + (wide >> 6 << 2)) << 2;
  const vTile = vNext * 36;
  const m = v + <usize>block * vTile;
  for (let first = begin; first < end; first += block) {
    const count = min(block, end - first);
    winograd_image(first, count, across, down, x, row, image, next, wide, v, vTile, vNext, scratch);
    a0 = first_a0;
    y0 = first_y0;
    let up = u;
    for (let p: i32 = 0; p < panels; ++p) {
      winograd_products(count, channels, v, vTile, vNext, up, m);
      winograd_result(first, count, across, down, width, height, m, scratch, a0, y0);
      up += <usize>channels * 2304;
      a0 += yNext;
      y0 += yNext;
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

function div_mul_add_add_sub_mul_sub(rows: i32, a0: usize, a1: usize, a2: usize, a3: usize, a4: usize, y0: usize, y1: usize, y2: usize): void {
  const x0 = v128.load32_splat(a1);
  const x1 = v128.load32_splat(a4);
  let at: usize = 0;
  for (let r: i32 = 0; r < rows; ++r) {
    const x2 = v128.load(a0 + at);
    const x12 = v128.load(a0 + at + 16);
    const x3 = v128.load(a2 + at);
    const x13 = v128.load(a2 + at + 16);
    const x4 = v128.load(a3 + at);
    const x14 = v128.load(a3 + at + 16);
    const t5 = f32x4.div(x2, x0);
    const t15 = f32x4.div(x12, x0);
    const t6 = f32x4.mul(x3, f32x4.splat(0.9));
    const t16 = f32x4.mul(x13, f32x4.splat(0.9));
    const t7 = f32x4.add(t6, x2);
    const t17 = f32x4.add(t16, x12);
    const t8 = f32x4.add(t7, f32x4.splat(1e-30));
    const t18 = f32x4.add(t17, f32x4.splat(1e-30));
    const t9 = f32x4.sub(t8, f32x4.splat(1e-30));
    const t19 = f32x4.sub(t18, f32x4.splat(1e-30));
    const t10 = f32x4.mul(t7, x1);
    const t20 = f32x4.mul(t17, x1);
    const t11 = f32x4.sub(x4, t10);
    const t21 = f32x4.sub(x14, t20);
    v128.store(y0 + at, t5);
    v128.store(y0 + at + 16, t15);
    v128.store(y1 + at, t9);
    v128.store(y1 + at + 16, t19);
    v128.store(y2 + at, t11);
    v128.store(y2 + at + 16, t21);
    const x22 = v128.load(a0 + at + 32);
    const x32 = v128.load(a0 + at + 48);
    const x23 = v128.load(a2 + at + 32);
    const x33 = v128.load(a2 + at + 48);
    const x24 = v128.load(a3 + at + 32);
    const x34 = v128.load(a3 + at + 48);
    const t25 = f32x4.div(x22, x0);
    const t35 = f32x4.div(x32, x0);
    const t26 = f32x4.mul(x23, f32x4.splat(0.9));
    const t36 = f32x4.mul(x33, f32x4.splat(0.9));
    const t27 = f32x4.add(t26, x22);
    const t37 = f32x4.add(t36, x32);
    const t28 = f32x4.add(t27, f32x4.splat(1e-30));
    const t38 = f32x4.add(t37, f32x4.splat(1e-30));
    const t29 = f32x4.sub(t28, f32x4.splat(1e-30));
    const t39 = f32x4.sub(t38, f32x4.splat(1e-30));
    const t30 = f32x4.mul(t27, x1);
    const t40 = f32x4.mul(t37, x1);
    const t31 = f32x4.sub(x24, t30);
    const t41 = f32x4.sub(x34, t40);
    v128.store(y0 + at + 32, t25);
    v128.store(y0 + at + 48, t35);
    v128.store(y1 + at + 32, t29);
    v128.store(y1 + at + 48, t39);
    v128.store(y2 + at + 32, t31);
    v128.store(y2 + at + 48, t41);
    at += 64;
  }
}

function sub_mul_sub_mul(rows: i32, a0: usize, a1: usize, a2: usize, a3: usize, a4: usize, a5: usize, a6: usize, y0: usize): void {
  for (let c: usize = 0; c < 64; c += 32) {
    const x0 = v128.load(a1 + c);
    const x13 = v128.load(a1 + c + 16);
    const x1 = v128.load(a3 + c);
    const x14 = v128.load(a3 + c + 16);
    const x2 = v128.load(a4 + c);
    const x15 = v128.load(a4 + c + 16);
    const x3 = v128.load(a5 + c);
    const x16 = v128.load(a5 + c + 16);
    const x4 = v128.load(a6 + c);
    const x17 = v128.load(a6 + c + 16);
    let at: usize = c;
    for (let r: i32 = 0; r < rows; ++r) {
      const x5 = v128.load(a0 + at);
      const x18 = v128.load(a0 + at + 16);
      const x6 = v128.load(a2 + at);
      const x19 = v128.load(a2 + at + 16);
      const t7 = f32x4.sub(x5, x0);
      const t20 = f32x4.sub(x18, x13);
      const t8 = f32x4.sub(x6, x1);
      const t21 = f32x4.sub(x19, x14);
      const t9 = f32x4.mul(t8, x2);
      const t22 = f32x4.mul(t21, x15);
      const t10 = f32x4.mul(t9, x3);
      const t23 = f32x4.mul(t22, x16);
      const t11 = f32x4.sub(t7, t10);
      const t24 = f32x4.sub(t20, t23);
      const t12 = f32x4.mul(t11, x4);
      const t25 = f32x4.mul(t24, x17);
      v128.store(y0 + at, t12);
      v128.store(y0 + at + 16, t25);
      at += 64;
    }
  }
}

function infer_mul(batch: i32): void {
  // mul(rsqrt, batch_norm.weight) : f32[16]
  add_rsqrt_mul(1, at_batch_norm_running_var, at_batch_norm_weight, at_infer_mul);
  // window_product(pad_image, conv2d.weight) : f32[batch, 8, 8, 16]
  // sub(window_product, batch_norm.running_mean) : f32[batch, 8, 8, 16]
  // mul(sub, mul) : f32[batch, 8, 8, 16]
  // add(mul, batch_norm.bias) : f32[batch, 8, 8, 16]
  // first = relu(add) : f32[batch, 8, 8, 16]
  window_product_sub_mul_add_relu(batch * 64, 0, 8, 8, at_infer_pad_image, 12, 120, 1200, 3, 120, 1, 0, 9, 9, 0, 0, 8, 8, 0, 64, 576, at_conv2d_weight, at_batch_norm_running_mean, at_infer_mul, at_batch_norm_bias, at_infer_pad_image_1);
}

function infer_second(batch: i32): void {
  for (let p: usize = 0; p < 2; ++p) {
    // window_product(pad_image, second.weight, second.bias) : f32[batch, 4, 4, 32]
    // second = relu(window_product) : f32[batch, 4, 4, 32]
    window_product_relu(batch * 16, 0, 4, 4, at_infer_pad_image_1, 128, 1152, 5184, 3, 576, 1, 0, 48, 48, 0, at_second_weight + p * 9216, at_second_bias + p * 64, at_infer_second);
    // reduce_mean(second) : f32[batch, 32]
    reduce_mean(batch * 16, 16, at_infer_second, at_infer_reduce_mean + p * (<usize>batch * 64));
  }
}

function train_window_product(batch: i32): void {
  // window_product(pad_image, conv2d.weight) : f32[batch, 8, 8, 16]
  window_product(batch * 64, 0, 8, 8, at_train_pad_image, 12, 120, 1200, 3, 120, 1, 0, 9, 9, 0, at_conv2d_weight, at_train_window_product);
  // batch_mean(window_product) : f32[16]
  batch_mean(batch * 64, at_train_window_product, at_train_batch_mean);
  // batch_variance(window_product, batch_mean) : f32[16]
  batch_variance(batch * 64, at_train_window_product, at_train_batch_mean, at_train_batch_variance);
  // rsqrt(add) : f32[16]
  // mul(rsqrt, batch_norm.weight) : f32[16]
  // batch_norm.running_var' = add(mul, mul) : f32[16]
  add_rsqrt_mul_mul_mul_add(1, at_train_batch_variance, at_batch_norm_weight, at_batch_norm_running_var, at_train_rsqrt, at_train_mul, at_batch_norm_running_var);
  // first = relu(add) : f32[batch, 8, 8, 16]
  sub_mul_add_relu(batch * 64, 0, 8, 8, 0, 64, 576, at_train_window_product, at_train_batch_mean, at_train_mul, at_batch_norm_bias, at_train_first, at_train_pad_image_1);
  // batch_norm.running_mean' = add(mul, mul) : f32[16]
  mul_mul_add(1, at_batch_norm_running_mean, at_train_batch_mean, at_batch_norm_running_mean);
}

function train_second(batch: i32): void {
  for (let p: usize = 0; p < 2; ++p) {
    // window_product(pad_image, second.weight, second.bias) : f32[batch, 4, 4, 32]
    // second = relu(window_product) : f32[batch, 4, 4, 32]
    window_product_relu(batch * 16, 0, 4, 4, at_train_pad_image_1, 128, 1152, 5184, 3, 576, 1, 0, 48, 48, 0, at_second_weight + p * 9216, at_second_bias + p * 64, at_train_second + p * (<usize>batch * 1024));
    // reduce_mean(second) : f32[batch, 32]
    reduce_mean(batch * 16, 16, at_train_second + p * (<usize>batch * 1024), at_train_reduce_mean + p * (<usize>batch * 64));
  }
}

function train_logits_bias(batch: i32): void {
  // mul(softmax_cross_entropy_slope, div) : f32[batch, 10]
  mul_2(batch, at_train_softmax_cross_entropy_slope, at_train_div, at_train_mul_2);
  // reduce_sum(mul) : f32[10]
  reduce_sum(batch, at_train_mul_2, at_train_reduce_sum_3);
  // optimizer.sgd.velocity.logits.bias' = sub(add, 1e-30) : f32[10]
  // logits.bias' = sub(logits.bias, mul) : f32[10]
  mul_add_add_sub_mul_sub(1, at_optimizer_sgd_velocity_logits_bias, at_train_reduce_sum_3, at_logits_bias, at_train_mul_3, at_optimizer_sgd_velocity_logits_bias, at_logits_bias);
  // matmul(reduce_mean, mul) : f32[32, 10]
  // add(mul, matmul) : f32[32, 10]
  // add(add, 1e-30) : f32[32, 10]
  // optimizer.sgd.velocity.logits.weight' = sub(add, 1e-30) : f32[32, 10]
  // mul(add, mul) : f32[32, 10]
  // logits.weight' = sub(logits.weight, mul) : f32[32, 10]
  product_of_columns_mul_add_add_sub_mul_etc(32, batch, at_train_reduce_mean, 64, 16, <usize>batch * 64, at_train_mul_2, at_optimizer_sgd_velocity_logits_weight, at_train_mul_3, at_logits_weight, at_optimizer_sgd_velocity_logits_weight, at_logits_weight);
}

function train_second_bias(batch: i32): void {
  for (let p: usize = 0; p < 2; ++p) {
    // matmul(mul, logits.weight) : f32[batch, 32]
    // div(matmul, 16) : f32[batch, 32]
    product_div(batch, 10, at_train_mul_2, 64, 16, <usize>batch * 64, at_train_logits_weight_transposed + p * 640, at_train_div_1);
    // mask_positive(second, reshape) : f32[batch, 4, 4, 32]
    mask_positive(batch * 16, 16, at_train_second + p * (<usize>batch * 1024), at_train_div_1, at_train_mask_positive + p * (<usize>batch * 1024));
    // reduce_sum(mask_positive) : f32[32]
    reduce_sum(batch * 16, at_train_mask_positive + p * (<usize>batch * 1024), at_train_reduce_sum_2);
    // optimizer.sgd.velocity.second.bias' = sub(add, 1e-30) : f32[32]
    // second.bias' = sub(second.bias, mul) : f32[32]
    mul_add_add_sub_mul_sub(1, at_optimizer_sgd_velocity_second_bias + p * 64, at_train_reduce_sum_2, at_second_bias + p * 64, at_train_mul_3, at_optimizer_sgd_velocity_second_bias + p * 64, at_second_bias + p * 64);
    // window_gradient(pad_image, mask_positive) : f32[3, 3, 16, 32]
    // add(mul, window_gradient) : f32[3, 3, 16, 32]
    // add(add, 1e-30) : f32[3, 3, 16, 32]
    // optimizer.sgd.velocity.second.weight' = sub(add, 1e-30) : f32[3, 3, 16, 32]
    // mul(add, mul) : f32[3, 3, 16, 32]
    // second.weight' = sub(second.weight, mul) : f32[3, 3, 16, 32]
    window_gradient_mul_add_add_sub_mul_sub(batch, 42, 4, 4, at_train_pad_image_1, 128, 1152, 5184, 3, 576, 1, 0, 48, 48, 0, at_train_mask_positive + p * (<usize>batch * 1024), at_train_window_gradient_partial_1, at_optimizer_sgd_velocity_second_weight + p * 9216, at_train_mul_3, at_second_weight + p * 9216, at_optimizer_sgd_velocity_second_weight + p * 9216, at_second_weight + p * 9216);
  }
}

function train_batch_norm_bias(batch: i32): void {
  // reduce_sum(mask_positive) : f32[16]
  // reduce_sum(mul) : f32[16]
  reduce_sum_mul_sub(batch * 64, at_train_mask_positive_1, at_train_window_product, at_train_batch_mean, at_train_rsqrt, at_train_reduce_sum, at_train_reduce_sum_1);
  // div(reduce_sum, mul) : f32[16]
  // optimizer.sgd.velocity.batch_norm.bias' = sub(add, 1e-30) : f32[16]
  // batch_norm.bias' = sub(batch_norm.bias, mul) : f32[16]
  div_mul_add_add_sub_mul_sub(1, at_train_reduce_sum, at_train_mul_1, at_optimizer_sgd_velocity_batch_norm_bias, at_batch_norm_bias, at_train_mul_3, at_train_div_2, at_optimizer_sgd_velocity_batch_norm_bias, at_batch_norm_bias);
  // div(reduce_sum, mul) : f32[16]
  // optimizer.sgd.velocity.batch_norm.weight' = sub(add, 1e-30) : f32[16]
  // batch_norm.weight' = sub(batch_norm.weight, mul) : f32[16]
  div_mul_add_add_sub_mul_sub(1, at_train_reduce_sum_1, at_train_mul_1, at_optimizer_sgd_velocity_batch_norm_weight, at_batch_norm_weight, at_train_mul_3, at_train_div_3, at_optimizer_sgd_velocity_batch_norm_weight, at_batch_norm_weight);
  // mul(sub, mul) : f32[batch, 8, 8, 16]
  sub_mul_sub_mul(batch * 64, at_train_mask_positive_1, at_train_div_2, at_train_window_product, at_train_batch_mean, at_train_rsqrt, at_train_div_3, at_train_mul, at_train_mul_4);
  // window_gradient(pad_image, mul) : f32[3, 3, 3, 16]
  // add(mul, window_gradient) : f32[3, 3, 3, 16]
  // add(add, 1e-30) : f32[3, 3, 3, 16]
  // optimizer.sgd.velocity.conv2d.weight' = sub(add, 1e-30) : f32[3, 3, 3, 16]
  // mul(add, mul) : f32[3, 3, 3, 16]
  // conv2d.weight' = sub(conv2d.weight, mul) : f32[3, 3, 3, 16]
  window_gradient_mul_add_add_sub_mul_sub(batch, 49, 8, 8, at_train_pad_image, 12, 120, 1200, 3, 120, 1, 0, 9, 9, 0, at_train_mul_4, at_train_window_gradient_partial, at_optimizer_sgd_velocity_conv2d_weight, at_train_mul_3, at_conv2d_weight, at_optimizer_sgd_velocity_conv2d_weight, at_conv2d_weight);
}

export function init(seed: i32): void {
  store<i32>(at_argument_seed, seed);
  // conv2d.weight' = glorot_uniform(seed) : f32[3, 3, 3, 16]
  fill_uniform(at_argument_seed, at_conv2d_weight, 27, 16, 0, 0.1873171623163388);
  // batch_norm.weight' = ones(seed) : f32[16]
  fill(at_argument_seed, at_batch_norm_weight, 1, 16, 1.0);
  // batch_norm.bias' = zeros(seed) : f32[16]
  fill(at_argument_seed, at_batch_norm_bias, 1, 16, 0.0);
  // second.weight' = glorot_uniform(seed) : f32[3, 3, 16, 32]
  fill_uniform(at_argument_seed, at_second_weight, 144, 32, 3, 0.11785113019775792);
  // second.bias' = zeros(seed) : f32[32]
  fill(at_argument_seed, at_second_bias, 1, 32, 0.0);
  // logits.weight' = glorot_uniform(seed) : f32[32, 10]
  fill_uniform(at_argument_seed, at_logits_weight, 32, 10, 5, 0.3779644730092272);
  // logits.bias' = zeros(seed) : f32[10]
  fill(at_argument_seed, at_logits_bias, 1, 10, 0.0);
  // batch_norm.running_mean' = fill(seed) : f32[16]
  fill(at_argument_seed, at_batch_norm_running_mean, 1, 16, 0.0);
  // batch_norm.running_var' = fill(seed) : f32[16]
  fill(at_argument_seed, at_batch_norm_running_var, 1, 16, 1.0);
  // optimizer.sgd.velocity.conv2d.weight' = fill(seed) : f32[3, 3, 3, 16]
  fill(at_argument_seed, at_optimizer_sgd_velocity_conv2d_weight, 27, 16, 0.0);
  // optimizer.sgd.velocity.second.weight' = fill(seed) : f32[3, 3, 16, 32]
  fill(at_argument_seed, at_optimizer_sgd_velocity_second_weight, 144, 32, 0.0);
  // optimizer.sgd.velocity.second.bias' = fill(seed) : f32[32]
  fill(at_argument_seed, at_optimizer_sgd_velocity_second_bias, 1, 32, 0.0);
  // optimizer.sgd.velocity.logits.weight' = fill(seed) : f32[32, 10]
  fill(at_argument_seed, at_optimizer_sgd_velocity_logits_weight, 32, 10, 0.0);
  // optimizer.sgd.velocity.logits.bias' = fill(seed) : f32[10]
  fill(at_argument_seed, at_optimizer_sgd_velocity_logits_bias, 1, 10, 0.0);
  // init/optimizer.sgd.velocity.batch_norm.weight' ← fill
  copy(at_batch_norm_running_mean, at_optimizer_sgd_velocity_batch_norm_weight, 64);
  // init/optimizer.sgd.velocity.batch_norm.bias' ← fill
  copy(at_batch_norm_running_mean, at_optimizer_sgd_velocity_batch_norm_bias, 64);
  // init/step' ← constant
  copy(at_init_constant_0, at_step, 4);
}

export function infer(batch: i32): void {
  if (batch < 1 || batch > 128) unreachable();
  store<f32>(at_argument_batch_size, <f32>batch);
  // pad_image(image) : f32[batch, 10, 10, 3]
  pad_image(at_input_image, at_infer_pad_image, batch, 3, 8, 8, 10, 10, 1, 1, 1, 1);
  infer_mul(batch);
  // pad_image(first) : f32[batch, 9, 9, 16]
  zero_border(at_infer_pad_image_1, batch, 16, 8, 8, 9, 9, 0, 0);
  infer_second(batch);
  // logits = matmul(reduce_mean, logits.weight, logits.bias) : f32[batch, 10]
  product(batch, 32, at_infer_reduce_mean, 64, 16, <usize>batch * 64, at_logits_weight, at_logits_bias, at_infer_logits);
  // probabilities = softmax(logits) : f32[batch, 10]
  softmax(at_infer_logits, at_infer_probabilities, batch, 10);
  // output/probabilities ← probabilities
  panels_to_rows(at_infer_probabilities, at_output_probabilities, batch, 10);
}

export function evaluate(batch: i32): void {
  if (batch < 1 || batch > 128) unreachable();
  store<f32>(at_argument_batch_size, <f32>batch);
  // pad_image(image) : f32[batch, 10, 10, 3]
  pad_image(at_input_image, at_evaluate_pad_image, batch, 3, 8, 8, 10, 10, 1, 1, 1, 1);
  infer_mul(batch);
  // pad_image(first) : f32[batch, 9, 9, 16]
  zero_border(at_evaluate_pad_image_1, batch, 16, 8, 8, 9, 9, 0, 0);
  infer_second(batch);
  // logits = matmul(reduce_mean, logits.weight, logits.bias) : f32[batch, 10]
  product(batch, 32, at_evaluate_reduce_mean, 64, 16, <usize>batch * 64, at_logits_weight, at_logits_bias, at_evaluate_logits);
  // softmax_cross_entropy(logits, label) : f32[batch]
  softmax_cross_entropy_index(at_evaluate_logits, at_input_label, at_evaluate_softmax_cross_entropy, batch, 10);
  // loss = reduce_mean(softmax_cross_entropy) : f32[]
  reduce_mean_2(1, batch, at_evaluate_softmax_cross_entropy, at_loss_loss);
  // correct_predictions(logits, label) : f32[]
  accuracy_index(at_evaluate_logits, at_input_label, at_metric_sum_accuracy, batch, 10);
  // metric_count/accuracy ← batch_size
  copy(at_argument_batch_size, at_metric_count_accuracy, 4);
}

export function train_step(batch: i32, rate_scale: f32): void {
  if (batch < 1 || batch > 128) unreachable();
  store<f32>(at_argument_batch_size, <f32>batch);
  store<f32>(at_argument_rate_scale, rate_scale);
  // div(1, batch_size) : f32[]
  // mul(batch_size, 64) : f32[]
  div_mul(1, at_argument_batch_size, at_train_div, at_train_mul_1);
  // mul(rate_scale, 0.05) : f32[]
  mul(1, at_argument_rate_scale, at_train_mul_3);
  // pad_image(image) : f32[batch, 10, 10, 3]
  pad_image(at_input_image, at_train_pad_image, batch, 3, 8, 8, 10, 10, 1, 1, 1, 1);
  train_window_product(batch);
  // pad_image(first) : f32[batch, 9, 9, 16]
  zero_border(at_train_pad_image_1, batch, 16, 8, 8, 9, 9, 0, 0);
  train_second(batch);
  // logits = matmul(reduce_mean, logits.weight, logits.bias) : f32[batch, 10]
  product(batch, 32, at_train_reduce_mean, 64, 16, <usize>batch * 64, at_logits_weight, at_logits_bias, at_train_logits);
  // softmax_cross_entropy(logits, label) : f32[batch]
  // softmax_cross_entropy_slope(logits, label) : f32[batch, 10]
  softmax_cross_entropy_and_slope_index(at_train_logits, at_input_label, at_train_softmax_cross_entropy, at_train_softmax_cross_entropy_slope, batch, 10);
  // logits.weight transposed
  transpose_panels(at_logits_weight, at_train_logits_weight_transposed, 32, 10);
  train_logits_bias(batch);
  // flip_kernel(second.weight) : f32[3, 3, 32, 16]
  flip_kernel(at_second_weight, at_train_flip_kernel, 9, 16, 32);
  train_second_bias(batch);
  // pad_image(mask_positive) : f32[batch, 10, 10, 32]
  pad_image(at_train_mask_positive, at_train_pad_image_2, batch * 2, 16, 4, 4, 10, 10, 2, 2, 2, 2);
  // winograd_weights(flip_kernel) : f32[36, 32, 16]
  winograd_weights(at_train_flip_kernel, at_train_winograd_weights, 32, 16);
  // winograd_conv2d(pad_image, winograd_weights) : f32[batch, 8, 8, 16]
  // mask_positive(first, winograd_conv2d) : f32[batch, 8, 8, 16]
  winograd_mask_positive(0, batch * 4, 12, 2, 2, at_train_pad_image_2, 640, 6400, <usize>batch * 6400, 32, at_train_winograd_weights, 1, 8, 8, at_train_winograd_conv2d_scratch, <usize>batch * 4096, at_train_first, at_train_mask_positive_1);
  train_batch_norm_bias(batch);
  // loss = reduce_mean(softmax_cross_entropy) : f32[]
  reduce_mean_2(1, batch, at_train_softmax_cross_entropy, at_loss_loss);
  // correct_predictions(logits, label) : f32[]
  accuracy_index(at_train_logits, at_input_label, at_metric_sum_accuracy, batch, 10);
  // step' = next_step(step) : i32[]
  next_step(at_step, at_train_step_);
  // metric_count/accuracy ← batch_size
  copy(at_argument_batch_size, at_metric_count_accuracy, 4);
  // step ← its next value
  copy(at_train_step_, at_step, 4);
}
