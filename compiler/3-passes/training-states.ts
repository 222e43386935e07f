/**
 * The states that training adds to a model's own: optimizer moments, averages and the step counter. Each has one leaf a
 * name, so that asking again gives the same node:
 *
 *     optimizer.adam.m.hidden.weight   optimizer.adam.correction1   average.hidden.weight   step
 */
import { Builder } from "../ir/builder.ts";
import { type Graph, reachable, type StateUpdate, type Training } from "../ir/graph.ts";
import type { Attrs, Node } from "../ir/node.ts";
import { f32, i32, type TensorType } from "../ir/type.ts";

/** All states of a graph by name; missing ones are made when asked for. */
export interface StateStore {
  /** In order of first asking, after those given. */
  readonly all: () => readonly Node[];
  readonly optimizer: (name: string, type: TensorType, initial: number) => Node;
  readonly average: (parameter: Node) => Node;
  /** Steps done so far, i32[]. */
  readonly step: () => Node;
}

export function stateStore(given: readonly Node[]): StateStore {
  const leaves = new Map(given.map((leaf) => [leaf.name!, leaf]));
  const b = new Builder();
  const state = (name: string, type: TensorType, attrs: Attrs): Node => {
    const known = leaves.get(name);
    if (known !== undefined) return known;
    const leaf = b.leaf("state", name, type, attrs);
    leaves.set(name, leaf);
    return leaf;
  };
  return {
    all: () => [...leaves.values()],
    optimizer: (name, type, initial) => state(`optimizer.${name}`, type, { kind: "optimizer", initial }),
    average: ({ name, type }) => state(`average.${name}`, type, { kind: "average", parameter: name! }),
    step: () => state("step", i32(), { kind: "counter", initial: 0 }),
  };
}

/**
 * The updates of one step, `gradients` in the order of `parameters`: the optimizer's, the averages' (of the parameters
 * after the step) and the counter's.
 */
export function stepUpdates(
  b: Builder,
  training: Training,
  store: StateStore,
  parameters: readonly Node[],
  gradients: readonly (Node | undefined)[],
): StateUpdate[] {
  const { optimizer, average } = training;
  if (optimizer === undefined) return [];
  const updates = new Map<Node, Node>();
  const rule = optimizer.def.begin(
    {
      b,
      rateScale: b.leaf("argument", "rate_scale", f32()),
      state: (name, type, initial) => store.optimizer(`${optimizer.def.name}.${name}`, type, initial),
      update: (target, value) => updates.set(target, value),
    },
    optimizer.attrs,
  );
  for (const [i, parameter] of parameters.entries()) {
    const gradient = gradients[i];
    b.span = parameter.span;
    if (gradient !== undefined) rule(parameter, gradient);
  }
  const step = store.step();
  if (average !== undefined) {
    const done = b.op("cast", [step], { dtype: "f32" });
    for (const parameter of parameters) {
      b.span = parameter.span;
      const old = store.average(parameter);
      updates.set(old, average.def.next(b, old, updates.get(parameter) ?? parameter, done, average.attrs));
    }
  }
  updates.set(step, b.op("next_step", [step]));
  return [...updates].map(([target, value]) => ({ target, value }));
}

/** The parameters that the loss depends on. */
export function trainedParameters(graph: Graph): Node[] {
  const losses = graph.outputs.filter((output) => output.role === "loss");
  const reached = new Set(reachable({ outputs: losses, updates: [] }));
  return graph.parameters.filter((parameter) => reached.has(parameter));
}
