/** What optimizers and schedules share: attributes, their limits, and the rules that two optimizers have in common. */
import type { Builder } from "../ir/builder.ts";
import type { Attrs, Node } from "../ir/node.ts";
import { f32 } from "../ir/type.ts";
import type { AttrSpec } from "./definition/signature.ts";
import type { OptimizerScope } from "./definition/train-block.ts";

export const isPositive = (value: number) => (value > 0 ? undefined : "must be greater than 0");

export const isNotNegative = (value: number) => (value >= 0 ? undefined : "must not be negative");

export const isFraction = (value: number) =>
  value >= 0 && value < 1 ? undefined : "must be at least 0 and less than 1";

export const isCount = (value: number) => (value >= 1 ? undefined : "must be at least 1");

// ---- optimizers ------------------------------------------------------------------------------------------------------

export function learningRate(value: number): AttrSpec {
  return {
    name: "learning_rate",
    kind: "rate",
    doc: "step size: a number, or a schedule such as `cosine(0.001, steps: 2000)`",
    default: value,
    check: isPositive,
  };
}

export function weightDecay(value: number, doc: string): AttrSpec {
  return { name: "weight_decay", kind: "float", doc, default: value, check: isNotNegative };
}

export const L2_DOC = "adds this times the parameter to its gradient, for parameters of rank 2 or more";

export const DECOUPLED_DOC = "shrinks parameters of rank 2 or more by rate · this, apart from the gradient";

export function epsilon(value: number): AttrSpec {
  return { name: "epsilon", kind: "float", doc: "added to the root", default: value, check: isPositive };
}

/** Biases and the scales and offsets of norms have rank 1 or less: they don't decay. */
function decays(parameter: Node, weight: number): boolean {
  return weight !== 0 && parameter.type.shape.length >= 2;
}

const weightDecayOf = (attrs: Attrs) => (attrs.weight_decay as number | undefined) ?? 0;

/** g + weight_decay · p */
export function withPenalty(b: Builder, parameter: Node, gradient: Node, attrs: Attrs): Node {
  const weight = weightDecayOf(attrs);
  return decays(parameter, weight) ? b.add(gradient, b.mul(parameter, b.constant(weight))) : gradient;
}

/** p − rate · weight_decay · p */
export function shrunk({ b, rate }: OptimizerScope, parameter: Node, attrs: Attrs): Node {
  const weight = weightDecayOf(attrs);
  return decays(parameter, weight) ? b.sub(parameter, b.mul(parameter, b.mul(rate, b.constant(weight)))) : parameter;
}

/** decay · old + (1 − decay) · value */
export function moving(b: Builder, old: Node, decay: number, value: Node): Node {
  return b.add(b.mul(old, b.constant(decay)), b.mul(value, b.constant(1 - decay)));
}

export const BETAS: readonly AttrSpec[] = [
  { name: "beta1", kind: "float", doc: "decay of the gradient's mean", default: 0.9, check: isFraction },
  { name: "beta2", kind: "float", doc: "decay of the squared gradient's mean", default: 0.999, check: isFraction },
];

/** Far above the smallest normal float32, 1.2 · 10⁻³⁸, and far below any gradient that counts. */
const TINY = 1e-30;

/**
 * A state that decays, as it is stored: a multiple of TINY's last place, 9 · 10⁻³⁸, where it is smaller than that scale. Where
 * gradients stay away it would become subnormal, for good (0.9 of the smallest number rounds to that number), and many
 * processors take a hundred times as long over those.
 */
export function settled(b: Builder, value: Node): Node {
  const tiny = b.constant(TINY);
  return b.sub(b.add(value, tiny), tiny);
}

/** Adam's step for a parameter: rate · m̂ / (√v̂ + epsilon). */
export function adamSteps({ b, rate, state, update }: OptimizerScope, attrs: Attrs) {
  // The state holds c = 1 − βᵗ itself: c ← β·c + (1 − β) keeps full precision where 1 − βᵗ would cancel.
  const correction = (name: string, beta: number) => {
    const old = state(name, f32(), 0);
    const next = moving(b, old, beta, b.constant(1));
    update(old, next);
    return next;
  };
  const beta1 = attrs.beta1 as number;
  const beta2 = attrs.beta2 as number;
  const step = b.div(rate, correction("correction1", beta1)); // rate / (1 − β₁ᵗ)
  const scale = b.op("rsqrt", [correction("correction2", beta2)]); // 1 / √(1 − β₂ᵗ)
  return ({ name, type }: Node, gradient: Node): Node => {
    const m = state(`m.${name}`, type, 0);
    const v = state(`v.${name}`, type, 0);
    const nextM = moving(b, m, beta1, gradient);
    const nextV = moving(b, v, beta2, b.mul(gradient, gradient));
    const root = b.add(b.mul(b.op("sqrt", [nextV]), scale), b.constant(attrs.epsilon as number));
    update(m, settled(b, nextM));
    update(v, settled(b, nextV));
    return b.mul(step, b.div(nextM, root));
  };
}

// ---- schedules -------------------------------------------------------------------------------------------------------

export function rateAttr(name: string, doc: string): AttrSpec {
  return { name, kind: "float", doc, check: isPositive };
}

export function stepsAttr(name: string, doc: string): AttrSpec {
  return { name, kind: "int", doc, check: isCount };
}

/** min(t / steps, 1): how much of a phase is over. */
export function progress(b: Builder, t: Node, steps: number): Node {
  return b.op("minimum", [b.div(t, b.constant(steps)), b.constant(1)]);
}

/** Half a cosine wave from `from` at 0 to `to` at 1. */
export function halfWave(b: Builder, from: number, to: number, x: Node): Node {
  const wave = b.op("cos", [b.mul(x, b.constant(Math.PI))]);
  return b.add(b.mul(b.add(wave, b.constant(1)), b.constant((from - to) / 2)), b.constant(to));
}

/** factor ^ exponent */
export function power(b: Builder, factor: number, exponent: Node): Node {
  return b.op("exp", [b.mul(exponent, b.constant(Math.log(factor)))]);
}
