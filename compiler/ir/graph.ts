/**
 * A functional graph: nodes are values, states change only by the listed updates, and every update reads the
 * values from before the step.
 *
 * Lowering yields one `model` graph; `specialize` turns it into one graph an entry point. They share leaf nodes.
 */
import type { AverageUse, OptimizerUse } from "../ops/definition/train-block.ts";
import type { Node } from "./node.ts";

/** The counters of training, i32[]: how many steps were taken, and what all random bits depend on. */
export const STEP = "step";
export const SEED = "seed";

/** `model` is the graph before specialization; the others are the entry points of the module. */
export type GraphEntry = "model" | "init" | "infer" | "evaluate" | "train" | "recalibrate";

/** Metrics that are no quotient: the host adds up their tensors and finishes by the rule of this name (host/metrics.ts). */
export const METRIC_KINDS = ["auc", "confusion", "macro_f1", "macro_precision", "macro_recall", "r2"] as const;

export type MetricKind = (typeof METRIC_KINDS)[number];

export interface NamedValue {
  readonly name: string;
  /**
   * A metric is two values, a sum and the count that the host divides by, or one tensor of sums of some kind. A probe is
   * what a measuring tool watches in training; no model's text has one, and the manifest lists none.
   */
  readonly role: "output" | "loss" | "metric_sum" | "metric_count" | `metric_${MetricKind}` | "probe";
  readonly node: Node;
}

/** In the order in which the text lists them. */
export const ROLES: readonly NamedValue["role"][] = [
  "output",
  "loss",
  "metric_sum",
  "metric_count",
  ...METRIC_KINDS.map((kind) => `metric_${kind}` as const),
  "probe",
];

/** The kind of a metric that is one tensor of sums. */
export function metricKind(role: NamedValue["role"]): MetricKind | undefined {
  return METRIC_KINDS.find((kind) => role === `metric_${kind}`);
}

/** Whether an entry point with results has those of a role: `infer` the outputs, training alone what is probed. */
export function isRoleOf(entry: GraphEntry, role: NamedValue["role"]): boolean {
  return role === "probe" ? entry === "train" : (role === "output") === (entry === "infer");
}

export interface StateUpdate {
  /** A `parameter` or `state` node. */
  readonly target: Node;
  readonly value: Node;
}

export interface Training {
  readonly optimizer?: OptimizerUse;
  readonly average?: AverageUse;
}

export interface Graph {
  readonly name: string;
  readonly entry: GraphEntry;
  /** `input` and `argument` nodes; labels are inputs that only `evaluate` and `train` read. */
  readonly inputs: readonly Node[];
  readonly parameters: readonly Node[];
  /** Running statistics, optimizer moments, averages, counters. */
  readonly states: readonly Node[];
  readonly outputs: readonly NamedValue[];
  readonly updates: readonly StateUpdate[];
  readonly training?: Training;
}

/** The nodes that outputs and updates need, operands first; each once. Leaves that nothing reads are not in it. */
export function reachable(graph: Pick<Graph, "outputs" | "updates">): Node[] {
  const roots = [...graph.outputs.map((output) => output.node), ...graph.updates.map((update) => update.value)];
  return topological(roots);
}

/** Post-order walk without recursion, so that deep networks don't exhaust the stack. */
export function topological(roots: readonly Node[]): Node[] {
  const order: Node[] = [];
  const state = new Map<Node, "open" | "done">();
  for (const root of roots) {
    const stack: Node[] = [root];
    while (stack.length > 0) {
      const node = stack.at(-1)!;
      const seen = state.get(node);
      if (seen === undefined) {
        state.set(node, "open");
        for (let i = node.operands.length - 1; i >= 0; i--) {
          const operand = node.operands[i]!;
          if (!state.has(operand)) stack.push(operand);
        }
      } else {
        stack.pop();
        if (seen === "open") {
          state.set(node, "done");
          order.push(node);
        }
      }
    }
  }
  return order;
}

/** The nodes that read each node, in order of first appearance; a node that reads twice is listed once. */
export function usersOf(nodes: readonly Node[]): Map<Node, Node[]> {
  const users = new Map<Node, Node[]>();
  for (const node of nodes) users.set(node, []);
  for (const node of nodes) {
    for (const operand of new Set(node.operands)) users.get(operand)?.push(node);
  }
  return users;
}
