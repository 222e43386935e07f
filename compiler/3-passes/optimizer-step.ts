/**
 * Gradients → the updates of one training step: what every optimizer has in common, around its own rule.
 *
 *     accumulate k    s ← s + g on every call of train_step; on every k-th g = s / k goes on, and s ← 0
 *     clip_value c    g ← min(max(g, −c), c)
 *     clip_norm c     g ← g · min(1, c / √Σ g²), the sum over all elements of all parameters
 *     learning_rate   the schedule's value after t steps, t = ⌊calls / k⌋, times the argument rate_scale
 *     the rule        p and its moments
 *     the average     of p after the step
 *     step ← step + 1, on every call
 *
 * Between the k-th calls parameters, moments and averages stay as they are: `where(due, next, old)`.
 */
import type { Builder } from "../ir/builder.ts";
import type { StateUpdate, Training } from "../ir/graph.ts";
import type { Attrs, Node } from "../ir/node.ts";
import { f32 } from "../ir/type.ts";
import type { OptimizerUse } from "../ops/definition/train-block.ts";
import { isDue, rateOf } from "../ops/schedule-rules.ts";
import type { StateStore } from "./training-states.ts";

interface Trained {
  readonly parameter: Node;
  readonly gradient: Node;
}

/** `gradients` in the order of `parameters`; undefined where the loss does not depend on one. */
export function stepUpdates(
  b: Builder,
  { optimizer, average }: Training,
  store: StateStore,
  parameters: readonly Node[],
  gradients: readonly (Node | undefined)[],
): StateUpdate[] {
  if (optimizer === undefined) return [];
  const { def, attrs } = optimizer;
  const every = (attrs.accumulate as number | undefined) ?? 1;
  const steps = () => {
    const calls = store.step();
    return b.op("cast", [every === 1 ? calls : b.op("quotient", [calls], { by: every })], { dtype: "f32" });
  };
  const updates: StateUpdate[] = [];

  const found = parameters.flatMap((parameter, i): Trained[] => {
    const gradient = gradients[i];
    return gradient === undefined ? [] : [{ parameter, gradient }];
  });
  const due = every === 1 ? undefined : isDue(b, store.step(), every);
  const given = due === undefined ? found : accumulated(b, found, { store, every, due, updates });

  const next = new Map<Node, Node>();
  const rule = def.begin(
    {
      b,
      rate: b.mul(b.leaf("argument", "rate_scale", f32()), scheduledRate(b, optimizer, steps)),
      state: (name, type, initial) => store.optimizer(`${def.name}.${name}`, type, initial),
      update: (target, value) => next.set(target, value),
    },
    attrs,
  );
  for (const { parameter, gradient } of clipped(b, given, attrs)) {
    b.span = parameter.span;
    rule(parameter, gradient);
  }
  if (average !== undefined) {
    const done = steps();
    for (const parameter of parameters) {
      b.span = parameter.span;
      const old = store.average(parameter);
      next.set(old, average.def.next(b, old, next.get(parameter) ?? parameter, done, average.attrs));
    }
  }
  for (const [target, value] of next) {
    b.span = target.span;
    updates.push({ target, value: due === undefined ? value : b.op("where", [due, value, target]) });
  }
  const calls = store.step();
  return [...updates, { target: calls, value: b.op("next_step", [calls]) }];
}

interface Accumulation {
  readonly store: StateStore;
  readonly every: number;
  readonly due: Node;
  readonly updates: StateUpdate[];
}

/** The means of the gradients since the last step, with the updates of their sums. */
function accumulated(b: Builder, trained: readonly Trained[], { store, every, due, updates }: Accumulation): Trained[] {
  return trained.map(({ parameter, gradient }) => {
    b.span = parameter.span;
    const old = store.optimizer(`accumulated.${parameter.name}`, parameter.type, 0);
    const sum = b.add(old, gradient);
    updates.push({ target: old, value: b.op("where", [due, b.constant(0), sum]) });
    return { parameter, gradient: b.div(sum, b.constant(every)) };
  });
}

function clipped(b: Builder, trained: readonly Trained[], { clip_value, clip_norm }: Attrs): readonly Trained[] {
  const each = (rule: (gradient: Node) => Node) => (all: readonly Trained[]) =>
    all.map(({ parameter, gradient }) => {
      b.span = parameter.span;
      return { parameter, gradient: rule(gradient) };
    });
  let result = trained;
  if (typeof clip_value === "number") {
    const [low, high] = [b.constant(-clip_value), b.constant(clip_value)];
    result = each((g) => b.op("minimum", [b.op("maximum", [g, low]), high]))(result);
  }
  if (typeof clip_norm === "number" && result.length > 0) {
    const squares = result.map(({ gradient }) => b.op("reduce_sum", [b.mul(gradient, gradient)]));
    const norm = b.op("sqrt", [squares.reduce((a, c) => b.add(a, c))]);
    const scale = b.op("minimum", [b.div(b.constant(clip_norm), norm), b.constant(1)]);
    result = each((g) => b.mul(g, scale))(result);
  }
  return result;
}

function scheduledRate(b: Builder, { attrs, schedule }: OptimizerUse, steps: () => Node): Node {
  return schedule === undefined ? b.constant(attrs.learning_rate as number) : rateOf(b, schedule, steps());
}
