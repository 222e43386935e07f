/**
 * Running statistics of batch_norm: what a training step makes of the batch's mean and variance.
 *
 *     running ← momentum · running + (1 − momentum) · value
 *     none           running ← running + (value − running) / n,  n ← n + 1: the average of all values so far
 *     zero_debias    running ← running + (value − running) · (1 − momentum) / c,  c = 1 − momentumᵗ: the moving average from 0
 *                    divided by its weights' sum, as Adam has it
 *
 * Over accumulated micro-batches the values are those of all of them together: with share = their part of all values so far,
 *
 *     pooled mean ← mean + δ · share,  pooled variance ← variance + (batch's − variance) · share + δ² · share · (1 − share)
 *
 * where δ is the batch's mean less the pooled one (Chan, Golub & LeVeque 1979): no sums of squares that cancel.
 */
import type { Builder } from "../ir/builder.ts";
import type { StateUpdate } from "../ir/graph.ts";
import type { Node } from "../ir/node.ts";
import type { Statistics } from "./norm-rules.ts";
import { moving } from "./optimizer-rules.ts";
import { isDue } from "./schedule-rules.ts";

export interface Running extends Statistics {
  /** n or c of above, f32[], where the rule has one. */
  readonly tracked?: Node;
  readonly pool?: Statistics & { readonly count: Node; readonly step: Node };
}

export interface RunningRule {
  readonly momentum: number | "none";
  /** Calls of train_step to an update of the parameters. */
  readonly every: number;
}

/** A batch's statistics, of `count` values a channel; `unbiased` is what its variance is multiplied by, given their number. */
export interface Measured extends Statistics {
  readonly count: Node;
  readonly unbiased?: (count: Node) => Node;
}

export function runningUpdates(b: Builder, state: Running, rule: RunningRule, batch: Measured): StateUpdate[] {
  const updates: StateUpdate[] = [];
  const { pool, tracked } = state;
  let value = batch;
  let settled = (next: Node, _old: Node) => next;
  if (pool !== undefined && rule.every > 1) {
    const due = isDue(b, pool.step, rule.every);
    settled = (next, old) => b.op("where", [due, next, old]);
    const pooled = together(b, pool, batch);
    for (const part of ["mean", "variance", "count"] as const) {
      updates.push({ target: pool[part], value: b.op("where", [due, b.constant(0), pooled[part]]) });
    }
    value = { ...batch, ...pooled };
  }
  const variance = value.unbiased === undefined ? value.variance : b.mul(value.variance, value.unbiased(value.count));
  const move = mover(b, rule.momentum, tracked);
  const next = [
    [state.mean, move.to(state.mean, value.mean)],
    [state.variance, move.to(state.variance, variance)],
    ...(move.tracked === undefined ? [] : [[tracked!, move.tracked] as const]),
  ] as const;
  return [...updates, ...next.map(([target, to]) => ({ target: target!, value: settled(to!, target!) }))];
}

interface Mover {
  readonly to: (old: Node, value: Node) => Node;
  readonly tracked?: Node;
}

function mover(b: Builder, momentum: number | "none", tracked: Node | undefined): Mover {
  if (tracked === undefined) return { to: (old, value) => moving(b, old, momentum as number, value) };
  const next = momentum === "none" ? b.add(tracked, b.constant(1)) : moving(b, tracked, momentum, b.constant(1));
  const rate = b.div(b.constant(momentum === "none" ? 1 : 1 - momentum), next);
  return { tracked: next, to: (old, value) => b.add(old, b.mul(b.sub(value, old), rate)) };
}

/** The statistics of all values of both. */
function together(b: Builder, pool: Statistics & { readonly count: Node }, batch: Measured) {
  const count = b.add(pool.count, batch.count);
  const share = b.div(batch.count, count);
  const delta = b.sub(batch.mean, pool.mean);
  const between = b.mul(b.mul(delta, delta), b.mul(share, b.sub(b.constant(1), share)));
  const within = b.add(pool.variance, b.mul(b.sub(batch.variance, pool.variance), share));
  return { count, mean: b.add(pool.mean, b.mul(delta, share)), variance: b.add(within, between) };
}
