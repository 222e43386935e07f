import type { Node } from "../ir/node.ts";
import { type Dim, f32, formatType, productOf, resolveAxis } from "../ir/type.ts";
import { defineLayer, defineOp } from "./define.ts";
import { evaluateElementwise } from "./rules.ts";

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
  ],
  attrs: [
    { name: "momentum", kind: "float", doc: "weight of the old running value" },
    { name: "epsilon", kind: "float", doc: "added to the variance" },
    { name: "unbiased_variance", kind: "bool", doc: "the running variance takes Σ(x − μ)²/(m − 1)" },
    { name: "frozen", kind: "bool", doc: "always running statistics" },
  ],
  infer: ([x]) => x!,
  evaluate: evaluateElementwise(
    ([x, scale, offset, mean, variance], attrs) =>
      ((x! - mean!) / Math.sqrt(variance! + (attrs.epsilon as number))) * scale! + offset!,
  ),
  gradient: "none",
  lower: { kind: "leaf" },
  internal: true,
  // Training: y from the batch's mean and biased variance;  running ← momentum · running + (1 − momentum) · batch value
  specialize: (b, node, entry) => {
    const [x, scale, offset, runningMean, runningVar] = node.operands as [Node, Node, Node, Node, Node];
    const { epsilon, frozen, unbiased_variance } = node.attrs;
    const momentum = node.attrs.momentum as number;
    const normalize = (mean: Node, variance: Node, batch_statistics: boolean) =>
      b.op("batch_normalize", [x, mean, variance, scale, offset], { epsilon: epsilon!, batch_statistics });
    if (entry !== "train" || frozen === true) return { value: normalize(runningMean, runningVar, false), updates: [] };

    const mean = b.op("batch_mean", [x]);
    const variance = b.op("batch_variance", [x, mean]);
    const count = b.count([productOf(x.type.shape.slice(0, -1))]);
    const corrected =
      unbiased_variance === true ? b.mul(variance, b.div(count, b.sub(count, b.constant(1)))) : variance;
    const running = (old: Node, value: Node) =>
      b.add(b.mul(old, b.constant(momentum)), b.mul(value, b.constant(1 - momentum)));
    return {
      value: normalize(mean, variance, true),
      updates: [
        { target: runningMean, value: running(runningMean, mean) },
        { target: runningVar, value: running(runningVar, corrected) },
      ],
    };
  },
  examples: [],
});

const AFFINE = ["channel", "scalar", "none"];

export const batchNorm = defineLayer({
  name: "batch_norm",
  doc: "Batch normalisation: batch statistics in training, running statistics in inference.",
  operands: [{ name: "x", doc: "f32[batch, …], rank 2 or more" }],
  attrs: [
    {
      name: "momentum",
      kind: "float",
      doc: "weight of the old running value (Keras and ONNX; PyTorch's is 1 − this)",
      default: 0.99,
      check: (value: number) => (value >= 0 && value <= 1 ? undefined : "must lie between 0 and 1"),
    },
    {
      name: "epsilon",
      kind: "float",
      doc: "added to the variance",
      default: 1e-5,
      check: (value: number) => (value > 0 ? undefined : "must be greater than 0"),
    },
    {
      name: "scale",
      kind: "string",
      oneOf: AFFINE,
      doc: "one scale a channel, one for all, or none",
      default: "channel",
    },
    {
      name: "offset",
      kind: "string",
      oneOf: AFFINE,
      doc: "one offset a channel, one for all, or none",
      default: "channel",
    },
    { name: "axis", kind: "int", doc: "the channel axis, negative from the end", default: -1 },
    {
      name: "unbiased_variance",
      kind: "bool",
      doc: "the running variance takes the unbiased batch variance (PyTorch); normalisation never does",
      default: false,
    },
    { name: "frozen", kind: "bool", doc: "always use the running statistics and leave them alone", default: false },
  ],
  expand: (scope, [x], attrs) => {
    const { b } = scope;
    const { shape } = x!.type;
    const rank = shape.length;
    if (x!.type.dtype !== "f32")
      return { code: "type-mismatch", error: `batch_norm expects f32, got ${x!.type.dtype}`, operand: 0 };
    if (rank < 2) {
      return {
        code: "shape-mismatch",
        error: `batch_norm expects rank 2 or more, got ${formatType(x!.type)}`,
        operand: 0,
      };
    }
    const axis = resolveAxis(attrs.axis as number, rank);
    if (axis === undefined)
      return { code: "bad-attribute", error: `axis ${attrs.axis} is out of range for rank ${rank}`, attr: "axis" };
    const channels = shape[axis]!;
    if (typeof channels !== "number") {
      return { code: "bad-attribute", error: "batch_norm cannot take the batch as its channel axis", attr: "axis" };
    }
    if (shape.every((dim, i) => i === axis || dim === 1)) {
      const error = `batch_norm needs more than one value a channel, and ${formatType(x!.type)} has one`;
      return { code: "shape-mismatch", error, operand: 0 };
    }
    const affine = (kind: unknown, name: string, initializer: string, neutral: number): Node =>
      kind === "none"
        ? b.constant(neutral)
        : scope.parameter(name, kind === "scalar" ? f32() : f32(channels), scope.initializer(initializer));
    const scale = affine(attrs.scale, "weight", "ones", 1);
    const offset = affine(attrs.offset, "bias", "zeros", 0);
    const mean = scope.state("running_mean", f32(channels), 0);
    const variance = scope.state("running_var", f32(channels), 1);
    // The op works on the last axis: another one is moved there and back.
    const last = [...shape.keys()].filter((i) => i !== axis).concat(axis);
    const back = shape.map((_: Dim, i: number) => last.indexOf(i));
    const moved = axis === rank - 1 ? x! : b.op("transpose", [x!], { permutation: last });
    const normal = b.op("batch_norm", [moved, scale, offset, mean, variance], {
      momentum: attrs.momentum as number,
      epsilon: attrs.epsilon as number,
      unbiased_variance: attrs.unbiased_variance as boolean,
      frozen: attrs.frozen as boolean,
    });
    return axis === rank - 1 ? normal : b.op("transpose", [normal], { permutation: back });
  },
});
