/** The table of operators: what graphs are made of (`OPS`) and what the language can call (`ENTRIES`). */
import { accuracy, correctPredictions } from "./accuracy.ts";
import { adam } from "./adam.ts";
import { add } from "./add.ts";
import { argument } from "./argument.ts";
import { batchMean } from "./batch-mean.ts";
import { batchNorm, batchNormOp } from "./batch-norm.ts";
import { batchNormalize } from "./batch-normalize.ts";
import { batchVariance } from "./batch-variance.ts";
import { broadcast } from "./broadcast.ts";
import { cast } from "./cast.ts";
import { constant } from "./constant.ts";
import type { OpDef, TableEntry } from "./define.ts";
import { dense } from "./dense.ts";
import { div } from "./div.ts";
import { ema } from "./ema.ts";
import { exp } from "./exp.ts";
import { fill } from "./fill.ts";
import { glorotUniform } from "./glorot-uniform.ts";
import { heNormal } from "./he-normal.ts";
import { input } from "./input.ts";
import { log } from "./log.ts";
import { maskPositive } from "./mask-positive.ts";
import { matmul } from "./matmul.ts";
import { meanSquaredError } from "./mean-squared-error.ts";
import { minimum } from "./minimum.ts";
import { mul } from "./mul.ts";
import { nextStep } from "./next-step.ts";
import { oneHot } from "./one-hot.ts";
import { ones } from "./ones.ts";
import { parameter } from "./parameter.ts";
import { reduceMean } from "./reduce-mean.ts";
import { reduceSum } from "./reduce-sum.ts";
import { relu } from "./relu.ts";
import { reshape } from "./reshape.ts";
import { rsqrt } from "./rsqrt.ts";
import { sgd } from "./sgd.ts";
import { sigmoid } from "./sigmoid.ts";
import { softmax } from "./softmax.ts";
import { softmaxCrossEntropy, softmaxCrossEntropyOp } from "./softmax-cross-entropy.ts";
import { sqrt } from "./sqrt.ts";
import { state } from "./state.ts";
import { sub } from "./sub.ts";
import { tanh } from "./tanh.ts";
import { transpose } from "./transpose.ts";
import { zeros } from "./zeros.ts";

/** The ops that nodes of a graph use. */
export const OPS: readonly OpDef[] = [
  add,
  argument,
  batchMean,
  batchNormOp,
  batchNormalize,
  batchVariance,
  broadcast,
  cast,
  constant,
  correctPredictions,
  div,
  exp,
  fill,
  glorotUniform,
  heNormal,
  input,
  log,
  maskPositive,
  matmul,
  minimum,
  mul,
  nextStep,
  oneHot,
  ones,
  parameter,
  reduceMean,
  reduceSum,
  relu,
  reshape,
  rsqrt,
  sigmoid,
  softmax,
  softmaxCrossEntropyOp,
  sqrt,
  state,
  sub,
  tanh,
  transpose,
  zeros,
];

/** What the language can call. A layer hides the internal op of its name. */
export const ENTRIES: readonly TableEntry[] = [
  ...OPS.filter((op) => op.internal !== true),
  accuracy,
  adam,
  batchNorm,
  dense,
  ema,
  meanSquaredError,
  sgd,
  softmaxCrossEntropy,
];

const opsByName = new Map(OPS.map((op) => [op.name, op]));
const entriesByName = new Map(ENTRIES.map((entry) => [entry.name, entry]));

/** The graph op of that name, internal ones too. */
export function findOp(name: string): OpDef | undefined {
  return opsByName.get(name);
}

/** What a call of that name means in a model's text. */
export function findEntry(name: string): TableEntry | undefined {
  return entriesByName.get(name);
}
