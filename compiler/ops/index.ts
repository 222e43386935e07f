/** The table of operators: what graphs are made of (`OPS`) and what the language can call (`ENTRIES`). */

import { abs } from "./abs.ts";
import { accuracy, correctPredictions } from "./accuracy.ts";
import { adagrad } from "./adagrad.ts";
import { adam } from "./adam.ts";
import { adamw } from "./adamw.ts";
import { add } from "./add.ts";
import { addColumns } from "./add-columns.ts";
import { argmax, argmaxOp } from "./argmax.ts";
import { argument } from "./argument.ts";
import { auc, scoreHistogram } from "./auc.ts";
import { averagePool, averagePoolOp } from "./average-pool.ts";
import { averagePoolGradient } from "./average-pool-gradient.ts";
import { batchMean } from "./batch-mean.ts";
import { batchNorm } from "./batch-norm.ts";
import { batchNormOp } from "./batch-norm-op.ts";
import { batchNormalize } from "./batch-normalize.ts";
import { batchVariance } from "./batch-variance.ts";
import { binaryCrossEntropy } from "./binary-cross-entropy.ts";
import { blend } from "./blend.ts";
import { blockMean } from "./block-mean.ts";
import { broadcast } from "./broadcast.ts";
import { cast } from "./cast.ts";
import { clip } from "./clip.ts";
import { concat } from "./concat.ts";
import { confusionMatrix, confusionMatrixOp } from "./confusion-matrix.ts";
import { constant } from "./constant.ts";
import { conv1d } from "./conv1d.ts";
import { conv2d, conv2dOp } from "./conv2d.ts";
import { conv2dInputGradient } from "./conv2d-input-gradient.ts";
import { conv2dTranspose } from "./conv2d-transpose.ts";
import { conv2dWeightGradient } from "./conv2d-weight-gradient.ts";
import { cos } from "./cos.ts";
import { cosine } from "./cosine.ts";
import { cosineDistance } from "./cosine-distance.ts";
import { cutmix, cutmixOp, cutmixWeight } from "./cutmix.ts";
import type { TableEntry } from "./define.ts";
import type { OpDef } from "./definition/op.ts";
import { dense } from "./dense.ts";
import { depthToSpace } from "./depth-to-space.ts";
import { depthwiseConv2d } from "./depthwise-conv2d.ts";
import { depthwiseConvolution } from "./depthwise-convolution.ts";
import { div } from "./div.ts";
import { dropout, dropoutMask, dropoutOp } from "./dropout.ts";
import { elu } from "./elu.ts";
import { ema } from "./ema.ts";
import { embedding } from "./embedding.ts";
import { equal } from "./equal.ts";
import { erf } from "./erf.ts";
import { exp } from "./exp.ts";
import { expand } from "./expand.ts";
import { exponentialDecay } from "./exponential-decay.ts";
import { f1 } from "./f1.ts";
import { fill } from "./fill.ts";
import { filled } from "./filled.ts";
import { flatten } from "./flatten.ts";
import { flipKernel } from "./flip-kernel.ts";
import { floor } from "./floor.ts";
import { fromFile } from "./from-file.ts";
import { gather } from "./gather.ts";
import { gelu } from "./gelu.ts";
import { geluSlope } from "./gelu-slope.ts";
import { globalAveragePool } from "./global-average-pool.ts";
import { globalMaxPool } from "./global-max-pool.ts";
import { glorotNormal } from "./glorot-normal.ts";
import { glorotUniform } from "./glorot-uniform.ts";
import { greater } from "./greater.ts";
import { greaterEqual } from "./greater-equal.ts";
import { groupNorm } from "./group-norm.ts";
import { hardSigmoid } from "./hard-sigmoid.ts";
import { hardSwish } from "./hard-swish.ts";
import { heNormal } from "./he-normal.ts";
import { heUniform } from "./he-uniform.ts";
import { hinge } from "./hinge.ts";
import { huber } from "./huber.ts";
import { input } from "./input.ts";
import { instanceNorm } from "./instance-norm.ts";
import { klDivergence } from "./kl-divergence.ts";
import { l1Penalty } from "./l1-penalty.ts";
import { l2Penalty } from "./l2-penalty.ts";
import { layerNorm } from "./layer-norm.ts";
import { leakyRelu } from "./leaky-relu.ts";
import { lecunNormal } from "./lecun-normal.ts";
import { lecunUniform } from "./lecun-uniform.ts";
import { less } from "./less.ts";
import { lessEqual } from "./less-equal.ts";
import { lion } from "./lion.ts";
import { log } from "./log.ts";
import { logSoftmax } from "./log-softmax.ts";
import { maskPositive } from "./mask-positive.ts";
import { matmul } from "./matmul.ts";
import { maxPool, maxPoolOp } from "./max-pool.ts";
import { maxPoolGradient } from "./max-pool-gradient.ts";
import { maximum } from "./maximum.ts";
import { meanAbsoluteError, meanAbsoluteErrorMetric } from "./mean-absolute-error.ts";
import { meanSquaredError, meanSquaredErrorMetric } from "./mean-squared-error.ts";
import { minimum } from "./minimum.ts";
import { mish } from "./mish.ts";
import { mixup, mixupWeight } from "./mixup.ts";
import { mul } from "./mul.ts";
import { neg } from "./neg.ts";
import { nextStep } from "./next-step.ts";
import { normalInitializer } from "./normal.ts";
import { notEqual } from "./not-equal.ts";
import { oneCycle } from "./one-cycle.ts";
import { oneHot } from "./one-hot.ts";
import { ones } from "./ones.ts";
import { orthogonal } from "./orthogonal.ts";
import { padOp } from "./pad.ts";
import { pad } from "./pad-axes.ts";
import { padImage } from "./pad-image.ts";
import { parameter } from "./parameter.ts";
import { pasteBox } from "./paste-box.ts";
import { piecewise } from "./piecewise.ts";
import { pow } from "./pow.ts";
import { precision } from "./precision.ts";
import { quotient } from "./quotient.ts";
import { r2, regressionSums } from "./r2.ts";
import { randomUniform } from "./random-uniform.ts";
import { recall } from "./recall.ts";
import { reduceMax } from "./reduce-max.ts";
import { reduceMean } from "./reduce-mean.ts";
import { reduceMin } from "./reduce-min.ts";
import { reduceProd } from "./reduce-prod.ts";
import { reduceSum } from "./reduce-sum.ts";
import { reduceVariance } from "./reduce-variance.ts";
import { relu } from "./relu.ts";
import { remainder } from "./remainder.ts";
import { resample } from "./resample.ts";
import { resampleGradient } from "./resample-gradient.ts";
import { reshape } from "./reshape.ts";
import { resize } from "./resize.ts";
import { reverseBatch } from "./reverse-batch.ts";
import { rmsNorm } from "./rms-norm.ts";
import { rmsprop } from "./rmsprop.ts";
import { rsqrt } from "./rsqrt.ts";
import { scatterAdd } from "./scatter-add.ts";
import { selu } from "./selu.ts";
import { sgd } from "./sgd.ts";
import { sigmoid } from "./sigmoid.ts";
import { sign } from "./sign.ts";
import { silu } from "./silu.ts";
import { sin } from "./sin.ts";
import { slice } from "./slice.ts";
import { softmax } from "./softmax.ts";
import { softmaxCrossEntropy, softmaxCrossEntropyOp } from "./softmax-cross-entropy.ts";
import { softmaxCrossEntropySlope } from "./softmax-cross-entropy-slope.ts";
import { softplus } from "./softplus.ts";
import { spaceToDepth } from "./space-to-depth.ts";
import { split } from "./split.ts";
import { sqrt } from "./sqrt.ts";
import { square } from "./square.ts";
import { squeeze } from "./squeeze.ts";
import { standardize } from "./standardize.ts";
import { state } from "./state.ts";
import { stepDecay } from "./step-decay.ts";
import { stochasticDepth, stochasticDepthOp } from "./stochastic-depth.ts";
import { stopGradient } from "./stop-gradient.ts";
import { sub } from "./sub.ts";
import { takeColumns } from "./take-columns.ts";
import { tanh } from "./tanh.ts";
import { tile } from "./tile.ts";
import { topKAccuracy, topKHits } from "./top-k-accuracy.ts";
import { topColumns, topk } from "./topk.ts";
import { transpose } from "./transpose.ts";
import { truncatedNormalInitializer } from "./truncated-normal.ts";
import { uniformInitializer } from "./uniform.ts";
import { unsqueeze } from "./unsqueeze.ts";
import { warmUp } from "./warm-up.ts";
import { weightStandardize } from "./weight-standardize.ts";
import { where } from "./where.ts";
import { windowGradient } from "./window-gradient.ts";
import { windowProduct } from "./window-product.ts";
import { winogradConv2d } from "./winograd-conv2d.ts";
import { winogradWeightGradient } from "./winograd-weight-gradient.ts";
import { winogradWeights } from "./winograd-weights.ts";
import { zeros } from "./zeros.ts";

