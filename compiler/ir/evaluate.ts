/** The reference interpreter: runs a graph in float64, node by node, by the ops' own meaning. */
import { InternalError, UserError } from "../support/diagnostic.ts";
import { type Graph, type NamedValue, topological } from "./graph.ts";
import type { Node } from "./node.ts";
import { elementsIn, type Tensor, tensor } from "./tensor.ts";
import { formatType, shapeAt } from "./type.ts";

export type Values = ReadonlyMap<string, Tensor> | Readonly<Record<string, Tensor>>;

/** The values of a graph's leaves, by name; only those that are read are needed. */
export interface Bindings {
  readonly batch: number;
  readonly inputs?: Values;
  readonly parameters?: Values;
  readonly states?: Values;
  /** The argument `batch_size` is always `batch`. */
  readonly arguments?: Values;
}

export interface Evaluation {
  /** By role and name, as `outputKey` spells them: `loss:loss`. */
  readonly outputs: ReadonlyMap<string, Tensor>;
  /** New values of parameters and states, by name: all made from the old ones. */
  readonly updates: ReadonlyMap<string, Tensor>;
}

export interface EvaluateOptions {
  /** Values known already: these nodes are not evaluated again. */
  readonly known?: ReadonlyMap<Node, Tensor>;
  /** Rounds every f32 value to float32, as a module does. */
  readonly rounded?: boolean;
}

export function outputKey(output: Pick<NamedValue, "role" | "name">): string {
  return `${output.role}:${output.name}`;
}

export function evaluateGraph(graph: Graph, bindings: Bindings, options: EvaluateOptions = {}): Evaluation {
  const roots = [...graph.outputs.map((output) => output.node), ...graph.updates.map((update) => update.value)];
  const values = evaluateNodes(roots, bindings, options);
  return {
    outputs: new Map(graph.outputs.map((output) => [outputKey(output), values.get(output.node)!])),
    updates: new Map(graph.updates.map((update) => [update.target.name!, values.get(update.value)!])),
  };
}

/** The values of these nodes and of all that they need. */
export function evaluateNodes(
  roots: readonly Node[],
  bindings: Bindings,
  { known, rounded = false }: EvaluateOptions = {},
): Map<Node, Tensor> {
  const values = new Map<Node, Tensor>(known);
  for (const node of topological(roots)) {
    if (known?.has(node)) continue;
    const value = leafValue(node, bindings) ?? apply(node, values, bindings);
    values.set(node, rounded && node.type.dtype === "f32" ? tensor(value.shape, value.data.map(Math.fround)) : value);
  }
  return values;
}

function apply(node: Node, values: ReadonlyMap<Node, Tensor>, { batch }: Bindings): Tensor {
  const { op, attrs } = node;
  const shape = shapeAt(node.type.shape, batch);
  const operands = node.operands.map((operand) => values.get(operand)!);
  const data = op.evaluate({ operands, attrs, shape, batch });
  if (data.length !== elementsIn(shape)) {
    throw new InternalError(`${op.name} evaluates to ${data.length} numbers for ${formatType(node.type)}`);
  }
  return tensor(shape, data);
}

/** The value bound to a leaf; undefined for nodes that compute theirs. */
function leafValue(node: Node, bindings: Bindings): Tensor | undefined {
  const lists: Readonly<Record<string, Values | undefined>> = {
    input: bindings.inputs ?? {},
    parameter: bindings.parameters ?? {},
    state: bindings.states ?? {},
    argument: bindings.arguments ?? {},
  };
  const given = lists[node.op.name];
  if (given === undefined) return undefined;
  const name = node.name ?? "";
  if (node.op.name === "argument" && name === "batch_size") return tensor([], [bindings.batch]);
  const value = given instanceof Map ? given.get(name) : (given as Readonly<Record<string, Tensor>>)[name];
  if (value === undefined) throw new UserError(`no value is given for the ${node.op.name} ${name}`);
  const shape = shapeAt(node.type.shape, bindings.batch);
  if (value.shape.join() !== shape.join() || value.data.length !== elementsIn(shape)) {
    throw new UserError(`the ${node.op.name} ${name} is [${shape.join(", ")}], got [${value.shape.join(", ")}]`);
  }
  return value;
}
