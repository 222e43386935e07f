/**
 * Drops what changes nothing: updates of a state to itself and arguments that nothing reads any more.
 *
 *     batch_size = argument : f32[]
 *     mean = state : f32[4]              ──▶   mean = state : f32[4]
 *     update mean = mean
 *
 * Other nodes need no sweep: a graph holds only what its outputs and updates reach. Inputs, parameters and states stay
 * listed, read or not: they are the module's interface.
 */
import { type Graph, reachable } from "../ir/graph.ts";
import { PASS_ENTRIES, type Pass } from "./pass.ts";

export const removeDead: Pass = {
  name: "remove-dead",
  doc: "Drops updates that change nothing and arguments that nothing reads.",
  after: [{ pass: "canonicalize", because: "simplification is what leaves nodes without a reader" }],
  entries: PASS_ENTRIES,
  run: removeUnread,
};

function removeUnread(graph: Graph): Graph {
  const updates = graph.updates.filter(({ target, value }) => target !== value);
  const read = new Set(reachable({ outputs: graph.outputs, updates }));
  const inputs = graph.inputs.filter((node) => node.op.name !== "argument" || read.has(node));
  const unchanged = updates.length === graph.updates.length && inputs.length === graph.inputs.length;
  return unchanged ? graph : { ...graph, inputs, updates };
}