/** The ops that nodes of a graph use. */
export const OPS: readonly OpDef[] = [
  abs,
  add,
  addColumns,
  argmaxOp,
  argument,
  averagePoolGradient,
  averagePoolOp,
  batchMean,
  batchNormalize,
  batchNormOp,
  batchVariance,
  blend,
  blockMean,
  broadcast,
  cast,
  clip,
  concat,
  confusionMatrixOp,
  constant,
  conv2dInputGradient,
  conv2dOp,
  conv2dWeightGradient,
  correctPredictions,
  cos,
  cutmixOp,
  cutmixWeight,
  depthwiseConvolution,
  div,
  dropoutMask,
  dropoutOp,
  elu,
  equal,
  erf,
  exp,
  fill,
  filled,
  flipKernel,
  floor,
  fromFile,
  gather,
  gelu,
  geluSlope,
  glorotNormal,
  glorotUniform,
  greater,
  greaterEqual,
  hardSigmoid,
  hardSwish,
  heNormal,
  heUniform,
  input,
  leakyRelu,
  lecunNormal,
  lecunUniform,
  less,
  lessEqual,
  log,
  logSoftmax,
  maskPositive,
  matmul,
  maxPoolGradient,
  maxPoolOp,
  maximum,
  minimum,
  mish,
  mixupWeight,
  mul,
  neg,
  nextStep,
  normalInitializer,
  notEqual,
  oneHot,
  ones,
  orthogonal,
  padOp,
  padImage,
  parameter,
  pasteBox,
  pow,
  quotient,
  randomUniform,
  reduceMax,
  reduceMean,
  reduceMin,
  reduceProd,
  reduceSum,
  regressionSums,
  relu,
  remainder,
  resample,
  resampleGradient,
  reshape,
  reverseBatch,
  stopGradient,
  rsqrt,
  scatterAdd,
  scoreHistogram,
  selu,
  sigmoid,
  sign,
  silu,
  sin,
  slice,
  softmax,
  softmaxCrossEntropyOp,
  softmaxCrossEntropySlope,
  softplus,
  sqrt,
  square,
  state,
  stochasticDepthOp,
  sub,
  takeColumns,
  tanh,
  topColumns,
  topKHits,
  transpose,
  truncatedNormalInitializer,
  uniformInitializer,
  where,
  windowGradient,
  windowProduct,
  winogradConv2d,
  winogradWeightGradient,
  winogradWeights,
  zeros,
];

