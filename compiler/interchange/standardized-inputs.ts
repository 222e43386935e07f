/** A model's graph → which input each of its `standardize` layers reads; a module's manifest does not say. */
import { type Graph, reachable } from "../ir/graph.ts";

export function standardizedInputs(graph: Graph): Readonly<Record<string, string>> {
  const pairs = reachable(graph).flatMap(({ op, operands }) => {
    const [x, mean] = operands;
    const layer = mean?.op.name === "state" ? /^(.*)\.mean$/.exec(mean.name!)?.[1] : undefined;
    return op.name === "batch_normalize" && x!.op.name === "input" && layer !== undefined ? [[layer, x!.name!]] : [];
  });
  return Object.fromEntries(pairs);
}
