/** What a `train` block names: metrics, optimizers, averages of the weights, schedules of the learning rate. */
import type { Builder } from "../../ir/builder.ts";
import type { MetricKind } from "../../ir/graph.ts";
import type { Attrs, Node } from "../../ir/node.ts";
import type { TensorType } from "../../ir/type.ts";
import type { Definition, SignatureError } from "./signature.ts";

/** What a metric adds up over batches: f32[] each and their quotient, or a tensor that the host finishes by `kind`. */
export type MetricSums =
  | { readonly sum: Node; readonly count: Node }
  | { readonly kind: MetricKind; readonly sums: Node };

export interface MetricDef extends Definition {
  readonly kind: "metric";
  readonly expand: (b: Builder, operands: readonly Node[], attrs: Attrs) => MetricSums | SignatureError;
}

export interface OptimizerScope {
  readonly b: Builder;
  /** The step's learning rate: the schedule's value times the factor given to `train_step`, f32[]. */
  readonly rate: Node;
  /** A state of the optimizer, shared by all who ask for the same name: `optimizer.<optimizer>.<name>`. */
  state(name: string, type: TensorType, initial: number): Node;
  update(target: Node, value: Node): void;
}

export interface OptimizerDef extends Definition {
  readonly kind: "optimizer";
  /**
   * Called once a step graph; makes the shared counters and their updates. Returns the per-parameter rule; its gradient is
   * clipped and averaged over accumulated batches before.
   */
  readonly begin: (scope: OptimizerScope, attrs: Attrs) => (parameter: Node, gradient: Node) => void;
}

export interface ScheduleDef extends Definition {
  readonly kind: "schedule";
  /** What is wrong with the attributes together. */
  readonly check?: (attrs: Attrs) => SignatureError | undefined;
  /**
   * The learning rate f32[] after `t` steps, f32[]. `next` is the rate of the schedule that follows, where one was given,
   * by its own count of steps.
   */
  readonly rate: (b: Builder, t: Node, attrs: Attrs, next?: (t: Node) => Node) => Node;
}

export interface AverageDef extends Definition {
  readonly kind: "average";
  /** The average's next value. `step` is the number of steps done before this one, as f32[]. */
  readonly next: (b: Builder, average: Node, nextParameter: Node, step: Node, attrs: Attrs) => Node;
}

export interface OptimizerUse {
  readonly def: OptimizerDef;
  readonly attrs: Attrs;
  /** In place of the attribute `learning_rate`. */
  readonly schedule?: ScheduleUse;
}

export interface ScheduleUse {
  readonly def: ScheduleDef;
  readonly attrs: Attrs;
  /** In place of the attribute `then`. */
  readonly next?: ScheduleUse;
}

export interface AverageUse {
  readonly def: AverageDef;
  readonly attrs: Attrs;
}
