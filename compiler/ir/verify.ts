/** Checks what every pass must keep: a graph that breaks it is a bug of the pass that made it. */
import { isError, operandSpec } from "../ops/definition/signature.ts";
import { InternalError } from "../support/diagnostic.ts";
import { type Graph, isRoleOf, metricKind, reachable } from "./graph.ts";
import type { Node } from "./node.ts";
import { nodeNames, printGraph, printOrder } from "./print.ts";
import { elementsIn } from "./tensor.ts";
import { formatType, isStatic, sameType } from "./type.ts";

/** Throws an `InternalError` that names the pass `after` and shows the graph. */
export function verify(graph: Graph, after: string): void {
  const order = printOrder(graph);
  const names = nodeNames(order);
  const nameOf = (node: Node) => names.get(node) ?? node.name ?? "<unknown>";
  for (const problem of problems(graph, nameOf)) {
    throw new InternalError(`after ${after}: ${problem}\n\n${printGraph(graph)}`);
  }
}

type NameOf = (node: Node) => string;

function* problems(graph: Graph, nameOf: NameOf): Generator<string> {
  yield* leafProblems(graph, nameOf);
  yield* nodeProblems(graph, nameOf);
  yield* outputProblems(graph);
  yield* updateProblems(graph, nameOf);
}

/** Inputs, parameters and states: the right kind in the right list, named once. */
function* leafProblems(graph: Graph, nameOf: NameOf): Generator<string> {
  const lists: readonly [readonly Node[], readonly string[]][] = [
    [graph.inputs, ["input", "argument"]],
    [graph.parameters, ["parameter"]],
    [graph.states, ["state"]],
  ];
  const names = new Set<string>();
  for (const [nodes, ops] of lists) {
    for (const node of nodes) {
      const what = `${node.op.name} ${nameOf(node)}`;
      if (!ops.includes(node.op.name)) yield `${what} is listed as ${ops[0]}`;
      if (node.name === undefined) yield `${what} has no name`;
      // Argument nodes of one name are the same value.
      if (node.name === undefined || node.op.name === "argument") continue;
      if (names.has(node.name)) yield `two of the inputs, parameters and states are called ${node.name}`;
      names.add(node.name);
      if (node.op.name !== "input" && !isStatic(node.type.shape)) yield `${what} has a batch dimension`;
    }
  }
}

/** Nodes: acyclic, typed by their op's shape rule, reading only what the graph lists. */
function* nodeProblems(graph: Graph, nameOf: NameOf): Generator<string> {
  const listed = new Set([...graph.inputs, ...graph.parameters, ...graph.states]);
  const done = new Set<Node>();
  for (const node of reachable(graph)) {
    const late = node.operands.find((operand) => !done.has(operand));
    if (late !== undefined) yield `${nameOf(node)} and its operand ${nameOf(late)} lie on a cycle`;
    done.add(node);
    const { op } = node;
    if (op.name === "argument") continue;
    if (op.name === "input" || op.name === "parameter" || op.name === "state") {
      if (!listed.has(node)) yield `${op.name} ${nameOf(node)} is read but not listed`;
    } else if (op.name === "constant") {
      yield* constantProblems(node, nameOf);
    } else if (op.specialize !== undefined && graph.entry !== "model") {
      yield `${nameOf(node)}: ${op.name} is left after specialization`;
    } else {
      yield* typeProblems(node, nameOf);
    }
  }
}

function* typeProblems(node: Node, nameOf: NameOf): Generator<string> {
  const { op, operands, attrs, type } = node;
  const required = op.operands.filter((operand) => operand.optional !== true).length;
  if (operands.length < required || (operands.length > 0 && operandSpec(op, operands.length - 1) === undefined)) {
    yield `${nameOf(node)}: ${op.name} has ${operands.length} operands`;
    return;
  }
  const inferred = op.infer(
    operands.map((operand) => operand.type),
    attrs,
  );
  if (isError(inferred)) yield `${nameOf(node)}: ${inferred.error}`;
  else if (!sameType(inferred, type)) {
    yield `${nameOf(node)} has type ${formatType(type)}, but ${op.name} gives ${formatType(inferred)}`;
  }
}

function* constantProblems(node: Node, nameOf: NameOf): Generator<string> {
  const { values } = node.attrs;
  const { shape } = node.type;
  const count = Array.isArray(values) ? values.length : 0;
  if (count === 1 || (count > 0 && isStatic(shape) && count === elementsIn(shape))) return;
  yield `constant ${nameOf(node)} has ${count} values for ${formatType(node.type)}`;
}

/** Outputs: the roles that the entry has, each name once, of the shape in which the host reads them. */
function* outputProblems(graph: Graph): Generator<string> {
  const { entry, outputs } = graph;
  const seen = new Set<string>();
  for (const { name, role, node } of outputs) {
    const key = `${role} ${name}`;
    const allowed = entry === "model" || (entry !== "init" && isRoleOf(entry, role));
    if (!allowed) yield `entry ${entry} has the ${key}`;
    if (seen.has(key)) yield `two values are the ${key}`;
    seen.add(key);
    const { dtype, shape } = node.type;
    if (metricKind(role) !== undefined) {
      if (dtype !== "f32" || !isStatic(shape)) yield `the ${key} is ${formatType(node.type)}, not f32 of a fixed shape`;
    } else if (role !== "output" && role !== "probe" && (dtype !== "f32" || shape.length > 0)) {
      yield `the ${key} is ${formatType(node.type)}, not f32[]`;
    }
    if (role === "metric_sum" && !outputs.some((other) => other.role === "metric_count" && other.name === name)) {
      yield `metric ${name} has no count`;
    }
    if (role === "metric_count" && !outputs.some((other) => other.role === "metric_sum" && other.name === name)) {
      yield `metric ${name} has no sum`;
    }
  }
  const losses = outputs.filter((output) => output.role === "loss").length;
  if (losses > 1) yield `the graph has ${losses} losses`;
  if (entry === "train" && losses === 0) yield "entry train has no loss";
}

/** Updates: of listed parameters and states, once each, by values of their type, in the entries that have them. */
function* updateProblems(graph: Graph, nameOf: NameOf): Generator<string> {
  const { entry, updates } = graph;
  const changeable = new Set([...graph.parameters, ...graph.states]);
  const updated = new Set<Node>();
  if (updates.length > 0 && entry !== "train" && entry !== "init" && entry !== "recalibrate")
    yield `entry ${entry} has updates`;
  for (const { target, value } of updates) {
    if (!changeable.has(target)) yield `the update of ${nameOf(target)} is not of a listed parameter or state`;
    if (updated.has(target)) yield `${nameOf(target)} is updated twice`;
    updated.add(target);
    if (!sameType(target.type, value.type)) {
      yield `${nameOf(target)} is ${formatType(target.type)}, its update ${formatType(value.type)}`;
    }
  }
  if (entry === "init") {
    for (const leaf of changeable) if (!updated.has(leaf)) yield `entry init leaves ${nameOf(leaf)} without a value`;
  }
  const trains = graph.training?.optimizer !== undefined || graph.parameters.some((leaf) => updated.has(leaf));
  if (entry === "train" && !trains) yield "entry train has no optimizer";
}
