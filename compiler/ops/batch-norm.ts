import type { Node } from "../ir/node.ts";
import { type Dim, f32, formatType, productOf, resolveAxis, type Shape } from "../ir/type.ts";
import { defineLayer } from "./define.ts";
import type { LayerAttrs, LayerScope } from "./definition/layer.ts";
import type { AttrSpec, SignatureError } from "./definition/signature.ts";
import type { ScheduleUse } from "./definition/train-block.ts";
import { rateOf } from "./schedule-rules.ts";

const AFFINE = ["channel", "scalar", "none"];

const ATTRS: readonly AttrSpec[] = [
  {
    name: "momentum",
    kind: "float",
    orNone: true,
    doc: "weight of the old running value (Keras and ONNX; PyTorch's is 1 − this); none: the average of all batches so far",
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
  {
    name: "axis",
    kind: "axes",
    doc: "the channel axis, or several, whose every position is a channel; negative from the end",
    default: [-1],
  },
  {
    name: "unbiased_variance",
    kind: "bool",
    doc: "the running variance takes the unbiased batch variance (PyTorch); normalisation never does",
    default: false,
  },
  { name: "frozen", kind: "bool", doc: "always use the running statistics and leave them alone", default: false },
  {
    name: "zero_debias",
    kind: "bool",
    doc: "running values forget their start: moving averages from 0 divided by the sum of their weights",
    default: false,
  },
  {
    name: "virtual_batch_size",
    kind: "int",
    doc: "ghost batch norm: in training, so many rows at a time by their own statistics; the last may be fewer",
    optional: true,
    check: (value: number) => (value >= 1 ? undefined : "must be at least 1"),
  },
  {
    name: "renormalize",
    kind: "bool",
    doc: "batch renormalisation: in training, corrected towards the running statistics within r_max and d_max",
    default: false,
  },
  {
    name: "r_max",
    kind: "rate",
    doc: "renormalisation scales by at most this, and 1 / this: a number or a schedule",
    default: 3,
    check: (value: number) => (value >= 1 ? undefined : "must be at least 1"),
  },
  {
    name: "d_max",
    kind: "rate",
    doc: "renormalisation shifts by at most so many deviations: a number or a schedule",
    default: 5,
    check: (value: number) => (value >= 0 ? undefined : "must not be negative"),
  },
  {
    name: "accumulate_statistics",
    kind: "bool",
    doc: "running statistics move once for all micro-batches of an optimizer that accumulates, by those of all together",
    default: false,
  },
];

export const batchNorm = defineLayer({
  name: "batch_norm",
  doc: "Batch normalisation: batch statistics in training, running statistics in inference.",
  operands: [{ name: "x", doc: "f32[batch, …], rank 2 or more" }],
  attrs: ATTRS,
  expand: (scope, [x], attrs) => {
    const axes = channelAxes(x!, attrs);
    if ("error" in axes) return axes;
    const { b } = scope;
    const { shape } = x!.type;
    const others = [...shape.keys()].filter((axis) => !axes.includes(axis));
    const isSingle = others.slice(1).every((axis) => shape[axis] === 1);
    const wrong = wrongTogether(attrs, isSingle);
    if (wrong !== undefined) return wrong;
    const channels = productOf(axes.map((axis) => shape[axis]!)) as number;
    // The op works on the last axis: others are moved there, made one, and moved back.
    const order = [...others, ...axes];
    const isLast = order.every((axis, i) => axis === i);
    const moved = isLast ? x! : b.op("transpose", [x!], { permutation: order });
    const cut: Shape = [...others.map((axis) => shape[axis]!), channels];
    const normal = normalized(scope, b.reshape(moved, cut), channels, attrs);
    const whole = b.reshape(normal, moved.type.shape);
    const back = shape.map((_: Dim, axis: number) => order.indexOf(axis));
    return isLast ? whole : b.op("transpose", [whole], { permutation: back });
  },
});

/** Ascending; what is wrong with them or with x. */
function channelAxes(x: Node, attrs: LayerAttrs): readonly number[] | SignatureError {
  const { dtype, shape } = x.type;
  const rank = shape.length;
  if (dtype !== "f32") return { code: "type-mismatch", error: `batch_norm expects f32, got ${dtype}`, operand: 0 };
  if (rank < 2) {
    const error = `batch_norm expects rank 2 or more, got ${formatType(x.type)}`;
    return { code: "shape-mismatch", error, operand: 0 };
  }
  const axes: number[] = [];
  for (const given of attrs.axis as readonly number[]) {
    const axis = resolveAxis(given, rank);
    const error =
      axis === undefined
        ? `axis ${given} is out of range for rank ${rank}`
        : axes.includes(axis)
          ? `axis ${given} is given twice`
          : typeof shape[axis] !== "number"
            ? "batch_norm cannot take the batch as its channel axis"
            : undefined;
    if (error !== undefined) return { code: "bad-attribute", error, attr: "axis" };
    axes.push(axis!);
  }
  if (axes.length === 0) return { code: "bad-attribute", error: "batch_norm needs a channel axis", attr: "axis" };
  if (shape.every((dim, i) => axes.includes(i) || dim === 1)) {
    const error = `batch_norm needs more than one value a channel, and ${formatType(x.type)} has one`;
    return { code: "shape-mismatch", error, operand: 0 };
  }
  return axes.sort((a, b) => a - b);
}

function wrongTogether(
  { momentum, zero_debias, virtual_batch_size, renormalize }: LayerAttrs,
  isSingle: boolean,
): SignatureError | undefined {
  const refuse = (error: string, attr: string): SignatureError => ({ code: "bad-attribute", error, attr });
  if (zero_debias === true && momentum === "none")
    return refuse("an average of all batches has no bias: zero_debias is for a momentum", "zero_debias");
  if (zero_debias === true && momentum === 1)
    return refuse("with momentum 1 nothing is averaged: zero_debias needs less", "zero_debias");
  if (renormalize === true && virtual_batch_size !== undefined)
    return refuse("batch renormalisation takes whole batches: leave virtual_batch_size out", "renormalize");
  if (virtual_batch_size === 1 && isSingle)
    return refuse(
      "a ghost batch of one row has one value a channel: virtual_batch_size must be at least 2",
      "virtual_batch_size",
    );
  return undefined;
}

/** x by its last axis. */
function normalized(scope: LayerScope, x: Node, channels: number, attrs: LayerAttrs): Node {
  const { b } = scope;
  const affine = (kind: unknown, name: string, initializer: string, neutral: number): Node =>
    kind === "none"
      ? b.constant(neutral)
      : scope.parameter(name, kind === "scalar" ? f32() : f32(channels), scope.initializer(initializer));
  const operands = [x, affine(attrs.scale, "weight", "ones", 1), affine(attrs.offset, "bias", "zeros", 0)];
  operands.push(scope.state("running_mean", f32(channels), 0), scope.state("running_var", f32(channels), 1));
  if (attrs.momentum === "none") operands.push(scope.state("num_batches_tracked", f32(), 0));
  if (attrs.zero_debias === true) operands.push(scope.state("correction", f32(), 0));
  if (attrs.renormalize === true) operands.push(limit(scope, attrs.r_max), limit(scope, attrs.d_max));
  if (attrs.accumulate_statistics === true) {
    const pooled = ["pooled_mean", "pooled_var"].map((name) => scope.state(name, f32(channels), 0));
    operands.push(...pooled, scope.state("pooled_count", f32(), 0), scope.step());
  }
  const { virtual_batch_size } = attrs;
  return b.op("batch_norm", operands, {
    momentum: attrs.momentum as number | "none",
    epsilon: attrs.epsilon as number,
    unbiased_variance: attrs.unbiased_variance as boolean,
    frozen: attrs.frozen as boolean,
    ...(virtual_batch_size === undefined ? {} : { virtual_batch_size: virtual_batch_size as number }),
    ...wanted(attrs, ["zero_debias", "renormalize", "accumulate_statistics"]),
  });
}

function wanted(attrs: LayerAttrs, names: readonly string[]): Readonly<Record<string, true>> {
  return Object.fromEntries(names.filter((name) => attrs[name] === true).map((name) => [name, true as const]));
}

/** A number, or a schedule's value after the steps done so far. */
function limit({ b, step }: LayerScope, value: unknown): Node {
  if (typeof value === "number") return b.constant(value);
  return rateOf(b, value as ScheduleUse, b.op("cast", [step()], { dtype: "f32" }));
}
