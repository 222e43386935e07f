/**
 * What an operator is. Each file of this folder exports one definition; `index.ts` lists them. An op file never
 * imports another op file: it reaches other ops by name, through the builder.
 *
 * - `op` (definition/op.ts): a node of the graph: shape rule, float64 meaning, gradient, lowering.
 * - `layer` (definition/layer.ts): a call in the model's text that makes parameters and expands to ops (dense, batch_norm, losses).
 * - `metric`, `optimizer`, `average` (definition/train-block.ts): what a `train` block names; `schedule`: a learning rate that changes.
 */
import { InternalError } from "../support/diagnostic.ts";
import type { LayerDef } from "./definition/layer.ts";
import type { Evaluate, OpDef } from "./definition/op.ts";
import type { AttrSpec } from "./definition/signature.ts";
import type { AverageDef, MetricDef, OptimizerDef, ScheduleDef } from "./definition/train-block.ts";

export type TableEntry = OpDef | LayerDef | MetricDef | OptimizerDef | AverageDef | ScheduleDef;

/** `export const relu = defineOp({ … })`: fills in what most ops share. */
export function defineOp(def: Omit<OpDef, "kind">): OpDef {
  return { kind: "op", ...def };
}

export function defineLayer(def: Omit<LayerDef, "kind">): LayerDef {
  return { kind: "layer", ...def };
}

export function defineMetric(def: Omit<MetricDef, "kind">): MetricDef {
  return { kind: "metric", ...def };
}

/** What every optimizer takes beside its own attributes; 3-passes/optimizer-step.ts says what they do. */
const OPTIMIZER_ATTRS: readonly AttrSpec[] = [
  {
    name: "clip_norm",
    kind: "float",
    doc: "scales all gradients together so that their norm, √(Σ g²) over every element of all, is at most this",
    optional: true,
    check: (value: number) => (value > 0 ? undefined : "must be greater than 0"),
  },
  {
    name: "clip_value",
    kind: "float",
    doc: "limits every element of a gradient to ± this, before clip_norm",
    optional: true,
    check: (value: number) => (value > 0 ? undefined : "must be greater than 0"),
  },
  {
    name: "accumulate",
    kind: "int",
    doc: "parameters move on every so many calls of `train_step` only, by the mean of the gradients since the last time",
    default: 1,
    check: (value: number) => (value >= 1 && value < 2 ** 31 ? undefined : "must be at least 1"),
  },
];

export function defineOptimizer(def: Omit<OptimizerDef, "kind">): OptimizerDef {
  return { kind: "optimizer", ...def, attrs: [...def.attrs, ...OPTIMIZER_ATTRS] };
}

export function defineSchedule(def: Omit<ScheduleDef, "kind" | "operands">): ScheduleDef {
  return { kind: "schedule", operands: [], ...def };
}

export function defineAverage(def: Omit<AverageDef, "kind">): AverageDef {
  return { kind: "average", ...def };
}

/** Definition of a leaf: typed by its maker, given from outside unless `evaluate` says otherwise. */
export function defineLeaf(name: string, doc: string, evaluate?: Evaluate): OpDef {
  return defineOp({
    name,
    doc,
    operands: [],
    attrs: [],
    infer: () => ({ error: `${name} is typed where it is made` }),
    evaluate:
      evaluate ??
      (() => {
        throw new InternalError(`the value of this ${name} was not given`);
      }),
    gradient: "none",
    lower: { kind: "leaf" },
    internal: true,
    examples: [],
  });
}
