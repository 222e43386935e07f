/** The name that a misspelt one, or one that other frameworks use, was probably meant to be. */

/** The candidate nearest to `name` by edit distance, when it is near enough to be a slip. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) >= bestDistance) continue;
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** `{ help: "did you mean …?" }` to spread into a diagnostic, or nothing. */
export function didYouMean(name: string, candidates: Iterable<string>): { readonly help?: string } {
  const found = nearest(name, candidates);
  return found === undefined ? {} : { help: `did you mean ${found}?` };
}

/** What other frameworks call what the table has, in lower case and without `_`. */
const ALIASES: Readonly<Record<string, string>> = {
  mse: "mean_squared_error",
  bce: "binary_cross_entropy",
  bceloss: "binary_cross_entropy",
  bcewithlogits: "binary_cross_entropy",
  bcewithlogitsloss: "binary_cross_entropy",
  logloss: "binary_cross_entropy",
  mae: "mean_absolute_error",
  l1loss: "mean_absolute_error",
  smoothl1loss: "huber",
  huberloss: "huber",
  kldiv: "kl_divergence",
  kldivloss: "kl_divergence",
  multimarginloss: "hinge",
  hingeloss: "hinge",
  cosinesimilarity: "cosine_distance",
  cosineembeddingloss: "cosine_distance",
  rocauc: "auc",
  rocaucscore: "auc",
  f1score: "f1",
  r2score: "r2",
  confusion: "confusion_matrix",
  mseloss: "mean_squared_error",
  crossentropy: "softmax_cross_entropy",
  crossentropyloss: "softmax_cross_entropy",
  categoricalcrossentropy: "softmax_cross_entropy",
  sparsecategoricalcrossentropy: "softmax_cross_entropy",
  nll: "softmax_cross_entropy",
  nllloss: "softmax_cross_entropy",
  linear: "dense",
  fc: "dense",
  fullyconnected: "dense",
  gemm: "matmul",
  mm: "matmul",
  dot: "matmul",
  matrixmultiply: "matmul",
  bn: "batch_norm",
  batchnorm1d: "batch_norm",
  batchnormalization: "batch_norm",
  relu6: "clip",
  clamp: "clip",
  swish: "silu",
  power: "pow",
  negative: "neg",
  mean: "reduce_mean",
  avg: "reduce_mean",
  average: "reduce_mean",
  sum: "reduce_sum",
  multiply: "mul",
  divide: "div",
  subtract: "sub",
  flatten: "reshape",
  view: "reshape",
  permute: "transpose",
  onehot: "one_hot",
  momentum: "sgd",
  movingaverage: "ema",
  glorot: "glorot_uniform",
  xavier: "glorot_uniform",
  xavieruniform: "glorot_uniform",
  xaviernormal: "glorot_normal",
  he: "he_normal",
  kaimingnormal: "he_normal",
  kaiminguniform: "he_uniform",
  lecun: "lecun_normal",
  gaussian: "normal",
  randomnormal: "normal",
  randomuniform: "uniform",
  truncnormal: "truncated_normal",
  full: "filled",
  steplr: "step_decay",
  multisteplr: "piecewise",
  exponentiallr: "exponential_decay",
  cosineannealing: "cosine",
  cosineannealinglr: "cosine",
  cosinedecay: "cosine",
  onecyclelr: "one_cycle",
  linearlr: "warm_up",
};

/** As `didYouMean`, for what the table has: the names that other frameworks have for it go before slips. */
export function didYouMeanEntry(name: string, candidates: readonly string[]): { readonly help?: string } {
  const alias = ALIASES[name.toLowerCase().replaceAll("_", "")];
  return alias !== undefined && candidates.includes(alias)
    ? { help: `did you mean ${alias}?` }
    : didYouMean(name, candidates);
}

/** Insertions, deletions, substitutions and swaps of neighbours between two words. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let distance = Math.min(substituted, last[j]! + 1, row[j - 1]! + 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) distance = Math.min(distance, beforeLast[j - 2]! + 1);
      row.push(distance);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}