/** What the language can call. A layer hides the internal op of its name. */
export const ENTRIES: readonly TableEntry[] = [
  ...OPS.filter((op) => op.internal !== true),
  accuracy,
  adagrad,
  adam,
  adamw,
  argmax,
  auc,
  averagePool,
  batchNorm,
  binaryCrossEntropy,
  confusionMatrix,
  conv1d,
  conv2d,
  conv2dTranspose,
  cosine,
  cosineDistance,
  cutmix,
  dense,
  depthToSpace,
  depthwiseConv2d,
  dropout,
  ema,
  embedding,
  expand,
  exponentialDecay,
  f1,
  flatten,
  globalAveragePool,
  globalMaxPool,
  groupNorm,
  hinge,
  huber,
  instanceNorm,
  klDivergence,
  l1Penalty,
  l2Penalty,
  layerNorm,
  lion,
  maxPool,
  meanAbsoluteError,
  meanAbsoluteErrorMetric,
  meanSquaredError,
  meanSquaredErrorMetric,
  mixup,
  oneCycle,
  pad,
  piecewise,
  precision,
  r2,
  recall,
  reduceVariance,
  resize,
  rmsNorm,
  rmsprop,
  sgd,
  softmaxCrossEntropy,
  spaceToDepth,
  split,
  squeeze,
  standardize,
  stepDecay,
  stochasticDepth,
  tile,
  topk,
  topKAccuracy,
  unsqueeze,
  warmUp,
  weightStandardize,
];

const opsByName = new Map(OPS.map((op) => [op.name, op]));
const entriesByName = new Map(ENTRIES.map((entry) => [entry.name, entry]));
const entriesByPlace = new Map(ENTRIES.map((entry) => [`${placeOf(entry)} ${entry.name}`, entry]));

/** The graph op of that name, internal ones too. */
export function findOp(name: string): OpDef | undefined {
  return opsByName.get(name);
}

/** Where a name stands in a model's text: most places want a value, some of a train block an entry of their own kind. */
export type Place = "value" | "metric" | "optimizer" | "average";

/**
 * What that name means in that place: `mean_squared_error` is a loss where a value stands, and a metric after `metric x =`.
 * Where nothing of that name belongs there: what else has it.
 */
export function findEntry(name: string, place: Place = "value"): TableEntry | undefined {
  return entriesByPlace.get(`${place} ${name}`) ?? entriesByName.get(name);
}

/** Where an entry belongs. */
export function placeOf({ kind }: TableEntry): Place {
  return kind === "op" || kind === "layer" || kind === "schedule" ? "value" : kind;
}
