/**
 * One model graph → the graph of one entry point.
 *
 *     infer      what the model outputs; batch_norm by running statistics
 *     evaluate   loss and metrics; the same
 *     train      loss and metrics; batch_norm by batch statistics, with updates of the running ones. `differentiate` then
 *                adds the gradients' and the optimizer's part
 *     init       updates only: parameters from their initializers, states and averages to their start
 *     recalibrate  updates only: batch_norm by batch statistics, which become the running ones; nothing else is as in training
 *
 *     y = batch_norm(x, scale, offset, running_mean, running_var)
 *       ──▶ infer, evaluate                                       ──▶ train
 *     y = batch_normalize(x, running_mean, …, offset)           m = batch_mean(x)
 *                                                               v = batch_variance(x, m)
 *                                                               y = batch_normalize(x, m, v, scale, offset)
 *                                                               update running_mean = running_mean · momentum + …
 *
 * All entry graphs of one model share their leaves: a parameter or state is the same node object in each. The states that
 * only training has are made once a model (`prepareStates` remembers them by the model graph). `init` and `train` list all
 * parameters and states; `infer` and `evaluate` those that they read; each lists the inputs and arguments that it reads.
 */
import { Builder } from "../ir/builder.ts";
import { type Graph, isRoleOf, reachable, SEED, type StateUpdate } from "../ir/graph.ts";
import type { Node } from "../ir/node.ts";
import { i32 } from "../ir/type.ts";
import { InternalError } from "../support/diagnostic.ts";
import { shareArguments } from "./arguments.ts";
import { stepUpdates } from "./optimizer-step.ts";
import type { PassEntry } from "./pass.ts";
import { rewrite } from "./rewrite.ts";
import { stateStore, trainedParameters } from "./training-states.ts";

/** The entry points that the model has; `recalibrate` is made where it is asked for. */
export function entriesOf(model: Graph): PassEntry[] {
  const hasLoss = model.outputs.some((output) => output.role === "loss");
  const trains = hasLoss && model.training?.optimizer !== undefined;
  return ["init", "infer", ...(hasLoss ? (["evaluate"] as const) : []), ...(trains ? (["train"] as const) : [])];
}

export function specialize(model: Graph, entry: PassEntry): Graph {
  if (entry !== "recalibrate" && !entriesOf(model).includes(entry))
    throw new InternalError(`${model.name} has no entry ${entry}`);
  const prepared = prepareStates(model);
  if (entry === "init") return initGraph(prepared);
  if (entry === "recalibrate") {
    return listLeaves({ ...specializeNodes({ ...prepared, entry }), outputs: [] });
  }
  const outputs = prepared.outputs.filter(({ role }) => isRoleOf(entry, role));
  return listLeaves(specializeNodes({ ...prepared, entry, outputs }));
}

const preparedGraphs = new WeakMap<Graph, Graph>();

/** The model with the states of its optimizer, averages and counter; the same object for the same model. */
export function prepareStates(model: Graph): Graph {
  const known = preparedGraphs.get(model);
  if (known !== undefined) return known;
  const store = stateStore(model.states);
  const parameters = trainedParameters(model);
  // A dry run: the optimizer says which states it has when it is asked for its updates, by whatever gradients.
  if (entriesOf(model).includes("train")) stepUpdates(new Builder(), model.training!, store, parameters, parameters);
  const states = store.all();
  const prepared = states.length === model.states.length ? model : { ...model, states };
  preparedGraphs.set(model, prepared);
  preparedGraphs.set(prepared, prepared);
  return prepared;
}

function initGraph(model: Graph): Graph {
  const b = new Builder();
  const seed = b.leaf("argument", SEED, i32());
  const starts = new Map<string, Node>();
  const updates: StateUpdate[] = [];
  for (const parameter of model.parameters) {
    const { initializer, trainable: _, ...attrs } = parameter.attrs;
    if (typeof initializer !== "string") throw new InternalError(`parameter ${parameter.name} has no initializer`);
    b.span = parameter.span;
    const value = b.op(initializer, [seed], { ...attrs, shape: parameter.type.shape });
    starts.set(parameter.name!, value);
    updates.push({ target: parameter, value });
  }
  for (const state of model.states) updates.push({ target: state, value: startOf(state, b, seed, starts) });
  const { training: _, ...rest } = model;
  return specializeNodes({ ...rest, entry: "init", inputs: [seed], outputs: [], updates });
}

/** A state's value before the first step. */
function startOf(state: Node, b: Builder, seed: Node, starts: ReadonlyMap<string, Node>): Node {
  b.span = state.span;
  if (state.attrs.kind === "average") {
    const start = starts.get(state.attrs.parameter as string);
    if (start === undefined) throw new InternalError(`${state.name} is the average of no parameter`);
    return start;
  }
  if (state.name === SEED) return seed;
  const initial = state.attrs.initial as number;
  if (state.type.dtype === "f32") return b.op("fill", [seed], { shape: state.type.shape, value: initial });
  return { ...b.constant(initial), type: state.type };
}

/** Replaces the ops that mean different things in training and inference. */
function specializeNodes(graph: Graph): Graph {
  const updates = new Map<Node, StateUpdate>();
  const rewritten = rewrite(graph, (node, b) => {
    const special = node.op.specialize?.(b, node, graph.entry, graph.training);
    if (special === undefined) return node;
    // A value with two names is two nodes, but the states behind it move once.
    for (const update of special.updates) if (!updates.has(update.target)) updates.set(update.target, update);
    return special.value;
  });
  return { ...rewritten, updates: [...rewritten.updates, ...updates.values()] };
}

function listLeaves(graph: Graph): Graph {
  const read = new Set([...reachable(graph), ...graph.updates.map(({ target }) => target)]);
  const inputs = graph.inputs.filter((node) => node.op.name !== "argument" && read.has(node));
  if (graph.entry === "train") return shareArguments({ ...graph, inputs });
  const { training: _, ...rest } = graph;
  return shareArguments({
    ...rest,
    inputs,
    parameters: graph.parameters.filter((node) => read.has(node)),
    states: graph.states.filter((node) => read.has(node)),
  });
}
