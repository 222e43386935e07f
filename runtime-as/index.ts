/** All that emitted code may import; asc compiles only what it uses. */
export { accuracy_dense, accuracy_index, argmax, one_hot } from "./classes";
export { block_mean } from "./blocks";
export { copy_columns, pad_columns } from "./columns";
export {
  cast_f32_i32,
  cast_i32_f32,
  cast_i8_f32,
  cast_i8_i32,
  cast_u8_f32,
  cast_u8_i32,
} from "./convert";
export {
  softmax_cross_entropy_and_slope_dense,
  softmax_cross_entropy_and_slope_dense_part,
  softmax_cross_entropy_and_slope_index,
  softmax_cross_entropy_and_slope_index_part,
  softmax_cross_entropy_dense,
  softmax_cross_entropy_index,
  softmax_cross_entropy_slope_dense,
  softmax_cross_entropy_slope_index,
} from "./cross-entropy";
export { convolve, convolve_from } from "./convolution";
export { convolve_input_gradient, convolve_weight_gradient } from "./convolution-gradients";
export { depthwise_convolve, depthwise_convolve_from, depthwise_convolve_input_gradient } from "./depthwise";
export { depthwise_convolve_weight_gradient } from "./depthwise-weights";
export { next_step, quotient, remainder } from "./counter";
export { dropout_mask, dropout_mask_part } from "./dropout";
export { gelu, gelu_slope, near_normal_cdf } from "./gelu";
export { flip_kernel, pad_image, zero_border } from "./image";
export {
  add_columns,
  gather,
  gather_elements,
  scatter_add,
  scatter_add_elements,
  take_columns,
  top_columns,
} from "./indexing";
export {
  copy,
  panels_to_rows,
  panels_to_rows_part,
  rows_to_panels,
  rows_to_panels_part,
  strided_copy,
  swap,
  transpose_panels,
  transpose_panels_part,
} from "./layout";
export { madd } from "./madd";
export { cos, erf, exp, expm1, log, log1p, sigmoid, sin, sin_turns, tanh } from "./math";
export {
  confusion_dense,
  confusion_index,
  regression_sums,
  score_histogram,
  top_k_dense,
  top_k_index,
} from "./metrics";
export { paste_box, reverse_batch } from "./mixing";
export { fill_orthogonal } from "./orthogonal";
export { concat_1, concat_2, concat_3, concat_4, pad, slice } from "./pieces";
export { average_pool, average_pool_gradient, max_pool, max_pool_gradient } from "./pools";
export { barrier, dismiss, end_of, enlist, first_of, fork, job_batch, next_job, thread } from "./fork-join";
export { resample, resample_gradient } from "./resample";
export { fill, fill_normal, fill_truncated_normal, fill_uniform, random_uniform } from "./random";
export { log_softmax, log_softmax_part, softmax, softmax_part } from "./softmax";
export { winograd_weights } from "./winograd";
