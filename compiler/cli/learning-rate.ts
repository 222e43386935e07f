/** A model's learning rate at a step, by the schedule of its text: the module has it inside and tells nobody. */

import { Builder } from "../ir/builder.ts";
import { evaluateNodes } from "../ir/evaluate.ts";
import type { Graph } from "../ir/graph.ts";
import { tensor } from "../ir/tensor.ts";
import { f32 } from "../ir/type.ts";
import { rateOf } from "../ops/schedule-rules.ts";

/** The rate of the step that follows `done` others, before any --rate-scale. */
export function learningRate({ training }: Graph): (done: number) => number {
  const { attrs, schedule } = training!.optimizer!;
  if (schedule === undefined) return () => attrs.learning_rate as number;
  const b = new Builder();
  const rate = rateOf(b, schedule, b.leaf("input", "t", f32()));
  const every = (attrs.accumulate as number | undefined) ?? 1;
  return (done) => {
    const t = tensor([], [Math.floor(done / every)]);
    return evaluateNodes([rate], { batch: 1, inputs: { t } }).get(rate)!.data[0]!;
  };
}

/** The rate where no schedule changes it. */
export function constantRate({ training }: Graph): number | undefined {
  const { attrs, schedule } = training!.optimizer!;
  return schedule === undefined ? (attrs.learning_rate as number) : undefined;
}
