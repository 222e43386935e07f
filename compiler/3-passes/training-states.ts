/**
 * The states that training adds to a model's own: optimizer moments, averages and the step counter. Each has one leaf a
 * name, so that asking again gives the same node:
 *
 *     optimizer.adam.m.hidden.weight   optimizer.adam.correction1   average.hidden.weight   step
 */
import { Builder } from "../ir/builder.ts";
import { type Graph, reachable, STEP } from "../ir/graph.ts";
import type { Attrs, Node } from "../ir/node.ts";
import { i32, type TensorType } from "../ir/type.ts";

/** All states of a graph by name; missing ones are made when asked for. */
export interface StateStore {
  /** In order of first asking, after those given. */
  readonly all: () => readonly Node[];
  readonly optimizer: (name: string, type: TensorType, initial: number) => Node;
  readonly average: (parameter: Node) => Node;
  /** Calls of train_step so far, i32[]. */
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
    step: () => state(STEP, i32(), { kind: "counter", initial: 0 }),
  };
}

/** The parameters that the loss depends on, but for those marked `trainable: false`. */
export function trainedParameters(graph: Graph): Node[] {
  const losses = graph.outputs.filter((output) => output.role === "loss");
  const reached = new Set(reachable({ outputs: losses, updates: [] }));
  return graph.parameters.filter((leaf) => leaf.attrs.trainable !== false && reached.has(leaf));
}
