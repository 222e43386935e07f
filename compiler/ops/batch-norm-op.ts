import type { Builder } from "../ir/builder.ts";
import type { Node } from "../ir/node.ts";
import { productOf } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { average, innerAxes, type Statistics, statistics } from "./norm-rules.ts";
import { evaluateElementwise } from "./rules.ts";
import { type Running, runningUpdates } from "./running-rules.ts";

/** The node before specialization: it knows its running statistics, and nothing yet of training or inference. */
export const batchNormOp = defineOp({
  name: "batch_norm",
  doc: "Batch normalisation with running statistics; specialization replaces it by batch_normalize and its statistics.",
  operands: [
    { name: "x", doc: "f32[…, c]" },
    { name: "scale", doc: "f32[c] or f32[]" },
    { name: "offset", doc: "f32[c] or f32[]" },
    { name: "running_mean", doc: "state f32[c]" },
    { name: "running_var", doc: "state f32[c]" },
    {
      name: "more",
      doc: "as the attributes ask for: tracked; r_max and d_max; pooled mean, variance and count, and the step",
      variadic: true,
      optional: true,
    },
  ],
  attrs: [
    { name: "momentum", kind: "float", doc: "weight of the old running value, or none", orNone: true },
    { name: "epsilon", kind: "float", doc: "added to the variance" },
    { name: "unbiased_variance", kind: "bool", doc: "the running variance takes Σ(x − μ)²/(m − 1)" },
    { name: "frozen", kind: "bool", doc: "always running statistics" },
    {
      name: "zero_debias",
      kind: "bool",
      doc: "running values are divided by the sum of their weights",
      optional: true,
    },
    { name: "virtual_batch_size", kind: "int", doc: "rows of a ghost batch", optional: true },
    { name: "renormalize", kind: "bool", doc: "batch renormalisation", optional: true },
    { name: "accumulate_statistics", kind: "bool", doc: "of all micro-batches of a step", optional: true },
  ],
  infer: ([x]) => x!,
  evaluate: evaluateElementwise(
    ([x, scale, offset, mean, variance], attrs) =>
      ((x! - mean!) / Math.sqrt(variance! + (attrs.epsilon as number))) * scale! + offset!,
  ),
  gradient: "none",
  lower: { kind: "leaf" },
  internal: true,
  specialize: (b, node, entry, training) => {
    const [x, scale, offset] = node.operands as [Node, Node, Node];
    const { attrs } = node;
    const epsilon = attrs.epsilon as number;
    const { running, limits } = statesOf(node);
    const normalize = (by: Statistics, factor: Node, shift: Node, more: object) =>
      b.op("batch_normalize", [x, by.mean, by.variance, factor, shift], { epsilon, ...more });
    const isFixed = attrs.frozen === true || (entry !== "train" && entry !== "recalibrate");
    if (isFixed) return { value: normalize(running, scale, offset, { batch_statistics: false }), updates: [] };

    const block = attrs.virtual_batch_size as number | undefined;
    const averaging = block === undefined ? {} : { axes: innerAxes(x.type), block };
    const own = statistics(b, x, averaging);
    const byOwn = { batch_statistics: true, ...averaging };
    if (entry === "recalibrate") {
      const batch = block === undefined ? own : statistics(b, x, {});
      const updates = [
        { target: running.mean, value: batch.mean },
        { target: running.variance, value: batch.variance },
      ];
      return { value: normalize(own, scale, offset, byOwn), updates };
    }
    const rows = block === undefined ? own : { mean: average(b, own.mean, {}), variance: average(b, own.variance, {}) };
    const count = b.count([productOf(x.type.shape.slice(0, -1))]);
    const inGhost = (all: Node) =>
      block === undefined ? all : b.op("minimum", [all, b.count([block, ...x.type.shape.slice(1, -1)])]);
    const unbiased = (all: Node) => b.div(inGhost(all), b.sub(inGhost(all), b.constant(1)));
    const updates = runningUpdates(
      b,
      running,
      {
        momentum: attrs.momentum as number | "none",
        every: (training?.optimizer?.attrs.accumulate as number | undefined) ?? 1,
      },
      { ...rows, count, ...(attrs.unbiased_variance === true ? { unbiased } : {}) },
    );
    if (limits === undefined) return { value: normalize(own, scale, offset, byOwn), updates };
    const { r, d } = renormalization(b, own, running, { ...limits, epsilon });
    return { value: normalize(own, b.mul(scale, r), b.add(offset, b.mul(scale, d)), byOwn), updates };
  },
  examples: [],
});

interface States {
  readonly running: Running;
  readonly limits?: { readonly rMax: Node; readonly dMax: Node };
}

function statesOf({ operands, attrs }: Node): States {
  const [mean, variance, ...more] = operands.slice(3) as [Node, Node, ...Node[]];
  const tracked = attrs.momentum === "none" || attrs.zero_debias === true ? { tracked: more.shift()! } : {};
  const [rMax, dMax] = attrs.renormalize === true ? more.splice(0, 2) : [];
  const limits = rMax === undefined ? {} : { limits: { rMax, dMax: dMax! } };
  if (attrs.accumulate_statistics !== true) return { running: { mean, variance, ...tracked }, ...limits };
  const [pooledMean, pooledVariance, count, step] = more as [Node, Node, Node, Node];
  const pool = { mean: pooledMean, variance: pooledVariance, count, step };
  return { running: { mean, variance, ...tracked, pool }, ...limits };
}

/** r = σ_B/σ within [1/r_max, r_max] and d = (μ_B − μ)/σ within ±d_max, as constants (Ioffe 2017, algorithm 1). */
function renormalization(
  b: Builder,
  own: Statistics,
  running: Statistics,
  { rMax, dMax, epsilon }: { readonly rMax: Node; readonly dMax: Node; readonly epsilon: number },
): { r: Node; d: Node } {
  const within = (value: Node, low: Node, high: Node) =>
    b.op("stop_gradient", [b.op("minimum", [b.op("maximum", [value, low]), high])]);
  const inverse = b.op("rsqrt", [b.add(running.variance, b.constant(epsilon))]);
  const deviation = b.op("sqrt", [b.add(own.variance, b.constant(epsilon))]);
  const most = b.op("maximum", [rMax, b.constant(1)]);
  return {
    r: within(b.mul(deviation, inverse), b.div(b.constant(1), most), most),
    d: within(b.mul(b.sub(own.mean, running.mean), inverse), b.mul(dMax, b.constant(-1)), dMax),
  };
}
