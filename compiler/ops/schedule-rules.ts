/** What depends on the number of steps: learning rates, limits that change during training, accumulation. */
import type { Builder } from "../ir/builder.ts";
import type { Node } from "../ir/node.ts";
import type { ScheduleUse } from "./definition/train-block.ts";

/** The value f32[] of a schedule after `t` steps, f32[]. */
export function rateOf(b: Builder, { def, attrs, next }: ScheduleUse, t: Node): Node {
  return def.rate(b, t, attrs, next && ((later) => rateOf(b, next, later)));
}

/** Whether this call of train_step is the last of `every`: 1 or 0. */
export function isDue(b: Builder, calls: Node, every: number): Node {
  const place = b.op("cast", [b.op("remainder", [calls], { by: every })], { dtype: "f32" });
  return b.op("equal", [place, b.constant(every - 1)]);
}
